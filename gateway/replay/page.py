"""A dry run as one page that a governor can read: no script, nothing from elsewhere, light or dark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gateway.policy.verdict import Disposition
from gateway.replay.summary import BUSIEST, Summary
from gateway.replay.tally import Outcomes
from gateway.replay.words import OUTCOME_WORDS, counted, percent

MOST_ON_PAGE = 1000  # messages that differ; a browser is slow with more


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar: from `start`, `width` wide, both in per mille of the bar."""

    disposition: Disposition
    start: float
    width: float


def as_page(summary: Summary) -> str:
    """HTML 5 in one file."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        segments=segments, inwords=in_words, share=percent, counted=counted, longday=long_day
    )
    return environment.get_template("page.html.j2").render(
        summary=summary,
        dispositions=tuple(Disposition),
        words=OUTCOME_WORDS,
        busiest=BUSIEST,
        most=MOST_ON_PAGE,
    )


def segments(outcomes: Outcomes, whole: int = 0) -> tuple[Segment, ...]:
    """The bar of some outcomes, as long as their share of the whole; of themselves, where that is 0."""
    return tuple(_segments(outcomes, whole or outcomes.total()))


def _segments(outcomes: Outcomes, whole: int) -> Iterator[Segment]:
    start = 0.0
    for disposition in Disposition:
        if outcomes[disposition]:
            width = 1000 * outcomes[disposition] / whole
            yield Segment(disposition, round(start, 2), round(width, 2))
            start += width


def in_words(outcomes: Outcomes) -> str:
    """ "90 delivered, 8 held": what a bar shows, for those who do not see it."""
    parts = (f"{outcomes[each]:,} {OUTCOME_WORDS[each]}" for each in Disposition if outcomes[each])
    return ", ".join(parts) or "none"


def long_day(day: date) -> str:
    """ "2 November 2026"."""
    return f"{day.day} {day:%B %Y}"

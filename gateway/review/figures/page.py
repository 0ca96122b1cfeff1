"""What the page of figures says: statistics as charts, with the words that belong to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from gateway.review.figures import drawing
from gateway.review.figures.drawing import Chart
from gateway.review.queue.words import STATES
from gateway.store.statistics import ByRule, Statistics, Waited

SERIES = ("hold", "secure", "rewrite", "return")  # dispositions, in the order in which they are stacked
_MOST_RULES = 12


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """`series`: the names of what is stacked; `hours`: the middle of all rulings, and nine of ten."""

    statistics: Statistics
    series: tuple[str, ...]
    by_week: Chart
    by_rule: Chart
    rules: tuple[ByRule, ...]
    waiting: Chart
    hours: tuple[str, str] | None
    endings: tuple[tuple[str, int], ...]

    @property
    def table(self) -> Iterator[tuple[date, tuple[int, ...]]]:
        """The numbers behind the picture by week."""
        for week in self.statistics.weeks:
            yield week.week, _values(week.counts)

    @property
    def is_empty(self) -> bool:
        return not self.rules and not self.statistics.endings["held"]


def figures_page(statistics: Statistics) -> FiguresPage:
    """In the language of whoever looks."""
    names, weeks = series_names(), statistics.weeks
    busiest = statistics.rules[:_MOST_RULES]
    labels = [date_format(each.week, "j M") for each in weeks]
    waited = {each.week: each for each in statistics.waited}
    return FiguresPage(
        statistics,
        names,
        drawing.stacked(
            labels,
            [_values(each.counts) for each in weeks],
            [_said(label, each.counts, names) for label, each in zip(labels, weeks, strict=True)],
        ),
        drawing.rows(
            [each.title for each in busiest],
            [_values(each.counts) for each in busiest],
            [_said(each.title, each.counts, names) for each in busiest],
        ),
        statistics.rules,
        _waiting(labels, [waited.get(each.week) for each in weeks]),
        _hours(statistics.all_waited),
        tuple(_endings(statistics)),
    )


def series_names() -> tuple[str, ...]:
    """As `SERIES` has them."""
    return (
        pgettext("messages", "held"),
        pgettext("messages", "sent securely"),
        pgettext("messages", "changed"),
        pgettext("messages", "returned"),
    )


def duration(hours: float) -> str:
    """As people say it."""
    if hours < 1:
        return ngettext("%(count)d minute", "%(count)d minutes", round(hours * 60)) % {
            "count": round(hours * 60)
        }
    if hours < 48:
        return ngettext("%(count)d hour", "%(count)d hours", round(hours)) % {"count": round(hours)}
    days = round(hours / 24)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def _values(counts: dict[str, int]) -> tuple[int, ...]:
    return tuple(counts.get(each, 0) for each in SERIES)


def _said(name: str, counts: dict[str, int], names: Iterable[str]) -> list[str]:
    return [f"{name}: {value} {what}" for value, what in zip(_values(counts), names, strict=True)]


def _waiting(labels: list[str], weeks: list[Waited | None]) -> Chart:
    said = [
        gettext("%(week)s: half within %(median)s, nine of ten within %(ninth)s")
        % {"week": label, "median": duration(each.median), "ninth": duration(each.ninth)}
        if each
        else ""
        for label, each in zip(labels, weeks, strict=True)
    ]
    return drawing.spread(labels, [(each.median, each.ninth) if each else None for each in weeks], said)


def _hours(waited: Waited | None) -> tuple[str, str] | None:
    return (duration(waited.median), duration(waited.ninth)) if waited else None


def _endings(statistics: Statistics) -> Iterator[tuple[str, int]]:
    for state, name in STATES.items():
        yield str(name), statistics.endings.get(state, 0)

"""What was found in a message, for the person who decides: pupils first, then the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from detectors.finding import DetectorId, Finding
from detectors.roster import Pupil
from gateway.actions.notices.found import Observation, observations, places_of
from gateway.actions.notices.shortlist import Shortlist, shortlist
from gateway.actions.quoting import one_line, sentence
from gateway.review.case.words import how_in_words, kind_in_words, phrases, pupil_in_words, sure_in_words

_MOST_PUPILS = 8
_MOST_OTHERS = 8
MOST_NAMESAKES = 3


@dataclass(frozen=True, slots=True)
class NamedPupil:
    """One pupil, or namesakes of whom it may be either.

    written: as the name stands in the message
    """

    who: str
    written: str
    sure: str
    how: str
    where: str


@dataclass(frozen=True, slots=True)
class Found:
    """pupils: those shown at once, and `others` of them behind a fold
    rest: whatever else the rules are about
    """

    pupils: tuple[NamedPupil, ...]
    others: tuple[NamedPupil, ...]
    rest: Shortlist[Observation]

    @property
    def named(self) -> int:
        return len(self.pupils) + len(self.others)


def found_in(findings: Iterable[Finding], pupils: Mapping[str, Pupil]) -> Found:
    """In the order in which each was first found."""
    names: dict[frozenset[str], list[Finding]] = {}
    rest: list[Finding] = []
    for finding in findings:
        if finding.detector is DetectorId.PUPIL_NAME:
            names.setdefault(frozenset(finding.pupils), []).append(finding)
        else:
            rest.append(finding)
    named = tuple(_named(group, pupils) for group in names.values())
    told = shortlist(observations(rest, phrases()), _MOST_OTHERS)
    return Found(named[:_MOST_PUPILS], named[_MOST_PUPILS:], told)


def kinds_in(findings: Iterable[Finding]) -> tuple[Observation, ...]:
    """Only what kind of thing was found, and how often: for a message that nobody is shown."""
    counts: dict[DetectorId, int] = {}
    for finding in findings:
        counts[finding.detector] = counts.get(finding.detector, 0) + 1
    return tuple(
        Observation(sentence(kind_in_words(each)), detail=_times(count)) for each, count in counts.items()
    )


def _times(count: int) -> str:
    said = ngettext("%(count)s time", "%(count)s times", count)
    return said % {"count": count} if count > 1 else ""


def _named(group: list[Finding], pupils: Mapping[str, Pupil]) -> NamedPupil:
    surest = max(group, key=lambda each: each.confidence)
    known = [pupil_in_words(pupils[each]) for each in surest.pupils if each in pupils]
    return NamedPupil(
        who=_any_of(known) or one_line(surest.text),
        written=one_line(surest.text),
        sure=sentence(sure_in_words(surest.confidence)),
        how=how_in_words(surest.matched),
        where=sentence(places_of((each.location for each in group), phrases())),
    )


def _any_of(names: list[str]) -> str:
    """ "Grace Bishop (Year 8) or Grace Bishop (Year 10)"."""
    if len(names) > MOST_NAMESAKES:
        names = [*names[:MOST_NAMESAKES], gettext("somebody else of that name")]
    return gettext(" or ").join(names)

"""What was found, told to the person who wrote it: each pupil and each file once, with the places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from detectors.finding import DetectorId, Finding, Location
from gateway.actions.notices.phrases import Phrases
from gateway.actions.places import file_in_words, in_words
from gateway.actions.quoting import one_line, sentence

_MOST_PLACES = 3
_MOST_NAMES = 5
# What these find is told of the file as a whole, and once.
_ABOUT_FILES = frozenset(
    {
        DetectorId.UNENCRYPTED_ATTACHMENT,
        DetectorId.WEAK_PROTECTION,
        DetectorId.PASSWORD_DISCLOSED,
        DetectorId.UNINSPECTABLE,
        DetectorId.BULK_FORWARD,
        DetectorId.PUPIL_RECORDS,
        DetectorId.DISGUISED_FILE,
    }
)


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that was found, where it stands, and a sentence more where that is needed."""

    what: str
    where: str = ""  # "in the subject line and in the file “trip.xlsx”"
    detail: str = ""


def observations(findings: Iterable[Finding], phrases: Phrases) -> tuple[Observation, ...]:
    """Findings about the same pupil, or of the same kind in the same file, become one observation.

    In the order in which each was first found. A finding that several rules name counts once. More than five
    pupils are told as one, and two of them named: enough to know the list by, and the files beside it are not
    crowded out.
    """
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_subject_of(finding), []).append(finding)
    pupils = [group for group in groups.values() if group[0].detector is DetectorId.PUPIL_NAME]
    if len(pupils) <= _MOST_NAMES:
        return tuple(_observe(group, phrases) for group in groups.values())
    return tuple(
        _observe_crowd(pupils, phrases) if group is pupils[0] else _observe(group, phrases)
        for group in groups.values()
        if group is pupils[0] or group[0].detector is not DetectorId.PUPIL_NAME
    )


def _subject_of(finding: Finding) -> object:
    """Two findings with the same key are about the same thing."""
    if finding.detector in _ABOUT_FILES:
        return finding.detector, finding.location.path
    return finding.detector, finding.kind, frozenset(finding.pupils) or finding.text.casefold()


def _observe(group: list[Finding], phrases: Phrases) -> Observation:
    first = group[0]
    told = phrases.told(next((each.detail for each in group if each.detail), ""))
    detail = one_line(told, 200)
    if first.detector in _ABOUT_FILES and first.location.path:
        file = file_in_words(first.location.path, phrases)
        return Observation(sentence(phrases.say(f"found.files.{first.detector}", file=file)), detail=detail)
    where = places_of((each.location for each in group), phrases)
    return Observation(sentence(_what(first, phrases)), where, detail)


def _what(finding: Finding, phrases: Phrases) -> str:
    key, text = f"found.texts.{finding.detector}", one_line(finding.text)
    if phrases.has(key):
        return phrases.say(key, text=text)
    return phrases.say("found.quoted", text=text) if text else phrases.say("found.anything")


def _observe_crowd(groups: list[list[Finding]], phrases: Phrases) -> Observation:
    """ "The names of 30 pupils, “Grace Bishop” and “Henry Tudor” among them"."""
    first, second = (one_line(group[0].text) for group in groups[:2])
    what = phrases.say("found.crowd", number=str(len(groups)), first=first, second=second)
    where = places_of((finding.location for group in groups for finding in group), phrases)
    return Observation(sentence(what), where)


def places_of(locations: Iterable[Location], phrases: Phrases) -> str:
    """The first few places, and how many more: "in a, in b and in 2 more places"; of none, nothing."""
    places = list(dict.fromkeys(in_words(each, phrases) for each in locations))
    if not places:
        return ""
    if len(places) > _MOST_PLACES:
        more = len(places) - _MOST_PLACES + 1
        places[_MOST_PLACES - 1 :] = [phrases.count("place.more", more)]
    return phrases.join("place.list", places)

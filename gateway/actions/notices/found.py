"""What was found, told to the person who wrote it: each pupil and each file once, with the places."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from detectors.finding import DetectorId, Finding
from gateway.actions.places import file_in_words, in_words
from gateway.actions.quoting import one_line, quoted, sentence

_MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that was found, where it stands, and a sentence more where that is needed."""

    what: str
    where: str = ""  # "in the subject line and in the file “trip.xlsx”"
    detail: str = ""


def observations(findings: Iterable[Finding]) -> tuple[Observation, ...]:
    """Findings about the same pupil, or of the same kind in the same file, become one observation.

    In the order in which each was first found. A finding that several rules name counts once.
    """
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_subject_of(finding), []).append(finding)
    return tuple(_observe(group) for group in groups.values())


def _subject_of(finding: Finding) -> object:
    """Two findings with the same key are about the same thing."""
    if finding.detector in _ABOUT_FILES:
        return finding.detector, finding.location.path
    return finding.detector, finding.kind, frozenset(finding.pupils) or finding.text.casefold()


def _observe(group: list[Finding]) -> Observation:
    first = group[0]
    detail = one_line(next((each.detail for each in group if each.detail), ""), 200)
    about_file = _ABOUT_FILES.get(first.detector)
    if about_file and first.location.path:
        return Observation(sentence(about_file(file_in_words(first.location.path))), detail=detail)
    places = tuple(dict.fromkeys(in_words(each.location) for each in group))
    what = _ABOUT_TEXT.get(first.detector, _anything)(first.text)
    return Observation(sentence(what), _listed(places), detail)


def _listed(places: tuple[str, ...]) -> str:
    """The first few places, and how many more: "in a, in b and in 2 more places"."""
    shown = list(places)
    if len(places) > _MOST_PLACES:
        shown[_MOST_PLACES - 1 :] = [f"in {len(places) - _MOST_PLACES + 1} more places"]
    *before, last = shown
    return f"{', '.join(before)} and {last}" if before else last


def _anything(text: str) -> str:
    return quoted(text) if text else "something the rule does not allow"


_ABOUT_FILES: dict[DetectorId, Callable[[str], str]] = {
    DetectorId.UNENCRYPTED_ATTACHMENT: lambda file: f"{file} is not protected with a password",
    DetectorId.WEAK_PROTECTION: lambda file: f"{file} has a password that is too easy to get past",
    DetectorId.PASSWORD_DISCLOSED: lambda file: f"{file} is protected, but its password can be found",
    DetectorId.UNINSPECTABLE: lambda file: f"{file} could not be opened and checked",
    DetectorId.BULK_FORWARD: lambda file: f"{file} has other people’s messages in it",
    DetectorId.PUPIL_RECORDS: lambda file: f"{file} has pupils’ records in it",
    DetectorId.DISGUISED_FILE: lambda file: f"{file} is not what its name says",
}

_ABOUT_TEXT: dict[DetectorId, Callable[[str], str]] = {
    DetectorId.PUPIL_NAME: lambda text: f"the name {quoted(text)}",
    DetectorId.PASSWORD_DISCLOSED: lambda _: "the password of a protected file",
    DetectorId.UNINSPECTABLE: lambda _: "something that could not be opened and checked",
    DetectorId.MALFORMED_MESSAGE: lambda _: "something that mail programs may each read differently",
    DetectorId.AUTO_FORWARD: lambda _: "signs that a mailbox forwards its mail by itself",
    DetectorId.FORWARD: lambda _: "a forwarded message",
    DetectorId.BULK_FORWARD: lambda _: "mail in bulk",
    DetectorId.VISIBLE_RECIPIENTS: lambda _: "addresses of people who should not see one another’s",
    DetectorId.NO_COLLEAGUE_COPIED: lambda _: "a pupil’s address, and no colleague’s",
    DetectorId.STAFF_CONTACT_DETAILS: lambda text: f"the private contact detail {quoted(text)}",
    DetectorId.NO_SUBJECT: lambda _: "no subject",
    DetectorId.MARKED_PRIVATE: lambda _: "a mark that it is private",
    DetectorId.FILE_SHARING_LINK: lambda text: f"the link {quoted(text)}",
    DetectorId.IDENTIFIER: lambda text: f"the identifying detail {quoted(text)}",
    DetectorId.PUPIL_RECORDS: lambda _: "a table of pupils’ records",
    DetectorId.SENSITIVE_TERM: lambda text: f"the words {quoted(text)} near a pupil’s name",
    DetectorId.LOOK_ALIKE_DOMAIN: lambda text: f"the address {quoted(text)}, which looks like another",
    DetectorId.SIMILAR_RECIPIENTS: lambda text: f"the address {quoted(text)} beside one much like it",
    DetectorId.COLLEAGUE_NAMESAKE: lambda text: f"the outside address {quoted(text)} among colleagues",
    DetectorId.OTHER_GREETING: lambda text: f"the greeting {quoted(text)}",
    DetectorId.FIRST_CONTACT: lambda _: "an address that is new to you",
    DetectorId.PERSONAL_REPLY_ADDRESS: lambda text: f"the private address {quoted(text)} for answers",
    DetectorId.SENDER_MISMATCH: lambda text: f"the address {quoted(text)} as its sender",
}

"""A choice is what a reviewer's form says: which ruling, for whom, seen on which version of the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from gateway.review.ruling import Rest, Share

MOST_CHARACTERS = 1000  # of a note or a reason in somebody's own words
LEAST_CHARACTERS = 10  # of a reason: two letters are none

Form = Mapping[str, Sequence[str]]


class Way(StrEnum):
    """What a reviewer can decide, as forms and templates name it."""

    SECURELY = "securely"
    SHORTENED = "shortened"
    RELEASE = "release"  # what the rules that do not hold it ask for is done first
    AS_IT_CAME = "as-it-came"  # whatever any rule asks for
    SOME = "some"
    RETURN = "return"
    PROPOSE_DELETION = "propose-deletion"
    AGREE_TO_DELETION = "agree-to-deletion"
    DROP_DELETION = "drop-deletion"


SENDS = frozenset({Way.SECURELY, Way.SHORTENED, Way.RELEASE, Way.AS_IT_CAME})


class BadFormError(Exception):
    """The form is none of ours."""


class Missing(StrEnum):
    """What a form lacks, or has too much of."""

    NOBODY_TICKED = "nobody-ticked"
    NO_NOTE = "no-note"
    TOO_LONG = "too-long"
    NO_REASON = "no-reason"


class IncompleteError(Exception):
    """The reviewer has to fill in something more."""

    def __init__(self, missing: Missing) -> None:
        super().__init__(missing)
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Asked:
    """What forms about a case may say.

    sentences: ready for a note to the sender
    needs_note: whether somebody reads it
    """

    held: tuple[str, ...]
    sentences: tuple[str, ...] = ()
    needs_note: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reviewer chose. `some`: only a share was asked for, and `way` is how it leaves.

    note: to the sender; `reason`: for the record
    previewed: the digest of what they were shown beforehand
    """

    way: Way
    version: int
    share: Share
    some: bool = False
    note: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    previewed: str = ""


def read_choice(form: Form, asked: Asked) -> Choice:
    """`form`: every field with all its values. Raises BadFormError or IncompleteError."""
    way, version = _way(_one(form, "way")), _one(form, "version")
    if not (version.isascii() and version.isdecimal() and len(version) < 10):
        raise BadFormError
    some = way is Way.SOME
    if some and (way := _way(_one(form, "how"))) not in SENDS:
        raise BadFormError
    note, reason = "", ""
    if way is Way.RETURN:
        note = note_of(form, asked)
    if way is Way.PROPOSE_DELETION:
        reason = _words(form, "reason")
        if len(reason) < LEAST_CHARACTERS:
            raise IncompleteError(Missing.NO_REASON)
    share = _share(form, asked) if some else Share(asked.held)
    return Choice(way, int(version), share, some, note, reason, _one(form, "previewed"))


def note_of(form: Form, asked: Asked) -> str:
    """The ready sentences that were ticked, then the reviewer's own words. Raises IncompleteError."""
    own = _words(form, "words")
    ticked = [each for each in asked.sentences if each in form.get("sentence", ())]
    if not (ticked or own) and asked.needs_note:
        raise IncompleteError(Missing.NO_NOTE)
    return " ".join(filter(None, (*ticked, own)))


def _share(form: Form, asked: Asked) -> Share:
    people = tuple(each for each in asked.held if each in form.get("to", ()))
    if not people:
        raise IncompleteError(Missing.NOBODY_TICKED)
    try:
        rest = Rest(_one(form, "rest") or Rest.HELD)
    except ValueError:
        raise BadFormError from None
    return Share(people, rest, _words(form, "words") if rest is Rest.NOT_SENT else "")


def _words(form: Form, name: str) -> str:
    own = _one(form, name).replace("\r\n", "\n").strip()  # as it was typed (HTML standard §4.10.19.3)
    if len(own) > MOST_CHARACTERS:
        raise IncompleteError(Missing.TOO_LONG)
    return own


def _way(name: str) -> Way:
    try:
        return Way(name)
    except ValueError:
        raise BadFormError from None


def _one(form: Form, name: str) -> str:
    values = form.get(name, ())
    return values[0] if values else ""

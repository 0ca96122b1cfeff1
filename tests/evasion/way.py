"""A way to get a pupil's name past the gateway, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from detectors.finding import DetectorId


@dataclass(frozen=True, slots=True)
class Caught:
    """The pupil is found at `where`, as findings write it, and the message is held."""

    where: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Nobody is found, and the message is held because some part of it cannot be relied on."""

    by: DetectorId = DetectorId.UNINSPECTABLE


@dataclass(frozen=True, slots=True)
class Limit:
    """It gets out today; `why` says in one sentence what would have to be known to stop it."""

    why: str


Fate = Caught | Unreadable | Limit
BODY = Caught("body")
SUBJECT = Caught("subject")
MALFORMED = Unreadable(DetectorId.MALFORMED_MESSAGE)
UNREADABLE = Unreadable()
LINKED = Limit("What lies behind a link is not fetched; places that share files are a finding of their own.")
CODED = Limit("There is no end of codes that two people can agree upon; those that programs undo are undone.")


@dataclass(frozen=True, slots=True)
class Way:
    """One way. `does` is what somebody does, in one plain sentence that begins with a verb.

    make: the whole message, with lines that end in CR LF
    pupil: the roster's id of whom it names
    """

    id: str
    does: str
    make: Callable[[], bytes]
    fate: Fate
    pupil: str = "1042"


@dataclass(frozen=True, slots=True)
class Chapter:
    """Ways that have something in common."""

    title: str
    ways: tuple[Way, ...]

"""What a message gives away about passwords: those of its own files, and of files that went before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from detectors.context import Facts, History
from detectors.extract.budget import Budget
from detectors.extract.unlock import Locksmith
from detectors.finding import Location
from detectors.lock import Lock
from detectors.message import Reading, Text
from detectors.protection.locks import decode
from detectors.protection.passwords.candidates import Hints, candidates
from detectors.protection.passwords.guesses import guesses

_LOOKED_AT = 200_000  # characters in which pupils are looked for whose birthday may be the password


def hints_of(facts: Facts) -> Hints:
    """What may be guessed: birthdays and names of the pupils whom the texts name, and the school's name."""

    def hints(texts: Sequence[Text]) -> Iterable[str]:
        named = _pupils_in(texts, facts)
        pupils = (pupil for pupil in facts.roster.pupils if pupil.id in named) if named else ()
        return guesses(pupils, facts.school.name, facts.school.domains)

    return hints


def key_to_earlier(reading: Reading, history: History, budget: Budget) -> Location | None:
    """Where in the message the password of a file stands that was sent before; None where none does.

    Only what the message itself says is tried, not what may be guessed: that was tried on the file when it
    was sent.
    """
    own = {lock for attachment in reading.attachments for lock in attachment.locks}
    locks = [lock for lock in map(_decoded, history.locks) if lock is not None and lock not in own]
    if not locks:
        return None
    found = Locksmith(budget).open(locks, candidates(reading.texts))
    return next((key.location for _, key in found), None)


def _pupils_in(texts: Sequence[Text], facts: Facts) -> frozenset[str]:
    found: set[str] = set()
    left = _LOOKED_AT
    for text in texts:
        looked_at = text.text[:left]
        is_name = text.location.part == "name"
        hits = facts.names.find_in_name(looked_at) if is_name else facts.names.find(looked_at)
        found.update(pupil for hit in hits for pupil in hit.pupils)
        left -= len(looked_at)
        if left <= 0:
            break
    return frozenset(found)


def _decoded(written: str) -> Lock | None:
    try:
        return decode(written)
    except ValueError:  # kept by another version of the program
        return None

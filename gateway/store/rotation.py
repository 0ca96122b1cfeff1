"""Keys are rotated while the gateway runs: a new one is made, all is sealed with it, the old one is retired.

At every moment each value opens with a key that is in the file: a new key is in the file before anything is
sealed with it, and one is taken out when nothing needs it. So a rotation may be killed anywhere and be taken
up again; what is left to do is told by the values themselves.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from gateway.actions.plan import Action, AuditEntry
from gateway.store import models
from gateway.store.keyfile import read_keys, replace_keys
from gateway.store.keys import Key, Keys, new_key
from gateway.store.record import add_entries
from gateway.store.seal import FIRST_FORMAT, BrokenSealError, Seal, head_of, sealed_by
from gateway.store.sealed import SealedPlace

SETTLED = timedelta(minutes=1)  # within which whatever was sealed with the key before is committed
_LONGEST_PAUSE = 0.5  # seconds


class NotRetiredError(Exception):
    """A key cannot be retired; the text says why, in the words of an administrator."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rotation has come: values, of how many; `sealed` anew, and `unopened` by any of the keys."""

    seen: int
    total: int
    sealed: int = 0
    unopened: int = 0


def make_new_key(seal: Seal, path: Path, actor: str, now: datetime) -> Key:
    """From now on whatever is sealed is sealed with it, by every process. Raises KeyFileError.

    `seal` reads the file at `path`.
    """
    with transaction.atomic():
        _one_at_a_time()
        replace_keys(path, read_keys(path).with_new(new_key(now)))
        return _note_new_key(seal, actor, now)


def note_new_key(seal: Seal, actor: str, now: datetime) -> None:
    """On record, where the command that made the key was killed before it was."""
    with transaction.atomic():
        installation = _one_at_a_time()
        keys = seal.keys.current()
        if len(keys.each) > 1 and installation.newest_key != keys.in_use.name:
            _note_new_key(seal, actor, now)


def seal_anew(
    seal: Seal, places: Iterable[SealedPlace], pause: Callable[[float], None] = time.sleep
) -> Iterator[Progress]:
    """All that is not sealed with the key in use, batch after batch.

    After each it pauses for as long as the batch took, so that the gateway comes to the database too. Raises
    LostKeyError, DatabaseError or OSError; whatever was done is done.
    """
    places = tuple(places)
    done = Progress(0, sum(place.count() for place in places))
    yield done
    for place in places:
        after: object = None
        while True:
            began = time.monotonic()
            batch = place.reseal(seal, after)
            done = Progress(
                done.seen + batch.seen,
                max(done.total, done.seen + batch.seen),
                done.sealed + batch.sealed,
                done.unopened + batch.unopened,
            )
            yield done
            after = batch.last
            if after is None:
                break
            pause(min(time.monotonic() - began, _LONGEST_PAUSE))


def values_by_key(keys: Keys, places: Iterable[SealedPlace]) -> Counter[Key | None]:
    """How many values each key has sealed; under None those of keys that are not there."""
    heads = Counter(head for place in places for head in place.heads())
    counted: Counter[Key | None] = Counter()
    for head, count in heads.items():
        counted[sealed_by(keys, head)] += count
    return counted


def retire_key(
    seal: Seal, path: Path, name: str, places: Iterable[SealedPlace], actor: str, now: datetime
) -> Key:
    """Takes a key out of the file for good. Raises NotRetiredError or KeyFileError.

    It is on record before it is done: a power cut may leave an entry too many, and none too few.
    """
    keys = seal.keys.current()
    key = _must_be_idle(keys, name, now)
    places = tuple(places)
    if _is_needed(seal, keys, key, places):
        raise NotRetiredError(
            f"key {key.name} is still needed: {values_by_key(keys, places)[key]} values are sealed with it; "
            "run: schoolgate keys rotate --resume"
        )
    with transaction.atomic():
        note_new_key(seal, actor, now)  # or the database would ask for the one that goes
        add_entries(seal, (AuditEntry(actor, Action.KEY_RETIRED, f"key {key.name}"),), now)
    with transaction.atomic():
        _one_at_a_time()
        replace_keys(path, read_keys(path).without(key))
    return key


def _must_be_idle(keys: Keys, name: str, now: datetime) -> Key:
    """The key of that name, where it has not been in use for a while. Raises NotRetiredError."""
    found = next((index for index, each in enumerate(keys.each) if each.name == name), None)
    if found is None:
        raise NotRetiredError(f"there is no key {name}; see: schoolgate keys list")
    if keys.each[found] == keys.in_use:
        raise NotRetiredError(f"key {name} is the one in use; make a new one first: schoolgate keys rotate")
    wait = keys.each[found + 1].made_at + SETTLED - now
    if wait > timedelta():
        raise NotRetiredError(
            f"key {name} was in use until just now; try again in {int(wait.total_seconds()) + 1} seconds,"
            " when what was being sealed with it is in the database"
        )
    return keys.each[found]


def _is_needed(seal: Seal, keys: Keys, key: Key, places: Iterable[SealedPlace]) -> bool:
    """Whether any value opens with this key only. One that is damaged does not open with it either."""
    beginnings = [head_of(key), FIRST_FORMAT] if key == keys.each[0] else [head_of(key)]
    return any(
        _opens(seal, sealed, belongs_to)
        for place in places
        for beginning in beginnings
        for sealed, belongs_to in place.values(beginning)
    )


def _opens(seal: Seal, sealed: bytes, belongs_to: str) -> bool:
    try:
        seal.open(sealed, belongs_to)
    except BrokenSealError:
        return False
    return True


def _note_new_key(seal: Seal, actor: str, now: datetime) -> Key:
    key = seal.keys.current().in_use
    add_entries(seal, (AuditEntry(actor, Action.KEY_MADE, f"key {key.name}"),), now)
    models.Installation.objects.filter(pk=1).update(newest_key=key.name)
    return key


def _one_at_a_time() -> models.Installation:
    """Within a transaction: another rotation waits until it ends."""
    return models.Installation.objects.select_for_update().get(pk=1)

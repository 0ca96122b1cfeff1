"""What the database keeps as one value, to JSON and back: what was seen and decided, and pupil lists."""

from __future__ import annotations

import zlib
from dataclasses import replace

from pydantic import TypeAdapter

from detectors.roster import Roster
from gateway.actions.plan import Judged

_JUDGED: TypeAdapter[Judged] = TypeAdapter(Judged)
_ROSTER: TypeAdapter[Roster] = TypeAdapter(Roster)
_TEXTS: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[str, ...])


def encode_judged(judged: Judged) -> bytes:
    """Without its versions: they are contents of deliveries, and a passphrase is kept nowhere else."""
    return _JUDGED.dump_json(replace(judged, versions=()))


def decode_judged(text: bytes) -> Judged:
    return _JUDGED.validate_json(text)


def encode_roster(roster: Roster) -> bytes:
    """Compressed, and without the fields that are empty: some 30 bytes a pupil."""
    return zlib.compress(_ROSTER.dump_json(roster, exclude_defaults=True))


def decode_roster(packed: bytes) -> Roster:
    return _ROSTER.validate_json(zlib.decompress(packed))


def encode_texts(sentences: tuple[str, ...]) -> bytes:
    return _TEXTS.dump_json(sentences)


def decode_texts(text: bytes) -> tuple[str, ...]:
    return _TEXTS.validate_json(text)

"""What was seen and decided, to JSON and back: one codec for the database."""

from __future__ import annotations

from pydantic import TypeAdapter

from gateway.actions.plan import Judged

_JUDGED: TypeAdapter[Judged] = TypeAdapter(Judged)


def encode_judged(judged: Judged) -> bytes:
    return _JUDGED.dump_json(judged)


def decode_judged(text: bytes) -> Judged:
    return _JUDGED.validate_json(text)

"""Keys for tests: without a file, or in one as if time had passed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from gateway.store.keyfile import read_keys, replace_keys
from gateway.store.keys import keys_of
from gateway.store.seal import Seal


def seal_of(secret: bytes) -> Seal:
    """The seal of one key (32 bytes)."""
    return Seal(keys_of(secret))


def make_older(path: Path, by: timedelta) -> None:
    """All keys of a file were made so much earlier."""
    keys = read_keys(path)
    replace_keys(path, replace(keys, each=tuple(replace(key, made_at=key.made_at - by) for key in keys.each)))

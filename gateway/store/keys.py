"""The keys of an installation: the newest one seals, all of them open, and what marks are made with stays.

What is sealed and every token that leaves (links, forms, the loop field, sessions) goes with its key when
that is retired. Four values are derived from the first key for good: by them marks beside sealed rows, which
cannot be made anew because nobody knows of what they were made, are still found after a rotation. Neither
gives the key away from which it was derived.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

SECRET_BYTES = 32
ID_BYTES = 4
CHECK = "key check"
ROOT = "root"  # what stays and is not named here is derived from this one
LASTING = (CHECK, "kept locks", "marks", ROOT)


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """One key of AES-256. `made_at` has whole seconds."""

    secret: bytes
    made_at: datetime
    _derived: dict[str, bytes] = field(default_factory=dict, init=False, compare=False)

    @property
    def id(self) -> bytes:
        """Stands in front of what it seals; says nothing about the key."""
        return self.derived("key id")[:ID_BYTES]

    @property
    def name(self) -> str:
        """The id as people write it."""
        return self.id.hex()

    def derived(self, purpose: str) -> bytes:
        """A key of its own for another purpose (32 bytes), so that the sealing key does one thing only."""
        if purpose not in self._derived:  # each message asks for some
            self._derived[purpose] = hmac.digest(self.secret, purpose.encode(), hashlib.sha256)
        return self._derived[purpose]


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """All that a key file has.

    each: the oldest first; the last one is in use
    lasting: what was derived from the first key there ever was, by its purpose
    """

    each: tuple[Key, ...]
    lasting: Mapping[str, bytes]

    @classmethod
    def of(cls, first: Key) -> Keys:
        return cls((first,), {purpose: first.derived(purpose) for purpose in LASTING})

    @property
    def in_use(self) -> Key:
        return self.each[-1]

    @property
    def has_first(self) -> bool:
        """Whether the first key there ever was is still among them."""
        return any(key.derived(ROOT) == self.lasting[ROOT] for key in self.each)

    def find(self, key_id: bytes) -> Key | None:
        return next((key for key in self.each if key.id == key_id), None)

    def derived(self, purpose: str) -> bytes:
        """A key for another purpose (32 bytes) that no rotation changes."""
        if purpose in self.lasting:
            return self.lasting[purpose]
        return hmac.digest(self.lasting[ROOT], purpose.encode(), hashlib.sha256)

    def with_new(self, key: Key) -> Keys:
        """From then on `key` is the one in use."""
        return replace(self, each=(*self.each, key))

    def without(self, key: Key) -> Keys:
        return replace(self, each=tuple(each for each in self.each if each != key))

    def current(self) -> Keys:
        return self

    def known(self) -> Keys:
        return self


class KeySource(Protocol):
    """Where a seal has its keys from: a file that may be replaced, or keys as they are."""

    def current(self) -> Keys:
        """As they are now. Raises LostKeyError where that cannot be told: then nothing may be sealed."""
        ...

    def known(self) -> Keys:
        """As they are now, or where that cannot be told as they were last."""
        ...


class LostKeyError(OSError):
    """The key file of a running program is gone or broken: what it sealed now might never be opened again."""


def new_key(now: datetime) -> Key:
    return Key(os.urandom(SECRET_BYTES), now.astimezone(UTC).replace(microsecond=0))


def keys_of(secret: bytes) -> Keys:
    """Those of an installation that has only ever had one key, of which nobody knows when it was made."""
    return Keys.of(Key(secret, datetime.fromtimestamp(0, UTC)))

"""A lock is what a password has to open: enough of a protected file to try a password on it, and no more.

It is taken out of the file when the file is read, and may be kept for some days to be tried with the words
of a later message; so it is small, and holds nothing that can be read without the password.
"""

from __future__ import annotations

from typing import ClassVar, Protocol

LARGEST_LOCK = 8_192  # bytes, of all fields together


class Lock(Protocol):
    """A frozen dataclass of bytes, whole numbers and texts, so that it can be written down.

    `kind` is the name under which it is written down.
    """

    kind: ClassVar[str]

    def opens(self, password: str) -> bool:
        """Whether the password is the right one. Never raises; at most once in ten thousand wrong."""
        ...

"""With what tokens are signed that leave the gateway and come back: links, forms, the loop field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


class TokenKeys(Protocol):
    """Two or more of them count while the installation's key is being rotated."""

    @property
    def newest(self) -> bytes:
        """With this one a token is signed."""
        ...

    @property
    def accepted(self) -> tuple[bytes, ...]:
        """A token that was signed with any of these counts; the newest comes first."""
        ...


@dataclass(frozen=True, slots=True)
class OneTokenKey:
    """One that is never rotated."""

    newest: bytes = field(repr=False)

    @property
    def accepted(self) -> tuple[bytes, ...]:
        return (self.newest,)

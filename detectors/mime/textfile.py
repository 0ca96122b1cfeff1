"""A file that is written into plain text, as people did before MIME and some programs still do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file found in text. `whole` is False where it is damaged, incomplete or only one piece of several."""

    name: bytes
    content: bytes
    whole: bool

"""What is in force inside a group of RTF, and what takes its text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from types import MappingProxyType

from detectors.extract.rtf.rtftables import RtfTable
from detectors.extract.rtf.rtftext import unhexed


class Use(Enum):
    """What becomes of the text in a group."""

    TEXT = auto()
    HEXADECIMAL = auto()
    FONTS = auto()
    HTML_TAG = auto()
    NOTHING = auto()


@dataclass(slots=True)
class Sink:
    """Takes the text of one destination, until its group ends. `picture` is RTF's word for its kind.

    of_parts: each group in it says something of its own
    """

    use: Use
    place: str
    of_parts: bool = False
    pieces: list[str] = field(default_factory=list)
    blob: bytearray = field(default_factory=bytearray)
    picture: str = ""
    table: RtfTable = field(default_factory=RtfTable)

    def take_digits(self) -> None:
        """What has come so far is hexadecimal."""
        self.blob += unhexed("".join(self.pieces))
        self.pieces.clear()


@dataclass(frozen=True, slots=True)
class Blob:
    """Binary data: a picture, an object, or anything (rtfplaces). `picture` is its kind, as RTF calls it."""

    use: str
    content: bytes
    picture: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """What a group begins with and its end brings back.

    fallback: how many bytes follow a Unicode character, for programs that know none
    not_html: what stands here only shows HTML in programs that do not know it
    owns_sink: the sink ends with this group
    """

    sink: Sink
    font: int | None = None
    fallback: int = 1
    deleted: bool = False
    not_html: bool = False
    in_table: bool = False
    owns_sink: bool = False


Change = Callable[[State, int | None], State]

# Words that change the text after them, up to the end of their group (RTF 1.9.1).
CHANGES: Mapping[str, Change] = MappingProxyType(
    {
        "f": lambda state, number: replace(state, font=number),
        "uc": lambda state, number: replace(state, fallback=max(0, 1 if number is None else number)),
        "deleted": lambda state, number: replace(state, deleted=number != 0),
        "htmlrtf": lambda state, number: replace(state, not_html=number != 0),
        "plain": lambda state, _: replace(state, font=None, deleted=False),
        "pard": lambda state, _: replace(state, in_table=False),
        "intbl": lambda state, _: replace(state, in_table=True),
    }
)

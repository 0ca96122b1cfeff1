"""A footer is written as plain text or HTML, in the letters that a part can hold."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from detectors.mime.parameters import read_value
from gateway.rewriting.mime.parts import Leaf

WIDTH = 72  # characters of a line
_ONLY_ASCII = frozenset({"", "7bit"})  # transfer encodings, RFC 2045 §6.2
_STUFFED = (" ", ">", "From ")
_PARAGRAPH = '<p style="margin:16px 0 0;font-size:12px;line-height:1.4;color:#555555">'
_MARKS = re.compile("[\u0300-\u036f]")
_PLAINER = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "•": "*",
        "·": "-",
        "€": "EUR",
        "ß": "ss",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "Œ": "Oe",
        "ø": "o",
        "Ø": "O",
        "đ": "d",
        "Đ": "D",
        "ł": "l",
        "Ł": "L",
        "ı": "i",
    }
)


@dataclass(frozen=True, slots=True)
class _Flow:
    """Whether lines of plain text flow (RFC 3676), and whether the space before a soft break is deleted."""

    flows: bool
    deletes_space: bool

    @property
    def soft_space(self) -> str:
        return "" if not self.flows else "  " if self.deletes_space else " "


def plainer(text: str) -> str:
    """Without accents and typographic marks; what has no plainer form stays."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.translate(_PLAINER)))


def as_plain(text: str, leaf: Leaf, line_end: bytes) -> bytes:
    """Lines of plain text, below an empty line; a letter that the part cannot hold in its plainer form."""
    flow = _flow_of(leaf)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        wrapped = _wrapped(paragraph)
        lines += (*(line + flow.soft_space for line in wrapped[:-1]), wrapped[-1])
    if flow.flows:
        lines = [f" {line}" if line.startswith(_STUFFED) else line for line in lines]
    codec = _codec_of(leaf)
    footer = line_end.join(_encoded(line, codec) for line in (*lines, ""))
    if not leaf.content:
        return footer
    return (line_end if leaf.content.endswith(b"\n") else line_end * 2) + footer


def as_html(text: str, line_end: bytes) -> bytes:
    """A small paragraph in ASCII on lines of its own; all other letters are character references."""
    shown = [escape(line).encode("ascii", "xmlcharrefreplace").decode("ascii") for line in text.split("\n")]
    inside = "<br>\n".join("\n".join(_wrapped(line)) for line in shown)
    paragraph = f"\n{_PARAGRAPH}{inside}</p>\n"
    return paragraph.encode("ascii").replace(b"\n", line_end)


def _wrapped(line: str) -> list[str]:
    return wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False) or [""]


def _flow_of(leaf: Leaf) -> _Flow:
    value = read_value(next(iter(leaf.header.values("content-type")), ""))
    stated = {name: value.parameter(name).readings for name in ("format", "delsp")}
    flows = [each.lower() for each in stated["format"]] == ["flowed"]
    return _Flow(flows, flows and [each.lower() for each in stated["delsp"]] == ["yes"])


def _codec_of(leaf: Leaf) -> str:
    if not _ONLY_ASCII.isdisjoint(leaf.entity.encodings):
        return "ascii"
    try:
        return codecs.lookup(leaf.entity.charsets[0]).name
    except LookupError:
        return "ascii"


def _encoded(line: str, codec: str) -> bytes:
    try:
        return line.encode(codec)
    except UnicodeEncodeError:
        return "".join(_held(letter, codec) for letter in line).encode(codec, "replace")


def _held(letter: str, codec: str) -> str:
    try:
        letter.encode(codec)
    except UnicodeEncodeError:
        return plainer(letter)
    return letter

"""A subject line is what was typed, behind the marks that mail programs put in front of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType

from detectors.message import Message


class Mark(Enum):
    """What a mark such as "Re:" says that the message is."""

    REPLY = auto()
    FORWARD = auto()
    PERHAPS_FORWARD = auto()  # means that in another language, and may be a word of the subject in this one


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """A subject: its marks, the last one put on first, and the words behind them."""

    marks: tuple[Mark, ...]
    words: str

    @property
    def outermost(self) -> Mark | None:
        """What the message itself is; the marks behind this one are of messages before it."""
        return self.marks[0] if self.marks else None


_LONGEST = 1_000  # characters that are looked at
_MOST_MARKS = 50
_REPLIES = (
    "re", "reply",
    "aw", "antw", "antwort",  # German, Dutch
    "res", "resp",  # Portuguese, Spanish
    "r", "rif",  # Italian
    "sv", "svar",  # Danish, Norwegian, Swedish
    "odp", "ynt", "bls", "atb",  # Polish, Turkish, Indonesian, Welsh
    "απ", "σχετ", "отв", "השב", "رد", "回复", "回覆", "答复", "返信", "답장", "trả lời",
)  # fmt: skip
_FORWARDS = (
    "fw", "fwd", "forward", "forwarded",
    "wg", "weitergeleitet",  # German
    "réexp", "tr réexp", "reenv", "reenviado", "encam", "encaminhado", "inoltro",  # French to Italian
    "vb", "vl", "videresendt", "vidarebefordrat",  # Swedish, Finnish, Danish
    "doorst", "doorgest", "doorgestuurd", "prosl", "ilt", "İlt", "yml",  # Dutch, Croatian, Turkish, Welsh
    "πρθ", "пересл", "הועבר", "إعادة توجيه", "转发", "轉寄", "轉發", "転送", "전달", "chuyển tiếp",
)  # fmt: skip
# French, Spanish, Portuguese, Italian, Polish, Norwegian (Finnish for a reply), Icelandic, Indonesian. To a
# school they are also the teacher of record, personal development, an enclosure, the foundation stage …
_PERHAPS = ("tr", "rv", "enc", "i", "pd", "vs", "fs", "trs")
_MARKS: Mapping[str, Mark] = MappingProxyType(
    {word.casefold(): Mark.REPLY for word in _REPLIES}
    | {word.casefold(): Mark.FORWARD for word in _FORWARDS}
    | {word.casefold(): Mark.PERHAPS_FORWARD for word in _PERHAPS}
)
# A tag of a list or a gateway, the word, how often ("Re[2]:", "Re^2:"), a colon of any width.
_MARK = re.compile(
    r"\s*(?:\[[^\]]{1,60}\]\s*)?([^\W\d_]{1,20}(?: [^\W\d_]{1,20})?)\s?"
    r"(?:[\[(]\d{1,3}[\])]|\^\d{1,3})?\s?[:\uff1a]"
)
# Mozilla's "[Fwd: trip]", and Pine's "trip (fwd)".
_IN_BRACKETS = re.compile(r"\s*\[(fwd?:[^\]]*)\]\s*\Z", re.IGNORECASE)
_AT_END = re.compile(r"(?<!\s)\s*\(fwd?\)\s*\Z", re.IGNORECASE)


def subject_of(message: Message) -> SubjectLine:
    """The subject of the message; one without words where it has none."""
    return parse_subject(message.header("Subject"))


def parse_subject(subject: str) -> SubjectLine:
    """Never fails. Words that look like marks but are not known remain words."""
    rest = subject[:_LONGEST]
    if bracketed := _IN_BRACKETS.match(rest):
        rest = bracketed[1]
    marks: list[Mark] = []
    while len(marks) < _MOST_MARKS:
        match = _MARK.match(rest)
        mark = _MARKS.get(match[1].casefold()) if match else None
        if match is None or mark is None:
            break
        marks.append(mark)
        rest = rest[match.end() :]
    words = _AT_END.sub("", rest)
    if words != rest:
        marks.append(Mark.FORWARD)
    return SubjectLine(tuple(marks), words.strip())

"""winmail.dat: what Outlook sends beside a message that other programs would not understand ([MS-OXTNEF])."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from detectors.extract.budget import Budget
from detectors.extract.contents import CannotRead, Contents
from detectors.extract.mail.mapi import (
    BINARY,
    INTEGER,
    NARROW_TEXT,
    OBJECT,
    SEVERAL,
    TEXT,
    Id,
    Properties,
    Property,
    charset_of,
)
from detectors.extract.mail.outlook import Attached, Item, attached_as, contents_of
from detectors.message import Part
from detectors.mime.charset import decode

SIGNATURE = b"\x78\x9f\x3e\x22"
_HEADER = struct.Struct("<BHHI")  # §2.1.3.1: level, number, type, length
_PADDING = b"\0\r\n "  # some programs add it at the end
_LEVELS = (1, 2)  # of the message, of an attachment
_ATTACHMENT_BEGINS = 0x9002
_PROPERTIES, _ATTACHMENT_PROPERTIES = 0x9003, 0x9005
_RECIPIENTS = 0x9004
_CODE_PAGE = 0x9007
# §2.1.3.2: attributes that are a property by another name.
_SAME = {
    0x8004: (Id.SUBJECT, NARROW_TEXT),
    0x800C: (Id.BODY, NARROW_TEXT),
    0x8010: (Id.SHORT_FILE_NAME, NARROW_TEXT),
    0x9001: (Id.FILE_NAME, NARROW_TEXT),
    0x800F: (Id.ATTACHMENT, BINARY),
}
_WITHOUT_WORDS = frozenset({0x8011, 0x9002, 0x9006})  # a drawing of the icon, where it is shown, a version
_TYPES_OF_TEXT = (0, 1, 2)  # §2.1.3.1: people, strings, text
_NO_WORDS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]+")
# [MS-OXCDATA] §2.11.1, and each filled up to four bytes (§2.1.3.4.2).
_SIZES = {0x00: 0, 0x01: 0, 0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8}
_SIZES |= {0x40: 8, 0x48: 16}
_VARIABLE = frozenset({NARROW_TEXT, TEXT, BINARY, OBJECT})
_KEPT = _VARIABLE | {INTEGER}
_NAMED_FROM = 0x8000
_MOST_VALUES = 50_000  # in one file; a message has hundreds, and a dozen for each recipient


class _CutOff(Exception):  # noqa: N818
    """There are fewer bytes than there should be."""


@dataclass(slots=True)
class _Bytes:
    """Bytes that are taken one piece after the other."""

    content: bytes
    position: int = 0

    def take(self, size: int) -> bytes:
        end = self.position + size
        if end > len(self.content):
            raise _CutOff
        piece = self.content[self.position : end]
        self.position = end
        return piece

    def number(self, size: int = 4) -> int:
        return int.from_bytes(self.take(size), "little")

    def padded(self) -> bytes:
        """A length, so many bytes, and up to four more of no meaning; they may be missing at the end."""
        size = self.number()
        piece = self.take(size)
        self.position += -size % 4
        return piece


@dataclass(slots=True)
class _Gathered:
    """What has been read of the message so far; attachments as lists of their properties."""

    own: list[Property] = field(default_factory=list)
    attachments: list[list[Property]] = field(default_factory=list)
    recipients: list[list[Property]] = field(default_factory=list)
    words: list[bytes] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    code_page: int = 0
    whole: bool = True
    left: int = _MOST_VALUES

    def count(self) -> None:
        """One more attribute, property or value. Raises _CutOff where there are too many."""
        self.left -= 1
        if self.left < 0:
            raise _CutOff


def read_tnef(part: Part, budget: Budget) -> Contents:
    """The message's text in its forms, and everything that is attached to it."""
    if not part.content.startswith(SIGNATURE):
        raise CannotRead("It is damaged and does not open.")
    gathered = _Gathered()
    try:
        for level, number, kind, content in _attributes(part.content, gathered):
            budget.check_time()
            gathered.count()
            _file(level, number, kind, content, gathered)
    except _CutOff:
        gathered.whole = False
    charset = charset_of(gathered.code_page)
    attached = [_attached(each, gathered.code_page) for each in gathered.attachments]
    item = Item(
        properties=Properties(tuple(gathered.own), gathered.code_page),
        recipients=tuple(Properties(tuple(each), gathered.code_page) for each in gathered.recipients),
        attached=tuple(each for readings in attached for each in readings),
        words=tuple(decode(each, charset) for each in gathered.words) + tuple(gathered.names),
        whole=gathered.whole,
    )
    return contents_of(part, item, budget)


def _attributes(content: bytes, gathered: _Gathered) -> Iterator[tuple[int, int, int, bytes]]:
    """§2.1.3.1: attributes up to the last byte, each with the sum of its bytes behind it."""
    rest = _Bytes(content, len(SIGNATURE) + 2)
    while content[rest.position : rest.position + _HEADER.size].strip(_PADDING):
        level, number, kind, size = _HEADER.unpack(rest.take(_HEADER.size))
        if level not in _LEVELS:
            raise _CutOff
        if rest.position + size > len(content):  # the beginning is better than nothing
            yield level, number, kind, content[rest.position :]
            raise _CutOff
        value = rest.take(size)
        yield level, number, kind, value
        gathered.whole &= sum(value) & 0xFFFF == rest.number(2)


def _file(level: int, number: int, kind: int, content: bytes, gathered: _Gathered) -> None:
    """Put one attribute where it belongs."""
    if number == _ATTACHMENT_BEGINS or (level == 2 and not gathered.attachments):
        gathered.attachments.append([])
    own = gathered.attachments[-1] if level == 2 else gathered.own
    if number == _CODE_PAGE:
        gathered.code_page = int.from_bytes(content[:4], "little")
    elif number in (_PROPERTIES, _ATTACHMENT_PROPERTIES):
        listed = _Bytes(content)
        _read_properties(listed, own, gathered)
        gathered.whole &= not content[listed.position :].strip(b"\0")
    elif number == _RECIPIENTS:
        rows = _Bytes(content)
        for _ in range(rows.number()):
            gathered.count()
            gathered.recipients.append([])
            _read_properties(rows, gathered.recipients[-1], gathered)
    elif number in _SAME:
        own.append(Property(*_SAME[number], content))
    elif kind in _TYPES_OF_TEXT and number not in _WITHOUT_WORDS:
        gathered.words.append(_NO_WORDS.sub(b" ", content))


def _read_properties(rest: _Bytes, found: list[Property], gathered: _Gathered) -> None:
    """§2.1.3.4: a list of properties. What of them could be read stays in `found`."""
    try:
        for _ in range(rest.number()):
            kind, number = rest.number(2), rest.number(2)
            if number >= _NAMED_FROM:
                rest.take(16)
                if rest.number() == 0:
                    rest.take(4)
                else:
                    gathered.names.append(rest.padded().decode("utf-16-le", "replace").rstrip("\0"))
            _read_values(rest, number, kind, found, gathered)
    except _CutOff:
        gathered.whole = False
        rest.position = len(rest.content)


def _read_values(rest: _Bytes, number: int, kind: int, found: list[Property], gathered: _Gathered) -> None:
    plain = kind & ~SEVERAL
    if plain not in _VARIABLE and plain not in _SIZES:
        raise _CutOff
    is_counted = bool(kind & SEVERAL) or plain in _VARIABLE
    for _ in range(rest.number() if is_counted else 1):
        gathered.count()
        if not plain & ~1:  # nothing, which takes no room
            return
        value = rest.padded() if plain in _VARIABLE else rest.take(_SIZES[plain])
        if plain in _KEPT:
            found.append(Property(number, plain, value))


def _attached(properties: list[Property], code_page: int) -> list[Attached]:
    """One attachment, or two where it has two contents. An object's comes behind 16 bytes of its kind."""
    contents = [
        each.value[16:] if each.type == OBJECT else each.value
        for each in properties
        if each.id == Id.ATTACHMENT and each.type in (BINARY, OBJECT)
    ]
    return attached_as(Properties(tuple(properties), code_page), contents)

"""Properties are what Outlook keeps everything in: numbered values, many of them text ([MS-OXPROPS])."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from detectors.mime.charset import decode

# [MS-OXCDATA] §2.11.1: types of values.
INTEGER: Final = 0x0003
OBJECT: Final = 0x000D
NARROW_TEXT: Final = 0x001E
TEXT: Final = 0x001F
BINARY: Final = 0x0102
SEVERAL: Final = 0x1000  # a flag: there are several values


class Id(IntEnum):
    """The properties that are asked for by name ([MS-OXPROPS] §2)."""

    SUBJECT = 0x0037
    TRANSPORT_HEADERS = 0x007D
    BODY = 0x1000
    RTF = 0x1009
    HTML = 0x1013
    DISPLAY_NAME = 0x3001
    ATTACHMENT = 0x3701
    ATTACHMENT_EXTENSION = 0x3703
    SHORT_FILE_NAME = 0x3704
    ATTACHMENT_METHOD = 0x3705
    FILE_NAME = 0x3707
    MEDIA_TYPE = 0x370E
    GIVEN_NAME = 0x3A06
    SURNAME = 0x3A11
    BODY_CODE_PAGE = 0x3FDE
    CODE_PAGE = 0x3FFD


# Code pages that go by another name ([MS-UCODEREF] §2.2.1), where "cp" and their number are none.
_CHARSETS: Mapping[int, str] = MappingProxyType(
    {
        1200: "utf-16-le",
        1201: "utf-16-be",
        10000: "mac-roman",
        20127: "us-ascii",
        20866: "koi8-r",
        20932: "euc-jp",
        21866: "koi8-u",
        38598: "iso-8859-8",
        50220: "iso-2022-jp",
        50221: "iso-2022-jp",
        50222: "iso-2022-jp",
        50225: "iso-2022-kr",
        51932: "euc-jp",
        51949: "euc-kr",
        52936: "hz",
        54936: "gb18030",
        65000: "utf-7",
        65001: "utf-8",
        **{28590 + number: f"iso-8859-{number}" for number in range(1, 16)},
    }
)
_ONE_OFF = bytes.fromhex("812b1fa4bea310199d6e00dd010f5402")  # [MS-OXCDATA] §2.2.5.1
_WIDE_ONE_OFF = 0x80  # in the high byte of its flags


@dataclass(frozen=True, slots=True)
class Property:
    """One value. `type` says how it is written; of several values each is a property of its own."""

    id: int
    type: int
    value: bytes


@dataclass(frozen=True, slots=True)
class Properties:
    """All properties of a message, a recipient or an attachment; `code_page` is of its narrow text."""

    values: tuple[Property, ...] = ()
    code_page: int = 0

    def texts(self) -> Iterator[tuple[int, str]]:
        """The number and the value of everything that holds words."""
        charset = charset_of(self.code_page)
        for each in self.values:
            if each.type in (TEXT, NARROW_TEXT):
                text = decoded(each, charset)
                if text:
                    yield each.id, text
            elif each.type == BINARY and each.value[4:20] == _ONE_OFF:
                yield each.id, _one_off(each.value[20:], charset)

    def text(self, *ids: Id) -> str:
        """The text of the first of these properties that has any."""
        found = {number: text for number, text in reversed(list(self.texts())) if number in ids}
        return next((found[each] for each in ids if each in found), "")

    def number(self, wanted: Id) -> int:
        """A whole number; 0 where there is none."""
        found = (each.value for each in self.values if each.id == wanted and each.type == INTEGER)
        return int.from_bytes(next(found, b"")[:4], "little")

    def all(self, wanted: Id) -> list[Property]:
        return [each for each in self.values if each.id == wanted]


def charset_of(code_page: int) -> str:
    """The character set of a Windows code page; empty for none."""
    return _CHARSETS.get(code_page, f"cp{code_page}") if code_page else ""


def decoded(value: Property, charset: str) -> str:
    """A text property. What stands behind a null, where Outlook stops, is kept."""
    if value.type == TEXT:
        text = value.value[: len(value.value) & ~1].decode("utf-16-le", "replace")
    else:
        text = decode(value.value, charset)
    return re.sub("\0+", " ", text).strip()


def _one_off(content: bytes, charset: str) -> str:
    """A person who is in no address book: name, type of address, address ([MS-OXCDATA] §2.2.5.1)."""
    is_wide = len(content) > 3 and content[3] & _WIDE_ONE_OFF
    kind = TEXT if is_wide else NARROW_TEXT
    return decoded(Property(0, kind, content[4:]), charset)

"""The properties of a document in an OLE storage: its title, its author, and what a school added itself."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from detectors.extract.leftovers import words_in
from detectors.mime.charset import decode

_LPSTR, _LPWSTR, _BSTR, _BLOB, _VARIANT, _VECTOR = 0x1E, 0x1F, 0x08, 0x41, 0x0C, 0x1000  # [MS-OLEPS] §2.15
_DICTIONARY, _CODE_PAGE = 0, 1  # §2.18, the numbers of two properties
_UTF_16, _UTF_8 = 1200, 65001
_MOST = 4_096  # properties, and strings of one property


def properties(stream: bytes) -> list[str]:
    """The words of a property set stream ([MS-OLEPS] §2.21): values, and the names of those of one's own.

    What is damaged among them is left out; where the whole is, whatever words are in it are taken.
    """
    try:
        (sets,) = struct.unpack_from("<I", stream, 24)
        found = [text for number in range(min(sets, 2)) for text in _set(stream, number)]
    except struct.error:
        return words_in(stream).splitlines()
    return [text for text in found if text]


def _set(stream: bytes, number: int) -> Iterator[str]:
    """§2.20: one of the sets. Offsets in it count from its own beginning."""
    (start,) = struct.unpack_from("<I", stream, 44 + 20 * number)
    _, count = struct.unpack_from("<II", stream, start)
    places = [struct.unpack_from("<II", stream, start + 8 + 8 * each) for each in range(min(count, _MOST))]
    page = next((_code_page(stream, start + offset) for kind, offset in places if kind == _CODE_PAGE), 1252)
    for kind, offset in places:
        try:
            if kind == _DICTIONARY:
                yield from _names(stream, start + offset, page)
            elif kind != _CODE_PAGE:
                yield from _values(stream, start + offset, page)
        except struct.error:
            continue


def _code_page(stream: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", stream, at + 4)[0])


def _names(stream: bytes, at: int, page: int) -> Iterator[str]:
    """§2.17: the dictionary of names."""
    (count,) = struct.unpack_from("<I", stream, at)
    at += 4
    for _ in range(min(count, _MOST)):
        _, length = struct.unpack_from("<II", stream, at)
        size = 2 * length if page == _UTF_16 else length
        yield _text(stream[at + 8 : at + 8 + size], page)
        at += 8 + (size + 3 & ~3 if page == _UTF_16 else size)


def _values(stream: bytes, at: int, page: int) -> Iterator[str]:
    """§2.15: one typed value, or several of them in a vector (§2.14.2)."""
    (kind,) = struct.unpack_from("<I", stream, at)
    at, count = at + 4, 1
    if kind & _VECTOR:
        (count,) = struct.unpack_from("<I", stream, at)
        at += 4
    for _ in range(min(count, _MOST)):
        each = kind & 0xFFF
        if each == _VARIANT:
            (each,) = struct.unpack_from("<I", stream, at)
            at += 4
        if each not in (_LPSTR, _LPWSTR, _BSTR, _BLOB):
            if kind & 0xFFF != _VARIANT:
                return
            at += 4  # a number among the headings of a document's parts
            continue
        (length,) = struct.unpack_from("<I", stream, at)
        size = 2 * length if each == _LPWSTR else length
        value = stream[at + 4 : at + 4 + size]
        if each == _BLOB:
            yield words_in(value)
        else:
            yield _text(value, _UTF_16 if each == _LPWSTR else page)
        # [MS-OSHARED] §2.3.3.1.8: one string after the other in a vector, without padding.
        at += 4 + (size if each == _LPSTR else size + 3 & ~3)


def _text(value: bytes, page: int) -> str:
    if page == _UTF_16:
        return value.decode("utf-16-le", "replace").rstrip("\0")
    return decode(value.rstrip(b"\0"), "utf-8" if page == _UTF_8 else f"cp{page}")

"""One leaf is added in each of the ways in which it may be decoded, named and spelt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detectors.mime.base64 import Decoded
from detectors.mime.charset import decode, is_like_ascii
from detectors.mime.datauri import find_data
from detectors.mime.entity import Entity
from detectors.mime.flaws import Flaw
from detectors.mime.header import begins_header
from detectors.mime.leaves import BODY, Leaves
from detectors.mime.names import clean_name
from detectors.mime.textfiles import find_files
from detectors.mime.transfer import decode_transfer

_WIDE = ("utf-16", "utf-32", "ucs-2", "unicode")  # character sets in which text holds null characters
_FLOWS_ON = re.compile(rb" \r?\n")
_MAX_IN_TEXT = 1000  # files in one text


def add_leaf(data: bytes, entity: Entity, flaws: Iterable[Flaw], leaves: Leaves, *, other: bool) -> None:
    """Add what the data may mean. Another reading (`other`) adds, and says of flaws, only what is new."""
    decodings = _decodings(data, entity)
    all_flaws = (*flaws, *(each.flaw for each in decodings))
    if entity.media_type == "message/partial":
        all_flaws += (Flaw.FRAGMENT,)  # RFC 2046 §5.2.2
    for content in _contents(decodings, leaves, other=other):
        if _is_body(entity):
            leaves.flaw(BODY, *all_flaws)
            _add_body(content, entity, leaves)
        else:
            _add_attachment(content, entity, all_flaws, leaves)


def add_stray(text: bytes, leaves: Leaves, *, other: bool) -> bool:
    """Add text that belongs to no part; the text of other readings only where it is new."""
    if not text.strip() or (other and not leaves.is_news(text)):
        return False
    leaves.body(text)
    return True


def _decodings(data: bytes, entity: Entity) -> list[Decoded]:
    encodings = entity.encodings
    if entity.is_encoded and entity.media_type.startswith("message/") and begins_header(data):
        # RFC 2045 §6.4 forbids the encoding, so some programs do not look for one.
        encodings = (*encodings, "")
    return [decode_transfer(data, encoding) for encoding in encodings]


def _contents(decodings: list[Decoded], leaves: Leaves, *, other: bool) -> Iterator[bytes]:
    contents = dict.fromkeys(
        content for decoded in decodings for content in (decoded.content, *decoded.others)
    )
    for number, content in enumerate(contents):
        if other:
            if leaves.is_news(content):
                yield content
        elif not number or leaves.afford(len(content)):
            yield content


def _is_body(entity: Entity) -> bool:
    """Whether it is shown as the message's text. A multipart that cannot be opened is."""
    if entity.filenames or entity.disposition not in {"", "inline"}:
        return False
    return entity.is_multipart or (
        entity.media_type.startswith("text/") and entity.media_type != "text/rfc822-headers"
    )


def _add_body(content: bytes, entity: Entity, leaves: Leaves) -> None:
    media_type = "text/plain" if entity.is_multipart else entity.media_type
    for charset in _charsets(content, entity, leaves):
        leaves.body(content, media_type, charset)
    if entity.delsp and leaves.afford(len(content)):
        leaves.body(_FLOWS_ON.sub(b"", content), media_type, entity.charsets[0])
    if b"\0" in content and not entity.charsets[0].startswith(_WIDE):
        leaves.flaw(BODY, Flaw.NOT_TEXT)
    if media_type == "text/html":
        _add_data(content, leaves)
    else:
        _add_text_files(content, leaves)


def _add_attachment(content: bytes, entity: Entity, flaws: Iterable[Flaw | None], leaves: Leaves) -> None:
    first, *others = entity.filenames or ("",)
    for charset in _charsets(content, entity, leaves):
        location = leaves.attachment(content, entity.media_type, charset, first)
        leaves.flaw(location, *flaws)
    for name in others:
        if leaves.afford(len(content)):
            leaves.attachment(content, entity.media_type, entity.charsets[0], name)


def _charsets(content: bytes, entity: Entity, leaves: Leaves) -> Iterator[str]:
    """The character sets in which to read it. Not every program knows one whose letters are not ASCII's."""
    first, *others = entity.charsets
    yield first
    if not is_like_ascii(first) and b"\0" not in content:
        others.append("")
    yield from (charset for charset in others if leaves.afford(len(content)))


def _add_data(html: bytes, leaves: Leaves) -> None:
    for number, inline in enumerate(find_data(html)):
        if leaves.is_full or number >= _MAX_IN_TEXT:
            leaves.flaw(BODY, Flaw.TOO_MANY_PARTS)
            return
        leaves.attachment(inline.content, inline.media_type, "", "")


def _add_text_files(text: bytes, leaves: Leaves) -> None:
    for number, file in enumerate(find_files(text)):
        if leaves.is_full or number >= _MAX_IN_TEXT:
            leaves.flaw(BODY, Flaw.TOO_MANY_PARTS)
            return
        name = clean_name(decode(file.name, ""))
        location = leaves.attachment(file.content, "application/octet-stream", "", name)
        leaves.flaw(location, None if file.whole else Flaw.FILE_IN_TEXT)

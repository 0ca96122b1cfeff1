"""A part is written anew, in its place or not at all; every byte outside of it stays as it was."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.edits import Edit, apply
from gateway.rewriting.mime.fields import FieldAt, fields_at, removed, replaced
from gateway.rewriting.mime.parts import Leaf, Opened, take_apart

_ENCODING = "content-transfer-encoding"
_BASE64 = "Content-Transfer-Encoding: base64"
_OF_THE_BYTES = ("content-md5", "content-length")  # what is said of bytes that are no longer those
_SIZE = re.compile(rb'("(?:[^"\\]|\\.)*+"?)|;[ \t\r\n]*+size[ \t]*+=[ \t]*+(?:\d++|"\d++")', re.IGNORECASE)
_ODD_HEADER = "An attachment begins in a way in which it cannot be changed exactly."
_NOT_EXACTLY = "The message is put together in a way in which its attachments cannot be changed exactly."


@dataclass(frozen=True, slots=True)
class PartAnew:
    """What becomes of one part.

    header: with the empty line behind it; body: encoded. None where the part is no longer there
    """

    leaf: Leaf
    header: bytes = b""
    body: bytes | None = None


def with_content(opened: Opened, leaf: Leaf, content: bytes) -> PartAnew:
    """The same part with other content, in base64. Raises CannotRewriteError where its header is odd."""
    end = _line_end(opened.raw)
    head = _head(opened, leaf)
    fields = fields_at(head)
    edits = [removed(field) for field in fields if field.is_called(*_OF_THE_BYTES)]
    edits += [_without_size(field, head) for field in fields if field.is_called("content-disposition")]
    edits += _in_base64([field for field in fields if field.is_called(_ENCODING)], len(head), end)
    return PartAnew(leaf, apply(head, edits) + end, _encoded(opened, leaf, content))


def with_file(opened: Opened, leaf: Leaf, content: bytes, kind: str, name: str) -> PartAnew:
    """A file in the place of the part, of which nothing is left; kind and name are plain ASCII.

    Where it is all that the message holds, the message's own fields are left. Raises CannotRewriteError
    where its header is odd.
    """
    fields = (
        f'Content-Type: {kind}; name="{name}"',
        f'Content-Disposition: attachment; filename="{name}"',
        _BASE64,
    )
    return PartAnew(leaf, _header_of(opened, leaf, fields), _encoded(opened, leaf, content))


def with_text(opened: Opened, leaf: Leaf, text: str) -> PartAnew:
    """A text in the place of the part, as a file would stand there; it is shown with the message's own."""
    charset, encoding = ("us-ascii", "7bit") if text.isascii() else ("utf-8", "base64")
    fields = (
        f"Content-Type: text/plain; charset={charset}",
        "Content-Disposition: inline",
        f"Content-Transfer-Encoding: {encoding}",
    )
    if encoding == "7bit":
        body = text.encode("ascii").replace(b"\n", _line_end(opened.raw))
    else:
        body = _encoded(opened, leaf, text.replace("\n", "\r\n").encode("utf-8"))  # RFC 2045 §6.8
    return PartAnew(leaf, _header_of(opened, leaf, fields), body)


def left_out(opened: Opened, leaves: Sequence[Leaf], note: str) -> Iterator[PartAnew]:
    """The parts are no longer there; `note` stands in the place of one where its multipart would be empty.

    RFC 2046 §5.1.1: a multipart has at least one part. Raises CannotRewriteError.
    """
    gone = {leaf.whole for leaf in leaves}
    left = {_delimiter(opened.raw, leaf) for leaf in opened.leaves if leaf.whole not in gone}
    for leaf in leaves:
        delimiter = _delimiter(opened.raw, leaf)
        yield PartAnew(leaf) if delimiter in left else with_text(opened, leaf, note)
        left.add(delimiter)


def write(opened: Opened, parts: Sequence[PartAnew]) -> bytes:
    """The message with those parts anew.

    It is taken apart again: raises CannotRewriteError unless exactly these parts are other than before.
    """
    anew = {part.leaf.whole: part for part in parts}
    content = apply(opened.raw, (_edit(opened.raw, part) for part in parts))
    expected = []
    for leaf in opened.leaves:
        body = anew[leaf.whole].body if leaf.whole in anew else leaf.encoded
        if body is not None:
            expected.append(body)
    if [leaf.encoded for leaf in take_apart(content).leaves] != expected:
        raise CannotRewriteError(_NOT_EXACTLY)
    return content


def _edit(raw: bytes, part: PartAnew) -> Edit:
    start, end = part.leaf.whole.start, part.leaf.whole.end
    if part.body is not None:
        return Edit(start, end, part.header + part.body)
    return Edit(_delimiter_before(raw, start), end, b"")


def _delimiter_before(raw: bytes, start: int) -> int:
    """Where the delimiter before a part begins, with the line end that belongs to it (RFC 2046 §5.1.1)."""
    line = raw.rfind(b"\n", 0, start - 1) + 1
    if not raw.startswith(b"--", line):
        raise CannotRewriteError(_NOT_EXACTLY)
    return line - len(_line_end(raw)) if line else line


def _delimiter(raw: bytes, leaf: Leaf) -> bytes:
    """The delimiter before a part, which tells its multipart from the others; of a whole message none."""
    start = leaf.whole.start
    return raw[_delimiter_before(raw, start) : start].strip() if start else b""


def _head(opened: Opened, leaf: Leaf) -> bytes:
    """The fields of a part as they stand. A line that is no field would be lost, so none may be there."""
    block = opened.raw[leaf.whole.start : leaf.body.start]
    fields = fields_at(block)
    head = block[: fields[-1].end] if fields else b""
    if block[len(head) :] not in (b"", b"\n", b"\r\n"):
        raise CannotRewriteError(_ODD_HEADER)
    return head if not head or head.endswith(b"\n") else head + _line_end(opened.raw)


def _header_of(opened: Opened, leaf: Leaf, fields: Sequence[str]) -> bytes:
    """A header of these Content-* fields only; a message's own header keeps all its others."""
    end, kept = _line_end(opened.raw), b""
    if leaf.whole.start == 0:
        head = _head(opened, leaf)
        told = [field for field in fields_at(head) if field.name.lower().startswith("content-")]
        kept = apply(head, map(removed, told))
    return kept + b"".join(line.encode("ascii") + end for line in (*fields, ""))


def _in_base64(stated: Sequence[FieldAt], at: int, end: bytes) -> Iterator[Edit]:
    """The one field that says so; where it says so already, it stays as it stands."""
    line = _BASE64.encode("ascii") + end
    if not stated:
        yield Edit(at, at, line)
        return
    first, *others = stated
    if first.value.strip().lower() != b"base64":
        yield replaced(first, line)
    yield from map(removed, others)


def _without_size(field: FieldAt, head: bytes) -> Edit:
    """RFC 2183 §2.7: the size parameter. What stands in quotation marks is a name, and stays."""
    line = head[field.start : field.end]
    return replaced(field, _SIZE.sub(lambda found: found[1] or b"", line))


def _encoded(opened: Opened, leaf: Leaf, content: bytes) -> bytes:
    """In base64, without the line end that belongs to the delimiter behind it."""
    end = _line_end(opened.raw)
    lines = base64.encodebytes(content).replace(b"\n", end)
    return lines if leaf.whole.end == len(opened.raw) else lines.removesuffix(end)


def _line_end(raw: bytes) -> bytes:
    """All lines of a message that is taken apart end alike."""
    first = raw.find(b"\n")
    return b"\n" if first >= 0 and raw[first - 1 : first] != b"\r" else b"\r\n"

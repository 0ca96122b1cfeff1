"""Names are shortened inside attached files, of each kind by a function of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from detectors.extract.filetype import kinds
from detectors.extract.mediatypes import CSV, DOCX, HTML, PLAIN, PPTX, TSV, XLSX
from detectors.message import Part
from gateway.rewriting.mime.alike import alike_at_the_start
from gateway.rewriting.mime.edits import Edit
from gateway.rewriting.mime.parts import Leaf
from gateway.rewriting.names.files.delimited import shorten_csv
from gateway.rewriting.names.files.docx import shorten_docx
from gateway.rewriting.names.files.pptx import shorten_pptx
from gateway.rewriting.names.files.xlsx import shorten_xlsx
from gateway.rewriting.names.html import shorten_html
from gateway.rewriting.names.shortening import Shortening
from gateway.rewriting.names.texts import shorten_text

Shortener = Callable[[bytes, Shortening], bytes]

# By what a file is, not by what it is called. In files of other kinds names stay, and are found again when
# the message is inspected anew.
SHORTENERS: Mapping[str, Shortener] = MappingProxyType(
    {
        DOCX: shorten_docx,
        PPTX: shorten_pptx,
        XLSX: shorten_xlsx,
    }
)


def shorten_attachment(leaf: Leaf, shortening: Shortening) -> list[Edit]:
    """The edits of the file's content that shorten the names in it; none in a file of another kind.

    Raises CannotRewriteError where it cannot be done exactly.
    """
    content, entity, charset = leaf.content, leaf.entity, leaf.entity.charsets[0]
    for kind in kinds(Part(leaf.location, entity.media_type, charset, entity.filename, content)):
        if kind == HTML:
            return shorten_html(content, charset, shortening, ascii_only=leaf.is_seven_bit)
        if kind == PLAIN:
            return shorten_text(content, charset, shortening, ascii_only=leaf.is_seven_bit)
        if kind in {CSV, TSV}:
            return list(
                difference(content, shorten_csv(content, shortening, charset, ascii_only=leaf.is_seven_bit))
            )
        if shorten := SHORTENERS.get(kind):
            return list(difference(content, shorten(content, shortening)))
    return []


def difference(before: bytes, after: bytes) -> Iterator[Edit]:
    """Edits that make the one of the other: line by line where both have as many lines."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if len(old) != len(new):
        old, new = [before], [after]
    position = 0
    for line, other in zip(old, new, strict=True):
        if line != other:
            first = alike_at_the_start(line, other)
            last = alike_at_the_start(line[first:][::-1], other[first:][::-1])
            yield Edit(position + first, position + len(line) - last, other[first : len(other) - last])
        position += len(line)

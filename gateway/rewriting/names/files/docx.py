"""Names in a Word document are shortened in its text, and wherever else a user wrote them."""

from __future__ import annotations

from gateway.rewriting.names.files.archive import open_package
from gateway.rewriting.names.files.documents import remade, shorten_parts, xml_members
from gateway.rewriting.names.files.embedded import shorten_embedded
from gateway.rewriting.names.shortening import Shortening


def shorten_docx(content: bytes, shortening: Shortening) -> bytes:
    """A docx, docm, dotx or dotm (ECMA-376); the same bytes where no name is in it.

    Text, tables, headers, notes, comments, text boxes, tracked changes, results of fields, charts with the
    workbooks that they are drawn from, drawings, alternative texts, properties and bound data. Left as they
    are, for the inspection of the changed message to see: codes of fields, names of bookmarks and styles,
    addresses of links, pictures, other embedded files, controls and macros; a signature of the macros stays
    good, for it covers nothing else.
    Raises CannotRewriteError for what does not open, is damaged, signed or too large.
    """
    archive = open_package(content)
    changed = shorten_parts(archive, xml_members(archive), shortening)
    return remade(archive, changed | shorten_embedded(archive, shortening))

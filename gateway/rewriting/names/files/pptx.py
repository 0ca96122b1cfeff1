"""Names in a presentation are shortened on its slides, in its notes and in its comments."""

from __future__ import annotations

from gateway.rewriting.names.files.archive import open_package
from gateway.rewriting.names.files.documents import remade, shorten_parts, xml_members
from gateway.rewriting.names.files.embedded import shorten_embedded
from gateway.rewriting.names.shortening import Shortening


def shorten_pptx(content: bytes, shortening: Shortening) -> bytes:
    """A pptx, pptm, potx or ppsx (ECMA-376); the same bytes where no name is in it.

    Slides, also hidden ones, tables, notes, comments, masters, charts with the workbooks that they are
    drawn from, drawings, alternative texts and properties. Left as they are, for the inspection of the
    changed message to see: tags of add-ins, addresses of links, pictures, media, other embedded files and
    macros. Raises CannotRewriteError as `shorten_docx` does.
    """
    archive = open_package(content)
    changed = shorten_parts(archive, xml_members(archive), shortening)
    return remade(archive, changed | shorten_embedded(archive, shortening))

"""Workbooks inside a document, from which its charts are drawn: both must go on saying the same."""

from __future__ import annotations

import re

from gateway.rewriting.names.files.archive import Archive, open_package
from gateway.rewriting.names.files.xlsx import shorten_workbook
from gateway.rewriting.names.shortening import Shortening

_WORKBOOK = re.compile(r"/embeddings/[^/]+\.xlsx$", re.IGNORECASE)


def shorten_embedded(archive: Archive, shortening: Shortening) -> dict[str, bytes]:
    """What changed of them, by name; they draw on the budget of their document. Raises CannotRewriteError."""
    changed = {}
    for name in filter(_WORKBOOK.search, archive.members):
        content = archive.read(name)
        new = shorten_workbook(open_package(content, archive.budget), shortening)
        if new != content:
            changed[name] = new
    return changed

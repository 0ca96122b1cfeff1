"""Earlier versions of a PDF, which most programs leave in the file when they save it again.

ISO 32000-1 §7.5.6: what is new is written behind the old, so the file up to an earlier end-of-file mark is
the document as it was: with the name that somebody has taken out since.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import pikepdf

from detectors.extract.budget import Budget
from detectors.extract.contents import CannotRead
from detectors.extract.pages.pdfhidden import document_of
from detectors.extract.pages.pdfpages import page_texts
from detectors.extract.pages.pdfstrings import strings
from detectors.extract.pages.pdfweight import weigh_drawing
from detectors.protection.pdf.qpdf import open_pdf

_END = re.compile(rb"%%EOF\r?\n?")
_MOST = 10  # earlier versions that are read
_LINEARISED_WITHIN = 1_024  # bytes; annex F: its first part ends with a mark of its own, and is no document


def has_too_many(content: bytes) -> bool:
    return len(_ends(content)) > _MOST


def earlier_text(content: bytes, password: bytes, pdf: pikepdf.Pdf, budget: Budget) -> str:
    """The lines of earlier versions that the last one does not have. Raises BudgetExceeded.

    `pdf` is the last one; the password opens it. Only pages that changed are read again.
    """
    ends = _ends(content)[-_MOST:]
    if not ends:
        return ""
    pages = set(_page_hashes(pdf))
    known = {said.text for said in strings(pdf, budget)}
    found: dict[str, None] = {}
    for end in reversed(ends):
        budget.check_time()
        found |= dict.fromkeys(_new_lines(content[:end], password, pages, known, budget))
    return "\n".join(found)


def _ends(content: bytes) -> list[int]:
    ends = [found.end() for found in _END.finditer(content)][:-1]
    return ends[1:] if b"/Linearized" in content[:_LINEARISED_WITHIN] else ends


def _new_lines(
    content: bytes, password: bytes, pages: set[bytes], known: set[str], budget: Budget
) -> Iterator[str]:
    """What one version says that is not known yet. Adds to `pages` and `known`.

    What does not open was no version: files within the file may end in the same way.
    """
    try:
        with open_pdf(content, password, recover=False) as pdf:
            said = [each.text for each in strings(pdf, budget) if each.text not in known]
            known.update(said)
            yield from said
            changed = [page.obj for page in pdf.pages if _page_hash(page) not in pages]
            pages.update(_page_hashes(pdf))
            if changed:
                weigh_drawing(pdf, len(content), budget)
                yield from page_texts(document_of(pdf, changed), budget)
    except (pikepdf.PasswordError, pikepdf.PdfError, ValueError, RuntimeError, CannotRead):
        return


def _page_hashes(pdf: pikepdf.Pdf) -> list[bytes]:
    return [_page_hash(page) for page in pdf.pages]


def _page_hash(page: pikepdf.Page) -> bytes:
    contents = page.obj.get("/Contents")
    streams = contents.as_list() if isinstance(contents, pikepdf.Array) else [contents]
    digest = hashlib.sha256()
    for stream in streams:
        if isinstance(stream, pikepdf.Stream):
            digest.update(stream.read_raw_bytes())
    return digest.digest()

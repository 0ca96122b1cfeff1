"""A PDF: the words on its pages, and those behind them in notes, forms, files and earlier versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pikepdf

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.contents import CannotRead, Contents, Locked, at, merge, outer_path
from detectors.extract.pages.pdfextras import read_extras
from detectors.extract.pages.pdfhidden import hidden_pages
from detectors.extract.pages.pdfpages import page_texts, read_pages
from detectors.extract.pages.pdfrevisions import earlier_text, has_too_many
from detectors.extract.pages.pdfweight import weigh_drawing, weigh_streams
from detectors.finding import Protection
from detectors.message import Part, Text, Unread
from detectors.mime.charset import decode
from detectors.protection.judgement import Judgement
from detectors.protection.pdf.pdf import judge, locks_of
from detectors.protection.pdf.pdflock import PdfLock
from detectors.protection.pdf.pdfstreams import raw_streams
from detectors.protection.pdf.qpdf import open_pdf, without_encryption
from detectors.protection.randomness import looks_random

_DAMAGED = "A part of it is damaged and cannot be read."


def read_pdf(part: Part, budget: Budget) -> Contents:
    """A PDF (ISO 32000). Notes are part "comments", form fields "fields", properties "metadata".

    What is recognised on pages that are pictures is part "picture", what no page shows "hidden", and what
    the last version does not have any more "earlier version".
    """
    weigh_streams(part.content, budget)
    judgement = judge(part.content)
    opened = judgement.opened
    if opened is not None:
        weigh_streams(opened, budget)
    elif judgement.protection is not Protection.NONE:
        return _locked(part, judgement)
    # Without its encryption it is written anew, and has no earlier versions any more.
    saved = part.content if judgement.protection is Protection.WEAK else opened or part.content
    whole = _read_open(replace(part, content=opened or part.content), saved, budget)
    return replace(whole, protection=judgement.protection, method=judgement.method)


def _read_open(part: Part, saved: bytes, budget: Budget) -> Contents:
    """One piece after another: where one cannot be read, the others are. `saved`: with earlier versions."""
    try:
        with open_pdf(part.content) as pdf:
            weigh_drawing(pdf, len(part.content), budget)
            readers: tuple[Callable[[], Contents], ...] = (
                lambda: read_pages(part, budget),
                lambda: read_extras(part, pdf, budget),
                lambda: _earlier(part, saved, b"", pdf, budget),
                lambda: _hidden(part, pdf, budget),  # the last, as it takes the document apart
            )
            return merge([_piece(part, read) for read in readers])
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError) as error:
        raise CannotRead(_DAMAGED) from error


def _piece(part: Part, read: Callable[[], Contents]) -> Contents:
    try:
        return read()
    except (CannotRead, BudgetExceeded) as problem:
        return Contents(unread=(Unread(part.location, problem.reason),))
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError):
        return Contents(unread=(Unread(part.location, _DAMAGED),))


def _earlier(part: Part, saved: bytes, password: bytes, pdf: pikepdf.Pdf, budget: Budget) -> Contents:
    text = earlier_text(saved, password, pdf, budget)
    unread = (Unread(part.location, "It has too many earlier versions for all to be read."),)
    return Contents(
        texts=(Text(at(part, "earlier version"), text),) if text else (),
        unread=unread if has_too_many(saved) else (),
    )


def _hidden(part: Part, pdf: pikepdf.Pdf, budget: Budget) -> Contents:
    document = hidden_pages(pdf)
    text = "\n".join(page_texts(document, budget)) if document else ""
    return Contents(texts=(Text(at(part, "hidden"), text),) if text.strip() else ())


def _locked(part: Part, judgement: Judgement) -> Contents:
    """Even a sealed PDF may leave its metadata in clear (ISO 32000-1 §7.6.3.2, EncryptMetadata)."""
    clear = (
        decode(stream.data, "utf-8")
        for stream in raw_streams(part.content)
        if stream.has(b"/Metadata") and not looks_random(stream.data)
    )
    unread = judgement.unread(part.location)
    locked = tuple(_lock(part, lock, unread) for lock in locks_of(part.content))
    return Contents(
        texts=tuple(Text(at(part, "metadata"), text) for text in clear),
        locked=locked,
        unread=() if locked else unread,
        protection=judgement.protection,
        method=judgement.method,
    )


def _lock(part: Part, lock: PdfLock, unread: tuple[Unread, ...]) -> Locked:
    def read(password: str, budget: Budget) -> Contents:
        budget.check_time()
        key = lock.key(password)
        if key is None:
            raise CannotRead("It is damaged and does not open.")
        with open_pdf(part.content, key) as pdf:
            earlier = _earlier(part, part.content, key, pdf, budget)
            return replace(earlier, bodies=(replace(part, content=without_encryption(pdf)),))

    return Locked(outer_path(part), lock, read, unread=unread)

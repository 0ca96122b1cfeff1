"""A PDF: the words on its pages, and those behind them in notes, forms and attached files."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace

import pypdfium2 as pdfium
from pypdfium2 import raw

from detectors.extract.budget import Budget
from detectors.extract.contents import CannotRead, Contents, at
from detectors.extract.pdfextras import read_extras
from detectors.finding import Protection
from detectors.message import Part, Text, Unread
from detectors.mime.charset import decode
from detectors.protection.judgement import Judgement
from detectors.protection.pdf import judge
from detectors.protection.pdfstreams import RawStream, raw_streams
from detectors.protection.randomness import looks_random

_CHUNK = 1 << 20  # bytes
_MOST_LAYERS = 4  # of compression, one inside the other
_MANY_PATHS = 100  # of a drawing; letters turned into outlines are such paths
_MOST_OBJECTS = 10_000  # of a page without text that are looked at
# How PDFium gives a hyphen that only breaks a word at the end of a line.
_BROKEN_WORD = re.compile("[\x02\ufffe]\r?\n?")


def read_pdf(part: Part, budget: Budget) -> Contents:
    """A PDF (ISO 32000). Annotations are part "comments", form fields "fields", properties "metadata".

    A page without words that shows something is said to be unread. Data that grows beyond measure is
    found before any library may unpack it.
    """
    _weigh(part.content, budget)
    judgement = judge(part.content)
    opened = judgement.opened
    if opened is not None:
        _weigh(opened, budget)
    elif judgement.protection is not Protection.NONE:
        return _locked(part, judgement)
    pages = _read_pages(replace(part, content=opened or part.content), budget)
    extras = read_extras(replace(part, content=opened or part.content), budget)
    return Contents(
        texts=pages.texts + extras.texts,
        files=extras.files,
        unread=pages.unread + extras.unread,
        protection=judgement.protection,
        method=judgement.method,
    )


def _locked(part: Part, judgement: Judgement) -> Contents:
    """Even a sealed PDF may leave its metadata in clear (ISO 32000-1 §7.6.3.2, EncryptMetadata)."""
    clear = (
        decode(stream.data, "utf-8")
        for stream in raw_streams(part.content)
        if stream.has(b"/Metadata") and not looks_random(stream.data)
    )
    texts = tuple(Text(at(part, "metadata"), text) for text in clear)
    unread = (Unread(part.location, judgement.reason),) if judgement.reason else ()
    return Contents(texts=texts, unread=unread, protection=judgement.protection, method=judgement.method)


def _weigh(content: bytes, budget: Budget) -> None:
    """Pay for every compressed stream but pictures, which are not unpacked here."""
    for stream in raw_streams(content):
        if not stream.has(b"/Image"):
            _weigh_stream(stream, budget)


def _weigh_stream(stream: RawStream, budget: Budget) -> None:
    data = stream.data
    for _ in range(min(stream.dictionary.count(b"/Fl"), _MOST_LAYERS) or 1):
        size, beginning = _inflated(data, budget)
        if not size:
            return
        budget.unpack(len(data), size)
        if size > _CHUNK:
            return
        data = beginning


def _inflated(data: bytes, budget: Budget) -> tuple[int, bytes]:
    """How large data becomes, and its first chunk. Stops at the budget. (0, b"") where it is not deflated."""
    inflater = zlib.decompressobj()
    size, beginning = 0, b""
    rest = data.lstrip(b"\r\n")
    try:
        while rest and not inflater.eof:
            piece = inflater.decompress(rest, _CHUNK)
            beginning = beginning or piece
            size += len(piece)
            rest = inflater.unconsumed_tail
            if size > max(budget.unpacked, 0):
                break
    except zlib.error:
        pass  # damaged from here on: what came out counts
    return size, beginning


def _read_pages(part: Part, budget: Budget) -> Contents:
    try:
        document = pdfium.PdfDocument(part.content)
    except pdfium.PdfiumError as error:
        raise CannotRead("It is damaged and does not open.") from error
    texts: list[str] = []
    unread: list[Unread] = []
    try:
        for number in range(1, len(document) + 1):
            budget.turn_pages(1)
            try:
                text, shows_something = _read_page(document, number - 1)
            except pdfium.PdfiumError:
                unread.append(Unread(part.location, f"Page {number} is damaged and could not be read."))
                continue
            budget.write(len(text))
            texts.append(text)
            if shows_something:
                unread.append(Unread(part.location, f"Page {number} is a picture and could not be read."))
    finally:
        document.close()
    return Contents(texts=(Text(part.location, "\n".join(texts)),), unread=tuple(unread))


def _read_page(document: pdfium.PdfDocument, index: int) -> tuple[str, bool]:
    """The page's text, and whether it shows something although it has none."""
    page = document[index]
    try:
        textpage = page.get_textpage()
        try:
            text = _BROKEN_WORD.sub("", textpage.get_text_range()).replace("\r\n", "\n")
        finally:
            textpage.close()
        return text, not text.strip() and _shows_something(page)
    finally:
        page.close()


def _shows_something(page: pdfium.PdfPage) -> bool:
    paths = 0
    for number, each in enumerate(page.get_objects(max_depth=3)):
        if each.type == raw.FPDF_PAGEOBJ_IMAGE or number > _MOST_OBJECTS:
            return True
        paths += each.type == raw.FPDF_PAGEOBJ_PATH
    return paths >= _MANY_PATHS

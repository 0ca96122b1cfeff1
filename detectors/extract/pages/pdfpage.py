"""One page of a PDF: its words, where they stand, and the part of it that only shows them as a picture.

PDFium gives every word of a page's content, also those that nobody sees: white, invisible, under a black
box, outside the page, on a layer that is switched off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from ctypes import c_float
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from detectors.extract.pages.layout import Word, table_of, upright
from detectors.extract.pages.rendering import Box

# How PDFium gives a hyphen that only breaks a word at the end of a line.
_BROKEN_WORD = re.compile("[\x02\ufffe]\r?\n?")
_WORD = re.compile("[^\\s\x02\ufffe]+")
_MANY_PATHS = 100  # of a drawing; letters turned into outlines are such paths
_MOST_OBJECTS = 10_000  # of a page that are looked at
_MOST_PICTURES = 200  # of a page, about which it is asked what text lies over them
_MOST_FORMS = 100  # of a page that are searched for pictures,
_MOST_IN_FORM = 1_000  # and objects of each
_MOST_WORDS = 20_000  # of a page that are put into rows
_SAMPLED = 500  # characters that are asked whether they are known
_UNKNOWN = 0.3  # of the characters: more, and the page's fonts do not say what their glyphs mean
_RULES = re.compile(r"[\s._…·=~*|—–-]")  # that lines, leaders and frames are made of
_WORDY = 0.5  # of the characters of a text that are letters or digits, at least

# A page's pictures are recognised if they cover this much of it, but for where enough text lies over them:
# that is a scan with its text, or the paper that a letter stands on.
_NOTABLE = 0.08
_MUST_BE_READ = 0.5
_TEXT_OF_PAGE = 200  # characters, if the picture covers all of the page


@dataclass(frozen=True, slots=True)
class Page:
    """What was read of a page, and `picture`, what remains to be recognised of it.

    must: it is unread where the picture cannot be recognised; otherwise that may be decoration
    """

    text: str
    rows: tuple[tuple[str, ...], ...] = ()
    picture: Box | None = None
    must: bool = False


def read_page(document: pdfium.PdfDocument, index: int) -> Page:
    """Raises pdfium.PdfiumError where the page is damaged."""
    page = document[index]
    try:
        textpage = page.get_textpage()
        try:
            written = textpage.get_text_range()
            text = _BROKEN_WORD.sub("", written).replace("\r\n", "\n")
            if not text.strip():
                return Page("", picture=_edges(page), must=_shows_something(page))
            if _is_rubbish(text) or _is_unknown(textpage):
                return Page(text, picture=_edges(page), must=True)
            picture, share = _pictures(page, textpage)
            rows = table_of(upright(list(_words(textpage, written))))
            return Page(text, rows, picture, must=share >= _MUST_BE_READ)
        finally:
            textpage.close()
    finally:
        page.close()


def _edges(page: pdfium.PdfPage) -> Box:
    left, bottom, right, top = page.get_bbox()
    return left, bottom, right, top


def _is_rubbish(text: str) -> bool:
    """Whether it is made of signs: a font without names for its glyphs may give any for a letter."""
    plain = _RULES.sub("", text)
    return len(plain) >= 4 and sum(map(str.isalnum, plain)) < _WORDY * len(plain)


def _is_unknown(textpage: pdfium.PdfTextPage) -> bool:
    count = textpage.count_chars()
    step = max(1, count // _SAMPLED)
    sample = range(0, count, step)
    unknown = sum(raw.FPDFText_HasUnicodeMapError(textpage, index) == 1 for index in sample)
    return bool(unknown > _UNKNOWN * len(sample))


def _words(textpage: pdfium.PdfTextPage, written: str) -> Iterator[Word]:
    """Every word with its box; downwards, as `Word` wants it."""
    line, line_ends = 0, [found.start() for found in re.finditer("\n", written)]
    for number, found in enumerate(_WORD.finditer(written)):
        if number == _MOST_WORDS:
            return
        while line < len(line_ends) and line_ends[line] < found.start():
            line += 1
        first, last = _letter_box(textpage, found.start()), _letter_box(textpage, found.end() - 1)
        if first and last:
            left, right = min(first.left, last.left), max(first.right, last.right)
            top, bottom = max(first.top, last.top), min(first.bottom, last.bottom)
            yield Word(found.group(), left, -top, right, -bottom, line)


def _letter_box(textpage: pdfium.PdfTextPage, index: int) -> raw.FS_RECTF | None:
    """The box of a letter with room for ascenders and descenders, so that all of a line are as high."""
    box = raw.FS_RECTF()
    place = raw.FPDFText_GetCharIndexFromTextIndex(textpage, index)
    return box if raw.FPDFText_GetLooseCharBox(textpage, place, box) else None


def _pictures(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> tuple[Box | None, float]:
    """The box round the pictures that no text covers, and the share of the page that they cover."""
    left, bottom, right, top = _edges(page)
    area = max((right - left) * (top - bottom), 1.0)
    boxes, covered = [], 0.0
    for number, box in enumerate(_picture_boxes(page)):
        share = (box[2] - box[0]) * (box[3] - box[1]) / area
        text = textpage.get_text_bounded(*box) if number < _MOST_PICTURES else ""
        if len(text.strip()) < _TEXT_OF_PAGE * min(share, 1.0):
            boxes.append(box)
            covered += share
    if covered < _NOTABLE:
        return None, 0.0
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return (min(lefts), min(bottoms), max(rights), max(tops)), covered


def _picture_boxes(page: pdfium.PdfPage) -> Iterator[Box]:
    """Where pictures stand. One within a form is taken to fill the form, whose place is known."""
    forms = 0
    for each in _objects(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject):
        kind = raw.FPDFPageObj_GetType(each)
        forms += kind == raw.FPDF_PAGEOBJ_FORM
        holds = kind == raw.FPDF_PAGEOBJ_FORM and (forms > _MOST_FORMS or _holds_picture(each))
        if kind == raw.FPDF_PAGEOBJ_IMAGE or holds:
            box = tuple(c_float() for _ in range(4))
            if raw.FPDFPageObj_GetBounds(each, *box):
                left, bottom, right, top = (edge.value for edge in box)
                yield left, bottom, right, top


def _holds_picture(form: object) -> bool:
    """Whether it does, at any depth; where it holds too much to tell, it may."""
    waiting, looked_at = [form], 0
    while waiting:
        for each in _objects(waiting.pop(), raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject):
            looked_at += 1
            kind = raw.FPDFPageObj_GetType(each)
            if kind == raw.FPDF_PAGEOBJ_IMAGE or looked_at > _MOST_IN_FORM:
                return True
            if kind == raw.FPDF_PAGEOBJ_FORM:
                waiting.append(each)
    return False


def _objects(
    owner: object, count: Callable[[object], int], get: Callable[[object, int], object]
) -> Iterator[object]:
    for number in range(min(count(owner), _MOST_OBJECTS)):
        each = get(owner, number)
        if each:
            yield each


def _shows_something(page: pdfium.PdfPage) -> bool:
    paths = 0
    for number, each in enumerate(page.get_objects(max_depth=3)):
        if each.type == raw.FPDF_PAGEOBJ_IMAGE or number > _MOST_OBJECTS:
            return True
        paths += each.type == raw.FPDF_PAGEOBJ_PATH
    return paths >= _MANY_PATHS

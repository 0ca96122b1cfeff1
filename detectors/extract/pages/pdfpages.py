"""All pages of a PDF, one after the other; those that are pictures are recognised."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.contents import CannotRead, Contents, at
from detectors.extract.pages.helper import HelperFailed
from detectors.extract.pages.ocr import Recognised, memory, recognise, seconds_for_one
from detectors.extract.pages.pdfpage import Page, read_page
from detectors.extract.pages.pixels import prepared
from detectors.extract.pages.rendering import is_blank, render
from detectors.extract.pages.tesseract import Recogniser, installed_recogniser
from detectors.message import Part, Table, Text, Unread

_DRAWN_WITHIN = 3.0  # seconds; a usual page is drawn in a tenth of that


def read_pages(part: Part, budget: Budget) -> Contents:
    """The words of the pages; those that are recognised are part "picture".

    Raises CannotRead where it is no PDF at all. Where the budget runs out, what was read till then stays.
    """
    document = _open(part.content)
    gathered = _Gathered(part, installed_recogniser(), budget)
    try:
        for index in range(len(document)):
            budget.turn_pages(1)
            try:
                page = read_page(document, index)
            except pdfium.PdfiumError:
                gathered.miss(f"Page {index + 1} is damaged and could not be read.")
                continue
            budget.write(len(page.text))
            gathered.add(index, page)
    except BudgetExceeded as exceeded:
        gathered.miss(exceeded.reason)
    finally:
        document.close()
    gathered.recognise()
    return gathered.contents()


def page_texts(content: bytes, budget: Budget) -> Iterator[str]:
    """The words of each page, and nothing more. A page that is damaged has none."""
    document = _open(content)
    try:
        for index in range(len(document)):
            budget.turn_pages(1)
            try:
                text = read_page(document, index).text
            except pdfium.PdfiumError:
                text = ""
            budget.write(len(text))
            yield text
    finally:
        document.close()


def _open(content: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise CannotRead("It is damaged and does not open.") from error


@dataclass(slots=True)
class _Gathered:
    """What has been read of one document so far."""

    part: Part
    recogniser: Recogniser | None
    budget: Budget
    texts: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    pictures: list[tuple[int, Page]] = field(default_factory=list)
    recognised: dict[int, Recognised] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)

    def miss(self, reason: str) -> None:
        self.unread.append(Unread(self.part.location, reason))

    def add(self, index: int, page: Page) -> None:
        self.texts.append(page.text)
        if page.rows:
            self.tables.append(Table(self.part.location, page.rows))
        if page.picture is not None:
            self.pictures.append((index, page))

    def recognise(self) -> None:
        """What must be read goes before what may be decoration, as there may not be time for all of it."""
        for index, page in sorted(self.pictures, key=lambda each: not each[1].must):
            seen = _recognised(self.part.content, index, page, self.recogniser, self.budget)
            if seen is not None:
                self.recognised[index] = seen
            if page.must and not (seen and seen.in_time):
                self.miss(f"Page {index + 1} is a picture and could not be read.")

    def contents(self) -> Contents:
        texts = [Text(self.part.location, "\n".join(self.texts))]
        recognised = [self.recognised[index] for index in sorted(self.recognised)]
        if text := "\n".join(each.text for each in recognised if each.text):
            texts.append(Text(at(self.part, "picture"), text))
        tables = self.tables + [
            Table(at(self.part, "picture"), each.rows) for each in recognised if each.rows
        ]
        return Contents(texts=tuple(texts), tables=tuple(tables), unread=tuple(self.unread))


def _recognised(
    content: bytes, index: int, page: Page, recogniser: Recogniser | None, budget: Budget
) -> Recognised | None:
    """What is recognised in the page's picture; None where that cannot be done."""
    if recogniser is None or page.picture is None:
        return None
    try:
        seconds = seconds_for_one(budget)
        began = budget.clock()
        try:
            drawn = render(content, index, page.picture, min(seconds, _DRAWN_WITHIN))
        finally:
            budget.spend_on_recognition(budget.clock() - began)
        if is_blank(drawn):
            return Recognised("")
        key = hashlib.sha256(drawn.tobytes()).digest()
        known = memory().recall(key)  # a letterhead, as a rule
        if known is None:
            known = (recognise(prepared(drawn), recogniser, budget),)
            memory().keep(key, known)
        return known[0]
    except (HelperFailed, BudgetExceeded):
        return None

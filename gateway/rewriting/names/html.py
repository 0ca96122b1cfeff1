"""Names are shortened in HTML: in what it shows, in its comments, and in what is read aloud of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import attrgetter

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.text.html import read_html
from detectors.finding import Location, Place
from detectors.message import Part
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.edits import Edit
from gateway.rewriting.names.charset import read_written
from gateway.rewriting.names.markup import page_of
from gateway.rewriting.names.shortening import Shortening
from gateway.rewriting.names.shown import Page
from gateway.rewriting.names.spots import Replacement, after, replaced

_MOST_ROUNDS = 8
_META_CHARSET = re.compile(rb"<meta[^>]{1,1000}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_META_WITHIN = 4_096  # bytes, as browsers and the detectors look
_ONE_LINE = dict.fromkeys(map(ord, "\t\n\f\r"), " ")
_TOO_OFTEN = "Names stand in its HTML so often that not all of them could be shortened."
_NOT_EXACTLY = "Its HTML is written in a way in which names in it cannot be shortened exactly."


def shorten_html(
    content: bytes, charset: str, shortening: Shortening, *, ascii_only: bool = False
) -> list[Edit]:
    """The edits that shorten the names in a page. Tags, styles and scripts stay as they are.

    A name over several tags: the first piece becomes the short form, the others are emptied.
    charset: as the message states it, empty where it does not; then the page's own counts
    Raises CannotRewriteError where a real parser would show something else than was meant.
    """
    if not charset and (own := _META_CHARSET.search(content[:_META_WITHIN])):
        charset = own[1].decode("ascii").lower()
    written = read_written(content, charset, ascii_only=ascii_only)
    done: tuple[Replacement, ...] = ()
    for _ in range(_MOST_ROUNDS):
        source = replaced(written.text, done)
        page = page_of(source)
        found = _found(page, shortening)
        if not found:
            if done:
                _check(source, page)
            return list(written.edits(done, markup=True))
        done = after(done, found)
    raise CannotRewriteError(_TOO_OFTEN)


def _found(page: Page, shortening: Shortening) -> list[Replacement]:
    """In the source of the page, in order; tables first, so that each cell keeps a part of its own."""
    if in_tables := sorted(_in_tables(page, shortening), key=attrgetter("start")):
        return in_tables
    shown = (page.text, page.comments, page.attributes, page.bare_attributes)
    found = [
        piece
        for each in shown
        for replacement in shortening.in_text(each.text, rows=True)
        for piece in each.in_source(replacement)
    ]
    return sorted(found, key=attrgetter("start"))


def _in_tables(page: Page, shortening: Shortening) -> Iterator[Replacement]:
    text = page.text.text.translate(_ONE_LINE)
    for table in page.tables:
        cells = [row for row in table if row]
        for each in shortening.in_cells([[text[slice(*cell)] for cell in row] for row in cells]):
            start = cells[each.row][each.column][0]
            yield from page.text.in_source(Replacement(start + each.start, start + each.end, each.new))


def _check(source: str, page: Page) -> None:
    """The parser by which pages are inspected must show the same letters, in the same order."""
    content = source.encode("utf-8", "surrogatepass")
    part = Part(Location(Place.BODY), "text/html", "utf-8", "", content)
    try:
        shown = read_html(part, Budget()).texts[0].text
    except BudgetExceeded as exceeded:
        raise CannotRewriteError(exceeded.reason) from None
    if _letters(shown) != _letters(page.text.text):
        raise CannotRewriteError(_NOT_EXACTLY)


def _letters(text: str) -> str:
    return "".join(text.split())

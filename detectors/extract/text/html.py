"""The words of an HTML page: those that are seen, and those that are only hidden."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents, at
from detectors.extract.text.page import BLOCKS, Page
from detectors.extract.text.pagewalk import read_page
from detectors.extract.text.text import decode
from detectors.message import Part, Table, Text, Unread

_NEED_NO_END = frozenset(
    {
        "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
        "option", "p", "source", "tbody", "td", "th", "tr", "track", "wbr",
    }
)  # fmt: skip
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/<>]*+)[^<>]*+>")
_DEEPEST = 5_000  # elements inside each other
# What the parser takes out of the page: instructions, declarations, what stands in end tags.
_DROPPED = re.compile(r"<(?:\?|!(?!--|\[CDATA\[)|/[a-zA-Z][^\s<>]*\s)([^<>]{1,2000})")
_META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_META_WITHIN = 4_096  # bytes
_PARSER_LIMIT = 20_000_000  # characters


def read_html(part: Part, budget: Budget) -> Contents:
    """HTML, its style ignored, so that what is hidden by style is read too.

    Comments are part "comments" (some programs show what Outlook's conditional ones hold); what
    stands in attributes that are read aloud or shown on request is part "attributes". All other attributes,
    scripts and styles ("code"), and the lines that read differently where style is minded, are not shown.
    """
    source = _decode(part)
    budget.write(len(source))
    if _nests_too_deeply(source):
        text = html.unescape(_TAG.sub(_break, source))
        unread = Unread(part.location, "Its elements are nested too deeply for all of it to be read.")
        return Contents(texts=(Text(part.location, text),), unread=(unread,))
    page = read_page(source[:_PARSER_LIMIT])
    comments = "\n".join(read_page(comment).text if "<" in comment else comment for comment in page.comments)
    texts = [Text(part.location, page.text)]
    if comments:
        texts.append(Text(at(part, "comments"), comments))
    if page.attributes:
        texts.append(Text(at(part, "attributes"), "\n".join(page.attributes)))
    tables = tuple(Table(part.location, rows) for rows in page.tables)
    return Contents(texts=tuple(texts), tables=tables, unshown=tuple(_unshown(part, source, page, budget)))


def _unshown(part: Part, source: str, page: Page, budget: Budget) -> Iterator[Text]:
    dropped = (found[1] for found in _DROPPED.finditer(source))
    styled = "\n".join(page.styled_lines)
    for where, text in (
        ("attributes", "\n".join((*page.unspoken, *map(_words_of_page, filter(_has_tags, page.unspoken))))),
        ("code", "\n".join(page.code)),
        ("comments", "\n".join(dropped)),
        ("", styled),
    ):
        if text:
            budget.write(len(text))
            yield Text(at(part, where) if where else part.location, text)


def _has_tags(text: str) -> bool:
    return "<" in text


def _words_of_page(source: str) -> str:
    """Of a page in an attribute of another (srcdoc)."""
    return html.unescape(_TAG.sub(_break, source)) if _nests_too_deeply(source) else read_page(source).text


def _nests_too_deeply(source: str) -> bool:
    """Whether the parser would take quadratic time. Elements that need no end tag do not count."""
    if source.count("<") < _DEEPEST:
        return False
    depth = deepest = 0
    for tag in _TAG.finditer(source):
        if tag["name"].lower() not in _NEED_NO_END:
            depth = max(0, depth + (-1 if tag["end"] else 1))
            deepest = max(deepest, depth)
    return deepest > _DEEPEST


def _break(tag: re.Match[str]) -> str:
    return "\n" if tag["name"].lower() in BLOCKS else ""


def _decode(part: Part) -> str:
    """A charset that the message declares comes first, then the page's own (HTML standard §13.2.3.2)."""
    own = _META_CHARSET.search(part.content[:_META_WITHIN])
    if own and not part.charset:
        part = replace(part, charset=own.group(1).decode("ascii"))
    return decode(part)

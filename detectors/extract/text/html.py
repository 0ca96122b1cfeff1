"""The words of an HTML page: those that are seen, and those that are only hidden."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents, at
from detectors.extract.text.text import decode
from detectors.message import Part, Table, Text, Unread

# HTML standard §15.3: the elements that start a new line where they are shown.
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details",
        "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
        "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "legend", "li", "listing", "main", "menu",
        "nav", "ol", "optgroup", "option", "p", "plaintext", "pre", "search", "section", "select", "summary",
        "table", "tbody", "textarea", "tfoot", "thead", "title", "tr", "ul", "xmp",
    }
)  # fmt: skip
_NEED_NO_END = frozenset(
    {
        "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
        "option", "p", "source", "tbody", "td", "th", "tr", "track", "wbr",
    }
)  # fmt: skip
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/<>]*)[^<>]*>")
_DEEPEST = 5_000  # elements inside each other
_CELLS = frozenset({"td", "th"})
_NOT_TEXT = frozenset({"script", "style"})
_SPACES_KEPT = frozenset({"pre", "textarea", "listing", "plaintext", "xmp"})
_SPOKEN_ATTRIBUTES = ("alt", "title", "aria-label", "placeholder", "value", "content", "summary", "label")
_WHITESPACE = re.compile(r"[ \t\n\r\f]+")
_META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_META_WITHIN = 4_096  # bytes
# What a template holds is kept apart from the page by the parser, and would not be found.
_TEMPLATE = re.compile(r"<(/?)template\b", re.IGNORECASE)
_LAYOUT = -1  # a cell that holds a table of its own only arranges the page
_PARSER_LIMIT = 20_000_000  # characters


def read_html(part: Part, budget: Budget) -> Contents:
    """HTML, its style ignored, so that what is hidden by style is read too.

    Comments are part "comments" (some programs show what Outlook's conditional ones hold); what
    stands in attributes that are read aloud or shown on request is part "attributes".
    """
    source = _decode(part)
    budget.write(len(source))
    if _nests_too_deeply(source):
        text = html.unescape(_TAG.sub(_break, source))
        unread = Unread(part.location, "Its elements are nested too deeply for all of it to be read.")
        return Contents(texts=(Text(part.location, text),), unread=(unread,))
    page = _walk(source[:_PARSER_LIMIT])
    comments = "\n".join(_walk(comment).text if "<" in comment else comment for comment in page.comments)
    texts = [Text(part.location, page.text)]
    if comments:
        texts.append(Text(at(part, "comments"), comments))
    if page.attributes:
        texts.append(Text(at(part, "attributes"), "\n".join(page.attributes)))
    tables = tuple(Table(part.location, rows) for rows in page.tables)
    return Contents(texts=tuple(texts), tables=tables)


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
    return "\n" if tag["name"].lower() in _BLOCKS else ""


def _decode(part: Part) -> str:
    """A charset that the message declares comes first, then the page's own (HTML standard §13.2.3.2)."""
    own = _META_CHARSET.search(part.content[:_META_WITHIN])
    if own and not part.charset:
        part = replace(part, charset=own.group(1).decode("ascii"))
    return decode(part)


@dataclass(slots=True)
class _Page:
    """What a walk through a page has gathered so far."""

    pieces: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    tables: list[tuple[tuple[str, ...], ...]] = field(default_factory=list)
    open_tables: list[list[list[str]]] = field(default_factory=list)
    cell_starts: list[int] = field(default_factory=list)  # indices into pieces, or _LAYOUT
    kept_spaces: int = 0  # elements we are in that keep their spaces

    @property
    def text(self) -> str:
        lines = (line.strip(" ") for line in "".join(self.pieces).split("\n"))
        return "\n".join(line for line in lines if line.strip())


def _walk(source: str) -> _Page:
    page = _Page()
    root = LexborHTMLParser(_TEMPLATE.sub(r"<\1x-template", source)).root
    if root is None:
        return page
    for node, entering in _visits(root):
        tag = node.tag or ""
        if tag == "-text":
            if entering and (text := node.text_content):
                page.pieces.append(text if page.kept_spaces else _WHITESPACE.sub(" ", text))
        elif tag in ("-comment", "!comment"):
            if entering and (comment := node.comment_content):
                page.comments.append(comment)
        elif entering:
            _enter(page, node, tag)
        else:
            _leave(page, tag)
    return page


def _visits(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Every node on the way in (True) and elements on the way out; no recursion, pages nest deeply."""
    stack: list[tuple[LexborNode, bool]] = [(root, True)]
    while stack:
        node, entering = stack.pop()
        yield node, entering
        if not entering or node.tag in _NOT_TEXT:
            continue
        child = node.last_child
        if child is not None or not (node.tag or "-").startswith("-"):
            stack.append((node, False))
        while child is not None:
            stack.append((child, True))
            child = child.prev


def _enter(page: _Page, node: LexborNode, tag: str) -> None:
    if tag in _BLOCKS:
        page.pieces.append("\n")
    page.kept_spaces += tag in _SPACES_KEPT
    if tag == "table":
        page.open_tables.append([])
        if page.cell_starts:
            page.cell_starts[-1] = _LAYOUT
    elif tag == "tr" and page.open_tables:
        page.open_tables[-1].append([])
    elif tag in _CELLS:
        page.cell_starts.append(len(page.pieces))
    attributes = node.attributes
    if attributes:
        page.attributes += [value for name in _SPOKEN_ATTRIBUTES if (value := attributes.get(name))]
        link = attributes.get("href") or ""
        if link.lower().startswith("mailto:"):
            page.attributes.append(link)


def _leave(page: _Page, tag: str) -> None:
    page.kept_spaces -= tag in _SPACES_KEPT
    if tag in _CELLS and page.cell_starts:
        start = page.cell_starts.pop()
        words = "" if start == _LAYOUT else " ".join("".join(page.pieces[start:]).split())
        if page.open_tables and page.open_tables[-1]:
            page.open_tables[-1][-1].append(words)
        page.pieces.append("\t")
    elif tag == "table" and page.open_tables:
        rows = tuple(tuple(row) for row in page.open_tables.pop() if row)
        if any(len(row) > 1 for row in rows):
            page.tables.append(rows)
    if tag in _BLOCKS:
        page.pieces.append("\n")

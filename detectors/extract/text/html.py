"""The words of an HTML page: those that are seen, and those that are only hidden."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from selectolax.lexbor import LexborHTMLParser, LexborNode

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents, at
from detectors.extract.text.style import PLAIN, Style, hiding, style_of
from detectors.extract.text.text import decode
from detectors.message import Part, Table, Text, Unread

# HTML standard §15.3: the elements that start a new line where they are shown.
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details",
        "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
        "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "legend", "li", "listing", "main", "menu",
        "nav", "ol", "optgroup", "option", "p", "plaintext", "pre", "rt", "search", "section", "select",
        "summary", "table", "tbody", "textarea", "tfoot", "thead", "title", "tr", "ul", "xmp",
    }
)  # fmt: skip
_NEED_NO_END = frozenset(
    {
        "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
        "option", "p", "source", "tbody", "td", "th", "tr", "track", "wbr",
    }
)  # fmt: skip
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/<>]*+)[^<>]*+>")
_DEEPEST = 5_000  # elements inside each other
_CELLS = frozenset({"td", "th"})
_NOT_TEXT = frozenset({"script", "style"})
_SPACES_KEPT = frozenset({"pre", "textarea", "listing", "plaintext", "xmp"})
_SPOKEN_ATTRIBUTES = ("alt", "title", "aria-label", "placeholder", "value", "content", "summary", "label")
_SHOWN_ATTRIBUTES = frozenset(_SPOKEN_ATTRIBUTES)
# What the parser takes out of the page: instructions, declarations, what stands in end tags.
_DROPPED = re.compile(r"<(?:\?|!(?!--|\[CDATA\[)|/[a-zA-Z][^\s<>]*\s)([^<>]{1,2000})")
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
    stands in attributes that are read aloud or shown on request is part "attributes". All other attributes,
    scripts and styles ("code"), and the lines that read differently where style is minded, are not shown.
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
    return Contents(texts=tuple(texts), tables=tables, unshown=tuple(_unshown(part, source, page, budget)))


def _unshown(part: Part, source: str, page: _Page, budget: Budget) -> Iterator[Text]:
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
    return html.unescape(_TAG.sub(_break, source)) if _nests_too_deeply(source) else _walk(source).text


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


@dataclass(frozen=True, slots=True)
class _Attributes:
    """What the attributes of an element come to."""

    style: Style = PLAIN
    spoken: tuple[str, ...] = ()  # values that are read aloud or shown on request
    unspoken: tuple[str, ...] = ()  # names, and all other values


_NO_ATTRIBUTES = _Attributes()


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
    unspoken: dict[str, None] = field(default_factory=dict)  # names of attributes, and values not read aloud
    code: list[str] = field(default_factory=list)
    styled: list[str] = field(default_factory=list)  # pieces, as style has them shown
    styles: list[Style] = field(default_factory=list)  # of the elements we are in
    hidden: int = 0  # of them, those that are not displayed
    hiding: frozenset[str] = frozenset()  # what the page's own style sheets do not display
    known: dict[tuple[str | None, ...], _Attributes] = field(
        default_factory=dict
    )  # office programs repeat them

    @property
    def text(self) -> str:
        return "\n".join(_lines(self.pieces))

    @property
    def styled_lines(self) -> list[str]:
        """The lines that only style makes what they are."""
        if self.styled == self.pieces:
            return []
        plain = set(_lines(self.pieces))
        return [line for line in _lines(self.styled) if line not in plain]

    def add(self, piece: str) -> None:
        self.pieces.append(piece)
        if not self.hidden:
            self.styled.append(piece)


def _lines(pieces: list[str]) -> list[str]:
    lines = (line.strip(" ") for line in "".join(pieces).split("\n"))
    return [line for line in lines if line.strip()]


def _walk(source: str) -> _Page:
    parser = LexborHTMLParser(_TEMPLATE.sub(r"<\1x-template", source))
    root = parser.root
    if root is None:
        return _Page()
    page = _Page(hiding=hiding(sheet.text(deep=True) for sheet in parser.css("style")))
    for node, entering in _visits(root):
        tag = node.tag or ""
        if tag == "-text":
            if entering and (text := node.text_content):
                page.add(text if page.kept_spaces else _with_single_spaces(text))
        elif tag in ("-comment", "!comment"):
            if entering and (comment := node.comment_content):
                page.comments.append(comment)
        elif tag in _NOT_TEXT:
            page.code.append(node.text(deep=True))
            page.unspoken |= dict.fromkeys(filter(None, chain.from_iterable(node.attributes.items())))
        elif entering:
            _enter(page, node, tag)
        else:
            _leave(page, tag)
    return page


def _with_single_spaces(text: str) -> str:
    if text.isprintable() and "  " not in text:  # most are, and this is quicker
        return text
    return _WHITESPACE.sub(" ", text)


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
    declared = node.attributes
    attributes = _attributes(page, tag, declared) if declared or tag in page.hiding else _NO_ATTRIBUTES
    style = attributes.style
    page.styles.append(style)
    page.hidden += style.hidden
    if tag in _BLOCKS:
        page.pieces.append("\n")
        if not (page.hidden or style.in_line):
            page.styled.append("\n")
    if style.turned:
        page.add("\u202e")
    page.kept_spaces += tag in _SPACES_KEPT
    if tag == "table":
        page.open_tables.append([])
        if page.cell_starts:
            page.cell_starts[-1] = _LAYOUT
    elif tag == "tr" and page.open_tables:
        page.open_tables[-1].append([])
    elif tag in _CELLS:
        page.cell_starts.append(len(page.pieces))
    page.attributes += attributes.spoken


def _attributes(page: _Page, tag: str, declared: Mapping[str, str | None]) -> _Attributes:
    """Of one element; most of a page's have the same as others before them."""
    key = (tag, *declared, None, *declared.values())
    known = page.known.get(key)
    if known is None:
        known = page.known[key] = _read_attributes(page, tag, declared)
        page.unspoken |= dict.fromkeys(known.unspoken)
    return known


def _read_attributes(page: _Page, tag: str, declared: Mapping[str, str | None]) -> _Attributes:
    spoken = [value for name in _SPOKEN_ATTRIBUTES if (value := declared.get(name))]
    link = declared.get("href") or ""
    if link.lower().startswith("mailto:"):
        spoken.append(link)
    values = (value for name, value in declared.items() if name not in _SHOWN_ATTRIBUTES)
    unspoken = (*declared, *filter(None, values))
    return _Attributes(style_of(tag, declared, page.hiding), tuple(spoken), unspoken)


def _leave(page: _Page, tag: str) -> None:
    style = page.styles.pop() if page.styles else PLAIN
    if style.turned:
        page.add("\u202c")
    page.kept_spaces -= tag in _SPACES_KEPT
    if tag in _CELLS and page.cell_starts:
        start = page.cell_starts.pop()
        words = "" if start == _LAYOUT else " ".join("".join(page.pieces[start:]).split())
        if page.open_tables and page.open_tables[-1]:
            page.open_tables[-1][-1].append(words)
        page.add("\t")
    elif tag == "table" and page.open_tables:
        rows = tuple(tuple(row) for row in page.open_tables.pop() if row)
        if any(len(row) > 1 for row in rows):
            page.tables.append(rows)
    if tag in _BLOCKS:
        page.pieces.append("\n")
        if not (page.hidden or style.in_line):
            page.styled.append("\n")
    page.hidden -= style.hidden

"""A walk through an HTML page, which gathers what stands in it: quick where its tags are plain to see.

The parser puts the page in order and writes it down again. In what it wrote, tags can nearly always be told
from text without knowing HTML; where they cannot, the walk goes from node to node, which takes longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from detectors.extract.text.page import Element, Page
from detectors.extract.text.style import hiding

# What a template holds is kept apart from the page by the parser, and would not be found.
_TEMPLATE = re.compile(r"<(/?)template\b", re.IGNORECASE)
_CODE = frozenset({"script", "style"})
_COMMENTS = frozenset({"-comment", "!comment"})
# A start tag without its brackets, as the parser writes it (HTML standard §13.3): in values quotation marks
# and brackets are character references.
_START = re.compile(r"([a-z][a-z0-9:_-]*+)((?: [^\s\"'<>/=]++=\"[^\"<>]*+\")*+)")
_ATTRIBUTE = re.compile(r" ([^\s=]++)=\"([^\"]*+)\"")
_REFERENCES = (("&nbsp;", "\xa0"), ("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
# §13.1.2: those without an end tag.
_VOID = frozenset(
    {
        "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen",
        "link", "meta", "param", "source", "track", "wbr",
    }
)  # fmt: skip
# Those whose text is written down as it stands, and those in which other rules hold.
_UNCLEAR = frozenset(
    {"script", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext", "svg", "math"}
)
_LARGE = 4_000_000  # characters; of more the quick walk would take much memory


class UnclearError(Exception):
    """The page has to be walked through node by node."""


def read_page(source: str) -> Page:
    """What stands in the page. Time is linear in it unless its elements nest very deeply."""
    parser = parsed(source)
    root = parser.root
    if root is None:
        return Page()
    hidden = hiding(sheet.text(deep=True) for sheet in parser.css("style"))
    if len(source) > _LARGE:
        return read_nodes(root, hidden)
    try:
        return read_written(root.html or "", hidden)
    except UnclearError:
        return read_nodes(root, hidden)


def parsed(source: str) -> LexborHTMLParser:
    """With what templates hold among the rest."""
    return LexborHTMLParser(_TEMPLATE.sub(r"<\1x-template", source))


def read_written(written: str, hidden: frozenset[str]) -> Page:
    """From the page as the parser wrote it. `hidden`: by its style sheets. Raises UnclearError.

    Where each tag is one by `_START`, or ends what began last, and no bracket is left over, there is no other
    way to take the page apart.
    """
    page = Page()
    within: list[Element] = []
    known: dict[str, Element] = {}
    before, *following = written.split("<")
    pieces = iter(following)
    for piece in pieces:
        token, closed, text = piece.partition(">")
        if not (closed or token.startswith("!--")):
            raise UnclearError
        if within and token == within[-1].end:
            page.leave(within.pop())
        elif element := known.get(token):
            page.enter(element)
            within.append(element)
        elif token.startswith("!--"):
            text = _read_comment(page, piece, pieces)
        elif token.startswith("style") and token[5:6] in ("", " "):
            text = _read_sheet(page, token, text, pieces)
        else:
            element = _element(token, hidden)
            page.unspoken |= dict.fromkeys(element.unspoken)
            page.enter(element)
            if element.tag in _VOID:
                page.leave(element)
            else:
                known[token] = element
                within.append(element)
        if text:
            if ">" in text:
                raise UnclearError
            page.say(_unescaped(text))
    if within or before:
        raise UnclearError
    return page


def _read_comment(page: Page, piece: str, pieces: Iterator[str]) -> str:
    """What follows the comment up to the next bracket."""
    gathered = [piece.removeprefix("!--")]
    while "-->" not in gathered[-1]:
        gathered.append(_next(pieces))
    comment, _, text = gathered[-1].partition("-->")
    if comment := "<".join((*gathered[:-1], comment)).strip():
        page.comments.append(comment)
    return text


def _read_sheet(page: Page, token: str, code: str, pieces: Iterator[str]) -> str:
    """What follows the style sheet up to the next bracket."""
    gathered = [code]
    while not (piece := _next(pieces)).startswith("/style>"):
        gathered.append(piece)
    page.hold("<".join(gathered), _declared(token)[1])
    return piece.removeprefix("/style>")


def _next(pieces: Iterator[str]) -> str:
    for piece in pieces:
        return piece
    raise UnclearError


def _element(token: str, hidden: frozenset[str]) -> Element:
    tag, declared = _declared(token)
    if tag in _UNCLEAR:
        raise UnclearError
    return Element.of(tag, declared, hidden)


def _declared(token: str) -> tuple[str, dict[str, str]]:
    """The name and attributes of a start tag."""
    start = _START.fullmatch(token)
    if start is None:
        raise UnclearError
    return start[1], {name: _unescaped(value) for name, value in _ATTRIBUTE.findall(start[2])}


def _unescaped(text: str) -> str:
    """With the character references undone that the parser writes; it writes no others."""
    if "&" not in text:
        return text
    for reference, character in _REFERENCES:
        text = text.replace(reference, character)
    return text


def read_nodes(root: LexborNode, hidden: frozenset[str]) -> Page:
    """The same from the parser's nodes; no recursion, pages nest deeply."""
    page = Page()
    known: dict[tuple[str | None, ...], Element] = {}
    within: list[tuple[int, Element | None]] = []  # the parser's number; None in scripts and style sheets
    for node in root.traverse(include_text=True):
        parent = node.parent
        while within and parent is not None and within[-1][0] != parent.mem_id:
            _leave(page, within.pop()[1])
        tag = node.tag or ""
        if within and within[-1][1] is None:
            within.append((node.mem_id, None))
        elif tag == "-text":
            if text := node.text_content:
                page.say(text)
        elif tag in _COMMENTS:
            if comment := node.comment_content:
                page.comments.append(comment)
        elif tag in _CODE:
            page.hold(node.text(deep=True), node.attributes)
            within.append((node.mem_id, None))
        else:
            declared = node.attributes
            key = (tag, *declared, None, *declared.values())
            element = known.get(key)
            if element is None:
                element = known[key] = Element.of(tag, declared, hidden)
                page.unspoken |= dict.fromkeys(element.unspoken)
            page.enter(element)
            within.append((node.mem_id, element))
    while within:
        _leave(page, within.pop()[1])
    return page


def _leave(page: Page, element: Element | None) -> None:
    if element is not None:
        page.leave(element)

"""A page of HTML is read as browsers cut it into text, tags and comments (HTML standard §13.2.5).

No tree is built. Whoever changes what was found here compares the outcome with what a real parser shows.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from html.entities import html5

from gateway.rewriting.names.shown import Page, Shown, Tables

# As detectors/extract/text/html.py reads a page: these start a new line, these keep their white space, and
# these attributes are read aloud or shown on request.
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details",
        "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
        "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "legend", "li", "listing", "main", "menu",
        "nav", "ol", "optgroup", "option", "p", "plaintext", "pre", "search", "section", "select", "summary",
        "table", "tbody", "textarea", "tfoot", "thead", "title", "tr", "ul", "xmp",
    }
)  # fmt: skip
_SPACES_KEPT = frozenset({"pre", "textarea", "listing", "plaintext", "xmp"})
_SPOKEN = frozenset({"alt", "title", "aria-label", "placeholder", "value", "content", "summary", "label"})
# There is no markup in these up to their end tag, in the first two no text, and in the last two references.
_NO_TEXT = frozenset({"script", "style"})
_RAW = frozenset({"xmp", "iframe", "noembed", "noframes"})
_WITH_REFERENCES = frozenset({"title", "textarea"})

_WHITE = r"[ \t\n\f\r]"
_OPENS = re.compile(
    r"<(?:/?(?P<name>[a-zA-Z][^ \t\n\f\r/>]*+)|(?P<comment>!--)|(?P<other>[!?]|/(?=[^a-zA-Z])))", re.DOTALL
)
_COMMENT_END = re.compile(r"--!?>")
_ATTRIBUTE = re.compile(
    rf"(?:{_WHITE}|/)*+(?P<name>[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+)(?:{_WHITE}*+(?P<equals>=){_WHITE}*+"
    r"(?:\"(?P<double>[^\"]*+)\"|'(?P<single>[^']*+)'|(?P<bare>(?![\"'])[^ \t\n\f\r>]*+)))?+"
)
_UNCLOSED = re.compile(rf"{_WHITE}*+={_WHITE}*+[\"']")
_TAG_END = re.compile(rf"(?:{_WHITE}|/)*+>")
_REFERENCE = r"&(?:\#(?:[xX][0-9a-fA-F]+|[0-9]+);?|[a-zA-Z][a-zA-Z0-9]{0,40};?)"
_REFERENCES = re.compile(_REFERENCE)
_SPECIAL = re.compile(rf"{_WHITE}{{2,}}|[\t\n\f\r]|{_REFERENCE}")


def page_of(source: str) -> Page:
    """Takes the page apart. Never raises; time is linear in its length."""
    page = Page()
    _Tokeniser(source, page).run(0, len(source))
    return page


class _Tokeniser:
    """One pass over a page, or over a comment as if it were one; comments in that are not looked into."""

    def __init__(self, source: str, page: Page, *, in_comment: bool = False) -> None:
        self._source = source
        self._page = page
        self._in_comment = in_comment
        self._tables = Tables(page)
        self._kept = 0  # elements we are in that keep their white space

    def run(self, position: int, end: int) -> None:
        while position < end:
            opens = _OPENS.search(self._source, position, end)
            self._show(position, opens.start() if opens else end)
            if opens is None:
                break
            if opens["name"]:
                position = self._tag(opens, end)
            elif opens["comment"]:
                position = self._comment(opens.end(), end)
            else:
                position = self._bogus_comment(opens, end)
        self._tables.leave_all()

    def _show(self, start: int, end: int, *, references: bool = True) -> None:
        """Text of the page: references become letters, and white space one space."""
        if self._kept and not references:
            self._page.text.add(self._source[start:end], start, end)
            return
        special = _REFERENCES if self._kept else _SPECIAL
        for found in special.finditer(self._source, start, end):
            self._page.text.add(self._source[start : found.start()], start, found.start())
            start = found.end()
            if not found[0].startswith("&"):
                self._page.text.add(" ", *found.span())
            elif references:
                _add_reference(self._page.text, found)
            else:
                self._page.text.add(found[0], *found.span())
        self._page.text.add(self._source[start:end], start, end)

    def _tag(self, opens: re.Match[str], end: int) -> int:
        """Where the tag ends; one that does not is lost with all behind it."""
        closes = self._source.startswith("</", opens.start())
        position = opens.end()
        seen: set[str] = set()
        while not (tag_end := _TAG_END.match(self._source, position, end)):
            attribute = _ATTRIBUTE.match(self._source, position, end)
            if attribute is None:
                return end
            position = attribute.end()
            if not attribute["equals"] and _UNCLOSED.match(self._source, position, end):
                return end
            name = attribute["name"].lower()
            if not closes and name not in seen:
                self._attribute(name, attribute)
            seen.add(name)
        return self._element(opens["name"].lower(), tag_end.end(), end, closes=closes)

    def _element(self, name: str, position: int, end: int, *, closes: bool) -> int:
        """Where to go on: behind the tag, or behind all that the element holds."""
        if closes:
            self._kept = max(0, self._kept - (name in _SPACES_KEPT))
            self._tables.leave(name)
        else:
            self._tables.enter(name)
            self._kept += name in _SPACES_KEPT
        if name in _BLOCKS:
            self._page.text.add("\n", position, position)
        if closes or name not in _NO_TEXT | _RAW | _WITH_REFERENCES | {"plaintext"}:
            return position
        ends = None if name == "plaintext" else _end_tag(name).search(self._source, position, end)
        stop = ends.start() if ends else end
        if name not in _NO_TEXT:
            self._show(position, stop, references=name in _WITH_REFERENCES)
        return stop

    def _attribute(self, name: str, found: re.Match[str]) -> None:
        group = next((group for group in ("double", "single", "bare") if found[group] is not None), "")
        if not group or not (name in _SPOKEN or (name == "href" and "mailto:" in found[group].lower())):
            return
        shown = self._page.bare_attributes if group == "bare" else self._page.attributes
        start, end = found.span(group)
        for reference in _REFERENCES.finditer(self._source, start, end):
            shown.add(self._source[start : reference.start()], start, reference.start())
            start = reference.end()
            shown.add(_in_attribute(reference[0], self._source[start : start + 1]), *reference.span())
        shown.add(self._source[start:end], start, end)
        shown.add("\n", end, end)

    def _comment(self, start: int, end: int) -> int:
        if quick := re.compile(r"-?>").match(self._source, start, end):
            return quick.end()
        ends = _COMMENT_END.search(self._source, start, end)
        self._hidden(start, ends.start() if ends else end)
        return ends.end() if ends else end

    def _bogus_comment(self, opens: re.Match[str], end: int) -> int:
        """<!doctype …>, <![if …]>, <?xml …>, and what looks like an end tag and is none."""
        if self._source.startswith("</>", opens.start()):
            return opens.end() + 1
        stop = self._source.find(">", opens.end(), end)
        stop = end if stop < 0 else stop
        if not self._source[opens.end() : opens.end() + 7].lower().startswith("doctype"):
            self._hidden(opens.end(), stop)
        return min(stop + 1, end)

    def _hidden(self, start: int, end: int) -> None:
        """A comment; with markup in it, which some programs show, it is a page of its own."""
        if self._in_comment:
            return
        comments = self._page.comments
        if self._source.find("<", start, end) < 0:
            comments.add(self._source[start:end], start, end)
        else:
            _Tokeniser(self._source, Page(text=comments), in_comment=True).run(start, end)
        comments.add("\n", end, end)


@lru_cache(maxsize=16)
def _end_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?={_WHITE}|[/>])", re.IGNORECASE)


def _add_reference(shown: Shown, found: re.Match[str]) -> None:
    """What follows a reference without its semicolon stands for itself: &ltGrace."""
    letters, tail = html.unescape(found[0]), 0
    while tail < len(letters) and found[0].endswith(letters[len(letters) - tail - 1 :]):
        tail += 1
    end, own = found.end() - tail, len(letters) - tail
    shown.add(letters[:own], found.start(), end)
    shown.add(letters[own:], end, found.end())


def _in_attribute(reference: str, following: str) -> str:
    """In an attribute a reference without its semicolon may be part of an address (§13.2.5.73)."""
    if reference.endswith(";") or reference.startswith("&#"):
        return html.unescape(reference)
    return html5[reference[1:]] if reference[1:] in html5 and following != "=" else reference

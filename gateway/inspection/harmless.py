"""Makes a page out of a message harmless: it keeps its layout, and can do, fetch and lead to nothing."""

from __future__ import annotations

import re

import nh3

MOST_CHARACTERS = 500_000  # of a page that is shown
_DEEPEST = 2_000  # elements inside each other; the cleaner takes the square of it
# Of elements that may be left open without nesting there are very many in ordinary mail.
_TAG = re.compile(
    r"<(/?)(?!(?:area|base|br|col|hr|img|input|li|link|meta|option|p|source|td|th|tr|wbr)\b)[a-z]",
    re.IGNORECASE,
)
_TAGS = frozenset(
    {
        "a", "abbr", "b", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup",
        "dd", "del", "div", "dl", "dt", "em", "figcaption", "figure", "font", "h1", "h2", "h3", "h4",
        "h5", "h6", "hr", "i", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small",
        "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
        "tt", "u", "ul",
    }
)  # fmt: skip
# No id, no class, no address of anything: not even the links of the page lead anywhere.
_ATTRIBUTES = {
    "*": {"align", "dir", "lang", "style", "title", "valign"},
    "col": {"span", "width"},
    "font": {"color", "face", "size"},
    "ol": {"start", "type"},
    "table": {"bgcolor", "border", "cellpadding", "cellspacing", "width"},
    "td": {"bgcolor", "colspan", "height", "rowspan", "width"},
    "th": {"bgcolor", "colspan", "height", "rowspan", "scope", "width"},
    "tr": {"bgcolor"},
}
_STYLES = frozenset(
    {
        "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left",
        "border-right", "border-spacing", "border-style", "border-top", "border-width", "color",
        "font-family", "font-size", "font-style", "font-variant", "font-weight", "letter-spacing",
        "line-height", "margin", "margin-bottom", "margin-left", "margin-right", "margin-top", "padding",
        "padding-bottom", "padding-left", "padding-right", "padding-top", "text-align", "text-decoration",
        "text-indent", "text-transform", "vertical-align", "white-space", "width",
    }
)  # fmt: skip
_COLOUR = re.compile(r"rgba?\([\d\s.,%]{0,40}\)", re.IGNORECASE)
_FETCHES = re.compile(r"[(@\\]")  # url(), image-set(), expression() …, however it is escaped
_WITHOUT_CONTENT = frozenset(
    {
        "audio", "canvas", "iframe", "math", "noembed", "noframes", "noscript", "object", "script",
        "style", "svg", "template", "title", "video",
    }
)  # fmt: skip


def harmless(source: str) -> str | None:
    """HTML for the inside of a body; None where it is nested too deeply to be cleaned.

    Whoever shows it relies on a sandboxed frame and a policy that loads nothing as well.
    """
    page = source[:MOST_CHARACTERS]
    if _nests_too_deeply(page):
        return None
    return _CLEANER.clean(page)


def _kept(_tag: str, name: str, value: str) -> str | None:
    """Nothing that fetches, even where a browser would understand it one day."""
    return None if name == "style" and _FETCHES.search(_COLOUR.sub("", value)) else value


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    attributes=_ATTRIBUTES,
    attribute_filter=_kept,
    clean_content_tags=set(_WITHOUT_CONTENT),
    filter_style_properties=set(_STYLES),
    link_rel=None,
    url_schemes=set(),
    strip_comments=True,
)


def _nests_too_deeply(page: str) -> bool:
    depth = deepest = 0
    for tag in _TAG.finditer(page):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest > _DEEPEST

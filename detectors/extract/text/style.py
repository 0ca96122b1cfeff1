"""What style does to the words of an element: it hides them, runs them on, or turns them round.

Only words are looked for, and those that are said to be hidden are read as well. So this may guess: it takes
what is hardly to be seen for hidden, and knows no order of rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

# Of declarations without their spaces. Not displayed, of no size, out of the window, white or transparent.
_NOT_DISPLAYED = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|opacity:0(?![.\d])|opacity:0?\.0|color:transparent"
    r"|font-size:(?:0(?![.\d])|0?\.\d|[0-2](?:\.\d+)?p[xt])|(?<![-\w])(?:max-)?(?:width|height):0(?![.\d])"
    r"|(?:left|right|top|bottom|indent):-\d{3}|(?<![-\w])color:(?:white|#fff(?:fff)?(?!\w)|rgb\(255,255,255\))"
)
_IN_LINE = re.compile(r"display:inline|float:(?:left|right)")
_WHITE = frozenset({"white", "#fff", "#ffffff"})
_BETWEEN_SELECTORS = re.compile(r"[,;]")
_NAMES = re.compile(r"[.#][\w-]+")  # classes and ids
_ELEMENT = re.compile(r"[a-z][a-z0-9-]*")
_MOST_HIDING = 1_000  # selectors of a page
_LONGEST_KNOWN = 500  # characters of a style that is kept in mind


@dataclass(frozen=True, slots=True)
class Style:
    """What becomes of an element's words."""

    hidden: bool = False
    in_line: bool = False  # a block that begins no line
    turned: bool = False  # from right to left (CSS Writing Modes 4 §2.4.2)


PLAIN = Style()


def hiding(sheets: Iterable[str]) -> frozenset[str]:
    """What style sheets hide: elements (b), classes (.note) and ids (#note), in lower case."""
    found: set[str] = set()
    for rule in "}".join(sheets).lower().split("}"):
        selectors, _, declarations = rule.rpartition("{")
        if len(found) < _MOST_HIDING and _NOT_DISPLAYED.search("".join(declarations.split())):
            own = selectors.rpartition("{")[2]  # within @media {…}
            found.update(*map(_subjects, _BETWEEN_SELECTORS.split(own)))
    return frozenset(found)


def _subjects(selector: str) -> list[str]:
    """Of a selector the last compound, which is what it is about (Selectors 4 §4.1)."""
    compounds = selector.replace(">", " ").split()
    last = compounds[-1] if compounds else ""
    return _NAMES.findall(last) or _ELEMENT.findall(last)[:1]


def style_of(tag: str, attributes: Mapping[str, str | None], hidden: frozenset[str] = frozenset()) -> Style:
    """By its own style, and by what sheets hide."""
    declared = attributes.get("style") or ""
    style = _declared(declared) if len(declared) <= _LONGEST_KNOWN else _read(declared)
    is_hidden = (
        style.hidden
        or "hidden" in attributes
        or (tag == "font" and (attributes.get("color") or "").lower() in _WHITE)
        or (bool(hidden) and not hidden.isdisjoint(_names_of(tag, attributes)))
    )
    is_turned = style.turned or (tag == "bdo" and (attributes.get("dir") or "").lower() == "rtl")
    if is_hidden == style.hidden and is_turned == style.turned:
        return style
    return Style(is_hidden, style.in_line, is_turned)


def _read(declarations: str) -> Style:
    """Of a style attribute."""
    compact = "".join(declarations.lower().split())
    return Style(
        hidden=_NOT_DISPLAYED.search(compact) is not None,
        in_line=_IN_LINE.search(compact) is not None,
        turned="bidi-override" in compact and "direction:rtl" in compact,
    )


_declared = lru_cache(maxsize=512)(_read)  # programs that write pages repeat them


def _names_of(tag: str, attributes: Mapping[str, str | None]) -> list[str]:
    classes = (attributes.get("class") or "").lower().split()
    return [tag, *(f".{each}" for each in classes), f"#{(attributes.get('id') or '').lower()}"]

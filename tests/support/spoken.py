"""What a page says in its own language, and whether any of it is English after all."""

from __future__ import annotations

import re
from html.parser import HTMLParser

# No Welsh word is spelt like one of these, and hardly an English sentence is without all of them.
_ENGLISH = frozenset(
    (
        *("the", "and", "of", "with", "you", "your", "this", "that", "not", "from", "by", "if", "or", "only"),
        *("who", "what", "when", "which", "was", "were", "it", "its", "has", "have", "will", "be", "been"),
        *("message", "messages", "mail", "sender", "rule", "file", "files", "pupil", "held", "school"),
    )
)
_READ_OUT = (
    "aria-label",
    "alt",
    "title",
    "placeholder",
    "data-label",
    "data-said",
    "data-none",
    "data-differ",
)
_EMPTY = frozenset(
    {"br", "input", "meta", "link", "img", "hr", "col", "use", "path", "rect", "line", "circle"}
)
_UNSAID = frozenset({"script", "style"})


class _Page(HTMLParser):
    """Texts, and attributes that are read out; not those of an element that is marked as English."""

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.said: list[str] = []
        self._foreign: list[bool] = [False]  # whether each open element is

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if tag == "html":
            self.language = own.pop("lang", None) or ""
        foreign = self._foreign[-1] or tag in _UNSAID or own.get("lang") == "en"
        if not foreign:
            self.said += [own[name] or "" for name in _READ_OUT if name in own]
        if tag not in _EMPTY:
            self._foreign.append(foreign)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _EMPTY and len(self._foreign) > 1:
            self._foreign.pop()

    def handle_data(self, data: str) -> None:
        if not self._foreign[-1]:
            self.said.append(data)


def language_of(page: str) -> str:
    """As the page itself says."""
    return _read(page).language


def english_on(page: str) -> list[str]:
    """Texts with an English word, on a page in Welsh or a part of one; not what is marked as English."""
    return [" ".join(text.split()) for text in _read(page).said if _ENGLISH & _words(text)]


def _read(page: str) -> _Page:
    read = _Page()
    read.feed(page)
    return read


def _words(text: str) -> set[str]:
    """Of addresses, no word."""
    return {
        word for part in text.lower().split() if "@" not in part for word in re.findall(r"[^\W\d_]+", part)
    }

"""What a person reads of a message: its subject, and the beginning of its text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.mime.charset import decode
from detectors.mime.words import decode_words
from gateway.rewriting.mime.parts import Leaf, Opened, take_apart

MOST_CHARACTERS = 20_000  # of the text that are shown
_MOST_SOURCE = 200_000  # characters of HTML that are looked at for it
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*+)[^<>]*+>|<!--|-->")
_UNSEEN = {"<!--": "-->"} | {name: f"/{name}" for name in ("head", "script", "style", "template", "title")}
_NEW_LINE = frozenset(
    {"blockquote", "br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "p", "table", "tr"}
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_GAPS = re.compile(r"(?<![ \t])[ \t]*+\n[ \t]*+(?:\n[ \t]*+)++")


@dataclass(frozen=True, slots=True)
class Readable:
    """`more`: there is more text than is shown here."""

    subject: str
    text: str
    more: bool = False


def readable(raw: bytes) -> Readable:
    """Raises CannotRewriteError for what `take_apart` does not take apart."""
    opened = take_apart(raw)
    subject = decode_words(next(iter(opened.header.values("subject")), "")).strip()
    text = "\n\n".join(_text(leaf) for leaf in _shown(opened))
    return Readable(subject, text[:MOST_CHARACTERS], len(text) > MOST_CHARACTERS)


def _shown(opened: Opened) -> tuple[Leaf, ...]:
    """The plain text where there is one; the HTML beside it says the same."""
    plain = tuple(leaf for leaf in opened.texts if leaf.entity.media_type != "text/html")
    return plain or opened.texts


def _text(leaf: Leaf) -> str:
    source = decode(leaf.content, leaf.entity.charsets[0]).replace("\r\n", "\n")
    return _without_tags(source[:_MOST_SOURCE]) if leaf.entity.media_type == "text/html" else source


def _without_tags(source: str) -> str:
    """For the eye only: nothing is decided by it."""
    text = html.unescape("".join(_pieces(source)))
    return _GAPS.sub("\n\n", text).strip()


def _pieces(source: str) -> Iterator[str]:
    position, until = 0, ""  # the tag that ends what is not seen
    for tag in _TAG.finditer(source):
        name = f"{tag['end']}{tag['name']}".lower() if tag["name"] else tag[0]
        if not until:
            yield _SPACES.sub(" ", source[position : tag.start()])
            yield "\n" if name.removeprefix("/") in _NEW_LINE else ""
            until = _UNSEEN.get(name, "")
        elif name == until:
            until = ""
        position = tag.end()
    if not until:
        yield _SPACES.sub(" ", source[position:])

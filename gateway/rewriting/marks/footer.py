"""A footer stands at the end of the text, in each of its forms and once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from detectors.mime.charset import decode, is_like_ascii
from gateway.policy.rewriting import Rewrite
from gateway.rewriting.change import CannotRewriteError, Change, Step
from gateway.rewriting.marks.footer_text import as_html, as_plain, plainer
from gateway.rewriting.marks.htmlend import end_of_text
from gateway.rewriting.marks.insertion import insert
from gateway.rewriting.mime.edits import Edit, apply
from gateway.rewriting.mime.own_header import line_end
from gateway.rewriting.mime.parts import Leaf, take_apart

_PLAIN, _HTML = "text/plain", "text/html"
_SIDE_BY_SIDE = "multipart/alternative"
_TAG = re.compile(r"<[^<>]*+>")
_QUOTE_MARKS = re.compile(r"^[> ]+", re.MULTILINE)
_NO_TEXT = "The footer holds characters that are no text, so it is not added."
_BOUNDARY = "The parts of this message could no longer be told apart if a footer were added."
_CHARSET = "The text is in a character set to which no footer can be added exactly."


def add_footer(raw: bytes, text: str) -> Step:
    """With the footer below the text, as plain text and as HTML where it is in both.

    A message without such a text, or with the footer in it already, stays as it is. Raises
    CannotRewriteError where the text is encoded so that nothing can be added to it exactly.
    """
    if not all(line.isprintable() for line in text.split("\n")):
        raise CannotRewriteError(_NO_TEXT)
    opened = take_apart(raw)
    texts = [leaf for leaf in opened.texts if _has_body(raw, leaf)]
    ending = line_end(raw)
    bodies = {
        leaf.body.start: _with_footer(leaf, text, ending)
        for leaf in _last_forms(texts)
        if not _is_there(leaf, text)
    }
    if not bodies:
        return Step(raw)
    changed = [leaf for leaf in opened.leaves if leaf.body.start in bodies]
    edits = (Edit(leaf.body.start, leaf.body.end, bodies[leaf.body.start]) for leaf in changed)
    content = apply(raw, edits)
    # A line that only looked like a boundary may have become one.
    wanted = [bodies.get(leaf.body.start, leaf.encoded) for leaf in opened.leaves]
    if [leaf.encoded for leaf in take_apart(content).leaves] != wanted:
        raise CannotRewriteError(_BOUNDARY)
    locations = tuple(dict.fromkeys(leaf.location for leaf in changed))
    return Step(content, (Change(Rewrite.ADD_FOOTER, locations, len(changed)),))


def _has_body(raw: bytes, leaf: Leaf) -> bool:
    """Whether it has an empty line, below which something can be put."""
    return raw[leaf.whole.start : leaf.body.start].endswith((b"\n\n", b"\n\r\n")) or not leaf.header.fields


def _last_forms(texts: Sequence[Leaf]) -> Iterator[Leaf]:
    """The last text that is shown, and where it has another form (RFC 2046 §5.1.4), the last of that."""
    forms: set[str] = set()
    for leaf in reversed(texts):
        if leaf.entity.media_type not in (_PLAIN, _HTML):
            continue
        has_forms = _SIDE_BY_SIDE in leaf.multiparts
        if forms and not has_forms:
            return
        if leaf.entity.media_type not in forms:
            forms.add(leaf.entity.media_type)
            yield leaf
        if not has_forms:
            return


def _is_there(leaf: Leaf, text: str) -> bool:
    """Whether it can be read there, however it is broken into lines or quoted. Nothing is everywhere."""
    charset = leaf.entity.charsets[0]
    shown = decode(leaf.content, charset)
    if leaf.entity.media_type == _HTML:
        return _comparable(text) in _comparable(unescape(_TAG.sub(" ", shown)))
    as_written = decode(as_plain(text, leaf, b"\n"), charset)
    there = _comparable(_QUOTE_MARKS.sub("", shown))
    return any(_comparable(_QUOTE_MARKS.sub("", each)) in there for each in (text, as_written))


def _comparable(text: str) -> str:
    return " ".join(plainer(text).split())


def _with_footer(leaf: Leaf, text: str, ending: bytes) -> bytes:
    """The leaf's body, still encoded, with the footer in it."""
    charset, content = leaf.entity.charsets[0], leaf.content
    encoding = leaf.entity.encodings[0]
    own_ending = line_end(content) if encoding == "base64" and b"\n" in content else ending
    if leaf.entity.media_type == _HTML:
        at, footer = end_of_text(content), as_html(text, own_ending)
    else:
        at, footer = len(content), as_plain(text, leaf, own_ending)
    parts = (content[:at], footer, content[at:])
    if not is_like_ascii(charset) or decode(b"".join(parts), charset) != "".join(
        decode(each, charset) for each in parts
    ):
        raise CannotRewriteError(_CHARSET)
    return insert(leaf.encoded, encoding, at, footer, ending)

"""A tag in front of the subject is put there once, or taken away; the rest of the subject stays as it is."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator

from detectors.finding import Location, Place
from gateway.policy.rewriting import Rewrite
from gateway.rewriting.change import CannotRewriteError, Change, Step
from gateway.rewriting.mime.edits import Edit, apply
from gateway.rewriting.mime.fields import FieldAt, put_on_top
from gateway.rewriting.mime.own_header import LONGEST_LINE, line_end, own_fields
from gateway.rewriting.recipients.address_list import text_of

LONGEST_TAG = 60  # characters
_LONGEST_WORD = 42  # octets that still make an encoded word of 75 characters or fewer, RFC 2047 §2
_MOST_ROUNDS = 20  # tags around a tag: [sec[secure]ure]
# What may stand before a tag: Re:, Fwd:, AW:, Re[2]: and other tags.
_BEFORE = r"(?:\s*(?:[^\W\d_]{1,5}(?:\[\d{1,3}\])?:|\[[^\[\]]{0,60}\]))*?\s*"
_EMPTY_LINE = re.compile(r"^[ \t]*+\r?\n(?=[ \t])|\r?\n[ \t]*+\Z", re.MULTILINE)
_NO_TAG = "The tag cannot be written into the subject: it must be one line of at most 60 characters."
_TOO_OFTEN = "The subject holds a tag inside itself so often that it cannot be taken out."


def tag_subject(raw: bytes, tag: str) -> Step:
    """With the tag in front of the subject; one that has it there, also behind "Re:", stays as it is.

    Where there is no subject, the tag becomes it. Raises CannotRewriteError for a tag that is not one line.
    """
    _check(tag)
    ending = line_end(raw)
    fields = own_fields(raw)
    subjects = [field for field in fields if field.is_called("subject")]
    if not subjects:
        return _step(raw, [put_on_top(b"Subject: " + _encoded(tag) + ending)], tag)
    there = re.compile(_BEFORE + re.escape(tag), re.IGNORECASE)
    missing = [field for field in subjects if not there.match(text_of(field.value))]
    return _step(raw, [_tagged(field, tag, ending) for field in missing], tag)


def untag_subject(raw: bytes, tag: str) -> Step:
    """Without any copy of the tag, in the subject's own letters or encoded (RFC 2047).

    One whose tag is encoded is written anew. Raises CannotRewriteError as `tag_subject` does.
    """
    _check(tag)
    subjects = (field for field in own_fields(raw) if field.is_called("subject"))
    return _step(raw, [edit for field in subjects for edit in _untagged(field, tag, line_end(raw))], tag)


def _step(raw: bytes, edits: list[Edit], tag: str) -> Step:
    if not edits:
        return Step(raw)
    return Step(apply(raw, edits), (Change(Rewrite.TAG_SUBJECT, (Location(Place.SUBJECT),), detail=tag),))


def _check(tag: str) -> None:
    if not tag.strip() or tag != tag.strip() or not tag.isprintable() or len(tag) > LONGEST_TAG:
        raise CannotRewriteError(_NO_TAG)


def _tagged(field: FieldAt, tag: str, ending: bytes) -> Edit:
    """Put in behind the colon; the subject begins a line of its own where it would be too long otherwise."""
    colon = field.end - len(field.value)
    first_line = field.value.partition(b"\n")[0].rstrip(b"\r")
    before_word = first_line.lstrip().startswith(b"=?")
    mark = b" " + _encoded(tag, before_word=before_word)
    if not field.value.startswith((b" ", b"\t", b"\r", b"\n")):
        mark += b" "
    elif first_line.strip() and colon - field.start + len(mark) + len(first_line) > LONGEST_LINE:
        mark += ending
    return Edit(colon, colon, mark)


def _encoded(tag: str, *, before_word: bool = False) -> bytes:
    """White space between two encoded words is not shown (RFC 2047 §6.2), so it stands inside the first."""
    if tag.isascii() and "=?" not in tag:
        return tag.encode("ascii")
    return b" ".join(_words(tag + " " if before_word else tag))


def _words(text: str) -> Iterator[bytes]:
    """As encoded words in UTF-8; no letter is cut in two."""
    piece = bytearray()
    for letter in text:
        if len(piece) + len(letter.encode()) > _LONGEST_WORD:
            yield _word(piece)
            piece.clear()
        piece += letter.encode()
    if piece:
        yield _word(piece)


def _word(piece: bytearray) -> bytes:
    return b"=?utf-8?b?" + b64encode(piece) + b"?="


def _untagged(field: FieldAt, tag: str, ending: bytes) -> Iterator[Edit]:
    start = field.end - len(field.value)
    value = field.value.rstrip(b"\r\n")
    left = _without(value.decode("utf-8", "surrogateescape"), tag).encode("utf-8", "surrogateescape")
    shown = text_of(left)
    if (plain := _without(shown, tag)) != shown:  # it was encoded
        left = b" " + (ending + b" ").join(_words(plain.strip()))
    if left != value:
        yield Edit(start, start + len(value), left)


def _without(text: str, tag: str) -> str:
    """Raises CannotRewriteError where what is left makes the tag again and again."""
    copies = re.compile(r"\s+".join(map(re.escape, tag.split())) + r"[ \t]?", re.IGNORECASE)
    for _ in range(_MOST_ROUNDS):
        left, found = copies.subn("", text)
        if not found:
            return text
        text = _EMPTY_LINE.sub("", left)
    raise CannotRewriteError(_TOO_OFTEN)

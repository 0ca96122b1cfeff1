"""MIME: a message is cut without a gap, its parts have names of their own, and nothing is ever raised."""

from __future__ import annotations

from itertools import pairwise

from detectors.mime.charset import decode
from detectors.mime.entity import describe
from detectors.mime.flaws import Flaw
from detectors.mime.header import other_headers, read_header
from detectors.mime.leaves import MAX_PARTS
from detectors.mime.names import clean_name
from detectors.mime.parameters import read_value
from detectors.mime.parse import parse
from detectors.mime.structure import Span, split_multipart
from detectors.mime.textfiles import find_files
from detectors.mime.transfer import decode_transfer
from detectors.mime.words import decode_words
from gateway.rewriting.mime.fields import fields_at

ENCODINGS = ("base64", "quoted-printable", "uuencode", "yenc", "binhex", "x-odd", "")
CHARSETS = ("", "utf-8", "utf-16", "utf-7", "iso-2022-jp", "windows-1252", "x-odd")
_BINHEX = 1_100_000  # bytes that the runs in a small one may come to
_FLAWS = frozenset(flaw.value for flaw in Flaw)


def check_message(raw: bytes) -> None:
    message = parse(raw)
    paths = [part.location.path for part in message.parts if part.location.path]
    assert len(set(paths)) == len(paths), "two attachments have one name"
    assert len(message.parts) <= MAX_PARTS
    assert {defect.what for defect in message.defects} <= _FLAWS
    _check_header(raw)


def _check_header(raw: bytes) -> None:
    """The header's fields lie side by side, and a multipart is cut into spans with boundaries between."""
    header = read_header(raw, 0, len(raw))
    assert 0 <= header.body_start <= len(raw)
    for other in other_headers(raw, 0, len(raw), header):
        assert 0 <= other.body_start <= len(raw)
    fields = fields_at(raw)
    assert all(one.end == other.start for one, other in pairwise(fields)), "a gap between fields"
    assert all(0 <= field.start < field.end <= len(raw) for field in fields)
    for boundary in describe(header, "text/plain").boundaries:
        _check_cuts(raw, Span(header.body_start, len(raw)), boundary.encode("utf-8", "replace"))


def _check_cuts(raw: bytes, body: Span, boundary: bytes) -> None:
    multipart = split_multipart(raw, body, boundary, MAX_PARTS)
    if multipart is None:
        return
    spans = [multipart.preamble, *multipart.parts, multipart.epilogue]
    assert (spans[0].start, spans[-1].end) == (body.start, body.end)
    for one, other in pairwise(spans):
        # Two boundaries one below the other share the line end between them.
        between = raw[one.end : other.start] if one.end <= other.start else b""
        assert one.start <= one.end <= other.start <= other.end, "spans overlap"
        assert not between or b"--" + boundary in between, "bytes are in no part"


def check_header_values(raw: bytes) -> None:
    """Encoded words, parameters and file names."""
    for text in (raw.decode("utf-8", "replace"), raw.decode("latin-1")):
        assert isinstance(decode_words(text), str)
        assert isinstance(read_value(text).main, str)
        name = clean_name(decode_words(text))
        assert not any(each < " " for each in name), "a control character in the name of a file"


def check_transfer(raw: bytes) -> None:
    """Transfer encodings, character sets, and files that stand in text."""
    for encoding in ENCODINGS:
        decoded = decode_transfer(raw, encoding)
        for content in (decoded.content, *decoded.others):
            assert len(content) <= max(_BINHEX, 4 * len(raw)), "it has grown"
    for charset in CHARSETS:
        decode(raw, charset)
    for file in find_files(raw):
        assert len(file.content) <= max(_BINHEX, 4 * len(raw))

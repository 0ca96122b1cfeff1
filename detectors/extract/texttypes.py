"""What kinds of text some bytes may be read as: their beginning, declared type and name all hint at it."""

from __future__ import annotations

import re

from detectors.extract.mediatypes import (
    CALENDAR,
    CMS,
    CSV,
    HTML,
    INI,
    JSON,
    MAIL,
    MBOX,
    PDF,
    PGP_MESSAGE,
    PGP_SIGNATURE,
    PLAIN,
    RTF,
    TSV,
    VCARD,
    XML,
)
from detectors.finding import Place
from detectors.message import Part

_PDF_HEADER_WITHIN = 1_024  # bytes; ISO 32000-1 annex H, note 13: readers accept junk before the header
_TEXT_HINTS_WITHIN = 4_096  # bytes
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_NOT_IN_TEXT = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b\x08")) + b"\x7f"
_MAIL_FIELD = re.compile(
    rb"^(from|to|cc|subject|date|received|message-id|mime-version|return-path|content-type|delivered-to|"
    rb"reply-to|sender|x-[\w-]+)[ \t]*:",
    re.IGNORECASE,
)
# RFC 4155 appendix A; a mail program's own export may leave the date out, but never the header that follows.
_MBOX_LINE = re.compile(rb"From [^\r\n]+\r?\n(?:>?[A-Za-z][\w-]*[ \t]*:)")
_MARKUP = re.compile(rb"<(!doctype html|html|head|body|table|div|span|p|br|meta|font)\b", re.IGNORECASE)
_TEXT_BEGINNINGS = (
    (re.compile(rb"\{\\rtf"), RTF),
    (re.compile(rb"BEGIN:VCALENDAR", re.IGNORECASE), CALENDAR),
    (re.compile(rb"BEGIN:VCARD", re.IGNORECASE), VCARD),
    (re.compile(rb"-----BEGIN PGP MESSAGE"), PGP_MESSAGE),
    (re.compile(rb"-----BEGIN PGP SIGNATURE"), PGP_SIGNATURE),
    (re.compile(rb"-----BEGIN (PKCS7|CMS)-----"), CMS),
    (re.compile(rb"<\?xml\b(?![^<]*<(!doctype html|html)\b)", re.IGNORECASE), XML),
)
# Files only: a message's own text may begin in all these ways too.
_FILE_BEGINNINGS = (
    (re.compile(rb"<\?xml\b(?![^<]*<(!doctype html|html)\b)", re.IGNORECASE), XML),
    (re.compile(rb"\{\s*[\"'}]|\[\s*[\[{\"'\]]"), JSON),
    (re.compile(rb"(?:[;#][^\n]*\n\s*)*+\[[^\]\n]+\]\s*\n(?:[;#][^\n]*\n)*+[^=:\n\[\]]{1,100}="), INI),
)
_ROOT = re.compile(rb"<[a-z_][\w:.-]*[\s/>]", re.IGNORECASE)
_JSON_TYPES = ("json", "jsonl", "jsonlines")  # ends of names, as in application/ld+json
_HINTS = {".csv": CSV, ".tsv": TSV, ".htm": HTML, ".html": HTML, ".eml": MAIL, ".xml": XML}
_HINTS |= dict.fromkeys((".json", ".jsonl", ".ndjson", ".geojson"), JSON)
_REPORTS = ("-status", "-notification", "-report")  # fields for programs (RFC 3464, RFC 8098, RFC 5965)
_HINTED_TYPES = frozenset({CSV, TSV, HTML, MAIL, XML, JSON})


def is_text(content: bytes) -> bool:
    """Whether the bytes are text in some charset. An empty file is."""
    if content.startswith(_BYTE_ORDER_MARKS) or wide_charset(content):
        return True
    strange = len(content) - len(content.translate(None, _NOT_IN_TEXT))
    return strange * 1_000 <= len(content)


def wide_charset(content: bytes) -> str:
    """The charset of UTF-16 text without a byte order mark, or an empty string: every other byte is zero."""
    sample = content[:_TEXT_HINTS_WITHIN]
    if len(sample) < 8 or len(sample) % 2:
        return ""
    first, second = (sample[offset::2].count(0) * 2 / len(sample) for offset in (0, 1))
    if second > 0.7 and first < 0.1:
        return "utf-16-le"
    return "utf-16-be" if first > 0.7 and second < 0.1 else ""


def text_kinds(part: Part) -> list[str]:
    content = part.content
    head = content[:_TEXT_HINTS_WITHIN].removeprefix(b"\xef\xbb\xbf").lstrip()
    # UTF-16 is this too, as far as beginnings go.
    narrow = head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\0", b"").lstrip()
    if b"%PDF-" in content[:_PDF_HEADER_WITHIN] and b"endobj" in content:
        return [PDF]
    found = [kind for beginning, kind in _TEXT_BEGINNINGS if beginning.match(head)]
    is_file = part.location.place is Place.ATTACHMENT
    if is_file:
        if _MBOX_LINE.match(head):
            found.append(MBOX)
        elif _begins_as_mail(head):
            found.append(MAIL)
        found += [kind for beginning, kind in _FILE_BEGINNINGS if beginning.match(narrow)]
    if _MARKUP.search(head) and XML not in found:
        found.append(HTML)
        if part.media_type == PLAIN:  # shown with its tags, so what only tags hold is shown too
            found.append(PLAIN)
    elif is_file and _ROOT.match(narrow):
        found.append(XML)
    hints = {_hinted(part.media_type), _HINTS.get(extension(part.filename), "")}
    found += sorted(hints & _HINTED_TYPES)
    return list(dict.fromkeys(found)) or [PLAIN]


def _hinted(media_type: str) -> str:
    """What a declared type hints at. Mail programs open whatever calls itself a message as one."""
    if media_type.endswith(_JSON_TYPES):
        return JSON
    if media_type.endswith(("/xml", "+xml")):
        return XML
    is_report = media_type.endswith(_REPORTS)
    return MAIL if media_type.startswith(("message/", "text/rfc822")) and not is_report else media_type


def _begins_as_mail(head: bytes) -> bool:
    """Three known header fields at the beginning; fewer stand in many a letter (RFC 5322 §2.2)."""
    lines = head.splitlines()[:12]
    return bool(lines and _MAIL_FIELD.match(lines[0])) and len(list(filter(_MAIL_FIELD.match, lines))) >= 3


def extension(name: str) -> str:
    """The end of a file's name from its last full stop, in lower case."""
    stem, dot, last = name.strip().rpartition(".")
    return dot + last.lower() if stem or dot else ""

"""What kinds of text some bytes may be read as: their beginning, declared type and name all hint at it."""

from __future__ import annotations

import re

from detectors.extract.mediatypes import (
    CALENDAR,
    CMS,
    CSV,
    DIF,
    FLAT_ODF,
    HTML,
    INI,
    JSON,
    MAIL,
    MBOX,
    PDF,
    PGP_MESSAGE,
    PGP_SIGNATURE,
    PLAIN,
    POSTSCRIPT,
    RTF,
    SYLK,
    TSV,
    VCARD,
    XBM,
    XML,
)
from detectors.finding import Place
from detectors.message import Part

_PDF_HEADER_WITHIN = 1_024  # bytes; ISO 32000-1 annex H, note 13: readers accept junk before the header
_TEXT_HINTS_WITHIN = 4_096  # bytes
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_NOT_IN_TEXT = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b\x08")) + b"\x7f"
_LENGTH_LINE = re.compile(rb"\A\d{1,10}[ \t]*\r?\n")  # Apple Mail's emlx
_MAIL_FIELD = re.compile(
    rb"^(from|to|cc|subject|date|received|message-id|mime-version|return-path|content-type|delivered-to|"
    rb"reply-to|sender|x-[\w-]+)[ \t]*:",
    re.IGNORECASE,
)
# RFC 4155 appendix A; a mail program's own export may leave the date out, but never the header that follows.
_MBOX_LINE = re.compile(rb"From [^\r\n]+\r?\n(?:>?[A-Za-z][\w-]*[ \t]*:)")
_MARKUP = re.compile(rb"<(!doctype html|html|head|body|table|div|span|p|br|meta|font)\b", re.IGNORECASE)
_DRAWN = frozenset({POSTSCRIPT, SYLK, DIF, XBM})
_TEXT_BEGINNINGS = (
    (re.compile(rb"\{\\rt"), RTF),  # Word asks for no more
    (re.compile(rb"BEGIN:VCALENDAR", re.IGNORECASE), CALENDAR),
    (re.compile(rb"BEGIN:VCARD", re.IGNORECASE), VCARD),
    (re.compile(rb"-----BEGIN PGP MESSAGE"), PGP_MESSAGE),
    (re.compile(rb"-----BEGIN PGP SIGNATURE"), PGP_SIGNATURE),
    (re.compile(rb"-----BEGIN (PKCS7|CMS|PKCS #7 SIGNED DATA)-----"), CMS),
    # A ContentInfo (RFC 5652 §3) in base64: 1.2.840.113549.1.7 and .1.9.16, at any of three shifts.
    (re.compile(rb"M[A-Z][A-Za-z0-9+/]{1,6}(GC[Sy]qGSIb3DQE(H|JEA)|YJKoZIhvcNAQc|YLKoZIhvcNAQkQ)"), CMS),
    (re.compile(rb"M[A-Z][A-Za-z0-9+/]{2,6}(BgkqhkiG9w0BBw|BgsqhkiG9w0BCRA)"), CMS),
    (re.compile(rb"<\?xml\b(?![^<]*<(!doctype html|html)\b)", re.IGNORECASE), XML),
)
# Files only: a message's own text may begin in all these ways too.
_FILE_BEGINNINGS = (
    # Text by which programs draw a page, fill in a table, paint a picture: it is known to whoever runs them.
    (re.compile(rb"%!PS-|%!\r?\n"), POSTSCRIPT),
    (re.compile(rb"ID;P"), SYLK),
    (re.compile(rb"TABLE\r?\n0,1\r?\n"), DIF),
    (re.compile(rb"#define[ \t]+\w{1,80}_width[ \t]"), XBM),
    (re.compile(rb"<\?xml\b(?![^<]*<(!doctype html|html)\b)", re.IGNORECASE), XML),
    (re.compile(rb"\{\s*[\"'}]|\[\s*[\[{\"'\]]"), JSON),
    (re.compile(rb"(?:[;#][^\n]*\n\s*)*+\[[^\]\n]+\]\s*\n(?:[;#][^\n]*\n)*+[^=:\n\[\]]{1,100}="), INI),
)
# A sealed or packed message may stand below a greeting.
_RTF_WITHIN = re.compile(rb"\{\\rtf")
_PGP = b"-----BEGIN PGP MESSAGE"
_PGP_WITHIN = re.compile(rb"^" + _PGP, re.MULTILINE)
# OpenDocument 1.3 part 3, §3.1.2: a whole document in one file.
_FLAT_ODF = re.compile(rb"(<\?xml[^>]*>\s*)?<office:document\s[^>]*:opendocument:xmlns:office:")
_ROOT = re.compile(rb"<[a-z_][\w:.-]*[\s/>]", re.IGNORECASE)
_JSON_TYPES = ("json", "jsonl", "jsonlines")  # ends of names, as in application/ld+json
_HINTS = {".csv": CSV, ".tsv": TSV, ".htm": HTML, ".html": HTML, ".xml": XML}
_HINTS |= dict.fromkeys((".eml", ".emlx", ".mht", ".mhtml"), MAIL)
_HINTS |= dict.fromkeys((".json", ".jsonl", ".ndjson", ".geojson"), JSON)
_REPORTS = ("-status", "-notification", "-report")  # fields for programs (RFC 3464, RFC 8098, RFC 5965)
_HINTED_TYPES = frozenset({CSV, TSV, HTML, MAIL, XML, JSON})


def is_text(content: bytes) -> bool:
    """Whether the bytes are text in some charset. An empty file is."""
    if content.startswith(_BYTE_ORDER_MARKS) or wide_charset(content):
        return True
    few = len(content) // 1_000
    return _strange(content[:_TEXT_HINTS_WITHIN]) <= few and _strange(content) <= few


def _strange(content: bytes) -> int:
    """How many bytes are in no text."""
    return len(content) - len(content.translate(None, _NOT_IN_TEXT))


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
    if is_file and _FLAT_ODF.match(narrow):
        return [FLAT_ODF]
    if is_file:
        if _MBOX_LINE.match(head):
            found.append(MBOX)
        elif begins_as_mail(_LENGTH_LINE.sub(b"", head)):
            found.append(MAIL)
        found += [kind for beginning, kind in _FILE_BEGINNINGS if beginning.match(narrow)]
    if _DRAWN & set(found):
        found.append(PLAIN)
    if _MARKUP.search(head) and not {XML, RTF} & set(found):
        found.append(HTML)
        if part.media_type == PLAIN:  # shown with its tags, so what only tags hold is shown too
            found.append(PLAIN)
    elif is_file and _ROOT.match(narrow):
        found.append(XML)
    if is_file and RTF not in found and _RTF_WITHIN.search(head):
        found += [PLAIN] * (not found) + [RTF]
    if PGP_MESSAGE not in found and _PGP in content and _PGP_WITHIN.search(content):
        found += [PLAIN] * (not found) + [PGP_MESSAGE]
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


def begins_as_mail(content: bytes) -> bool:
    """Three known header fields at the beginning, or the two that MIME needs (RFC 2045 §4, §5).

    Fewer stand in many a letter (RFC 5322 §2.2).
    """
    lines = content[:_TEXT_HINTS_WITHIN].splitlines()[:12]
    names = [field[1].lower() for field in map(_MAIL_FIELD.match, lines) if field]
    begins = bool(lines and _MAIL_FIELD.match(lines[0]))
    return begins and (len(names) >= 3 or {b"mime-version", b"content-type"} <= set(names))


def extension(name: str) -> str:
    """The end of a file's name from its last full stop, in lower case."""
    stem, dot, last = name.strip().rpartition(".")
    return dot + last.lower() if stem or dot else ""

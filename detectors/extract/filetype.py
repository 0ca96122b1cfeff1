"""What a file is, its own bytes say: never its name, and never what the message calls it.

Three families are told apart here, because libmagic goes by the order in which they happen to be
written: zip packages (a document or an archive?), OLE storages (which document, or a sealed one?)
and text (which libmagic takes for program code). libmagic names everything else.
"""

from __future__ import annotations

import re
import zipfile
from functools import cache
from typing import Final

import pylibmagic  # noqa: F401  must come first: it tells magic where libmagic and its database are

# isort: split
import magic

from detectors.finding import Place
from detectors.message import Part
from detectors.protection.archive import open_archive
from detectors.protection.cms import is_detached_signature
from detectors.protection.storage import SIGNATURE, DamagedStorage, Storage

PLAIN: Final = "text/plain"
HTML: Final = "text/html"
CSV: Final = "text/csv"
TSV: Final = "text/tab-separated-values"
MAIL: Final = "message/rfc822"
XML: Final = "text/xml"
JSON: Final = "application/json"
INI: Final = "text/x-ini"
PDF: Final = "application/pdf"
ZIP: Final = "application/zip"
OLE: Final = "application/x-ole-storage"
SEALED_OFFICE: Final = "application/encrypted"  # libmagic's name for an OLE storage with an EncryptedPackage
RTF: Final = "text/rtf"
CALENDAR: Final = "text/calendar"
VCARD: Final = "text/vcard"
PGP_MESSAGE: Final = "application/pgp-encrypted"
PGP_SIGNATURE: Final = "application/pgp-signature"
CMS: Final = "application/pkcs7-mime"
CMS_SIGNATURE: Final = "application/pkcs7-signature"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
UNKNOWN: Final = "application/octet-stream"

_LIBMAGIC_LOOKS_AT = 1_048_576  # bytes; what identifies a file stands near its beginning
_PDF_HEADER_WITHIN = 1_024  # bytes; ISO 32000-1 annex H, note 13: readers accept junk before the header
_TEXT_HINTS_WITHIN = 4_096  # bytes

_OLE_STREAMS = (
    ("EncryptedPackage", SEALED_OFFICE),
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("__properties_version1.0", "application/vnd.ms-outlook"),
)
# ECMA-376 part 1, §15.2: the content type of a package's main part says what the package is.
_OFFICE_MAIN = (
    (re.compile(rb"wordprocessingml\.(document|template)\.main|ms-word\.\w+\.macroEnabled\w*\.main"), DOCX),
    (re.compile(rb"spreadsheetml\.(sheet|template)\.main|ms-excel\.\w+\.macroEnabled\.main"), XLSX),
    (re.compile(rb"presentationml\.\w+\.main|ms-powerpoint\.\w+\.macroEnabled\.main"), PPTX),
)

# What these say in their "mimetype" member is true or else nothing opens them (OpenDocument part 3, §3.3).
_OTHER_PACKAGES = ("application/vnd.oasis.opendocument.", "application/epub+zip")

_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_NOT_IN_TEXT = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b\x08")) + b"\x7f"
_MAIL_FIELD = re.compile(
    rb"^(from|to|cc|subject|date|received|message-id|mime-version|return-path|content-type|delivered-to|"
    rb"reply-to|sender|x-[\w-]+)[ \t]*:",
    re.IGNORECASE,
)
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


@cache
def _libmagic() -> magic.Magic:
    return magic.Magic(mime=True)


def kinds(part: Part) -> tuple[str, ...]:
    """The media types that a part's bytes bear out, its true one first; it is to be read as each of them.

    More than one where a file is two things at once (a picture with an archive behind it, a PDF after
    some junk), where text may be read in several ways, and for a message's own text that is something
    else: mail programs show it as text all the same.
    """
    content = part.content
    found: list[str] = []
    if is_text(content):
        found += _text_kinds(part)
    elif content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        found.append(_zip_kind(content))
    elif content.startswith(SIGNATURE):
        found.append(_ole_kind(content))
    elif _is_cms(content):
        found.append(CMS_SIGNATURE if is_detached_signature(content) else CMS)
    else:
        found.append(_binary_kind(part))
    found += _second_natures(part, found[0])
    if part.location.place is Place.BODY and part.media_type.startswith("text/") and not is_text(content):
        found.append(PLAIN)
    return tuple(dict.fromkeys(found))


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


def _text_kinds(part: Part) -> list[str]:
    content = part.content
    head = content[:_TEXT_HINTS_WITHIN].removeprefix(b"\xef\xbb\xbf").lstrip()
    # UTF-16 is this too, as far as beginnings go.
    narrow = head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\0", b"").lstrip()
    if b"%PDF-" in content[:_PDF_HEADER_WITHIN] and b"endobj" in content:
        return [PDF]
    found = [kind for beginning, kind in _TEXT_BEGINNINGS if beginning.match(head)]
    is_file = part.location.place is Place.ATTACHMENT
    if is_file:
        if _begins_as_mail(head):
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


def _zip_kind(content: bytes) -> str:
    try:
        with open_archive(content) as package:
            entries = package.infolist()
            names = {entry.filename for entry in entries}
            if any(entry.flag_bits & 1 for entry in entries):
                return ZIP
            if "[Content_Types].xml" in names:
                return _office_kind(package)
            if "mimetype" in names and package.getinfo("mimetype").file_size < 100:
                kind = package.read("mimetype").decode("ascii", "replace").strip()
                return kind if kind.startswith(_OTHER_PACKAGES) else ZIP
    except Exception:  # whatever zipfile raises on a damaged archive, its reader will say
        return ZIP
    return ZIP


def _office_kind(package: zipfile.ZipFile) -> str:
    with package.open("[Content_Types].xml") as stream:
        types = stream.read(_LIBMAGIC_LOOKS_AT)
    return next((kind for main, kind in _OFFICE_MAIN if main.search(types)), ZIP)


def _ole_kind(content: bytes) -> str:
    try:
        with Storage(content) as storage:
            return next((kind for stream, kind in _OLE_STREAMS if storage.has(stream)), OLE)
    except DamagedStorage:
        return OLE


def _is_cms(content: bytes) -> bool:
    """RFC 5652 §3: a ContentInfo is a SEQUENCE that begins with an identifier under 1.2.840.113549.1."""
    return content.startswith(b"\x30") and b"\x2a\x86\x48\x86\xf7\x0d\x01" in content[:24]


def _binary_kind(part: Part) -> str:
    content = part.content
    if b"%PDF-" in content[:_PDF_HEADER_WITHIN]:
        return PDF
    charset = part.charset.lower()
    if charset.startswith(("utf-16", "utf-32", "utf16", "utf32")) and part.media_type.startswith("text/"):
        return part.media_type
    try:
        return str(_libmagic().from_buffer(content[:_LIBMAGIC_LOOKS_AT]))
    except magic.MagicException:  # it gives up on some damaged files
        return UNKNOWN


def _second_natures(part: Part, first: str) -> list[str]:
    """A zip has its directory at its end and a PDF may begin with junk: both fit behind something else."""
    content = part.content
    found = []
    says_pdf = part.media_type == PDF or extension(part.filename) == ".pdf"
    if first != PDF and says_pdf and b"%PDF-" in content[:_PDF_HEADER_WITHIN]:
        found.append(PDF)
    if not content.startswith(b"PK") and b"PK\x05\x06" in _tail(content, first):
        found.append(_zip_kind(content))
    return found


def _tail(content: bytes, kind: str) -> bytes:
    """Where a zip's directory may end; pasted and attached archives inside documents do not count."""
    if kind == PDF:
        return content[content.rfind(b"%%EOF") :]
    if content.startswith(SIGNATURE) and kind != SEALED_OFFICE:
        return b""
    return content[-65_557:]  # APPNOTE.TXT §4.3.16: up to 64 KB of comment may follow


def extension(name: str) -> str:
    """The end of a file's name from its last full stop, in lower case."""
    stem, dot, last = name.strip().rpartition(".")
    return dot + last.lower() if stem or dot else ""

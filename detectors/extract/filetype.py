"""What a file is, its own bytes say: never its name, and never what the message calls it.

Two families are told apart here, because libmagic goes by the order in which they happen to be written:
zip packages (a document or an archive?) and OLE storages (which document, or a sealed one?). Text, which
libmagic takes for program code, has a module of its own. libmagic names everything else that it knows.
"""

from __future__ import annotations

import re
import zipfile
from functools import cache

import pylibmagic  # noqa: F401  must come first: it tells magic where libmagic and its database are

# isort: split
import magic

from detectors.extract.mediatypes import (
    CAB,
    CMS,
    CMS_SIGNATURE,
    DISK_IMAGE,
    DOC,
    DOCX,
    EMF,
    GZIP,
    ISO,
    KEEPASS,
    MAIL_STORE,
    OLE,
    OUTLOOK,
    PDF,
    PGP_MESSAGE,
    PLAIN,
    PPT,
    PPTX,
    RAR,
    RIGHTS_MANAGED,
    SEALED_OFFICE,
    SEVEN_ZIP,
    TAR,
    TNEF,
    UNKNOWN,
    WMF,
    XLS,
    XLSB,
    XLSX,
    XZ,
    ZIP,
    ZSTD,
)
from detectors.extract.texttypes import extension, is_text, text_kinds
from detectors.finding import Place
from detectors.message import Part
from detectors.protection.containers.archive import open_archive
from detectors.protection.mail.cms import is_content_info, is_detached_signature
from detectors.protection.mail.openpgp import is_message
from detectors.protection.office.storage import SIGNATURE, DamagedStorage, Storage

_LIBMAGIC_LOOKS_AT = 1_048_576  # bytes; what identifies a file stands near its beginning
_PDF_HEADER_WITHIN = 1_024  # bytes; ISO 32000-1 annex H, note 13: readers accept junk before the header

# What libmagic does not know, or does not tell from text: an offset and the bytes that stand there.
_BEGINNINGS = (
    (257, b"ustar", TAR),  # POSIX.1 pax, "ustar Interchange Format"
    (0, b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),  # it and RAR may look like text, where they hold text as it is
    (0, b"Rar!\x1a\x07", RAR),
    (0, b"MSCF\0\0\0\0", CAB),  # so may these
    (0, b"\x1f\x8b\x08", GZIP),
    (0, b"\xfd7zXZ\0", XZ),
    (0, b"\x28\xb5\x2f\xfd", ZSTD),
    (0, b"\x03\xd9\xa2\x9a", KEEPASS),
    (0, b"\x76\xe8\x04\x60\xc4\x11\xe3\x86", RIGHTS_MANAGED),  # [MS-OXORMMS] §2.2.2
    (0, b"\x78\x9f\x3e\x22", TNEF),  # [MS-OXTNEF] §2.1.3.1; little else in it need look binary
    (40, b" EMF", EMF),  # [MS-EMF] §2.2.9
    (0, b"\xd7\xcd\xc6\x9a", WMF),  # [MS-WMF] §2.3.2.3
    (0, b"!BDN", MAIL_STORE),  # [MS-PST] §2.2.2.6
    # Excel up to version 4, and later streams taken out of their storage: a BOF record and its size.
    (0, b"\x09\x00\x04\x00", XLS),
    (0, b"\x09\x02\x06\x00", XLS),
    (0, b"\x09\x04\x06\x00", XLS),
    (0, b"\x09\x08\x08\x00", XLS),
    (0, b"\x09\x08\x10\x00", XLS),
    (0, b"conectix", DISK_IMAGE),  # VHD
    (0, b"vhdxfile", DISK_IMAGE),
    (0, b"KDMV", DISK_IMAGE),  # VMDK
    (0, b"QFI\xfb", DISK_IMAGE),  # QCOW
    (0, b"LUKS\xba\xbe", DISK_IMAGE),
    (0, b"-FVE-FS-", DISK_IMAGE),  # BitLocker To Go, whose first sector begins with a jump
    (3, b"-FVE-FS-", DISK_IMAGE),
)
# These may hold a whole zip as it is; their own readers take it out, and say what stands behind them.
_MAY_HOLD_ZIPS = frozenset({TAR, ISO, CAB, RAR, SEVEN_ZIP, TNEF, GZIP, XZ, ZSTD})

_OLE_STREAMS = (
    ("EncryptedPackage", SEALED_OFFICE),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", PPT),
    ("__properties_version1.0", OUTLOOK),
)
# ECMA-376 part 1, §15.2: the content type of a package's main part says what the package is.
_OFFICE_MAIN = (
    (re.compile(rb"ms-excel\.sheet\.binary\.macroEnabled\.main"), XLSB),
    (re.compile(rb"wordprocessingml\.(document|template)\.main|ms-word\.\w+\.macroEnabled\w*\.main"), DOCX),
    (re.compile(rb"spreadsheetml\.(sheet|template)\.main|ms-excel\.\w+\.macroEnabled\.main"), XLSX),
    (re.compile(rb"presentationml\.\w+\.main|ms-powerpoint\.\w+\.macroEnabled\.main"), PPTX),
)

# What these say in their "mimetype" member is true or else nothing opens them (OpenDocument part 3, §3.3).
_OTHER_PACKAGES = ("application/vnd.oasis.opendocument.", "application/epub+zip")


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
    as_text = text_kinds(part) if is_text(content) else []
    found: list[str] = []
    if beginning := next((kind for at, sign, kind in _BEGINNINGS if content.startswith(sign, at)), ""):
        found.append(beginning)
    elif content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        found.append(_zip_kind(content))
    elif is_content_info(content):
        found.append(CMS_SIGNATURE if is_detached_signature(content) else CMS)
    elif content[:1] >= b"\x80" and is_message(content):
        found.append(PGP_MESSAGE)
    elif content.startswith(SIGNATURE):  # its tables of small numbers may look like UTF-16
        found += _ole_kinds(content)
    else:
        found += as_text or [_binary_kind(part)]
    is_shown_as_text = part.location.place is Place.BODY and part.media_type.startswith("text/")
    is_read_as_text = found[0] in as_text
    found += _second_natures(part, found[0])
    if is_shown_as_text and not is_read_as_text:
        found.append(PLAIN)
    return tuple(dict.fromkeys(found))


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


def _ole_kinds(content: bytes) -> list[str]:
    """More than one where a storage holds the streams of two programs: each opens its own."""
    try:
        with Storage(content) as storage:
            if storage.has("\x09DRMContent"):  # rights-managed; the document beside it only says so
                return [SEALED_OFFICE]
            return [kind for stream, kind in _OLE_STREAMS if storage.has(stream)] or [OLE]
    except DamagedStorage:
        return [OLE]


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
    if kind in _MAY_HOLD_ZIPS or (content.startswith(SIGNATURE) and kind != SEALED_OFFICE):
        return b""
    return content[-65_557:]  # APPNOTE.TXT §4.3.16: up to 64 KB of comment may follow

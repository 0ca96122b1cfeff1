"""A PDF is sealed only if the empty password does not open it and nothing in it is readable as it stands.

ISO 32000-2 §7.6. Nearly every "protected" PDF has only an owner password, which asks programs not to
print; anyone can read it. And a library's refusal is no proof: a crypt filter named Identity encrypts
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import pikepdf

from detectors.finding import Protection
from detectors.protection.judgement import Judgement
from detectors.protection.pdf.pdflock import PdfLock, pdf_lock
from detectors.protection.pdf.pdfstreams import RawStream, raw_streams
from detectors.protection.pdf.qpdf import open_pdf, without_encryption
from detectors.protection.randomness import inflates, looks_random

_ENCRYPT = re.compile(rb"/Encrypt\b\s*(?:(\d+)\s+(\d+)\s+R|(?=<<))")
_ID = re.compile(rb"/ID\s*\[")
_OBJECT_WITHIN = 65_536  # bytes
_TRAILER_WITHIN = 2_048  # bytes
_MOST_DICTIONARIES = 16  # in one file: one for each revision
_MOST_ENDS = 32  # tries at finding where a dictionary ends
_SHORTEST_TELLING = 32  # bytes; fewer tell nothing about being ciphertext
_SOUND_KEY = 112  # bits


def judge(content: bytes) -> Judgement:
    """Judge a PDF. Where its encryption had to be taken off or ignored to read it, `opened` is without."""
    try:
        with open_pdf(content) as pdf:
            if not pdf.is_encrypted:
                return Judgement(Protection.NONE)
            return Judgement(Protection.WEAK, "owner password only (PDF)", without_encryption(pdf))
    except pikepdf.PasswordError:
        return _judge_locked(content)
    except (pikepdf.PdfError, ValueError, RuntimeError):
        if _ENCRYPT.search(content):
            return _judge_locked(content)
        return Judgement(Protection.UNKNOWN, reason="It is damaged and does not open.")


def _judge_locked(content: bytes) -> Judgement:
    if any(map(_is_readable, raw_streams(content))):
        # The same length, so that every offset in the file still holds.
        return Judgement(Protection.NONE, opened=content.replace(b"/Encrypt", b"/Encrypx"))
    before, behind = content[: content.find(b"%PDF-")], content[content.rfind(b"%%EOF") + len(b"%%EOF") :]
    if (before + behind).strip(b"\0\r\n\t "):
        return Judgement(Protection.UNKNOWN, reason="It holds other data beside what is encrypted.")
    found = list(_encryptions(content))
    if not found:
        return Judgement(Protection.UNKNOWN, reason="It says that it is encrypted, but not how.")
    judgements = [_judge_dictionary(dictionary) for dictionary, _ in found]
    order = (Protection.UNKNOWN, Protection.WEAK, Protection.ENCRYPTED)
    return min(judgements, key=lambda each: order.index(each.protection))


def locks_of(content: bytes) -> tuple[PdfLock, ...]:
    """The locks of a sealed PDF, one for each way in which it says that it is encrypted."""
    found = (pdf_lock(dictionary, identifier) for dictionary, identifier in _encryptions(content))
    return tuple(dict.fromkeys(lock for lock in found if lock is not None))


def _is_readable(stream: RawStream) -> bool:
    """Whether a stream that should be encrypted is not. The two kinds that need not be do not count.

    Cross-reference streams never are (§7.5.8.2); metadata may be left in clear (§7.6.4.2), and is read.
    """
    if len(stream.data) < _SHORTEST_TELLING or stream.has(b"/XRef", b"/Metadata"):
        return False
    return inflates(stream.data) or not looks_random(stream.data)


def _encryptions(content: bytes) -> Iterator[tuple[pikepdf.Object, bytes]]:
    """Every encryption dictionary, which is never encrypted itself (§7.6.1), and the ID that goes with it."""
    for found in islice(_ENCRYPT.finditer(content), _MOST_DICTIONARIES):
        start = found.end()
        if found.group(1):
            number = re.compile(rb"(?<!\d)%s\s+%s\s+obj\b" % (found.group(1), found.group(2)))
            definition = number.search(content)
            if definition is None:
                continue
            start = definition.end()
        dictionary = _dictionary(content[start : start + _OBJECT_WITHIN])
        if dictionary is not None:
            yield dictionary, _identifier(content, found.start())


def _identifier(content: bytes, near: int) -> bytes:
    """The first string of the ID that stands in the same trailer, before or behind (§14.4)."""
    start = max(0, near - _TRAILER_WITHIN)
    found = list(_ID.finditer(content, start, near + _TRAILER_WITHIN))
    if not found:
        return b""
    nearest = min(found, key=lambda each: abs(each.start() - near))
    strings = content[nearest.end() : nearest.end() + _TRAILER_WITHIN]
    for end in islice(re.finditer(rb"\]", strings), _MOST_ENDS):
        try:
            array = pikepdf.Object.parse(b"[" + strings[: end.end()])
        except pikepdf.PdfError:
            continue
        first = next(iter(array.as_list()), None) if isinstance(array, pikepdf.Array) else None
        return bytes(first) if isinstance(first, pikepdf.String) else b""
    return b""


def _dictionary(content: bytes) -> pikepdf.Object | None:
    """The dictionary at the beginning of `content`. qpdf wants no more than that, so its end is searched."""
    for end in islice(re.finditer(b">>", content), _MOST_ENDS):
        try:
            parsed = pikepdf.Object.parse(content[: end.end()].strip())
        except pikepdf.PdfError:
            continue
        return parsed if isinstance(parsed, pikepdf.Dictionary) else None
    return None


def _judge_dictionary(encryption: pikepdf.Object) -> Judgement:
    """§7.6.4.2, tables 20 and 21: the handler, V for the family of ciphers, Length in bits."""
    version = int(encryption.get("/V", 0))
    if encryption.get("/Filter") not in (pikepdf.Name.Standard, pikepdf.Name("/Adobe.PubSec")):
        return Judgement(Protection.UNKNOWN, reason="Its encryption is of no kind that is known.")
    if version in (1, 2):
        return _rc4(40 if version == 1 else int(encryption.get("/Length", 40)))
    if version not in (4, 5):
        return Judgement(Protection.UNKNOWN, reason="Its encryption is of no kind that is known.")
    filters = encryption.get("/CF", pikepdf.Dictionary())
    methods = []
    for use in ("/StmF", "/StrF"):
        crypt_filter = filters.get(str(encryption.get(use, "/Identity")))
        methods.append(str(crypt_filter.get("/CFM", "/None")) if crypt_filter is not None else "/Identity")
    if "/V2" in methods:
        return _rc4(int(encryption.get("/Length", 128)))
    if set(methods) <= {"/AESV2", "/AESV3"}:
        return Judgement(Protection.ENCRYPTED, "AES-256 (PDF)" if "/AESV3" in methods else "AES-128 (PDF)")
    return Judgement(Protection.UNKNOWN, reason="A part of it is not encrypted.")


def _rc4(bits: int) -> Judgement:
    method = f"RC4-{bits} (PDF)"
    if bits >= _SOUND_KEY:
        return Judgement(Protection.ENCRYPTED, method)
    return Judgement(Protection.WEAK, method, reason="It is locked with a weak cipher and cannot be read.")

"""S/MIME: what is called pkcs7-mime is often only signed or packed, and then anyone can read it.

RFC 5652, in BER, where lengths may be left open.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from detectors.finding import Protection
from detectors.protection.judgement import Judgement
from detectors.protection.randomness import looks_random

_ARMOUR = re.compile(
    rb"-----BEGIN (?:PKCS7|CMS|PKCS #7 SIGNED DATA)-----\s*+([A-Za-z0-9+/=\s]*+)-----END [^-]*-----"
)
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]+")
_SEQUENCE, _SET, _OBJECT, _EXPLICIT_0 = 0x30, 0x31, 0x06, 0xA0
_CONSTRUCTED = 0x20
_MOST_ELEMENTS = 500_000  # side by side; a program that streams makes one for each kilobyte or more


class _Kind(Enum):
    """The kinds of content that are told apart."""

    DATA = "data"
    SIGNED = "signed"
    WRAPPED = "digested or authenticated"  # in clear, beside a checksum
    PACKED = "compressed"
    ENVELOPED = "enveloped"
    SHARED_KEY = "encrypted with a key that both sides have"


_PKCS7, _SMIME = "2a864886f70d0107", "2a864886f70d01091001"
_KINDS: Mapping[bytes, _Kind] = MappingProxyType(
    {
        bytes.fromhex(code): kind
        for code, kind in (
            (_PKCS7 + "01", _Kind.DATA),
            (_PKCS7 + "02", _Kind.SIGNED),
            (_PKCS7 + "03", _Kind.ENVELOPED),
            (_PKCS7 + "05", _Kind.WRAPPED),
            (_PKCS7 + "06", _Kind.SHARED_KEY),
            (_SMIME + "02", _Kind.WRAPPED),
            (_SMIME + "09", _Kind.PACKED),  # RFC 3274 §1.1
            (_SMIME + "17", _Kind.ENVELOPED),  # RFC 5083 §2.1
        )
    }
)
_BEGINNINGS = (b"\x06\x09" + bytes.fromhex(_PKCS7), b"\x06\x0b" + bytes.fromhex(_SMIME))
# RFC 3565 §2, RFC 5084 §3, RFC 3370 §5, RFC 8103 §3, RFC 3657 §3: content encryption algorithms.
_SOUND = (
    {
        bytes.fromhex("6086480165030401" + code): f"AES-{bits} (S/MIME)"
        for bits, codes in ((128, "0206"), (192, "161a"), (256, "2a2e"))
        for code in (codes[:2], codes[2:])
    }
    | {bytes.fromhex(f"2a83088c9a4b3d0101010{code}"): "Camellia (S/MIME)" for code in "234"}
    | {
        bytes.fromhex("2a864886f70d0307"): "Triple DES (S/MIME)",
        bytes.fromhex("2a864886f70d0109100312"): "ChaCha20 (S/MIME)",
    }
)
# RFC 3370 §5 and before: DES, RC2, whose key is mostly of 40 bits, and RC4.
_WEAK = {bytes.fromhex(code) for code in ("2b0e030207", "2a864886f70d0302", "2a864886f70d0304")}


@dataclass(frozen=True, slots=True)
class _Element:
    """One BER element: its tag and its content."""

    tag: int
    content: bytes


def is_content_info(content: bytes) -> bool:
    """Whether it begins as a ContentInfo does (RFC 5652 §3): a SEQUENCE, and the identifier of a kind."""
    if not content.startswith(b"\x30"):
        return False
    long_form = content[1] & 0x7F if content[1:2] >= b"\x80" else 0
    return content.startswith(_BEGINNINGS, 2 + long_form)


def judge(content: bytes) -> Judgement:
    """Judge a ContentInfo. `opened` is what a signature encloses; there is none beside a detached one."""
    try:
        kind, inner = _taken_apart(content)
        if kind is _Kind.DATA:
            return Judgement(Protection.NONE, opened=_octets(inner[0]))
        if kind in (_Kind.SIGNED, _Kind.WRAPPED):
            return Judgement(Protection.NONE, opened=_enclosed(inner))
        if kind in (_Kind.ENVELOPED, _Kind.SHARED_KEY):
            return _judge_envelope(inner, kind)
    except (ValueError, IndexError, StopIteration):
        pass
    return _unknown()


def compressed(content: bytes) -> bytes | None:
    """The zlib stream of compressed data (RFC 3274 §1.1); None where it is something else."""
    try:
        kind, inner = _taken_apart(content)
        return _enclosed(inner) if kind is _Kind.PACKED else None
    except (ValueError, IndexError, StopIteration):
        return None


def is_detached_signature(content: bytes) -> bool:
    """Whether it is a signature of something that stands beside it, as smime.p7s is; or certificates only."""
    judgement = judge(content)
    return judgement.protection is Protection.NONE and judgement.opened is None


def _taken_apart(content: bytes) -> tuple[_Kind | None, list[_Element]]:
    """The kind of content, and what it is made of. Raises ValueError, IndexError and StopIteration."""
    (info,) = _children(_binary(content), whole=True)
    identifier, wrapped = _children(info.content)
    kind = _KINDS.get(identifier.content)
    inner = next(_children(wrapped.content))
    return kind, [inner] if kind is _Kind.DATA else list(_children(inner.content))


def _binary(content: bytes) -> bytes:
    """Without armour or base64, if it has any. Raises ValueError where that is broken."""
    bare = content.strip()
    armour = _ARMOUR.fullmatch(bare)
    if not armour and not _BASE64.fullmatch(bare):
        return content
    try:
        return base64.b64decode(b"".join((armour[1] if armour else bare).split()), validate=True)
    except binascii.Error as error:
        raise ValueError("broken base64") from error


def _unknown() -> Judgement:
    return Judgement(Protection.UNKNOWN, reason="It could not be established that it is encrypted.")


def _enclosed(outer: list[_Element]) -> bytes | None:
    """RFC 5652 §5.2: encapContentInfo is the SEQUENCE that begins with an identifier and goes on with [0].

    A signature beside its content has no [0].
    """
    for each in outer:
        if each.tag == _SEQUENCE:
            identifier, *content = _children(each.content)
            if identifier.tag == _OBJECT and content and content[0].tag == _EXPLICIT_0:
                return _octets(next(_children(content[0].content)))
    return None


def _judge_envelope(envelope: list[_Element], kind: _Kind) -> Judgement:
    """RFC 5652 §6.1, §8: recipients, then the algorithm and the encrypted content."""
    recipients = [each for each in envelope if each.tag == _SET][:1]
    _, algorithm, *content = _children(next(each for each in envelope if each.tag == _SEQUENCE).content)
    name = next(_children(algorithm.content)).content
    is_for_somebody = kind is _Kind.SHARED_KEY or any(each.content for each in recipients)
    if not is_for_somebody or not content or not looks_random(_octets(content[0])):
        return _unknown()
    if name in _SOUND:
        return Judgement(Protection.ENCRYPTED, _SOUND[name])
    if name not in _WEAK:
        return _unknown()
    reason = "It is locked with a weak cipher and cannot be read."
    return Judgement(Protection.WEAK, "an old cipher (S/MIME)", reason=reason)


def _octets(element: _Element) -> bytes:
    """An OCTET STRING, which may come in pieces (X.690 §8.7)."""
    if not element.tag & _CONSTRUCTED:
        return element.content
    return b"".join(piece.content for piece in _children(element.content))


def _children(content: bytes, *, whole: bool = False) -> Iterator[_Element]:
    """The elements that lie side by side, up to an end mark; with `whole`, to the last byte.

    Raises ValueError and IndexError where they are none.
    """
    position = 0
    for _ in range(_MOST_ELEMENTS):
        if position >= len(content) or (not whole and content[position : position + 2] == b"\0\0"):
            return
        tag = content[position]
        start, end = _span(content, position)
        if end is None:
            end = _open_end(content, start)
            following = end + 2
        else:
            following = end
        if end > len(content):
            raise ValueError
        yield _Element(tag, content[start:end])
        position = following
    raise ValueError("too many elements")


def _span(content: bytes, position: int) -> tuple[int, int | None]:
    """Where an element's content starts and ends (X.690 §8.1.3); no end where the length is left open."""
    length = content[position + 1]
    start = position + 2
    if length == 0x80:
        return start, None
    if length > 0x80:
        size = length & 0x7F
        length = int.from_bytes(content[start : start + size], "big")
        start += size
    return start, start + length


def _open_end(content: bytes, position: int) -> int:
    """Where content of open length ends: at the end mark of its own depth."""
    depth = 1
    for _ in range(_MOST_ELEMENTS):
        if content[position : position + 2] == b"\0\0":
            depth -= 1
            if not depth:
                return position
            position += 2
            continue
        start, end = _span(content, position)
        depth += end is None
        position = start if end is None else end
    raise ValueError("too many elements")

"""S/MIME: what is called pkcs7-mime is often only signed, and then anyone can read it.

RFC 5652, in BER, where lengths may be left open.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.finding import Protection
from detectors.protection.judgement import Judgement
from detectors.protection.randomness import looks_random

_ARMOUR = re.compile(rb"-----BEGIN (?:PKCS7|CMS)-----(.*?)-----END", re.DOTALL)
_SIGNED = bytes.fromhex("2a864886f70d010702")
_ENVELOPED = {bytes.fromhex("2a864886f70d010703"), bytes.fromhex("2a864886f70d0109100117")}
_SEQUENCE, _SET, _OBJECT, _EXPLICIT_0, _IMPLICIT_0 = 0x30, 0x31, 0x06, 0xA0, 0x80
_CONSTRUCTED = 0x20
# RFC 3565 §2, RFC 5084 §3, RFC 3370 §5: content encryption algorithms.
_SOUND = {
    bytes.fromhex("6086480165030401" + code): f"AES-{bits} (S/MIME)"
    for bits, codes in ((128, "0206"), (192, "161a"), (256, "2a2e"))
    for code in (codes[:2], codes[2:])
} | {bytes.fromhex("2a864886f70d0307"): "Triple DES (S/MIME)"}


@dataclass(frozen=True, slots=True)
class _Element:
    """One BER element: its tag and its content."""

    tag: int
    content: bytes


def judge(content: bytes) -> Judgement:
    """Judge a ContentInfo. `opened` is what a signature encloses; there is none beside a detached one."""
    armour = _ARMOUR.search(content) if content.lstrip().startswith(b"-----") else None
    try:
        (info,) = _children(base64.b64decode(armour.group(1)) if armour else content, whole=True)
        kind, wrapped = _children(info.content)
        inner = list(_children(next(_children(wrapped.content)).content))
        if kind.content == _SIGNED:
            return Judgement(Protection.NONE, opened=_enclosed(inner))
        if kind.content in _ENVELOPED:
            return _judge_envelope(inner)
    except (ValueError, IndexError, StopIteration):
        pass
    return _unknown()


def is_detached_signature(content: bytes) -> bool:
    """Whether it is a signature of something that stands beside it, as smime.p7s is."""
    judgement = judge(content)
    return judgement.protection is Protection.NONE and judgement.opened is None


def _unknown() -> Judgement:
    return Judgement(Protection.UNKNOWN, reason="It could not be established that it is encrypted.")


def _enclosed(signed: list[_Element]) -> bytes | None:
    """RFC 5652 §5.2: encapContentInfo is the first SEQUENCE; a signature beside its content has no [0]."""
    encapsulated = next(each for each in signed if each.tag == _SEQUENCE)
    content = [each for each in _children(encapsulated.content) if each.tag == _EXPLICIT_0]
    return _octets(next(_children(content[0].content))) if content else None


def _judge_envelope(envelope: list[_Element]) -> Judgement:
    """RFC 5652 §6.1: recipients, then the algorithm and the encrypted content."""
    recipients = next(each for each in envelope if each.tag == _SET)
    _, algorithm, *content = _children(next(each for each in envelope if each.tag == _SEQUENCE).content)
    name = next(_children(algorithm.content)).content
    if not recipients.content or not content or not looks_random(_octets(content[0])):
        return _unknown()
    if name in _SOUND:
        return Judgement(Protection.ENCRYPTED, _SOUND[name])
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
    while position < len(content) and (whole or content[position : position + 2] != b"\0\0"):
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
    while True:
        if content[position : position + 2] == b"\0\0":
            depth -= 1
            if not depth:
                return position
            position += 2
            continue
        start, end = _span(content, position)
        depth += end is None
        position = start if end is None else end

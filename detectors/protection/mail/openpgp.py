"""OpenPGP: armour lines prove nothing, and neither do packets that are only signed or compressed.

A message counts as sealed when its packets, to the last byte, are keys for somebody followed by encrypted
data. Without integrity protection that is weak (RFC 9580 §10.3, §13.7): what a mail program makes of data
that somebody has changed on the way has given messages away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from detectors.finding import Protection
from detectors.protection.judgement import Judgement
from detectors.protection.mail.openpgppackets import Packet, Tag, TooManyPiecesError, packets, read_armour
from detectors.protection.randomness import inflates, looks_random

_SESSION_KEYS = frozenset({Tag.PUBLIC_KEY_SESSION, Tag.PASSWORD_SESSION})
_IGNORED = frozenset({Tag.MARKER, Tag.PADDING})
_SEALED = frozenset({Tag.ENCRYPTED, Tag.ENCRYPTED_PROTECTED, Tag.ENCRYPTED_AUTHENTICATED})
_MOST_PASSWORDS = 20
# RFC 9580 §9.3
_CIPHERS = {
    1: "IDEA", 2: "Triple DES", 3: "CAST5", 4: "Blowfish", 7: "AES-128", 8: "AES-192", 9: "AES-256",
    10: "Twofish", 11: "Camellia-128", 12: "Camellia-192", 13: "Camellia-256",
}  # fmt: skip
# RFC 9580 §10.3, a letter for each packet: keys and what they seal, or something clear among signatures.
_LETTERS = dict.fromkeys(_SESSION_KEYS, "k") | dict.fromkeys(_SEALED, "x")
_LETTERS |= {Tag.SIGNATURE: "s", Tag.ONE_PASS_SIGNATURE: "s", Tag.COMPRESSED: "c", Tag.LITERAL: "l"}
_MESSAGE = re.compile(r"k+x|s*[cl]s*")
_VERSIONS = {
    Tag.PUBLIC_KEY_SESSION: b"\2\3\6",
    Tag.SIGNATURE: b"\2\3\4\5\6",
    Tag.PASSWORD_SESSION: b"\4\5\6",
    Tag.ONE_PASS_SIGNATURE: b"\3\6",
    Tag.ENCRYPTED_PROTECTED: b"\1\2",
    Tag.ENCRYPTED_AUTHENTICATED: b"\1",
    Tag.LITERAL: b"btuml1",
}


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed message: the packets that say how passwords open it, and the encrypted data."""

    passwords: tuple[bytes, ...]
    only_passwords: bool
    data: Packet

    def judge(self) -> Judgement:
        name = _CIPHERS.get(_cipher(self.passwords[0])) if self.only_passwords else None
        method = f"{name} (OpenPGP)" if name else "OpenPGP"
        if self.data.tag != Tag.ENCRYPTED:
            return Judgement(Protection.ENCRYPTED, method)
        reason = "It is encrypted in an old and weak way, and cannot be read."
        return Judgement(Protection.WEAK, f"{method}, without integrity protection", reason=reason)


def _cipher(password: bytes) -> int:
    """RFC 9580 §5.3: version 6 puts a length before it."""
    return password[2] if password[0] == 6 else password[1]


def judge(content: bytes) -> Judgement:
    """Judge a message, in armour or not."""
    armoured = read_armour(content)
    if len(armoured.messages) == 1 and not armoured.around:
        (content,) = armoured.messages
    found = sealed(content)
    return found.judge() if found else Judgement(Protection.UNKNOWN, reason=UNPROVEN)


UNPROVEN = "It could not be established that it is encrypted."


def sealed(content: bytes) -> Sealed | None:
    """What these packets seal; None where they do not, or do something else besides."""
    try:
        found = [each for each in packets(content) if each.tag not in _IGNORED]
    except (IndexError, ValueError):
        return None
    *keys, data = found or [Packet(0, b"")]
    passwords = tuple(each.body for each in keys if each.tag == Tag.PASSWORD_SESSION)
    if not keys or not all(each.tag in _SESSION_KEYS and each.body for each in keys):
        return None
    random = data.body if data.tag == Tag.ENCRYPTED else data.body[1:]
    if data.tag not in _SEALED or not looks_random(random):
        return None
    if len(passwords) > _MOST_PASSWORDS or any(len(each) < 4 or not _cipher(each) for each in passwords):
        return None
    return Sealed(passwords, len(passwords) == len(keys), data)


def is_message(content: bytes) -> bool:
    """Whether bytes without armour are a message, to the last one; a name or type need not say so."""
    letters = []
    try:
        for packet in packets(content):
            if not _is_plausible(packet):
                return False
            letters.append(_LETTERS.get(Tag(packet.tag), ""))
    except TooManyPiecesError:
        return True  # nothing else looks like this for so long
    except (IndexError, ValueError):
        return False
    return bool(_MESSAGE.fullmatch("".join(letters)))


def _is_plausible(packet: Packet) -> bool:
    if packet.tag == Tag.COMPRESSED:
        return _is_packed(packet.body)
    if packet.tag in _IGNORED or packet.tag == Tag.ENCRYPTED:
        return True
    return packet.body[:1] in _VERSIONS.get(Tag(packet.tag), b"") if packet.body else False


def _is_packed(body: bytes) -> bool:
    """RFC 9580 §9.4: not packed, a raw deflated stream, one of zlib, or bzip2."""
    method, stream = body[:1], body[1:]
    if method == b"\0":
        return stream[:1] >= b"\x80"
    if method == b"\1":
        return inflates(stream, -15)
    return inflates(stream) if method == b"\2" else method == b"\3" and stream.startswith(b"BZh")

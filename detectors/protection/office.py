"""Encrypted Office documents (docx, xlsx, pptx): the password that Office itself knows opens some of them.

[MS-OFFCRYPTO] §2.3.4. A flag proves nothing: a document counts as sealed only when its cipher is sound,
its data looks like ciphertext, and no well-known password brings a document out.
"""

from __future__ import annotations

import io
import re

from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.ecma376_agile import ECMA376Agile
from msoffcrypto.method.ecma376_standard import ECMA376Standard

from detectors.finding import Protection
from detectors.protection.judgement import Judgement
from detectors.protection.randomness import looks_random
from detectors.protection.storage import Storage

# [MS-OFFCRYPTO] §2.4.2.3 and [MS-PPT] §2.3.7: Office tries these without asking.
WELL_KNOWN_PASSWORDS = ("VelvetSweatshop", "/01Hannes Ruescher/01")

_SIZE_FIELD = 8  # bytes, [MS-OFFCRYPTO] §2.3.4.4
_SEGMENT = 4_096  # bytes, [MS-OFFCRYPTO] §2.3.4.15
_MOST_SPINS = 1_000_000  # Office writes 100,000; each costs a hash for each password we try
_BELONGS = re.compile(
    r"(EncryptionInfo|EncryptedPackage|\x05(Document)?SummaryInformation|\x06DataSpaces(/.*)?)$", re.DOTALL
)
_CIPHER = re.compile(rb"<keyData\b[^>]*\bcipherAlgorithm=\"(\w+)\"")
_CHAINING = re.compile(rb"<keyData\b[^>]*\bcipherChaining=\"(\w+)\"")
_KEY_BITS = re.compile(rb"<keyData\b[^>]*\bkeyBits=\"(\d+)\"")
_STANDARD_AES = {0x660E: "AES-128", 0x660F: "AES-192", 0x6610: "AES-256"}  # [MS-OFFCRYPTO] §2.3.2, AlgID


def judge_package(content: bytes) -> Judgement:
    """Judge an OLE storage that holds an EncryptedPackage (docx, xlsx or pptx with a password)."""
    try:
        with Storage(content) as storage:
            streams, behind = storage.names, content[storage.end() :]
            package, info = storage.read("EncryptedPackage"), storage.read("EncryptionInfo")
        office = OOXMLFile(io.BytesIO(content))
        method, sound = _method(office, info)
    except Exception:
        return _unknown("It says that it is encrypted, but in no way that could be checked.")
    if not looks_random(package[_SIZE_FIELD:]):
        return Judgement(Protection.NONE, opened=package[_SIZE_FIELD:])
    if (opened := _open(office, package)) is not None:
        return Judgement(Protection.WEAK, f"{method} with Office's own default password", opened)
    if not sound:
        return Judgement(
            Protection.WEAK, method, reason="It is locked with a weak cipher and cannot be read."
        )
    if doubt := _doubt(office, streams, behind):
        return _unknown(doubt)
    return Judgement(Protection.ENCRYPTED, method)


def _doubt(office: OOXMLFile, streams: list[str], behind: bytes) -> str:
    """Why a document that seems to be sealed may not be; an empty string where there is no doubt."""
    if not all(map(_BELONGS.match, streams)) or behind.strip(b"\0"):
        return "It holds other data beside what is encrypted."
    if _spins(office) > _MOST_SPINS:
        return "Its encryption takes too long to be checked."
    return ""


def _unknown(reason: str) -> Judgement:
    return Judgement(Protection.UNKNOWN, reason=reason)


def _method(office: OOXMLFile, info: bytes) -> tuple[str, bool]:
    """The method in words, and whether it is sound."""
    if office.type == "agile":
        cipher, chaining, bits = (found.group(1).decode() for found in map(_need, _agile(info)))
        return f"{cipher}-{bits} (Office agile)", cipher == "AES" and chaining.startswith("ChainingMode")
    header = office.info["header"]
    name = _STANDARD_AES.get(header["algId"])
    return (
        (f"{name} (Office standard)", True) if name else (f"RC4-{header['keySize']} (Office standard)", False)
    )


def _agile(info: bytes) -> tuple[re.Match[bytes] | None, ...]:
    return _CIPHER.search(info), _CHAINING.search(info), _KEY_BITS.search(info)


def _need(found: re.Match[bytes] | None) -> re.Match[bytes]:
    if found is None:
        raise ValueError
    return found


def _spins(office: OOXMLFile) -> int:
    return int(office.info.get("spinValue", 0))


def _open(office: OOXMLFile, package: bytes) -> bytes | None:
    """The document, where a well-known password opens it.

    The verifier that is stored beside the package is wrong in some documents that open all the same,
    so the first segment is decrypted, to see whether a document comes out.
    """
    if _spins(office) > _MOST_SPINS:
        return None
    for password in WELL_KNOWN_PASSWORDS:
        try:
            office.load_key(password=password)
            beginning = _decrypt(office, package[: _SIZE_FIELD + _SEGMENT])
            if not looks_random(beginning):
                return _decrypt(office, package)
        except Exception:  # noqa: S112  a wrong password fails in as many ways as there are ciphers
            continue
    return None


def _decrypt(office: OOXMLFile, package: bytes) -> bytes:
    stream = io.BytesIO(package)
    if office.type == "agile":
        salt, digest = office.info["keyDataSalt"], office.info["keyDataHashAlgorithm"]
        return bytes(ECMA376Agile.decrypt(office.secret_key, salt, digest, stream))
    return bytes(ECMA376Standard.decrypt(office.secret_key, stream))

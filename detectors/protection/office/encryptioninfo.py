"""What an encrypted Office document says of its encryption ([MS-OFFCRYPTO] §2.3.4, EncryptionInfo)."""

from __future__ import annotations

import base64
import binascii
import struct
from dataclasses import dataclass
from xml.parsers import expat

from detectors.protection.office.officelock import DIGESTS, AgileLock, OfficeLock, StandardLock

_AGILE = (4, 4)  # §2.3.4.10
_STANDARD = ((2, 2), (3, 2), (4, 2))  # §2.3.4.5
_AES = {0x660E: "AES-128", 0x660F: "AES-192", 0x6610: "AES-256"}  # §2.3.2, AlgID
_PASSWORD = "http://schemas.microsoft.com/office/2006/keyEncryptor/password"  # noqa: S105  a namespace
_LONGEST = 1_000_000  # bytes; what Office writes is under 3,000
_LARGEST_FIELD = 256  # bytes, of a salt or a hash
_MOST_KEY_BITS = 256


class UnknownEncryption(Exception):  # noqa: N818  it names what happened
    """The stream is damaged, or describes no encryption that is known here."""


@dataclass(frozen=True, slots=True)
class EncryptionInfo:
    """A document's encryption.

    method: in words; is_sound: nobody opens it by force
    lock: what a password has to open; None where none does, or in a way that is not known here
    spins: how often a password is hashed
    is_for_certificates_only: no password opens it, but certain certificates do
    """

    method: str
    is_sound: bool
    lock: OfficeLock | None
    spins: int = 0
    is_for_certificates_only: bool = False


def read_encryption_info(info: bytes, beginning: bytes) -> EncryptionInfo:
    """Read an EncryptionInfo stream. Raises UnknownEncryption.

    beginning: of the encrypted document, which the lock keeps
    """
    try:
        version = struct.unpack_from("<HH", info)
        whole_blocks = beginning[: len(beginning) // 16 * 16]
        if version == _AGILE and len(info) <= _LONGEST:
            return _agile(info[8:].rstrip(b"\0"), whole_blocks)
        if version in _STANDARD:
            return _standard(info, whole_blocks)
    except (struct.error, ValueError, KeyError, expat.ExpatError) as error:
        raise UnknownEncryption from error
    raise UnknownEncryption  # §2.3.4.6, extensible: a module that only its maker has


def _standard(info: bytes, beginning: bytes) -> EncryptionInfo:
    """§2.3.2 and §2.3.3: a header whose size stands in front, then the verifier."""
    (header_size,) = struct.unpack_from("<I", info, 8)
    cipher, key_bits = struct.unpack_from("<8xI4xI", info, 12)
    if cipher not in _AES:
        return EncryptionInfo(f"RC4-{key_bits or 40} (Office standard)", is_sound=False, lock=None)
    verifier = info[12 + header_size :]
    salt, sealed, sealed_hash = verifier[4:20], verifier[20:36], verifier[40:72]
    bits = int(_AES[cipher].removeprefix("AES-"))
    if len(sealed_hash) < 32 or key_bits != bits:
        raise UnknownEncryption
    lock = StandardLock(salt, bits, sealed, sealed_hash, beginning)
    return EncryptionInfo(f"{_AES[cipher]} (Office standard)", is_sound=True, lock=lock)


def _agile(xml: bytes, beginning: bytes) -> EncryptionInfo:
    """§2.3.4.10: XML with one description of the document's cipher and some of the keys to it."""
    found = _Descriptor(xml)
    data = found.key_data
    cipher, chaining, bits = data["cipherAlgorithm"], data["cipherChaining"], int(data["keyBits"])
    is_sound = cipher == "AES" and chaining.startswith("ChainingMode") and bits >= 128
    method = f"{cipher}-{bits} (Office agile)"
    key = found.password_key
    if key is None:
        if not found.has_other_keys:
            raise UnknownEncryption
        return EncryptionInfo(method, is_sound, lock=None, is_for_certificates_only=True)
    spins = int(key["spinCount"])
    lock = AgileLock(
        digest=_digest(key),
        salt=_binary(key["saltValue"]),
        spins=spins,
        key_bits=int(key["keyBits"]),
        verifier=_binary(key["encryptedVerifierHashInput"]),
        verifier_hash=_binary(key["encryptedVerifierHashValue"]),
        key=_binary(key["encryptedKeyValue"]),
        data_digest=_digest(data),
        data_salt=_binary(data["saltValue"]),
        beginning=beginning,
    )
    can_be_tried = all(each.get("cipherAlgorithm") == "AES" for each in (data, key)) and all(
        each.get("cipherChaining") == "ChainingModeCBC" for each in (data, key)
    )
    if spins < 0 or lock.key_bits > _MOST_KEY_BITS:
        raise UnknownEncryption
    return EncryptionInfo(method, is_sound, lock if can_be_tried else None, spins)


def _digest(attributes: dict[str, str]) -> str:
    name = attributes["hashAlgorithm"].replace("-", "").upper()
    if name not in DIGESTS:
        raise UnknownEncryption
    return name


def _binary(text: str) -> bytes:
    try:
        value = base64.b64decode(text)
    except binascii.Error as error:
        raise UnknownEncryption from error
    if len(value) > _LARGEST_FIELD:
        raise UnknownEncryption
    return value


class _Descriptor:
    """Takes the descriptor apart. It declares no document type, and one that does is refused."""

    def __init__(self, xml: bytes) -> None:
        self.key_data: dict[str, str] = {}
        self.password_key: dict[str, str] | None = None
        self.has_other_keys = False
        self._encryptor = ""
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.Parse(xml, True)

    def _refuse(self, *_: object) -> None:
        raise UnknownEncryption

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "keyData" and not self.key_data:
            self.key_data = attributes
        elif local == "keyEncryptor":
            self._encryptor = attributes.get("uri", "")
        elif local == "encryptedKey":
            if self._encryptor != _PASSWORD:
                self.has_other_keys = True
            elif self.password_key is None:
                self.password_key = attributes

"""OpenDocument files are encrypted member by member, as the manifest says (OpenDocument 1.3 part 2, §4).

What the manifest says proves nothing: a member is sealed only if it also looks like ciphertext, and the
file is as open as the most open member that could hold words.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from xml.parsers import expat

from detectors.finding import Protection
from detectors.protection.judgement import Judgement
from detectors.protection.opendocument.odflock import (
    AES_CBC,
    AES_GCM,
    ARGON2ID,
    BLOWFISH,
    PBKDF2,
    OdfLock,
    head_of,
)
from detectors.protection.randomness import inflates, looks_random

MANIFEST = "META-INF/manifest.xml"
WHOLE_PACKAGE = "encrypted-package"  # LibreOffice 24.8: the document as a package inside a package
MAIN = ("content.xml", WHOLE_PACKAGE)

# §4.8.1 and §4.16.1, and the names that OpenOffice.org gave them before there was a standard; the end of
# each decides, since LibreOffice reads them under several namespaces.
_CIPHERS = (
    (re.compile(r"Blowfish CFB$|#blowfish$", re.IGNORECASE), BLOWFISH, 16),
    (re.compile(r"#aes128-cbc$"), AES_CBC, 16),
    (re.compile(r"#aes192-cbc$"), AES_CBC, 24),
    (re.compile(r"#aes256-cbc$"), AES_CBC, 32),
    (re.compile(r"#aes128-gcm$"), AES_GCM, 16),
    (re.compile(r"#aes192-gcm$"), AES_GCM, 24),
    (re.compile(r"#aes256-gcm$"), AES_GCM, 32),
)
_DERIVATIONS = (
    (re.compile(r"(^|#)pbkdf2$", re.IGNORECASE), PBKDF2),
    (re.compile(r"[#:]argon2id$"), ARGON2ID),
)
_HASHES = (
    (re.compile(r"sha-?1(/1k|-1k)?$", re.IGNORECASE), "sha1"),
    (re.compile(r"#sha256(-1k)?$"), "sha256"),
)
_PGP = "PGP"
_LONGEST_FIELD = 4_096  # characters; none has more than a hundred

# What programs leave in clear beside a sealed document. It is read; there is no more of the document in it
# than in what Office leaves outside a sealed one: title and author.
_BESIDE = re.compile(
    r"(mimetype|META-INF/(manifest|\w*signatures)\.xml|meta\.xml|settings\.xml|manifest\.rdf|layout-cache|"
    r"Thumbnails/thumbnail\.\w+|Configurations2/.*)$"
)
_LARGEST_BESIDE = 50_000  # bytes


@dataclass(frozen=True, slots=True)
class Encryption:
    """How one member is encrypted, as the manifest says it.

    size: of the member in clear, in bytes; 0 where it is not said
    fields: the attributes of the elements inside encryption-data, by their local name
    """

    path: str
    size: int
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def method(self) -> str:
        """In words; empty where it is of no kind that is known."""
        name = self.fields.get("algorithm-name", "")
        cipher, key_size = next(
            ((cipher, size) for pattern, cipher, size in _CIPHERS if pattern.search(name)), ("", 0)
        )
        with_pgp = ", OpenPGP" if self.is_for_keys else ""
        if cipher == BLOWFISH:
            return f"Blowfish (OpenDocument{with_pgp})"
        return f"AES-{key_size * 8} (OpenDocument{with_pgp})" if cipher else ""

    @property
    def is_for_keys(self) -> bool:
        """Whether people's OpenPGP keys open it, and no password does."""
        return self.fields.get("key-derivation-name", "") == _PGP

    def lock(self, ciphertext: bytes) -> OdfLock | None:
        """What a password has to open; None where the encryption is not one that can be tried."""
        fields = self.fields
        name = fields.get("algorithm-name", "")
        cipher = next((each for each in _CIPHERS if each[0].search(name)), None)
        derivation = _first(_DERIVATIONS, fields.get("key-derivation-name", ""))
        start_hash = _first(_HASHES, fields.get("start-key-generation-name", "SHA1"))
        checksum_hash = _first(_HASHES, fields.get("checksum-type", "SHA1/1K"))
        if cipher is None or not derivation or not start_hash or not checksum_hash:
            return None
        iv = _binary(fields.get("initialisation-vector", ""))
        head, is_whole = head_of(ciphertext, cipher[1], iv)
        lock = OdfLock(
            cipher=cipher[1],
            key_size=cipher[2],
            iv=iv,
            start_hash=start_hash,
            derivation=derivation,
            salt=_binary(fields.get("salt", "")),
            iterations=_number(fields.get("iteration-count") or fields.get("argon2-iterations", "")),
            memory=_number(fields.get("argon2-memory", "")),
            lanes=_number(fields.get("argon2-lanes", "")),
            checksum_hash=checksum_hash,
            checksum=_binary(fields.get("checksum", "")),
            head=head,
            is_whole=int(is_whole),
        )
        return lock if lock.can_be_tried else None


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed member: how, and its bytes as they are."""

    encryption: Encryption
    ciphertext: bytes

    @property
    def lock(self) -> OdfLock | None:
        return self.encryption.lock(self.ciphertext)


def _first(table: Iterable[tuple[re.Pattern[str], str]], name: str) -> str:
    return next((value for pattern, value in table if pattern.search(name)), "")


def _binary(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def is_sealed(content: bytes) -> bool:
    """Whether a member that is said to be encrypted could be: neither in clear nor only deflated."""
    return looks_random(content) and not inflates(content, -15) and not inflates(content)


def main_of(sealed: Iterable[Sealed]) -> Sealed:
    """The member that passwords are tried on: the document itself, or else the smallest."""
    return min(sealed, key=lambda each: (each.encryption.path not in MAIN, len(each.ciphertext)))


def judge(sealed: Sequence[Sealed], clear: Mapping[str, int], *, faulty: bool) -> Judgement:
    """How well a package is protected.

    Blowfish and a thousand rounds of PBKDF2, as OpenOffice.org has it, count as sound: nobody has a way
    into a 128-bit key but to guess the password, which holds for a weak one everywhere.

    clear: names and sizes of the members in clear
    faulty: another program might see another package
    """
    if not sealed or any(size and not _is_beside(name, size) for name, size in clear.items()):
        return Judgement(Protection.NONE)
    main = main_of(sealed)
    method = main.encryption.method
    if doubt := _doubt(main, faulty=faulty):
        return Judgement(Protection.UNKNOWN, method or None, reason=doubt)
    if not main.encryption.is_for_keys and main.lock is not None and main.lock.opens(""):
        return Judgement(Protection.WEAK, method.replace(" (", " with an empty password ("))
    return Judgement(Protection.ENCRYPTED, method)


def _doubt(main: Sealed, *, faulty: bool) -> str:
    """Why a document that seems to be sealed may not be; an empty string where there is no doubt."""
    if not main.encryption.method:
        return "Its encryption is of no kind that is known."
    if faulty:
        return "It holds other data beside what is encrypted."
    if not main.encryption.is_for_keys and main.lock is None:
        return "It says that it is encrypted, but in no way that could be checked."
    return ""


def _is_beside(name: str, size: int) -> bool:
    return bool(_BESIDE.match(name)) and size <= _LARGEST_BESIDE


def read_manifest(content: bytes) -> dict[str, Encryption]:
    """What is said to be encrypted, by the paths of the members. A damaged manifest says what it can."""
    reader = _Manifest()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.EntityDeclHandler = reader.refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    with contextlib.suppress(expat.ExpatError, LookupError, ValueError):
        parser.Parse(content, True)
    return reader.found


class _Manifest:
    """Takes the events of a manifest (§4.2), in any of its namespaces."""

    def __init__(self) -> None:
        self.found: dict[str, Encryption] = {}
        self._entry: Encryption | None = None
        self._fields: dict[str, str] = {}
        self._in_encryption = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        values = {
            key.rpartition(" ")[2]: value for key, value in attributes.items() if len(value) <= _LONGEST_FIELD
        }
        if local == "file-entry":
            self._entry = Encryption(values.get("full-path", ""), _number(values.get("size", "")))
        elif local == "encryption-data":
            self._in_encryption = True
            self._fields = values
        elif self._in_encryption:
            self._fields |= values

    def end(self, name: str) -> None:
        if self._entry is not None and name.endswith(" encryption-data"):
            self._in_encryption = False
            self.found[self._entry.path] = replace(self._entry, fields=MappingProxyType(dict(self._fields)))

    def refuse(self, *_: object) -> None:
        """Stops the parser at an entity that the manifest defines."""
        raise ValueError

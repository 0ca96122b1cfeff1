"""Sealed OpenDocument files as OpenOffice and LibreOffice 24.8 make them, done by hand.

Neither of the two runs where the tests do; LibreOffice 7 seals in a third way.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import zipfile
import zlib
from functools import cache

from cryptography.hazmat.decrepit.ciphers.algorithms import Blowfish
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

Members = dict[str, bytes]
MANIFEST = "META-INF/manifest.xml"

_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"
 xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0">{}</manifest:manifest>"""
_ENTRY = """<manifest:file-entry manifest:full-path="{}" manifest:media-type="text/xml" manifest:size="{}">
{}</manifest:file-entry>"""
_BLOWFISH = """<manifest:encryption-data manifest:checksum-type="SHA1/1K" manifest:checksum="{}">
<manifest:algorithm manifest:algorithm-name="Blowfish CFB" manifest:initialisation-vector="{}"/>
<manifest:key-derivation manifest:key-derivation-name="PBKDF2" manifest:iteration-count="{}"
 manifest:salt="{}"/></manifest:encryption-data>"""
_GCM = """<manifest:encryption-data>
<manifest:algorithm manifest:algorithm-name="http://www.w3.org/2009/xmlenc11#aes256-gcm"
 manifest:initialisation-vector="{}"/>
<manifest:start-key-generation manifest:key-size="32"
 manifest:start-key-generation-name="http://www.w3.org/2001/04/xmlenc#sha256"/>
<manifest:key-derivation manifest:key-size="32" loext:argon2-iterations="3" loext:argon2-memory="65536"
 manifest:key-derivation-name="urn:org:documentfoundation:names:experimental:office:manifest:argon2id"
 loext:argon2-lanes="4" manifest:salt="{}"/></manifest:encryption-data>"""


def members_of(content: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def package_of(members: Members, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, content in members.items():
            package.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return out.getvalue()


@cache
def blowfish(document: bytes, password: str, rounds: int = 1_024) -> bytes:
    """OpenOffice.org 2 and 3, and OpenOffice 4: each member by itself (OpenDocument 1.1, §17.3)."""
    entries, members = "", {}
    for name, content in members_of(document).items():
        members[name] = content
        if not name.endswith(".xml") or name == MANIFEST:
            continue
        salt, vector, packed = os.urandom(16), os.urandom(8), _deflated(content)
        start = hashlib.new("sha1", password.encode()).digest()  # noqa: S324  as it was done
        key = hashlib.pbkdf2_hmac("sha1", start, salt, min(rounds, 1_024), 16)
        encryptor = Cipher(Blowfish(key), CFB(vector)).encryptor()
        members[name] = encryptor.update(packed) + encryptor.finalize()
        checksum = hashlib.new("sha1", packed[:1_024]).digest()  # noqa: S324
        how = _BLOWFISH.format(_text(checksum), _text(vector), rounds, _text(salt))
        entries += _ENTRY.format(name, len(content), how)
    return _with_manifest(members, entries)


@cache
def whole_package(document: bytes, password: str) -> bytes:
    """LibreOffice 24.8: the package is one member of another (its ManifestExport.cxx and ZipPackage.cxx)."""
    salt, vector = os.urandom(16), os.urandom(12)
    key = Argon2id(salt=salt, length=32, iterations=3, lanes=4, memory_cost=65_536).derive(
        hashlib.sha256(password.encode()).digest()
    )
    sealed = vector + AESGCM(key).encrypt(vector, _deflated(document), None)
    entry = _ENTRY.format("encrypted-package", len(document), _GCM.format(_text(vector), _text(salt)))
    mimetype = members_of(document)["mimetype"]
    return _with_manifest({"mimetype": mimetype, "encrypted-package": sealed}, entry)


def said_to_be(document: bytes) -> bytes:
    """A document in clear whose manifest says that it is encrypted."""
    members = members_of(document)
    how = _BLOWFISH.format(_text(bytes(20)), _text(bytes(8)), 1_024, _text(bytes(16)))
    return _with_manifest(
        members, "".join(_ENTRY.format(name, len(content), how) for name, content in members.items())
    )


def _with_manifest(members: Members, entries: str) -> bytes:
    return package_of(members | {MANIFEST: _MANIFEST.format(entries).encode()}, zipfile.ZIP_STORED)


def with_changed_manifest(sealed: bytes, old: bytes, new: bytes) -> bytes:
    members = members_of(sealed)
    assert old in members[MANIFEST]
    return package_of(members | {MANIFEST: members[MANIFEST].replace(old, new)}, zipfile.ZIP_STORED)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _deflated(content: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-15)
    return deflater.compress(content) + deflater.flush()

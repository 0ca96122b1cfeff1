"""RAR archives written by hand, stored and not packed: no free program makes any.

Nothing of what reads them is used here, so that a mistake in it cannot hide in them too.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

RAR4 = b"Rar!\x1a\x07\x00"
RAR5 = b"Rar!\x1a\x07\x01\x00"
SALT = bytes(range(16))
IV = bytes(range(100, 116))
ROUNDS = 15  # a power of two, as WinRAR writes it


@dataclass(frozen=True, slots=True)
class Stored:
    """A file to be stored. What differs from the truth is for hostile archives.

    size: that the header says, where it is not that of the content
    window: exponent of the memory that unpacking is said to take, in RAR 5
    """

    name: str
    content: bytes
    password: str = ""
    has_check: bool = True
    size: int = -1
    window: int = 0
    packing: int = 0
    block_flags: int = 0


def vint(number: int) -> bytes:
    out = b""
    while number > 0x7F:
        out += bytes((number & 0x7F | 0x80,))
        number >>= 7
    return out + bytes((number,))


def cbc(key: bytes, iv: bytes, data: bytes) -> bytes:
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return encryptor.update(data + bytes(-len(data) % 16))


@cache
def key5(password: str, more: int = 0) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), SALT, (1 << ROUNDS) + more)


def check5(password: str) -> bytes:
    key = key5(password, 32)
    check = bytes(key[at] ^ key[at + 8] ^ key[at + 16] ^ key[at + 24] for at in range(8))
    return check + hashlib.sha256(check).digest()[:4]


def block5(body: bytes, password: str = "") -> bytes:
    """A header with its size and checksum; encrypted, where there is a password."""
    sized = vint(len(body)) + body
    header = struct.pack("<L", zlib.crc32(sized)) + sized
    iv = hashlib.md5(header, usedforsecurity=False).digest()  # another one for each
    return iv + cbc(key5(password), iv, header) if password else header


def file5(file: Stored, kind: int = 2, header_password: str = "") -> bytes:
    extra, data = b"", file.content
    if file.password:
        check = check5(file.password) if file.has_check else b""
        record = b"\x01\x00" + vint(bool(check)) + bytes((ROUNDS,)) + SALT + IV + check
        extra = vint(len(record)) + record
        data = cbc(key5(file.password), IV, data)
    name = file.name.encode()
    size = len(file.content) if file.size < 0 else file.size
    body = vint(kind) + vint((1 if extra else 0) | 2 | file.block_flags)
    body += vint(len(extra)) if extra else b""
    body += vint(len(data)) + vint(4) + vint(size) + vint(0x20) + struct.pack("<L", zlib.crc32(file.content))
    body += vint(file.packing | file.window << 10) + b"\x00" + vint(len(name)) + name + extra
    return block5(body, header_password) + data


def rar5(*files: Stored, comment: str = "", header_password: str = "", flags: int = 0) -> bytes:
    """In the format of RAR 5. With a header password nothing of it can be seen."""
    out = RAR5
    if header_password:
        out += block5(b"\x04\x00\x00\x01" + bytes((ROUNDS,)) + SALT + check5(header_password))
    out += block5(b"\x01\x00" + vint(flags), header_password)
    if comment:
        out += file5(Stored("CMT", comment.encode()), 3, header_password)
    out += b"".join(file5(file, header_password=header_password) for file in files)
    return out + block5(b"\x05\x00\x00", header_password)


@cache
def key4(password: str) -> tuple[bytes, bytes]:
    seed, digest, iv = password.encode("utf-16-le") + SALT[:8], hashlib.sha1(), b""  # noqa: S324
    for number in range(1 << 18):
        digest.update(seed + number.to_bytes(3, "little"))
        if not number % (1 << 14):
            iv += digest.digest()[-1:]
    return struct.pack("<4L", *struct.unpack(">4L", digest.digest()[:16])), iv


def block4(kind: int, flags: int, body: bytes, password: str = "") -> bytes:
    header = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    header = struct.pack("<H", zlib.crc32(header) & 0xFFFF) + header
    return SALT[:8] + cbc(*key4(password), header) if password else header


def file4(file: Stored, kind: int = 0x74, header_password: str = "") -> bytes:
    flags, data = 0x8000 | file.block_flags, file.content
    if file.password:
        flags |= 0x4 | 0x400
        data = cbc(*key4(file.password), data)
    name = file.name.encode()
    size = len(file.content) if file.size < 0 else file.size
    body = struct.pack(
        "<LLBLLBBHL", len(data), size, 2, zlib.crc32(file.content), 0, 29, 0x30, len(name), 0x20
    )
    body += name + (SALT[:8] if file.password else b"")
    return block4(kind, flags, body, header_password) + data


def rar4(*files: Stored, comment: str = "", header_password: str = "", flags: int = 0) -> bytes:
    """In the format of RAR 3 and 4."""
    out = RAR4 + block4(0x73, flags | (0x80 if header_password else 0), bytes(6))
    blocks: Iterable[bytes] = (file4(file, header_password=header_password) for file in files)
    if comment:
        out += file4(Stored("CMT", comment.encode()), 0x7A, header_password)
    return out + b"".join(blocks) + block4(0x7B, 0x4000, b"", header_password)

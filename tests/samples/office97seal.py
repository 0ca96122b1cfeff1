"""Old Office documents under a password, by hand: LibreOffice writes only the weakest of their three ciphers.

The ciphers are msoffcrypto's, which cannot write documents; tests prove the documents with its decryptor.
"""

from __future__ import annotations

import io
import struct
from hashlib import sha1

import olefile
from msoffcrypto.method.rc4_cryptoapi import DocumentRC4CryptoAPI
from msoffcrypto.method.xor_obfuscation import DocumentXOR

from detectors.extract.office97.storagefile import write_storage
from detectors.extract.office97.storages import Stream, Tree

_SALT, _VERIFIER = bytes(range(16)), bytes(range(16, 32))
_CLEAR_RECORDS = {0x809, 0x2F, 0x194, 0x195, 0xE1, 0x196, 0x138}  # [MS-XLS] §2.2.10


def streams_of(content: bytes) -> dict[str, bytes]:
    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        return {"/".join(path): ole.openstream(path).read() for path in ole.listdir()}


def storage_with(streams: dict[str, bytes]) -> bytes:
    return write_storage(Tree(tuple(Stream(tuple(name.split("/")), each) for name, each in streams.items())))


def crypto_api(password: str, bits: int = 128) -> bytes:
    """An encryption header ([MS-OFFCRYPTO] §2.3.5.1) whose verifier fits the password."""
    head = struct.pack("<8I", 4, 0, 0x6801, 0x8004, bits, 1, 0, 0)
    head += "Microsoft Enhanced Cryptographic Provider v1.0\0".encode("utf-16-le")
    sealed = _rc4(password, _VERIFIER + sha1(_VERIFIER, usedforsecurity=False).digest(), 512, bits=bits)
    start = struct.pack("<HHII", 4, 2, 4, len(head)) + head
    return start + struct.pack("<I", 16) + _SALT + sealed[:16] + struct.pack("<I", 20) + sealed[16:]


def _rc4(password: str, data: bytes, block_size: int, block: int = 0, bits: int = 128) -> bytes:
    stream = io.BytesIO(data)
    return DocumentRC4CryptoAPI.decrypt(password, _SALT, bits, stream, block_size, block).read()


def sealed_doc(content: bytes, password: str) -> bytes:
    """A doc under RC4. The header comes first in the table stream, so everything else there moves on."""
    streams, header = streams_of(content), crypto_api(password)
    main = bytearray(streams["WordDocument"])
    (pairs,) = struct.unpack_from("<H", main, 152)
    for at in range(154, 154 + 8 * pairs, 8):
        offset, length = struct.unpack_from("<II", main, at)
        if length:
            struct.pack_into("<I", main, at, offset + len(header))
    (flags,) = struct.unpack_from("<H", main, 10)
    struct.pack_into("<H2xI", main, 10, flags | 1 << 8, len(header))
    table = header + streams["1Table"]
    streams["WordDocument"] = bytes(main[:68]) + _rc4(password, bytes(main), 512)[68:]
    streams["1Table"] = header + _rc4(password, table, 512)[len(header) :]
    streams["Data"] = _rc4(password, streams["Data"], 512)
    return storage_with(streams)


def obfuscated_doc(content: bytes, password: str) -> bytes:
    """A doc under XOR ([MS-OFFCRYPTO] §2.3.7.6)."""
    streams, array = streams_of(content), DocumentXOR.create_xor_array_method1(password)
    main = bytearray(streams["WordDocument"])
    (flags,) = struct.unpack_from("<H", main, 10)
    key = DocumentXOR.create_xor_key_method1(password) << 16 | _verifier(password)
    struct.pack_into("<H2xI", main, 10, flags | 1 << 8 | 1 << 15, key)

    def mixed(data: bytes) -> bytes:
        masks = (array[number % 16] for number in range(len(data)))
        return bytes(
            byte if byte in (0, mask) else byte ^ mask for byte, mask in zip(data, masks, strict=True)
        )

    streams["WordDocument"] = bytes(main[:68]) + mixed(bytes(main))[68:]
    streams |= {name: mixed(streams[name]) for name in ("1Table", "Data")}
    return storage_with(streams)


def _verifier(password: str) -> int:
    return next(number for number in range(1 << 16) if DocumentXOR.verifypw(password, number))


def sealed_xls(content: bytes, password: str) -> bytes:
    """An xls under RC4."""
    streams = streams_of(content)
    workbook, bodies = _with_file_pass(streams["Workbook"], b"\1\0" + crypto_api(password))
    encrypted = _rc4(password, workbook, 1_024)
    clear = bytearray(workbook)
    for start, end in bodies:
        clear[start:end] = encrypted[start:end]
    return storage_with(streams | {"Workbook": bytes(clear)})


def obfuscated_xls(content: bytes, password: str) -> bytes:
    """An xls under XOR ([MS-OFFCRYPTO] §2.3.7.3)."""
    streams, array = streams_of(content), DocumentXOR.create_xor_array_method1(password)
    key = struct.pack("<HHH", 0, DocumentXOR.create_xor_key_method1(password), _verifier(password))
    workbook, bodies = _with_file_pass(streams["Workbook"], key)
    clear = bytearray(workbook)
    for start, end in bodies:
        body = start - 4 if workbook[start - 8 : start - 6] == b"\x85\0" else start
        for number in range(start, end):
            mask = array[(number + end - body) % 16]
            clear[number] = DocumentXOR.rol(workbook[number], 5, 8) ^ mask
    return storage_with(streams | {"Workbook": bytes(clear)})


def _with_file_pass(workbook: bytes, file_pass: bytes) -> tuple[bytes, list[tuple[int, int]]]:
    """The workbook with a FilePass record behind its beginning, and what is to be encrypted of it."""
    (size,) = struct.unpack_from("<H", workbook, 2)
    record = struct.pack("<HH", 0x2F, len(file_pass)) + file_pass
    whole = bytearray(workbook[: 4 + size] + record + workbook[4 + size :])
    bodies, at = [], 4 + size + len(record)
    while at + 4 <= len(whole):
        number, size = struct.unpack_from("<HH", whole, at)
        start = at + 4
        if number == 0x85:
            struct.pack_into("<I", whole, start, struct.unpack_from("<I", whole, start)[0] + len(record))
            start += 4
        if number not in _CLEAR_RECORDS:
            bodies.append((start, at + 4 + size))
        at += 4 + size
    return bytes(whole), bodies


def sealed_ppt(content: bytes, password: str) -> bytes:
    """A ppt under RC4 ([MS-PPT] §2.3.7): its only edit is written anew, with one object more in it."""
    streams = streams_of(content)
    document, user = streams["PowerPoint Document"], bytearray(streams["Current User"])
    (edit,) = struct.unpack_from("<I", user, 16)
    (directory,) = struct.unpack_from("<I", document, edit + 20)
    (run,) = struct.unpack_from("<I", document, directory + 8)
    first, count = run & 0xFFFFF, run >> 20
    offsets = list(struct.unpack_from(f"<{count}I", document, directory + 12))
    sealed = bytearray(document[: min(edit, directory)])
    for number, offset in enumerate(offsets, first):
        end = offset + 8 + struct.unpack_from("<I", document, offset + 4)[0]
        sealed[offset:end] = _rc4(password, document[offset:end], end - offset, number)
    session = crypto_api(password)
    offsets.append(len(sealed))
    sealed += struct.pack("<HHI", 0xF, 0x2F14, len(session)) + session
    new_directory = len(sealed)
    sealed += struct.pack("<HHII", 0, 0x1772, 4 + 4 * len(offsets), len(offsets) << 20 | first)
    sealed += struct.pack(f"<{len(offsets)}I", *offsets)
    struct.pack_into("<II", user, 12, 0xF3D1C4DF, len(sealed))
    body = bytearray(document[edit + 8 : edit + 8 + 28])
    struct.pack_into("<II", body, 8, 0, new_directory)
    sealed += struct.pack("<HHI", 0, 0x0FF5, 32) + body + struct.pack("<I", first + count)
    streams |= {"PowerPoint Document": bytes(sealed), "Current User": bytes(user)}
    return storage_with(streams | {"Pictures": _sealed_metafile(password, streams["Pictures"])})


def _sealed_metafile(password: str, picture: bytes) -> bytes:
    """§2.3.7: every field of a picture by itself; the only one here is a metafile."""
    assert picture[2:4] == b"\x1a\xf0"
    fields, at = [], 0
    for size in (2, 2, 4, 16, 4, 16, 8, 4, 1, 1, len(picture)):
        fields.append(_rc4(password, picture[at : at + size], size))
        at += size
    return b"".join(fields)

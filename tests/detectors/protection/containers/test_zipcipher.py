"""Tests for detectors.protection.containers.zipcipher."""

from __future__ import annotations

import io
import os
import zipfile

import pyzipper

from detectors.protection.containers.zipcipher import CHECK_SIZE, SEAL_SIZE, WinZipAes, ZipCrypto, spellings
from tests.samples.containerfiles import seven_zip

NOISE = os.urandom(200_000)


def data_of(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        info = archive.infolist()[0]
    start = info.header_offset + 30 + len(info.orig_filename) + int.from_bytes(content[28:30], "little")
    return content[start : start + info.compress_size]


def test_zipcrypto_opens_what_7zip_sealed() -> None:
    content = seven_zip({"a": NOISE}, "-mem=ZipCrypto", "-mm=Copy", "-pKestrel-7714")
    cipher = ZipCrypto(b"Kestrel-7714")
    data = data_of(content)
    header = cipher.decrypt(data[:12])
    assert len(header) == 12
    assert cipher.decrypt(data[12:70_000]) + cipher.decrypt(data[70_000:]) == NOISE


def test_aes_opens_what_pyzipper_sealed() -> None:
    for bits in (128, 192, 256):
        out = io.BytesIO()
        with pyzipper.AESZipFile(out, "w") as archive:
            archive.setpassword(b"Kestrel-7714")
            archive.setencryption(pyzipper.WZ_AES, nbits=bits)
            archive.writestr("a", NOISE)
        data, size = data_of(out.getvalue()), bits // 8
        cipher = WinZipAes(b"Kestrel-7714", data[: size // 2], size)
        body = data[size // 2 + CHECK_SIZE : -SEAL_SIZE]
        assert cipher.check == data[size // 2 : size // 2 + CHECK_SIZE]
        assert cipher.seal(body) == data[-SEAL_SIZE:]
        assert cipher.decrypt(body[:65_536]) + cipher.decrypt(body[65_536:]) == NOISE


def test_a_password_is_tried_in_every_way_in_which_it_may_have_been_written() -> None:
    assert spellings("Kestrel-7714") == (b"Kestrel-7714",)
    assert spellings("77£") == ("77£".encode(), b"77\xa3", b"77\x9c")
    assert spellings("\ud800") == (b"",)

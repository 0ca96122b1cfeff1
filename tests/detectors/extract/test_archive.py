"""Tests for detectors.extract.archive."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
import pyzipper

from detectors.extract.budget import Budget
from detectors.finding import Protection
from tests.detectors.extract.files import (
    attachment,
    docx_of,
    read_file,
    read_parts,
    reasons,
    texts_at,
    zip_of,
)


def aes_zip(members: dict[str, bytes], password: bytes = b"Str0ng!") -> bytes:
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password)
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_files_in_archives_in_archives() -> None:
    inner = zip_of({"trips/trip.docx": docx_of("Grace Bishop")})
    reading = read_file(zip_of({"inner.zip": inner}), "letters.zip")
    where = "attachment:letters.zip/inner.zip/trips/trip.docx"
    assert "Grace Bishop" in texts_at(reading, where)
    assert texts_at(reading, f"{where}#name") == "trips/trip.docx"
    assert not reading.unread


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_way_of_packing(method: int) -> None:
    reading = read_file(zip_of({"a.txt": b"Grace Bishop"}, method), "letters.zip")
    assert texts_at(reading, "attachment:letters.zip/a.txt") == "Grace Bishop"


def test_names_and_comments_in_a_sealed_archive_are_in_clear() -> None:
    reading = read_file(aes_zip({"Grace Bishop.docx": docx_of("secret")}), "letters.zip")
    assert texts_at(reading, "attachment:letters.zip/Grace Bishop.docx#name") == "Grace Bishop.docx"
    assert not reading.unread
    assert [each.protection for each in reading.attachments] == [Protection.ENCRYPTED] * 2


def test_a_comment_is_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
        archive.comment = b"for Grace Bishop"
    assert "Grace" in texts_at(read_file(out.getvalue(), "letters.zip"), "attachment:letters.zip#comments")


def test_a_bomb_among_letters_does_not_hide_the_letters() -> None:
    reading = read_file(zip_of({"bomb": bytes(40_000_000), "a.txt": b"Grace Bishop"}), "letters.zip")
    assert texts_at(reading, "attachment:letters.zip/a.txt") == "Grace Bishop"
    assert [str(each.location) for each in reading.unread] == ["attachment:letters.zip/bomb"]


def test_depth_number_and_size_are_bounded() -> None:
    content = zip_of({"a.txt": b"Grace"})
    for _ in range(12):
        content = zip_of({"a.zip": content})
    assert "one inside the other" in reasons(read_file(content, "a.zip"))[0]
    many = zip_of({f"{number}.txt": b"x" for number in range(30)})
    assert "too many files" in reasons(read_parts(attachment(many, "a.zip"), budget=Budget(files=20)))[0]
    large = zip_of({f"{number}.txt": bytes(900) for number in range(5)})
    assert "too large" in reasons(read_parts(attachment(large, "a.zip"), budget=Budget(unpacked=2_000)))[0]


def test_more_entries_than_anyone_sends_are_not_even_listed() -> None:
    entries = zip_of({f"{number}": b"" for number in range(6_000)})
    assert "too many files" in reasons(read_file(entries, "a.zip"))[0]


def test_a_damaged_entry_is_unread_and_the_others_are_read() -> None:
    content = bytearray(zip_of({"a.txt": b"Grace Bishop" * 20, "b.txt": b"Year 8"}))
    content[40:44] = b"\xff\xff\xff\xff"
    reading = read_file(bytes(content), "letters.zip")
    assert texts_at(reading, "attachment:letters.zip/b.txt") == "Year 8"
    assert reasons(reading) == ["It is damaged and cannot be unpacked."]


def test_a_flag_that_says_encrypted_hides_nothing() -> None:
    content = bytearray(zip_of({"pupils.csv": b"Forename,Surname\nGrace,Bishop\n" * 9}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(signature) + offset
        struct.pack_into("<H", content, at, 1)
    reading = read_file(bytes(content), "letters.zip")
    assert "Grace,Bishop" in texts_at(reading, "attachment:letters.zip/pupils.csv")
    assert {each.protection for each in reading.attachments} == {Protection.NONE}

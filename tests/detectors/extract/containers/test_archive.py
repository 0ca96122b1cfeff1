"""Tests for detectors.extract.containers.archive."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
import pyzipper

from detectors.extract.budget import Budget
from detectors.finding import Protection
from detectors.message import Reading
from detectors.protection.containers.zipcipher import ZipCrypto
from tests.detectors.extract.files import (
    attachment,
    body,
    docx_of,
    read_file,
    read_parts,
    reasons,
    texts_at,
    zip_of,
)
from tests.samples.containerfiles import seven_zip


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
    content[35:44] = b"\xff" * 9
    reading = read_file(bytes(content), "letters.zip")
    assert texts_at(reading, "attachment:letters.zip/b.txt") == "Year 8"
    assert reasons(reading) == ["It is damaged and cannot be unpacked."]


def test_what_came_out_of_a_damaged_entry_is_read() -> None:
    lines = b"".join(b"Pupil %d has paid.\n" % (number * 7_919 % 100_003) for number in range(3_000))
    whole = zip_of({"a.txt": b"Dear Grace Bishop\n" + lines})
    damaged = bytearray(whole)
    damaged[len(whole) // 2] ^= 0xFF
    wrong_checksum = whole.replace(struct.pack("<L", zlib.crc32(b"Dear Grace Bishop\n" + lines)), bytes(4))
    for content in (bytes(damaged), wrong_checksum):
        reading = read_file(content, "letters.zip")
        assert "Grace Bishop" in texts_at(reading, "attachment:letters.zip/a.txt")
        assert reasons(reading) == ["It is damaged, and not all of it could be read."]


def test_a_flag_that_says_encrypted_hides_nothing() -> None:
    content = bytearray(zip_of({"pupils.csv": b"Forename,Surname\nGrace,Bishop\n" * 9}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(signature) + offset
        struct.pack_into("<H", content, at, 1)
    reading = read_file(bytes(content), "letters.zip")
    assert "Grace,Bishop" in texts_at(reading, "attachment:letters.zip/pupils.csv")
    assert {each.protection for each in reading.attachments} == {Protection.NONE}


def test_more_may_come_out_than_is_declared_if_it_is_paid_for() -> None:
    lines = b"Dear Grace Bishop\n" * 1_000
    content = zip_of({"a.txt": lines}).replace(struct.pack("<L", len(lines)), struct.pack("<L", 40))
    reading = read_file(content, "letters.zip")
    assert texts_at(reading, "attachment:letters.zip/a.txt").encode() == lines
    assert reading.unread
    poor = read_parts(attachment(content, "letters.zip"), budget=Budget(unpacked=len(lines) - 1))
    assert "too large" in reasons(poor)[0]


@pytest.mark.parametrize("written", ["utf-8", "cp1252", "cp850"])
def test_names_that_do_not_say_how_they_are_written(written: str) -> None:
    name = "Zoë O'Neill.txt".encode(written)
    content = zip_of({"n" * len(name): b"Year 8"}).replace(b"n" * len(name), name)
    assert "Zoë O'Neill.txt" in [text.text for text in read_file(content, "letters.zip").texts]


def test_the_name_that_info_zip_adds_is_the_first() -> None:
    entry = zipfile.ZipInfo("Zo_ O'Neill.txt")
    name = "Zoë O'Neill.txt".encode()
    entry.extra = struct.pack("<HHBL", 0x7075, 5 + len(name), 1, zlib.crc32(b"Zo_ O'Neill.txt")) + name
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(entry, "Year 8")
    reading = read_file(out.getvalue(), "letters.zip")
    assert reading.attachments[1].path == "letters.zip/Zoë O'Neill.txt"


def told(content: bytes, *passwords: str) -> Reading:
    """Read with the passwords in the message beside it."""
    words = "".join(f"The password is {password}\n" for password in passwords)
    return read_parts(body(words.encode()), attachment(content, "letters.zip"))


@pytest.mark.parametrize("cipher", ["AES128", "AES256", "ZipCrypto"])
def test_the_password_opens_it_and_what_is_inside_is_read(cipher: str) -> None:
    content = seven_zip({"letter.docx": docx_of("Grace Bishop")}, f"-mem={cipher}", "-pKestrel-7714")
    reading = told(content, "Kestrel-7714")
    assert "Grace Bishop" in texts_at(reading, "attachment:letters.zip/letter.docx")
    assert reading.attachments[0].password_disclosed
    assert not reading.unread
    assert [each.path for each in reading.attachments] == ["letters.zip", "letters.zip/letter.docx"]


@pytest.mark.parametrize("written", ["utf-8", "cp1252", "cp850"])
def test_passwords_that_are_not_all_ascii(written: str) -> None:
    password = "Löwe-77£"
    aes = aes_zip({"a.txt": b"Dear Grace Bishop"}, password.encode(written))
    weak = sealed_anew(password.encode(written))
    for content in (aes, weak):
        assert texts_at(told(content, password), "attachment:letters.zip/a.txt") == "Dear Grace Bishop"


def test_entries_under_passwords_of_their_own() -> None:
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as archive:
        for number, password in enumerate((b"Kestrel-1", b"Kestrel-2", b"Kestrel-3", b"Kestrel-4")):
            archive.setpassword(password)
            archive.writestr(f"{number}.txt", b"Grace Bishop " * (number + 1))
    content = out.getvalue()

    both = told(content, "Kestrel-1", "Kestrel-2")
    assert [each.protection for each in both.attachments[1:]] == [
        Protection.NONE,
        Protection.NONE,
        Protection.ENCRYPTED,
        Protection.ENCRYPTED,
    ]
    everything = told(content, "Kestrel-4", "Kestrel-3", "Kestrel-2", "Kestrel-1")
    assert {each.protection for each in everything.attachments[1:]} == {Protection.NONE}


def test_what_the_password_opens_and_is_damaged_is_said() -> None:
    lines = b"".join(b"Pupil %d has paid.\n" % (number * 7_919 % 100_003) for number in range(3_000))
    content = seven_zip({"a.txt": b"Dear Grace Bishop\n" + lines}, "-mem=AES256", "-pKestrel-7714")
    damaged = bytearray(content)
    damaged[len(content) - 300] ^= 0xFF
    reading = told(bytes(damaged), "Kestrel-7714")
    assert "Grace Bishop" in texts_at(reading, "attachment:letters.zip/a.txt")
    assert reasons(reading) == ["It is damaged, and not all of it could be read."]


def test_a_weak_lock_that_nothing_opens_is_unread_and_a_sound_one_is_not() -> None:
    weak = told(seven_zip({"a.txt": b"Grace"}, "-mem=ZipCrypto", "-pKestrel-7714"), "Merlin-1")
    sound = told(seven_zip({"a.txt": b"Grace"}, "-mem=AES256", "-pKestrel-7714"), "Merlin-1")
    assert "weak or unknown" in reasons(weak)[0]
    assert not sound.unread


def test_a_bomb_behind_a_password_is_unread() -> None:
    content = seven_zip({"a.txt": bytes(40_000_000)}, "-mem=AES256", "-pKestrel-7714")
    reading = told(content, "Kestrel-7714")
    assert "grows too much" in reasons(reading)[0]


def test_an_empty_password_keeps_nobody_out() -> None:
    reading = read_file(sealed_anew(b""), "letters.zip")
    assert texts_at(reading, "attachment:letters.zip/a.txt") == "Dear Grace Bishop"
    assert reading.attachments[0].protection is Protection.WEAK
    assert not reading.unread


def sealed_anew(password: bytes) -> bytes:
    """7-Zip's archive with ZipCrypto and a letter in it, under a password that 7-Zip does not take."""
    content = seven_zip({"a.txt": b"Dear Grace Bishop"}, "-mem=ZipCrypto", "-pK")
    start = 30 + sum(struct.unpack_from("<HH", content, 26))
    end = start + struct.unpack_from("<L", content, content.index(b"PK\x01\x02") + 20)[0]
    plain = ZipCrypto(b"K").decrypt(content[start:end])
    done = b""
    for byte in plain:
        cipher = ZipCrypto(password)
        cipher.decrypt(done)
        done += bytes([byte ^ cipher.decrypt(b"\0")[0]])  # what it would make of a zero is what it hides
    return content[:start] + done + content[end:]

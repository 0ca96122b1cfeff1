"""Tests for 7z archives and what reads them; tests.samples.archives has more kinds."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from pathlib import Path

import py7zr
import pytest

from detectors.extract.budget import Budget
from detectors.finding import Protection
from detectors.message import Reading
from tests.detectors.extract.files import attachment, body, docx_of, read_file, read_parts, reasons, texts_at
from tests.samples.archives import LETTER, LETTERS, OTHER, framed, relisted, seven_zip
from tests.samples.sample import PASSWORD, WORDS

ONE_NAME = b"\x05\x01\x11\x05\x00a\0\0\0\x00\x00"  # the end of a list
OTHER_DATA = "It holds other data beside what it lists."


def protections(reading: Reading) -> dict[str, Protection]:
    return {each.path: each.protection for each in reading.attachments}


def test_files_of_other_kinds_are_read_inside() -> None:
    reading = read_file(seven_zip({"trips/trip.docx": docx_of(WORDS)}), "letters.7z")
    assert WORDS in texts_at(reading, "attachment:letters.7z/trips/trip.docx")
    assert not reading.unread


def test_what_is_locked_is_named_where_its_names_are_in_clear() -> None:
    reading = read_file(seven_zip(LETTERS, "-pS3cret-pass"), "letters.7z")
    assert texts_at(reading, "attachment:letters.7z/letter.txt#name") == "letter.txt"
    assert protections(reading) == dict.fromkeys(
        ("letters.7z", "letters.7z/letter.txt"), Protection.ENCRYPTED
    )
    assert not reading.unread


def test_nothing_is_seen_where_the_list_is_locked_too() -> None:
    reading = read_file(seven_zip(LETTERS, "-pS3cret-pass", "-mhe=on"), "letters.7z")
    assert protections(reading) == {"letters.7z": Protection.ENCRYPTED}
    assert "letter.txt" not in {text.text for text in reading.texts}


def test_an_archive_is_as_open_as_its_most_open_file() -> None:
    reading = read_file(seven_zip(LETTERS, before=seven_zip(OTHER, "-pS3cret-pass")), "letters.7z")
    assert protections(reading) == {
        "letters.7z": Protection.NONE,
        "letters.7z/letter.txt": Protection.NONE,
        "letters.7z/notes.txt": Protection.ENCRYPTED,
    }
    assert WORDS in texts_at(reading, "attachment:letters.7z/letter.txt")


def test_two_passwords_of_the_message_open_what_each_of_them_locks() -> None:
    both = seven_zip(LETTERS, f"-p{PASSWORD}", before=seven_zip(OTHER, "-pS3cret-pass"))
    reading = read_parts(
        body(f"The passwords are {PASSWORD} and S3cret-pass".encode()), attachment(both, "a.7z")
    )
    assert WORDS in texts_at(reading, "attachment:a.7z/letter.txt")
    assert "Autumn" in texts_at(reading, "attachment:a.7z/notes.txt")


def test_an_empty_password_protects_nothing(tmp_path: Path) -> None:
    with py7zr.SevenZipFile(tmp_path / "a.7z", "w", password="") as archive:
        archive.writestr(LETTER, "letter.txt")
    reading = read_file((tmp_path / "a.7z").read_bytes(), "a.7z")
    assert reading.attachments[0].protection is Protection.WEAK
    assert WORDS in texts_at(reading, "attachment:a.7z/letter.txt")


def test_what_only_calls_itself_encrypted_is_not_taken_for_sealed() -> None:
    """AES in the list, in front of text that is not encrypted at all."""
    text = LETTER * 9 + bytes(-len(LETTER * 9) % 16)
    length = struct.pack(">H", 0x8000 | len(text))
    header = b"\x01\x04\x06\x00\x01\x09" + length + b"\x00\x07\x0b\x01\x00\x01\x24\x06\xf1\x07\x01\x01\x13"
    header += b"\x0c" + length + b"\x00\x08\x00\x00" + ONE_NAME
    reading = read_file(framed(text, header), "a.7z")
    assert reading.attachments[0].protection is Protection.UNKNOWN
    assert reading.unread


@pytest.mark.parametrize("options", [(), ("-pS3cret-pass",), ("-pS3cret-pass", "-mhe=on")])
@pytest.mark.parametrize("place", ["behind", "before"])
def test_what_no_list_mentions_makes_it_doubtful(options: tuple[str, ...], place: str) -> None:
    whole = seven_zip(LETTERS, *options)
    if place == "behind":
        reading = read_file(whole + b"Grace Bishop, Year 8. " * 9, "a.7z")
    else:
        (offset,) = struct.unpack_from("<Q", whole, 12)
        data, header = whole[32 : 32 + offset], whole[32 + offset :]
        reading = read_file(framed(data + b"Grace Bishop, Year 8. " * 9, header), "a.7z")
    assert OTHER_DATA in reasons(reading)
    assert reading.attachments[0].protection is not Protection.ENCRYPTED


def test_a_damaged_file_is_unread_and_the_others_are_read() -> None:
    whole = seven_zip({"a.txt": b"Year 8, Autumn " * 30, "b.txt": LETTER}, "-ms=off", "-m0=Copy")
    reading = read_file(whole.replace(b"Year 8", b"Year 9", 1), "a.7z")
    assert [str(each.location) for each in reading.unread] == ["attachment:a.7z/a.txt"]
    assert WORDS in texts_at(reading, "attachment:a.7z/b.txt")


def test_a_bomb_does_not_hide_what_is_packed_before_it() -> None:
    whole = seven_zip({"a.txt": LETTER, "b.bin": bytes(40_000_000), "z.bin": b"Year 8"}, "-ms=on")
    reading = read_file(whole, "a.7z")
    assert WORDS in texts_at(reading, "attachment:a.7z/a.txt")
    assert any("grows too much" in reason for reason in reasons(reading))
    assert "attachment:a.7z/z.bin" in {str(each.location) for each in reading.unread}


def test_files_and_bytes_are_paid_for() -> None:
    many = seven_zip({f"{number}.txt": b"x" for number in range(30)})
    assert "too many files" in reasons(read_parts(attachment(many, "a.7z"), budget=Budget(files=20)))[0]
    large = attachment(seven_zip({"a.txt": bytes(9_000)}), "a.7z")
    assert "too large" in reasons(read_parts(large, budget=Budget(unpacked=2_000)))[0]


def test_a_coder_may_not_ask_for_more_memory_than_comes_out_of_it() -> None:
    """LZMA's five bytes end with the size of its window; here it asks for 4 GB."""
    whole = seven_zip(LETTERS, "-m0=LZMA", "-mhc=off")
    greedy = relisted(whole, b"\x5d\x00\x10\x00\x00", b"\x5d\xff\xff\xff\xff")
    assert WORDS in texts_at(read_file(greedy, "a.7z"), "attachment:a.7z/letter.txt")


def test_a_list_that_lies_about_numbers_is_refused() -> None:
    whole = seven_zip(LETTERS, "-m0=Copy", "-mhc=off")
    (offset,) = struct.unpack_from("<Q", whole, 12)
    header = bytearray(whole[32 + offset :])
    for at in range(len(header)):
        for value in (0x7F, 0xFF, 0xFE):
            lying = header[:at] + bytes((value,)) + header[at + 1 :]
            reading = read_file(framed(whole[32 : 32 + offset], bytes(lying)), "a.7z")
            assert reading.unread or WORDS in texts_at(reading, f"attachment:{reading.attachments[-1].path}")


def test_bombs_stay_in_little_memory() -> None:
    """In a process that may use 1 GiB, and says how much it used at most, in KB."""
    program = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from tests.detectors.extract.files import read_file
from tests.samples.archives import bomb, bomb_in_list
packed = bomb(), bomb_in_list()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert all(read_file(each, "a.7z").unread for each in packed)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    root = Path(__file__).parents[4]
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=True)
    assert int(ended.stdout) < 100_000


def test_small_pieces_are_given_to_coders_that_pay_no_heed_to_limits() -> None:
    """300 MB of zeros in 300 KB of deflate: as little is unpacked as can be paid for."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(bytes(10_000_000)) for _ in range(30)) + packer.flush()
    length, size = (b"\xe0" + struct.pack("<L", len(packed))[:3], b"\xf0" + struct.pack("<L", 300_000_000))
    streams = b"\x04\x06\x00\x01\x09" + length + b"\x00\x07\x0b\x01\x00\x01\x03\x04\x01\x08\x0c" + size
    header = b"\x01" + streams + b"\x00\x08\x00\x00" + ONE_NAME
    reading = read_file(framed(packed, header), "a.7z")
    assert "grows too much" in reasons(reading)[0]


def test_only_rare_ways_of_packing_are_left_out(corpora: Path) -> None:
    rare = {"lz4.7z", "zstdmt-brotli.7z", "ppmd.7z", "testdata-x5-ppmd.7z"}
    folder = corpora / "enc-py7zr" / "tests" / "data"
    for path in sorted(folder.glob("*.7z")):
        reading = read_file(path.read_bytes(), path.name)
        unread = {each.reason for each in reading.unread if "packed in a way" in each.reason}
        assert bool(unread) == (path.name in rare or "bcj2" in path.name), path.name

"""Tests for RAR archives and what reads them; tests.samples.archives has more kinds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from detectors.extract.budget import Budget
from detectors.finding import Protection
from detectors.protection.containers.unrar import Outcome, unpack
from tests.detectors.extract.files import attachment, body, docx_of, read_file, read_parts, reasons, texts_at
from tests.samples.archives import LETTER
from tests.samples.rarwriter import Stored, block4, block5, file5, rar4, rar5
from tests.samples.sample import PASSWORD, WORDS

FILES = Path("enc-rarfile") / "test" / "files"
WRITERS = pytest.mark.parametrize("write", [rar4, rar5])
Writer = Callable[..., bytes]
OTHER_DATA = "It holds other data beside what it lists."


@WRITERS
def test_files_of_other_kinds_are_read_inside(write: Writer) -> None:
    reading = read_file(write(Stored("trips/trip.docx", docx_of(WORDS))), "letters.rar")
    assert WORDS in texts_at(reading, "attachment:letters.rar/trips/trip.docx")
    assert not reading.unread


@WRITERS
def test_two_passwords_of_the_message_open_what_each_of_them_locks(write: Writer) -> None:
    both = write(Stored("a.txt", LETTER, PASSWORD), Stored("b.txt", b"Autumn term, Year 8", "S3cret-pass"))
    said = body(f"The passwords are {PASSWORD} and S3cret-pass".encode())
    reading = read_parts(said, attachment(both, "a.rar"))
    assert WORDS in texts_at(reading, "attachment:a.rar/a.txt")
    assert "Autumn" in texts_at(reading, "attachment:a.rar/b.txt")
    assert not reading.unread


def test_what_the_password_of_the_rest_does_not_open_is_unread_where_it_may_be_damaged() -> None:
    both = rar4(
        Stored("a.txt", LETTER, PASSWORD), Stored("b.txt", b"Autumn term, Year 8, again", "S3cret-pass")
    )
    reading = read_parts(body(b"The password is S3cret-pass"), attachment(both, "a.rar"))
    assert "Autumn" in texts_at(reading, "attachment:a.rar/b.txt")
    assert reasons(reading) == ["It is damaged, or locked with another password than the rest."]


@WRITERS
def test_what_only_calls_itself_encrypted_is_not_taken_for_sealed(write: Writer) -> None:
    clear = LETTER * 10 + bytes(-len(LETTER * 10) % 16)
    sealed, open_one = write(Stored("a.txt", clear, PASSWORD)), write(Stored("a.txt", clear))
    at = next(at for at in range(1, len(sealed)) if sealed[-at:] != open_one[-at:]) - 1  # behind the data
    fake = sealed[: -at - len(clear)] + clear + sealed[len(sealed) - at :]
    reading = read_file(fake, "a.rar")
    assert reading.attachments[0].protection is Protection.UNKNOWN
    assert reasons(reading) == ["It calls itself encrypted, and is not."]


@WRITERS
@pytest.mark.parametrize("header_password", ["", PASSWORD])
def test_what_no_header_mentions_makes_it_doubtful(write: Writer, header_password: str) -> None:
    whole = write(Stored("a.txt", LETTER, PASSWORD), header_password=header_password)
    reading = read_file(whole + b"Grace Bishop, Year 8. " * 9, "a.rar")
    assert reading.attachments[0].protection is Protection.UNKNOWN
    assert reasons(reading) == [OTHER_DATA]


@WRITERS
def test_a_damaged_file_is_unread_and_the_others_are_read(write: Writer) -> None:
    whole = write(
        *(Stored(f"{number}.txt", LETTER.replace(b"choir", b"band %d" % number)) for number in range(4))
    )
    reading = read_file(whole.replace(b"band 1", b"BAND 1"), "a.rar")
    assert [str(each.location) for each in reading.unread] == ["attachment:a.rar/1.txt"]
    assert all(WORDS in texts_at(reading, f"attachment:a.rar/{number}.txt") for number in range(4))


@WRITERS
def test_what_was_read_before_a_cut_counts(write: Writer) -> None:
    whole = write(Stored("a.txt", LETTER), Stored("b.txt", LETTER * 9))
    reading = read_file(whole[:-200], "a.rar")
    assert WORDS in texts_at(reading, "attachment:a.rar/a.txt")
    assert "It ends in the middle: it is damaged, or only one of several parts." in reasons(reading)


@WRITERS
def test_files_and_bytes_are_paid_for(write: Writer) -> None:
    many = write(*(Stored(f"{number}.txt", b"x") for number in range(30)))
    assert "too many files" in reasons(read_parts(attachment(many, "a.rar"), budget=Budget(files=20)))[0]
    large = attachment(write(Stored("a.txt", bytes(9_000)), Stored("b.txt", LETTER)), "a.rar")
    reading = read_parts(large, budget=Budget(unpacked=2_000))
    assert "too large" in reasons(reading)[0]


def test_no_more_comes_out_than_was_paid_for() -> None:
    archive = rar5(Stored("a.txt", bytes(10_000)))
    (unpacked,) = unpack(archive, None, [100], lambda: None)
    assert len(unpacked.content) == 100
    assert unpacked.outcome is Outcome.DAMAGED


def test_what_is_raised_on_the_way_ends_it() -> None:
    def stop() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        list(unpack(rar5(Stored("a.txt", LETTER)), None, [len(LETTER)], stop))


def test_unrar_looks_for_no_other_volume_among_the_files_that_are_open() -> None:
    """It counts the path up by one: to the number of a pipe here, on which it would wait for ever."""
    program = """
import os, fcntl
from detectors.protection.containers.unrar import unpack
from tests.samples.rarwriter import Stored, rar5
volume = rar5(Stored("a.txt", b"x" * 50, size=99, block_flags=0x10), flags=1)
read, write = os.pipe()
for number in range(read, 300):
    os.dup2(read, number)
print(len(list(unpack(volume, None, [99], lambda: None))))
"""
    root = Path(__file__).parents[4]
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=20, check=True)
    assert ended.stdout.split() == ["1"]


def test_a_stream_beside_a_file_is_read() -> None:
    """As NTFS has them: a service block of that name, behind the file to which it belongs."""
    end = len(block5(b"\x05\x00\x00"))
    whole = rar5(Stored("a.txt", b"Year 8"))
    reading = read_file(whole[:-end] + file5(Stored("STM", LETTER), 3) + whole[-end:], "a.rar")
    assert WORDS in texts_at(reading, "attachment:a.rar/a.txt:stream")
    assert not reading.unread


@pytest.mark.parametrize(
    ("write", "block"),
    [(rar4, block4(0x7D, 0, b"")), (rar5, block5(b"\x09\x00")), (rar5, file5(Stored("?", b""), 3))],
)
def test_a_block_of_unknown_kind_makes_it_doubtful(write: Writer, block: bytes) -> None:
    end = len(block4(0x7B, 0x4000, b"")) if write is rar4 else len(block5(b"\x05\x00\x00"))
    whole = write(Stored("a.txt", LETTER))
    assert reasons(read_file(whole[:-end] + block + whole[-end:], "a.rar")) == [OTHER_DATA]


def test_the_corpus_is_read_as_unrar_lists_it(corpora: Path) -> None:
    for path in sorted((corpora / FILES).glob("*.rar")):
        reading = read_file(path.read_bytes(), path.name)
        is_sealed = reading.attachments[0].protection is not Protection.NONE
        assert bool(reading.unread) == (
            "vol" in path.name or "old" in path.name or "rar202-comment-psw" in path.name
        )
        assert is_sealed == ("psw" in path.name and "nopsw" not in path.name), path.name


@pytest.mark.parametrize(
    ("name", "where", "words"),
    [
        ("rar15-comment.rar", "#comments", "file1comment"),
        ("rar202-comment-nopsw.rar", "#comments", "RARcomment"),
        ("rar3-comment-plain.rar", "#comments", "Comment2v2"),
        ("rar5-crc.rar", "#comments", "RAR5 archive - crc"),
        ("rar3-versions.rar", "/versioned.txt;1", "1"),
        ("rar5-hlink.rar", "/stest2.txt -> stest1.txt#name", "stest1.txt"),
        ("rar3-symlink-unix.rar", "/data_link", "data.txt"),
        ("rar3-subdirs.rar", "/sub/üȵĩöḋè/file.txt", "file"),
        ("unicode.rar", "/𝐀𝐁𝐁𝐂.txt", "1"),
        ("rar5-solid-qo.rar", "/stest2.txt", "015"),
        ("rar3-solid.rar", "/stest2.txt", "015"),
    ],
)
def test_every_place_in_which_words_stand(corpora: Path, name: str, where: str, words: str) -> None:
    reading = read_file((corpora / FILES / name).read_bytes(), name)
    assert words in texts_at(reading, f"attachment:{name}{where}")


@pytest.mark.parametrize(
    ("name", "password", "where"),
    [
        ("rar202-comment-psw.rar", "password", "/FILE1.TXT"),
        ("rar5-psw.rar", "password", "/stest1.txt"),
        ("rar5-psw-blake.rar", "password", "/stest2.txt"),
        ("rar5-hpsw.rar", "password", "/stest1.txt"),
        ("rar3-comment-hpsw.rar", "password", "#comments"),
    ],
)
def test_the_right_password_opens_it(corpora: Path, name: str, password: str, where: str) -> None:
    content = (corpora / FILES / name).read_bytes()
    reading = read_parts(body(f"It opens with: {password}".encode()), attachment(content, name))
    assert reading.attachments[0].password_disclosed
    assert texts_at(reading, f"attachment:{name}{where}")

"""Tests for detectors.extract.mail.tnef. What is made by hand is opened by the program `tnef` too."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from detectors.extract import mediatypes
from detectors.extract.budget import Budget
from detectors.extract.filetype import kinds
from detectors.extract.mail.tnef import read_tnef
from tests.detectors.extract.files import attachment, docx_of, read_file, reasons, texts_at, zip_of
from tests.samples import winmail
from tests.samples.winmail import BINARY, LONG, NARROW, WIDE
from tests.support.system import needs

WHERE = "attachment:winmail.dat"
SETS = ("evasion-tnefparse/tests/examples/*.tnef", "evasion-convert-tnef/t/tnef.doc")
DAMAGED = {"IPM-DistList.tnef", "bad_checksum.tnef", "duplicate_filename.tnef", "tnef.doc"}


def unpacked_by_tnef(content: bytes, directory: Path) -> dict[str, bytes]:
    path = directory / "winmail.dat"
    path.write_bytes(content)
    out = directory / "out"
    out.mkdir()
    command = (needs("tnef", "tnef"), "--number-backups", "-f", path, "-C", out)
    subprocess.run(command, check=False, capture_output=True, timeout=60)
    return {each.name: each.read_bytes() for each in out.iterdir()}


def test_attachments_as_another_program_unpacks_them(tmp_path: Path) -> None:
    letter, archive = docx_of("Grace Bishop"), zip_of({"list.csv": b"a,b\r\n"})
    content = winmail.winmail(
        attachments=(
            winmail.attachment("LETTER~1.DOC", letter, "A letter home.docx"),
            winmail.attachment("list.zip", archive),
        )
    )
    assert unpacked_by_tnef(content, tmp_path) == {"A letter home.docx": letter, "list.zip": archive}
    reading = read_file(content, "winmail.dat")
    assert [each.path for each in reading.attachments] == [
        "winmail.dat",
        "winmail.dat/A letter home.docx",
        "winmail.dat/list.zip",
        "winmail.dat/list.zip/list.csv",
    ]
    assert "Grace Bishop" in texts_at(reading, f"{WHERE}/A letter home.docx")
    assert not reading.unread


def test_it_is_told_by_its_content_even_where_most_of_it_is_text() -> None:
    content = winmail.winmail(attachments=(winmail.attachment("a.txt", b"Grace Bishop " * 50_000),))
    assert kinds(attachment(content, "letter.txt", "text/plain")) == (mediatypes.TNEF,)


def test_words_of_a_message_in_a_message() -> None:
    inner = winmail.winmail(subject="About Grace Bishop", body="Dear parents")
    outer = winmail.winmail(attachments=(winmail.embedded("Report", inner),))
    reading = read_file(outer, "winmail.dat")
    assert texts_at(reading, f"{WHERE}/Report#subject") == "About Grace Bishop"
    assert texts_at(reading, f"{WHERE}/Report") == "Dear parents"


def test_a_pasted_document_is_read_by_its_own_reader() -> None:
    content = winmail.winmail(attachments=(winmail.embedded("letter", docx_of("Grace Bishop")),))
    reading = read_file(content, "winmail.dat")
    assert reading.attachments[1].media_type == mediatypes.DOCX
    assert "Grace Bishop" in texts_at(reading, f"{WHERE}/letter")


def test_two_contents_of_one_attachment_are_both_read() -> None:
    held = winmail.properties(winmail.value(0x3701, BINARY, b"Grace Bishop"))
    more = winmail.attribute(2, 0x9005, 6, held)
    reading = read_file(winmail.winmail(attachments=(winmail.attachment("a.txt", b"x"), more)), "winmail.dat")
    assert texts_at(reading, f"{WHERE}/a (2).txt") == "Grace Bishop"


def test_narrow_text_is_in_the_code_page_that_is_stated() -> None:
    russian = winmail.attribute(1, 0x9007, 6, b"\xe3\x04\0\0\0\0\0\0")  # 1251
    body = winmail.attribute(1, 0x800C, 2, "Зоя Петрова".encode("cp1251"))
    assert texts_at(read_file(winmail.SIGNATURE + russian + body, "winmail.dat"), WHERE) == "Зоя Петрова"


def test_an_attribute_that_nobody_knows_is_read_if_it_is_text() -> None:
    content = winmail.winmail() + winmail.attribute(1, 0x9999, 1, b"Grace Bishop\0")
    assert "Grace Bishop" in texts_at(read_file(content, "winmail.dat"), f"{WHERE}#properties")


def test_values_of_all_sizes_are_passed_over() -> None:
    plain = [b"\x40\0\7\x30" + bytes(8), b"\x0b\0\x23\0" + bytes(4), b"\x48\0\1\0" + bytes(16), b"\1\0\1\0"]
    several = b"\x03\x10\1\0\2\0\0\0" + bytes(8)
    last = winmail.value(0x1000, NARROW, "Grace Bishop")
    reading = read_file(winmail.winmail(*plain, several, winmail.value(1, LONG, 5), last), "winmail.dat")
    assert texts_at(reading, WHERE) == "Grace Bishop"
    assert not reading.unread


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-30],
        lambda content: content[:-2] + b"\0\0",  # the checksum
        lambda content: content + b"more",
        lambda content: content[:6] + b"\7" + content[7:],
        lambda content: content.replace(b"\x1f\0\x00\x10\1\0\0\0", b"\x1f\0\x00\x10\xff\xff\xff\xff"),
        lambda content: content.replace(b"\x1f\0\x00\x10", b"\x99\0\x00\x10"),
    ],
)
def test_whatever_is_wrong_with_it_is_said(damage: object) -> None:
    content = winmail.winmail(winmail.value(0x1000, WIDE, "Grace Bishop"))
    assert callable(damage)
    reading = read_file(damage(content), "winmail.dat")
    assert reasons(reading) == ["It is damaged, and part of it could not be read."]


def test_zeros_that_some_programs_add_are_no_damage() -> None:
    assert not read_file(winmail.winmail(subject="x") + b"\0\0\r\n", "winmail.dat").unread


def _is_object(content: bytes) -> bool:
    """What `tnef` leaves in its wrapping: 16 bytes that say what kind of object it is."""
    return content.startswith(b"\x0b\0\0\0\0\0\0\0\xc0") and content[8:16] == b"\xc0\0\0\0\0\0\0\x46"


def test_none_of_the_evasions_passes_as_without_attachment(corpora: Path, tmp_path: Path) -> None:
    """Every file that the program `tnef` unpacks comes out here too, with the same content."""
    paths = [path for pattern in SETS for path in sorted(corpora.glob(pattern))]
    assert len(paths) == 21
    compared = 0
    for path in paths:
        directory = tmp_path / path.name
        directory.mkdir()
        part = attachment(path.read_bytes(), "winmail.dat")
        assert kinds(part) == (mediatypes.TNEF,)
        contents = read_tnef(part, Budget())
        ours = {each.content for each in contents.files}
        theirs = unpacked_by_tnef(part.content, directory)
        assert ours >= {each for each in theirs.values() if not _is_object(each)}, path.name
        assert len(contents.files) >= len(theirs)
        assert bool(contents.unread) or path.name not in DAMAGED
        compared += len(theirs)
    assert compared > 20

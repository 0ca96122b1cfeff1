"""Tests for detectors.extract.containers.tar."""

from __future__ import annotations

import io
import tarfile
import tracemalloc

import pytest

from detectors.extract.budget import Budget
from detectors.extract.containers.tar import read_tar
from detectors.finding import Protection
from tests.detectors.extract.files import attachment, docx_of, read_file, read_parts, reasons, texts_at
from tests.samples.containerfiles import tar

LETTER = b"Dear parents of Grace Bishop"


def made(*members: tuple[tarfile.TarInfo, bytes], form: int = tarfile.GNU_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def member(name: str, **fields: object) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    for field, value in fields.items():
        setattr(info, field, value)
    return info


def test_a_document_in_a_folder() -> None:
    reading = read_file(tar({"term/letter.docx": docx_of("Grace Bishop")}), "a.tar")
    assert "Grace Bishop" in texts_at(reading, "attachment:a.tar/term/letter.docx")
    assert not reading.unread
    assert {each.protection for each in reading.attachments} == {Protection.NONE}


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_names_in_every_alphabet_and_of_every_length(form: int) -> None:
    names = ["Zoë O'Neill.txt", f"{'n' * 90}/{'a' * 90}.txt"]
    contents = read_tar(
        attachment(made(*((member(name), LETTER) for name in names), form=form), "a.tar"), Budget()
    )
    assert [each.filename for each in contents.files] == names


def test_two_files_of_the_same_name_are_both_read() -> None:
    archive = made((member("a.txt"), LETTER), (member("a.txt"), b"Year 8"))
    assert "Grace Bishop" in texts_at(read_file(archive, "a.tar"), "attachment:a.tar/a.txt")


def test_the_name_that_an_older_program_shows_is_read_too() -> None:
    info = member("Year 8.txt", pax_headers={"path": "harmless.txt"})
    archive = made((info, b"x"), form=tarfile.PAX_FORMAT)
    assert "Year 8.txt" in texts_at(read_file(archive, "a.tar"), "attachment:a.tar/harmless.txt#name")


@pytest.mark.parametrize("kind", [tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
def test_data_behind_what_should_have_none_is_read(kind: bytes) -> None:
    """Some programs skip it, some show it."""
    archive = bytearray(made((member("a"), LETTER)))
    archive[156:157] = kind
    archive[148:156] = b" " * 8
    archive[148:156] = b"%06o\0 " % sum(archive[:512])
    assert texts_at(read_file(bytes(archive), "a.tar"), "attachment:a.tar/a") == LETTER.decode()


def test_a_link_that_gives_the_size_of_its_target_swallows_nothing() -> None:
    archive = made((member("a", type=tarfile.LNKTYPE, linkname="b"), b""), (member("b"), LETTER))
    changed = bytearray(archive)
    changed[124:136] = b"00000002000\0"
    changed[148:156] = b" " * 8
    changed[148:156] = b"%06o\0 " % sum(changed[:512])
    assert texts_at(read_file(bytes(changed), "a.tar"), "attachment:a.tar/b") == LETTER.decode()


def test_what_stands_in_the_padding_is_said() -> None:
    archive = bytearray(made((member("a"), LETTER)))
    archive[700:705] = b"Grace"
    assert reasons(read_file(bytes(archive), "a.tar")) == [
        "There is data in it that belongs to none of its files."
    ]


def test_files_behind_a_damaged_header_are_read() -> None:
    archive = bytearray(made((member("a"), b"x"), (member("b"), b"y"), (member("c"), LETTER)))
    archive[1024:1100] = b"\xff" * 76
    reading = read_file(bytes(archive), "a.tar")
    assert texts_at(reading, "attachment:a.tar/c") == LETTER.decode()
    assert reading.unread


def test_more_files_than_may_be_read_are_said() -> None:
    archive = made(*((member(f"{number}.txt"), b"x") for number in range(30)))
    reading = read_parts(attachment(archive, "a.tar"), budget=Budget(files=20))
    assert "too many files" in reasons(reading)[0]
    assert len(reading.attachments) == 21


def test_extended_headers_for_all_files_cost_nothing_for_each() -> None:
    """The standard library copies all of them for each file: gigabytes for an archive of one megabyte."""
    record = "".join(f"{12} k{number:06}=\n" for number in range(40_000)).encode()
    common = bytearray(made((member("pax", type=tarfile.XGLTYPE), record)))[
        : 512 + -(-len(record) // 512) * 512
    ]
    files = made(*((member(f"{number}.txt"), b"x") for number in range(900)))
    tracemalloc.start()
    contents = read_tar(attachment(bytes(common) + files, "a.tar"), Budget())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(contents.files) == 900
    assert contents.unread
    assert peak < 50_000_000

"""A zip archive is read as the folder it was made from; one that would do harm, or is locked, says so."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
import pyzipper
from hypothesis import given
from hypothesis import strategies as st

from gateway.roster.errors import FormatError
from gateway.roster.formats.bundle import SourceFile
from gateway.roster.formats.unpack import unpack

PUPILS = b"id,forename,surname\n1042,Grace,Bishop\n"


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def locked() -> bytes:
    buffer = io.BytesIO()
    with pyzipper.AESZipFile(buffer, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(b"oakfield")
        archive.writestr("pupils.csv", PUPILS)
    return buffer.getvalue()


def lying(content: bytes, claimed: int) -> bytes:
    """A bomb that says it is small: both its headers claim `claimed` bytes (APPNOTE §4.3.7, §4.3.12)."""
    packed = bytearray(zipped({"pupils.csv": content}))
    for place in (22, packed.index(b"PK\x01\x02") + 24):
        packed[place : place + 4] = struct.pack("<L", claimed)
    return bytes(packed)


def refusal(content: bytes) -> str:
    with pytest.raises(FormatError) as error:
        unpack("export.zip", content)
    return str(error.value)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_files_in_their_order(method: int) -> None:
    bundle = unpack("export.zip", zipped({"users.csv": PUPILS, "roles.csv": b"role\n"}, method))
    assert bundle is not None
    assert bundle.files == (SourceFile("users.csv", PUPILS), SourceFile("roles.csv", b"role\n"))


@pytest.mark.parametrize(
    "path", ["pupils.csv", "export/pupils.csv", "a/b/c/pupils.csv", "export\\pupils.csv", "./pupils.csv"]
)
def test_folders_in_it_do_not_matter(path: str) -> None:
    bundle = unpack("export.zip", zipped({"export/": b"", path: PUPILS}))
    assert bundle is not None
    assert bundle.only == SourceFile("pupils.csv", PUPILS)


@pytest.mark.parametrize(
    "clutter", ["__MACOSX/._pupils.csv", "x/__MACOSX/x", ".DS_Store", "x/.gitignore", "Thumbs.db"]
)
def test_what_an_operating_system_adds_is_left_out(clutter: str) -> None:
    bundle = unpack("export.zip", zipped({clutter: b"x", "pupils.csv": PUPILS}))
    assert bundle is not None
    assert bundle.only == SourceFile("pupils.csv", PUPILS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pupils.csv", PUPILS),
        ("pupils.csv", b""),
        ("pupils.csv", b"PK are my initials"),
        ("pupils.xlsx", zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""})),
        ("pupils.zip", zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""})),
        ("pupils.ods", zipped({"mimetype": b"", "content.xml": b""})),
        ("export", zipped({"mimetype": b"", "content.xml": b""})),
        ("damaged.XLSX", zipped({"xl/workbook.xml": b""})[:40]),
    ],
)
def test_anything_else_is_no_archive(name: str, content: bytes) -> None:
    assert unpack(name, content) is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (zipped({}), "is an empty zip archive"),
        (zipped({"export/": b"", ".DS_Store": b"x"}), "is an empty zip archive"),
        (
            locked(),
            "is a zip archive with a password; save it without one, or unpack it into a folder",
        ),
        (zipped({"a": PUPILS})[:-30], "is a zip archive that is damaged or made to do harm; export it again"),
        (
            zipped({"a": PUPILS}, zipfile.ZIP_STORED).replace(b"Grace", b"Gruce"),
            "is a damaged zip archive; export it again",
        ),
        (
            zipped({"a": PUPILS}, zipfile.ZIP_LZMA),
            "is packed in a way that cannot be unpacked; save it as an ordinary zip archive",
        ),
        (
            zipped({f"{number}.csv": b"" for number in range(2_001)}),
            "holds more than 2,000 files, which is too many for a pupil list",
        ),
        (
            zipped(dict.fromkeys(map(str, range(6_000)), b"")),
            "is a zip archive that is damaged or made to do harm; export it again",
        ),
        (zipped({"a": bytes(50_000_000)}), "grows too much when it is unpacked, as files made to do harm do"),
        (
            lying(PUPILS, 300 * 1024**2),
            "holds more than 256 MB unpacked, too much for a pupil list",
        ),
        (lying(bytes(50_000_000), 10), "is a damaged zip archive; export it again"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_unpacked_says_why(content: bytes, sentence: str) -> None:
    assert refusal(content) == sentence


def test_a_list_that_packs_well_is_unpacked() -> None:
    lines = b"".join(b"%06d,Grace,Bishop\n" % number for number in range(600_000))
    bundle = unpack("export.zip", zipped({"pupils.csv": lines}))
    assert bundle is not None
    assert bundle.files[0].content == lines


@given(st.data())
def test_damage_is_a_refusal_or_harmless(data: st.DataObject) -> None:
    whole = bytearray(zipped({"users.csv": PUPILS, "roles.csv": b"role\n"}))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        bundle = unpack("export.zip", bytes(whole))
    except FormatError:
        return
    contents = () if bundle is None else tuple(file.content for file in bundle.files)
    assert set(contents) <= {PUPILS, b"role\n", b""}

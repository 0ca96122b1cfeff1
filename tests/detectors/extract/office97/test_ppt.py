"""Tests for detectors.extract.office97.ppt, and for the records of presentations."""

from __future__ import annotations

import struct
import zlib

from detectors.message import Reading
from tests.detectors.extract.files import docx_of, read_file, reasons, texts_at
from tests.samples.office97 import documents
from tests.samples.office97seal import storage_with

WHERE = "attachment:assembly.ppt"
DOCUMENT, SLIDE, NOTES, MASTER, TEXT = 0x3E8, 0x3EE, 0x3F0, 0x3F8, 0xFA0


def atom(kind: int, body: bytes, instance: int = 0) -> bytes:
    return struct.pack("<HHI", instance << 4, kind, len(body)) + body


def container(kind: int, *records: bytes, instance: int = 0) -> bytes:
    body = b"".join(records)
    return struct.pack("<HHI", instance << 4 | 15, kind, len(body)) + body


def words(text: str) -> bytes:
    return atom(TEXT, text.encode("utf-16-le"))


def presentation(*objects: bytes, deleted: bytes = b"", pictures: bytes = b"") -> bytes:
    """A presentation with these objects, all but `deleted` in its directory. By hand, because LibreOffice
    saves everything anew and leaves nothing behind."""
    stream, offsets = deleted, []
    for each in objects:
        offsets.append(len(stream))
        stream += each
    directory = len(stream)
    listed = struct.pack("<I", len(offsets) << 20 | 1) + struct.pack(f"<{len(offsets)}I", *offsets)
    stream += atom(0x1772, listed)
    edit = len(stream)
    stream += atom(0x0FF5, struct.pack("<7I", 0, 0, 0, directory, 1, 1, 0))
    user = atom(0x0FF6, struct.pack("<III", 20, 0xE391C05F, edit) + bytes(8))
    streams = {"PowerPoint Document": stream, "Current User": user, "Pictures": pictures}
    return storage_with(streams)


def read_presentation(*objects: bytes, deleted: bytes = b"", pictures: bytes = b"") -> Reading:
    return read_file(presentation(*objects, deleted=deleted, pictures=pictures), "assembly.ppt")


def test_a_presentation_is_read() -> None:
    reading = read_file(documents()["assembly.ppt"], "assembly.ppt")
    assert "Slide Grace Bishop" in texts_at(reading, WHERE)
    assert "Unseen Grace Bishop" in texts_at(reading, WHERE)  # on a hidden slide
    assert (("Forename", "Surname"), ("Grace", "Bishop")) in {table.rows for table in reading.tables}
    assert not reading.unread


def test_words_stand_where_their_container_says() -> None:
    header = container(0xFD9, atom(0xFBA, "Footer".encode("utf-16-le")))
    outline = container(0xFF0, words("Outline"), instance=2)
    reading = read_presentation(
        container(DOCUMENT, header, outline),
        container(SLIDE, atom(0xFA8, "Zoë\rO'Neill".encode("latin-1"))),
        container(NOTES, words("Said")),
        container(MASTER, words("School")),
    )
    assert texts_at(reading, WHERE) == "Zoë\nO'Neill"
    assert texts_at(reading, f"{WHERE}#notes") == "Outline\nSaid"
    assert texts_at(reading, f"{WHERE}#master") == "School"
    assert texts_at(reading, f"{WHERE}#header") == "Footer"


def test_slides_of_an_earlier_saving_are_deletions() -> None:
    reading = read_presentation(
        container(SLIDE, words("Menu")), deleted=container(SLIDE, words("Henry Tudor"))
    )
    assert texts_at(reading, WHERE) == "Menu"
    assert texts_at(reading, f"{WHERE}#deletions") == "Henry Tudor"


def test_a_comment_in_a_tag_of_a_later_version() -> None:
    comment = container(0x2EE0, atom(0xFBA, "Grace Bishop".encode("utf-16-le"), 1))
    tag = container(0x138A, atom(0xFBA, "___PPT10".encode("utf-16-le")), atom(0x138B, comment))
    reading = read_presentation(container(SLIDE, container(0x1388, tag)))
    assert texts_at(reading, f"{WHERE}#comments") == "Grace Bishop"


def test_alternative_text() -> None:
    options = atom(0xF00B, b"\1\0\0" + "Photograph of Grace".encode("utf-16-le"), 1)
    reading = read_presentation(container(SLIDE, container(0xF004, options)))
    assert texts_at(reading, f"{WHERE}#attributes") == "Photograph of Grace"


def test_embedded_files_deflated_or_not() -> None:
    inner = docx_of("Grace Bishop")
    packed = struct.pack("<I", len(inner)) + zlib.compress(inner)
    reading = read_presentation(container(DOCUMENT), atom(0x1011, packed, 1), atom(0x1011, inner))
    assert "Grace Bishop" in texts_at(reading, f"{WHERE}/object1")
    assert "Grace Bishop" in texts_at(reading, f"{WHERE}/object2")


def test_a_deflated_bomb_is_not_unpacked() -> None:
    packed = struct.pack("<I", 0x7FFFFFFF) + zlib.compress(bytes(1_000_000))
    reading = read_presentation(container(SLIDE, words("Grace Bishop")), atom(0x1011, packed, 1))
    assert any("unpacked" in reason for reason in reasons(reading))
    assert texts_at(reading, WHERE) == "Grace Bishop"


def test_pictures_become_files() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(60_000)
    blip = struct.pack("<HHI", 0x6E0 << 4, 0xF01E, 17 + len(picture)) + bytes(17) + picture
    reading = read_presentation(container(SLIDE, words("Menu")), pictures=blip)
    assert f"{WHERE.removeprefix('attachment:')}/picture1.png" in {each.path for each in reading.attachments}


def test_a_directory_that_goes_round_is_unread_and_everything_is_read() -> None:
    content = bytearray(presentation(container(SLIDE, words("Grace Bishop"))))
    at = content.find(struct.pack("<HHI", 0, 0x0FF5, 28)) + 8 + 8
    content[at : at + 4] = b"\xff\xff\xff\x0f"
    reading = read_file(bytes(content), "assembly.ppt")
    assert reading.unread
    assert texts_at(reading, WHERE) == "Grace Bishop"

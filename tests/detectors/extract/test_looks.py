"""Tests for detectors.extract.looks."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from detectors.extract.looks import is_decoration, is_disguised, is_looks


def picture(width: int, height: int, kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height)).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    "name", ["word/theme/theme1.xml", "word/fonts/font1.odttf", "xl/printerSettings1.bin"]
)
def test_parts_for_the_looks_of_it(name: str) -> None:
    assert is_looks(name)


@pytest.mark.parametrize(
    "name", ["word/document.xml", "word/media/image1.png", "xl/vbaProject.bin", "pupils.csv"]
)
def test_other_parts(name: str) -> None:
    assert not is_looks(name)


@pytest.mark.parametrize(
    "content", [b"Grace Bishop", b"PK\x03\x04 and so on", picture(9, 9, "PNG"), b"%PDF-1.7 \0\1"]
)
def test_other_things_under_their_names(content: bytes) -> None:
    assert is_disguised("word/fonts/font1.odttf", content)


def test_what_is_as_its_name_says() -> None:
    assert not is_disguised("word/fonts/font1.odttf", bytes(range(256)))
    assert not is_disguised("word/[trash]/0000.dat", bytes(4_096))
    assert not is_disguised("word/theme/theme1.xml", b"<?xml version='1.0'?><a:theme/>")
    assert is_disguised("word/theme/theme1.xml", b"Forename,Surname")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP"])
def test_small_pictures_are_decoration_and_others_are_not(kind: str) -> None:
    assert is_decoration("word/media/image1", picture(100, 100, kind))
    assert not is_decoration("word/media/image1", picture(500, 300, kind))


def test_a_picture_of_the_first_page_is_too_small_to_be_read() -> None:
    assert is_decoration("docProps/thumbnail.jpeg", picture(256, 362, "JPEG"))
    assert not is_decoration("docProps/thumbnail.jpeg", picture(1_000, 1_400, "JPEG"))


def test_what_does_not_open_as_a_picture_is_no_decoration() -> None:
    assert not is_decoration("word/media/image1.png", b"\x89PNG\r\n" + bytes(100))

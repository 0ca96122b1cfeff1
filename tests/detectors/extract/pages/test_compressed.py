"""Compressed pixels: known for what they are in real pictures, and words in them are still found."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image

from detectors.extract.pages import picture
from detectors.extract.pages.compressed import compressed_pixels
from tests.detectors.extract.files import read_file

NAME = b"Zo\xeb O'Neill was seen at the gate"
WORDS = "Zoë O'Neill was seen at the gate"


@pytest.fixture(autouse=True)
def no_recogniser(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is seen on it is not the subject."""
    monkeypatch.setattr(picture, "installed_recogniser", lambda: None)


def words_around(content: bytes) -> list[str]:
    unshown = read_file(content, "photo.png").unshown
    return [line for each in unshown if each.location.part == "metadata" for line in each.text.split("\n")]


def saved(kind: str, **options: object) -> bytes:
    """Grain, of which no compression makes anything smaller."""
    draw = random.Random(7)
    picture = Image.frombytes("RGB", (300, 200), draw.randbytes(300 * 200 * 3))
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


PICTURES = {
    "JPEG": saved("JPEG", quality=90),
    "progressive JPEG": saved("JPEG", quality=90, progressive=True),
    "JPEG with restarts": saved("JPEG", quality=90, restart_marker_rows=1),
    "PNG": saved("PNG"),
}
every_picture = pytest.mark.parametrize("content", PICTURES.values(), ids=PICTURES)


@every_picture
def test_nearly_all_of_a_photograph_is_pixels(content: bytes) -> None:
    ranges = compressed_pixels(content)
    assert ranges == tuple(sorted(ranges))
    assert sum(end - start for start, end in ranges) > 0.97 * len(content)


@every_picture
def test_chance_makes_no_words_of_them(content: bytes) -> None:
    assert len(words_around(content)) < 10


@every_picture
def test_words_in_a_row_are_found_in_them(content: bytes) -> None:
    start, end = max(compressed_pixels(content), key=lambda each: each[1] - each[0])
    middle = min(start + 20_000, (start + end) // 2)
    hidden = content[:middle] + b"\0" + NAME + b"\0" + content[middle:]
    assert WORDS in words_around(hidden)


@every_picture
def test_short_words_are_found_behind_them(content: bytes) -> None:
    assert "Ann Lee" in words_around(content + b"\0Ann Lee\0")


@every_picture
def test_what_is_cut_off_anywhere_raises_nothing(content: bytes) -> None:
    for size in (*range(0, 700, 7), len(content) - 1):
        for start, end in compressed_pixels(content[:size]):
            assert 0 <= start <= end <= size


def test_other_pictures_have_none() -> None:
    assert compressed_pixels(saved("BMP")) == ()


def test_a_picture_made_of_endless_scans_is_not_followed_for_ever() -> None:
    many = b"\xff\xd8\xff\xda\0\2" + b"\0\xff\xda\0\2" * 100_000
    assert len(compressed_pixels(many)) <= 1_000

"""Tests for pictures: what is written into them, and what is recognised."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from detectors.extract.budget import Budget
from detectors.extract.pages import picture, tesseract
from detectors.extract.pages.picture import SMALL_PICTURE
from detectors.extract.pages.pixels import frames, open_picture, prepared
from tests.detectors.extract.files import attachment, png_of, read_file, read_parts, reasons, texts_at
from tests.samples.pictures import LETTER, class_list, drawn, written
from tests.support.system import needs

WHERE = "attachment:scan.png#picture"
GOLD = "text-tesseract/testing"


@pytest.fixture
def no_recogniser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "installed_recogniser", lambda: None)


@pytest.mark.usefixtures("no_recogniser")
@pytest.mark.parametrize(("level", "unread"), [(9, []), (0, ["A picture cannot be read."])])
def test_without_a_recogniser_a_large_picture_is_unread(level: int, unread: list[str]) -> None:
    content = written(drawn(LETTER), "PNG", compress_level=level)
    assert (len(content) >= SMALL_PICTURE) is bool(unread)
    assert reasons(read_file(content, "scan.png")) == unread


def test_columns_are_joined_in_rows() -> None:
    needs("tesseract", "tesseract-ocr")
    reading = read_file(written(class_list(), "PNG"), "scan.png")
    (table,) = reading.tables
    assert str(table.location) == WHERE
    assert table.rows[:3] == (("Forename", "Surname"), ("Henry", "Tudor"), ("Grace", "Bishop"))


def test_what_comes_with_every_mail_is_recognised_once(monkeypatch: pytest.MonkeyPatch) -> None:
    needs("tesseract", "tesseract-ocr")
    logo = written(drawn("Oakfield Academy", (500, 120), 40), "PNG")
    first, again = Budget(), Budget()
    read_parts(attachment(logo, "scan.png"), budget=first)
    reading = read_parts(attachment(logo, "scan.png"), budget=again)
    assert first.pictures == Budget().pictures - 1
    assert again.pictures == Budget().pictures
    assert texts_at(reading, WHERE) == "Oakfield Academy"


def test_beyond_the_budget_a_picture_is_unread_unless_it_is_tiny() -> None:
    needs("tesseract", "tesseract-ocr")
    scan = attachment(written(drawn(LETTER + "!"), "PNG"), "scan.png")
    tiny = attachment(written(Image.new("L", (60, 60)), "PNG"), "tiny.png")
    assert len(scan.content) < SMALL_PICTURE
    reading = read_parts(scan, tiny, budget=Budget(pictures=0))
    assert [str(each.location) for each in reading.unread] == ["attachment:scan.png"]
    assert "too many pictures" in reasons(reading)[0]


def test_what_is_cut_off_is_read_as_far_as_it_goes() -> None:
    needs("tesseract", "tesseract-ocr")
    content = written(drawn(LETTER), "BMP")
    reading = read_file(content[len(content) :] + content[: len(content) * 3 // 4], "scan.png")
    assert reasons(reading) == ["The picture is damaged."]
    assert "Yours" in texts_at(reading, WHERE)  # bitmaps begin at the bottom


@pytest.mark.parametrize(("size", "unread"), [(4_000, False), (6_000, True), (SMALL_PICTURE, True)])
def test_a_damaged_picture_is_unread_unless_it_is_tiny(size: int, unread: bool) -> None:
    needs("tesseract", "tesseract-ocr")
    assert bool(read_file(png_of(size), "scan.png").unread) is unread


@pytest.mark.parametrize("size", [SMALL_PICTURE - 1, SMALL_PICTURE])
def test_where_no_text_can_be_recognised_a_small_picture_is_decoration(
    monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(picture, "installed_recogniser", lambda: None)
    assert bool(read_file(png_of(size), "scan.png").unread) is (size >= SMALL_PICTURE)


def test_nothing_of_a_tiny_picture_is_recognised() -> None:
    budget = Budget()
    read_parts(attachment(written(Image.new("L", (32, 32)), "PNG"), "scan.png"), budget=budget)
    assert budget.pictures == Budget().pictures


def test_no_format_that_starts_programs_is_opened() -> None:
    from detectors.extract.contents import CannotRead

    postscript = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"
    with pytest.raises(CannotRead):
        open_picture(postscript)


def test_a_moving_picture_has_few_frames() -> None:
    many = [Image.new("L", (60, 60), shade) for shade in range(0, 200, 20)]
    opened = open_picture(written(many[0], "GIF", save_all=True, append_images=many[1:]))
    assert len(list(frames(opened, Budget()))) == 3


@pytest.mark.parametrize(
    ("mode", "ink", "paper"),
    [
        ("L", 0, 255),
        ("L", 255, 0),
        ("L", 110, 150),
        ("CMYK", (0, 0, 0, 255), (0, 0, 0, 0)),
    ],
)
def test_a_picture_becomes_dark_on_white(mode: str, ink: object, paper: object) -> None:
    page = Image.new(mode, (1000, 700), paper)
    page.paste(ink, (100, 100, 200, 130))
    ready = prepared(page)
    assert ready.mode == "L"
    scale = ready.width // 1000
    assert ready.getpixel((150 * scale, 115 * scale)) < 60
    assert ready.getpixel((500 * scale, 500 * scale)) == 255


@pytest.mark.parametrize(
    ("size", "pixels"), [((150, 50), 120_000), ((4000, 3000), 9_000_000), ((9000, 1), 144_000)]
)
def test_a_picture_is_brought_to_a_size_that_suits(size: tuple[int, int], pixels: int) -> None:
    ready = prepared(Image.new("L", size))
    assert ready.width * ready.height == pytest.approx(pixels, rel=0.01)


def test_pictures_whose_text_is_known(corpora: Path) -> None:
    needs("tesseract", "tesseract-ocr")
    assert tesseract.installed_recogniser() is not None
    folder = corpora / GOLD
    for name in ("phototest.tif", "phototest-rotated-180.png", "phototest-rotated-L.png"):
        read = set(texts_at(read_file((folder / name).read_bytes(), "scan.png"), WHERE).split())
        gold = (
            set((folder / "phototest.gold.txt").read_text().split())
            if (folder / "phototest.gold.txt").exists()
            else read
        )
        assert len(gold & read) >= 0.9 * len(gold)

"""Tests for detectors.extract.rtf.rtf and what it is made of."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from detectors.extract.budget import Budget
from tests.detectors.extract.files import attachment, png_of, read_file, read_parts, reasons, texts_at

WHERE = "attachment:letter.rtf"
FONTS = (
    r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset128 Mincho;}{\f3\cpg1253 G;}}"
)


def rtf(body: str) -> bytes:
    return f"{{\\rtf1\\ansi\\ansicpg1252\\deff0{FONTS}{body}}}".encode("cp1252")


def text_of(body: str, place: str = "") -> str:
    return texts_at(read_file(rtf(body), "letter.rtf"), WHERE + place)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"Gra{\b ce} Bishop\par Year 8", "Grace Bishop\nYear 8"),
        (r"Zo\'eb O\'92Neill", "Zoë O’Neill"),
        (r"Zo\u235\'eb O\u8217?Neill", "Zoë O’Neill"),
        (r"\uc2 Zo\u235 ee O", "Zoë O"),
        (r"\uc0 Zo\u235 O", "ZoëO"),
        (r"{\uc0 Zo\u235}e", "Zoëe"),
        (r"\u-10179?\u-8704?", "\U0001f600"),
        (r"{\f1 \'c3\'f0\'e5\'e9\'f1}", "Грейс"),
        (r"{\f2 \'93\'fa\'96\'7b}", "日本"),
        (r"{\f3 \'c3}", "Γ"),
        (r"Grace\~Bishop\_Tudor \{Year 8\}", "Grace\u00a0Bishop-Tudor {Year 8}"),
        (r"Gra\-ce", "Grace"),
        ("Gra\\\nce", "Gra\nce"),
        (r"\lquote Grace\rquote\emdash\tab x", "‘Grace’—\tx"),
    ],
)
def test_characters(body: str, text: str) -> None:
    assert text_of(body) == text


def test_bytes_that_are_utf8_are_read_so_whatever_the_header_says() -> None:
    assert texts_at(read_file("{\\rtf1\\ansi\\ansicpg1252 Zoë}".encode(), "letter.rtf"), WHERE) == "Zoë"
    assert texts_at(read_file(b"{\\rtf1\\ansi\\ansicpg1252 Zo\xeb}", "letter.rtf"), WHERE) == "Zoë"


@pytest.mark.parametrize(
    ("body", "place", "text"),
    [
        (r"{\header Grace\par}", "#header", "Grace"),
        (r"Gra{\footnote Bishop\par}ce", "", "Grace"),
        (r"Gra{\footnote Bishop\par}ce", "#footnotes", "Bishop"),
        (r"x{\*\atnauthor Henry}{\*\annotation Grace}", "#comments", "Henry\nGrace"),
        (r"{\info{\title Grace}{\*\company Oakfield}}", "#metadata", "Grace\nOakfield"),
        (r'{\field{\*\fldinst HYPERLINK "x"}{\fldrslt Grace}}', "", "Grace"),
        (r"x{\deleted Gra}{\deleted ce}y{\deleted Bishop}", "#deletions", "Grace\nBishop"),
        (r"{\v Grace}", "", "Grace"),
        (r"{\*\docvar {pupil}{Grace}}", "#metadata", "pupil\nGrace"),
        (r"{\*\bkmkstart Grace}", "#names", "Grace"),
        (r"{\*\nobodyknows Grace}", "#data", "Grace"),
        (r"{\nobodyknows Grace}", "", "Grace"),
        (r"{\stylesheet{\s0 Grace;}}x", "", "x"),
        (r"\uc9\u65 Gracexxx", "#data", "Gracexxx"),
        (r"{\sp{\sn wzDescription}{\sv Grace}}{\sp{\sn x}{\sv 1234}}", "#attributes", "Grace"),
    ],
)
def test_places(body: str, place: str, text: str) -> None:
    assert text_of(body, place) == text


def test_tables_have_rows_and_end_with_the_text_behind_them() -> None:
    rows = r"\trowd\intbl Forename\cell Surname\cell\row\trowd\intbl Grace\par Ann\cell Bishop\cell\row\pard "
    reading = read_file(rtf(rf"Pupils\par {rows}And\par {rows}The end.\par"), "letter.rtf")
    whole = (("Forename", "Surname"), ("Grace Ann", "Bishop"))
    assert [each.rows for each in reading.tables] == [whole, whole]


@pytest.mark.parametrize("end", ["}", "", "}}}"])
def test_braces_may_be_missing_or_too_many(end: str) -> None:
    content = rb"{\rtf1 {\b Grace{\i  Bishop}" + end.encode() + rb"\par Henry"
    assert texts_at(read_file(content, "letter.rtf"), WHERE) == "Grace Bishop\nHenry"


def test_rubbish_before_it_and_half_a_beginning() -> None:
    reading = read_file(rb"rubbish{\rtf1 Gra{\b ce}}", "letter.rtf")
    assert "rubbish\nGrace" in texts_at(reading, WHERE)
    assert texts_at(read_file(rb"{\rt Gra{\b ce}}", "letter.rtf"), WHERE) == "Grace"


def test_html_inside_is_read_as_html_and_as_rtf() -> None:
    body = (
        r"\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Gra{\*\htmltag84 <b>}\htmlrtf {\b\htmlrtf0 ce"
        r"\htmlrtf }\htmlrtf0{\*\htmltag92 </b>}\htmlrtf nobody\par}\htmlrtf0{\*\htmltag72 </p>}"
        r'{\*\htmltag84 <img alt="Bishop">}{\*\mhtmltag84 <img alt="Tudor">}'
    )
    reading = read_file(rtf(body), "letter.rtf")
    assert [text.text for text in reading.texts if str(text.location) == WHERE] == ["Gracenobody", "Grace"]
    assert texts_at(reading, f"{WHERE}#attributes") == "Bishop"


def objdata(kind: bytes, native: bytes, form: int = 2) -> str:
    names = struct.pack("<I", len(kind)) + kind + bytes(8)
    return (struct.pack("<II", 0x501, form) + names + struct.pack("<I", len(native)) + native).hex()


def test_an_object_is_a_file_however_its_digits_are_spread() -> None:
    digits = objdata(b"Word.Document.8\0", b"Forename,Surname\nGrace,Bishop\n")
    spread = "\r\n\t ".join(digits[at : at + 7] for at in range(0, len(digits), 7))
    reading = read_file(rtf(rf"{{\object{{\*\objdata {{\*\junk}}{spread}}}}}"), "letter.rtf")
    assert texts_at(reading, f"{WHERE}/Word.Document.8").endswith("Grace,Bishop\n")
    assert not reading.unread


def test_an_object_that_is_only_pointed_at_is_a_link() -> None:
    digits = (
        struct.pack("<III", 0x501, 1, 5) + b"Link\0" + struct.pack("<I", 6) + b"Grace\0" + bytes(4)
    ).hex()
    assert "Grace" in text_of(rf"{{\object{{\*\objdata {digits}}}}}", "#links")


def test_an_object_that_is_cut_is_unread() -> None:
    digits = objdata(b"Package\0", b"Grace Bishop")[:-8]
    reading = read_file(rtf(rf"{{\object{{\*\objdata {digits}}}}}"), "letter.rtf")
    assert reasons(reading) == ["A part of it is damaged and cannot be read."]


@pytest.mark.parametrize("data", ["hexadecimal", "binary"])
def test_a_picture_is_a_file_and_its_second_form_is_not(data: str) -> None:
    picture = png_of(60_000)
    written = picture.hex().encode() if data == "hexadecimal" else b"\\bin60000 " + picture
    again = rb"{\nonshppict{\pict\wmetafile8 " + bytes(400).hex().encode() + b"}}"
    content = rb"{\rtf1{\*\shppict{\pict\pngblip " + written + b"}}" + again + b"Grace}"
    reading = read_file(content, "letter.rtf")
    paths = [each.path for each in reading.attachments]
    assert paths == ["letter.rtf", "letter.rtf/picture1.png"]
    assert texts_at(reading, WHERE) == "Grace"


def test_binary_data_that_says_it_is_longer_than_the_file_is_read_and_said() -> None:
    reading = read_file(rtf(r"x\bin99999 Grace Bishop"), "letter.rtf")
    assert "Grace Bishop" in texts_at(reading, f"{WHERE}#data")
    assert reasons(reading) == ["A part of it is damaged and cannot be read."]


def test_what_was_read_before_the_time_was_up_is_kept() -> None:
    def clock() -> float:
        clock.calls += 1
        return 100.0 if clock.calls > 8 else 0.0

    clock.calls = 0
    reading = read_parts(attachment(rtf(r"Grace\par " * 30_000), "letter.rtf"), budget=Budget(clock=clock))
    assert reasons(reading) == ["It takes too long to be read."]
    assert texts_at(reading, WHERE).startswith("Grace")


def test_documents_of_many_programs(corpora: Path) -> None:
    files = sorted((corpora / "text-unrtf" / "tests").glob("*.rtf"))
    readings = {path.name: read_file(path.read_bytes(), path.name) for path in files}
    assert len(readings) > 25
    assert not [name for name, each in readings.items() if each.unread]
    assert all(any(str(text.location).endswith(".rtf") for text in each.texts) for each in readings.values())
    assert "абвгдеёжзийклмнопрстуфхцчшщъыьэюя" in texts_at(
        readings["cp1251-russian-alphabet.rtf"], "attachment:cp1251-russian-alphabet.rtf"
    )
    assert "ABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZ" in texts_at(readings["Turkish.rtf"], "attachment:Turkish.rtf")

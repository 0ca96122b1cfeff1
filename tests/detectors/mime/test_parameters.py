"""Parameters are read leniently, and it is told where programs would differ."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.mime.parameters import loose_readings, read_value


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("attachment; filename=a.pdf", ("a.pdf",)),
        ('attachment; filename="trip letter.pdf"', ("trip letter.pdf",)),
        ('attachment; FileName="a;b.pdf";', ("a;b.pdf",)),
        (r'attachment; filename="a\"b.pdf"', ('a"b.pdf',)),
        ("attachment; filename=Scan 001.pdf", ("Scan 001.pdf",)),
        ("attachment; filename=O'Brien.pdf", ("O'Brien.pdf",)),
        ("attachment; filename*=utf-8''Zo%C3%AB.pdf", ("Zoë.pdf",)),
        ("attachment; filename*=''a.pdf", ("a.pdf",)),
        ('attachment; filename*0=Grace; filename*1=" Bishop"; filename*2=.pdf', ("Grace Bishop.pdf",)),
        ("attachment; filename*0*=utf-8''Zo%C3; filename*1*=%AB; filename*2=.pdf", ("Zoë.pdf",)),
        ("attachment; filename=\"Zoe.pdf\"; filename*=utf-8''Zo%C3%AB.pdf", ("Zoë.pdf", "Zoe.pdf")),
        ("attachment;;;filename=a.pdf;;", ("a.pdf",)),
        ("attachment", ()),
    ],
)
def test_plain_ways_to_write_a_name(text: str, readings: tuple[str, ...]) -> None:
    value = read_value(text)
    assert value.main == "attachment"
    assert value.parameter("filename").readings == readings
    assert value.plain


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ('attachment; filename="a.zip', "a.zip"),
        ('attachment; filename="a.zip"x', "a.zip"),
        ("attachment; filename = a.zip", "a.zip"),
        ("attachment; filename='a.zip'", "'a.zip'"),
        ("attachment; filename=a.txt b.zip", "a.txt b.zip"),
        ("attachment; (x)filename=a.zip", None),
        ("attachment; filename*1=.zip; filename*0=a", "a.zip"),
        ("attachment; filename*1=a; filename*2=.zip", "a.zip"),
        ("attachment; filename*0=a; filename*0=b", "a"),
        (r"attachment; filename=a\.zip", r"a\.zip"),
    ],
)
def test_ways_that_programs_read_differently(text: str, reading: str | None) -> None:
    value = read_value(text)
    assert next(iter(value.parameter("filename").readings), None) == reading
    assert not value.plain


def test_a_name_given_twice_has_two_readings() -> None:
    assert read_value("x; name=a; name=b; name=a").parameter("name").readings == ("a", "b")


@given(st.text(alphabet="a=;*0'\"\\ ()%\x0b\xeb", max_size=60))
def test_never_raises(text: str) -> None:
    assert isinstance(read_value(text).plain, bool)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("a; x=1; y=2", ["1", "1; y=2"]),
        ("a; x=1(2)3", ["13"]),
        ('a; "x=1\\2"', ["12"]),
        ("a; (x)x='1'", ["1"]),
        ("a; y=1", []),
        ("x=1 x=2 x=3 x=4", ["1 x=2 x=3 x=4", "2 x=3 x=4", "3 x=4"]),
    ],
)
def test_loose_readings(text: str, readings: list[str]) -> None:
    assert list(loose_readings(text, re.compile("x="))) == readings

"""Text comes out right whatever character set is stated."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.finding import Location, Place
from detectors.message import Part
from detectors.mime.charset import decode, is_like_ascii, text_of


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        (b"Zo\xc3\xab Bishop", "utf-8", "Zoë Bishop"),
        (b"Zo\xc3\xab Bishop", "", "Zoë Bishop"),
        (b"Zo\xc3\xab Bishop", "us-ascii", "Zoë Bishop"),
        (b"Zo\xc3\xab Bishop", "no-such-set", "Zoë Bishop"),
        (b"Zo\xeb Bishop", "utf-8", "Zoë Bishop"),
        (b"Zo\xeb Bishop", "iso-8859-1", "Zoë Bishop"),
        (b"Zo\xeb Bishop", "'ISO-8859-1'", "Zoë Bishop"),
        (b"\x93Zo\xc3\xab\x94", "utf-8", "“Zoë”"),
        (b"\x93Zo\xeb\x94", "iso-8859-1", "“Zoë”"),
        (b"a\x81b", "iso-8859-1", "a\x81b"),
        (b"\xa4", "iso-8859-15", "€"),
        (b"\x81\x40", "shift_jis", "\u3000"),
        (b"Zo+AOs- Bishop", "utf-7", "Zoë Bishop"),
        (b"Zo+AOs- Bishop", "unicode-1-1-utf-7", "Zoë Bishop"),
        ("Zoë".encode("utf-16-le"), "utf-16", "Zoë"),
        ("Zoë".encode("utf-16-be"), "utf-16", "Zoë"),
        ("Zoë".encode("utf-32-be"), "utf-32", "Zoë"),
        (codecs.BOM_UTF8 + "Zoë".encode(), "iso-8859-1", "Zoë"),
        (codecs.BOM_UTF16_LE + "Zoë".encode("utf-16-le"), "", "Zoë"),
        (codecs.BOM_UTF32_LE + "Zoë".encode("utf-32-le"), "utf-8", "Zoë"),
    ],
)
def test_decodes_as_meant(content: bytes, charset: str, text: str) -> None:
    assert decode(content, charset) == text


@pytest.mark.parametrize(
    "charset", ["zip", "hex", "base64", "rot13", "punycode", "idna", "unicode_escape", "../x"]
)
def test_codecs_that_are_no_character_sets_are_not_used(charset: str) -> None:
    assert decode(rb"Grace Bishop \x41", charset) == r"Grace Bishop \x41"


@given(st.binary(), st.text(max_size=20))
def test_never_raises(content: bytes, charset: str) -> None:
    assert isinstance(decode(content, charset), str)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff")))
def test_utf8_needs_no_charset(text: str) -> None:
    assert text_of(Part(Location(Place.BODY), "text/plain", "", "", text.encode())) == text


@pytest.mark.parametrize(
    ("charset", "like"),
    [
        ("", True),
        ("utf-8", True),
        ("iso-8859-1", True),
        ("iso-2022-jp", True),
        ("gb2312", True),
        ("no-such-set", True),
        ("utf-16", False),
        ("utf-7", False),
        ("hz", False),
        ("cp037", False),
    ],
)
def test_some_sets_do_not_hold_plain_letters_as_themselves(charset: str, like: bool) -> None:
    assert is_like_ascii(charset) is like

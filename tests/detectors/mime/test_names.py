"""Attachments' names are safe, distinct and never empty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.mime.names import Names, clean_name, extension


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("trip.pdf", "trip.pdf"),
        (r"C:\Users\gbishop\trip.pdf", "trip.pdf"),
        ("/home/gbishop/trip.pdf", "trip.pdf"),
        ("../../trip.pdf", "trip.pdf"),
        (r"\\server\share\trip.pdf", "trip.pdf"),
        ("Grace Bishop 7/A.pdf", "Grace Bishop 7_A.pdf"),
        ("Report 1/9/2025.pdf", "Report 1_9_2025.pdf"),
        ("a\x00b\r\n\u202ec.pdf", "abc.pdf"),
        (" trip.pdf ", "trip.pdf"),
        ("/", "_"),
        ("", ""),
    ],
)
def test_clean_names(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


@pytest.mark.parametrize(
    ("name", "ending"), [("a.PDF", "pdf"), ("a.tar.gz", "gz"), ("a.exe. .", "exe"), ("a", ""), ("", "")]
)
def test_extensions(name: str, ending: str) -> None:
    assert extension(name) == ending


def test_missing_names_are_numbered_and_speak() -> None:
    names = Names()
    given_names = [names.give("", kind) for kind in ("application/pdf", "image/png", "strange/thing")]
    assert given_names == ["attachment-1.pdf", "attachment-2.png", "attachment-3.bin"]


def test_the_same_name_twice() -> None:
    names = Names()
    given_names = [names.give(name, "") for name in ("a.pdf", "a (2).pdf", "A.pdf", "a.pdf", "b", "b")]
    assert given_names == ["a.pdf", "a (2).pdf", "A (3).pdf", "a (4).pdf", "b", "b (2)"]


def test_a_long_name_keeps_its_extension() -> None:
    path = Names().give("x" * 5000 + ".docx", "")
    assert len(path) < 250
    assert path.endswith(".docx")


@given(st.lists(st.text(alphabet="aA. (2)", max_size=6), max_size=30))
def test_never_the_same_path_twice(filenames: list[str]) -> None:
    names = Names()
    paths = [names.give(each, "").lower() for each in filenames]
    assert len(set(paths)) == len(paths)

"""Files written into text are found, and sentences are not taken for files."""

import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.mime.uuencode import find_uuencoded


def uuencoded(content: bytes) -> bytes:
    lines = [binascii.b2a_uu(content[at : at + 45]) for at in range(0, len(content), 45)]
    return b"begin 644 marks.zip\n" + b"".join(lines) + b"`\nend\n"


@given(st.binary(min_size=1, max_size=200))
def test_a_file_among_text(content: bytes) -> None:
    (file,) = find_uuencoded(b"Dear all,\n\n" + uuencoded(content) + b"\nRegards\n")
    assert (file.name, file.content, file.whole) == (b"marks.zip", content, True)


def test_two_files() -> None:
    text = uuencoded(b"one") + uuencoded(b"two").replace(b"\n", b"\r\n")
    assert [file.content for file in find_uuencoded(text)] == [b"one", b"two"]


def test_a_file_without_its_end_is_not_whole() -> None:
    (file,) = find_uuencoded(uuencoded(b"Grace Bishop").removesuffix(b"`\nend\n"))
    assert (file.content, file.whole) == (b"Grace Bishop", False)


@pytest.mark.parametrize(
    "text",
    [
        b"Please begin 644 exercises today\n",
        b"begin 644 of the exercises\nwhen you are ready.\nend\n",
        b"begin with page 3\n",
        b"begin 644 x\n\nend",
        b"",
    ],
)
def test_sentences_are_no_files(text: bytes) -> None:
    assert list(find_uuencoded(text)) == []


def test_xxencode_is_the_same_with_other_letters() -> None:
    (file,) = find_uuencoded(b"begin 644 marks.txt\r\nAFr7VMqIUEaZnO4xk\r\n+\r\nend\r\n")
    assert (file.content, file.whole) == (b"Grace Bishop", True)


def test_words_of_the_letters_of_xxencode_are_no_file() -> None:
    assert list(find_uuencoded(b"begin 644 exercises\nImmediately\nend\n")) == []

"""Files in text are found in each of their forms."""

import pytest

from detectors.mime.textfile import TextFile
from detectors.mime.textfiles import find_files

YENC = b"=ybegin line=128 size=5 name=y.zip\r\nq\x9c\x8b\x8d\x8f\r\n=yend size=5\r\n"
BASE64 = b"begin-base64 644 pupil marks.zip\nR3JhY2U=\n====\n"
UUENCODE = b"begin 644 marks.zip\n%1W)A8V4\n`\nend\n"


def test_each_form() -> None:
    assert list(find_files(b"Dear all,\n" + YENC + BASE64 + UUENCODE)) == [
        TextFile(b"marks.zip", b"Grace", whole=True),
        TextFile(b"pupil marks.zip", b"Grace", whole=True),
        TextFile(b"y.zip", b"Grace", whole=True),
    ]


@pytest.mark.parametrize("text", [BASE64.removesuffix(b"====\n"), BASE64.replace(b"Y2U", b"!2U")])
def test_base64_that_is_not_whole(text: bytes) -> None:
    (file,) = find_files(text)
    assert not file.whole


def test_binhex_is_said_where_it_cannot_be_read() -> None:
    (file,) = find_files(b"(This file must be converted with BinHex 4.0)\n:nothing:")
    assert not file.whole


@pytest.mark.parametrize(
    "text", [b"", b"We begin with base64.\n", b"=ybegin", b"begin-base64 with page 3\n", b"BinHex 4.0"]
)
def test_sentences_are_no_files(text: bytes) -> None:
    assert list(find_files(text)) == []

"""Each transfer encoding is undone by what knows it, and one that nobody knows is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.mime.flaws import Flaw
from detectors.mime.transfer import decode_transfer

UUENCODED = b"begin 644 x\n%1W)A8V4\n`\nend\n"
YENC = b"=ybegin line=128 size=5 name=x\r\nq\x9c\x8b\x8d\x8f\r\n=yend size=5\r\n"


@pytest.mark.parametrize("encoding", ["7bit", "8bit", "binary", ""])
def test_no_encoding(encoding: str) -> None:
    assert decode_transfer(b"a=41\r\n", encoding).content == b"a=41\r\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"R3JhY2U=", "base64"),
        (b"Gr=61ce", "quoted-printable"),
        (UUENCODED, "uuencode"),
        (UUENCODED, "x-uue"),
        (b"%1W)A8V4\n", "x-uuencode"),
        (YENC, "yenc"),
        (YENC, "uuencode"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    decoded = decode_transfer(data, encoding)
    assert (decoded.content, decoded.flaw) == (b"Grace", None)


@pytest.mark.parametrize(("data", "flaw"), [(b"H4sI", Flaw.ENCODING_UNKNOWN), (b"\r\n", None), (b"", None)])
def test_an_unknown_encoding_matters_only_with_content(data: bytes, flaw: Flaw | None) -> None:
    decoded = decode_transfer(data, "unheard-of")
    assert (decoded.content, decoded.flaw) == (data, flaw)


@pytest.mark.parametrize("encoding", ["uuencode", "yenc", "binhex"])
def test_what_is_not_in_its_encoding(encoding: str) -> None:
    assert decode_transfer(b"this is not it", encoding).flaw is Flaw.FILE_IN_TEXT


@given(st.binary(max_size=300))
def test_never_raises(data: bytes) -> None:
    for encoding in ("base64", "quoted-printable", "x-uuencode", "yenc", "binhex", "unheard-of"):
        assert isinstance(decode_transfer(data, encoding).content, bytes)

"""Transfer encodings are undone; where programs would differ, that is said and all readings are given."""

import base64
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.mime.flaws import Flaw
from detectors.mime.transfer import decode_base64, decode_quoted, decode_transfer, decode_uuencoded


@pytest.mark.parametrize(
    "data",
    [
        b"R3JhY2UgQmlzaG9w",
        b"R3JhY2Ug\r\nQmlzaG9w\r\n",
        b"R3JhY2Ug\nQmlzaG9w\n\n\n",
        b"  R3Jh Y2Ug\tQmlz\x0baG9w",
        b"R3JhY2Ug" + b"\r\n" * 3 + b"QmlzaG9w",
    ],
)
def test_base64_that_all_read_alike(data: bytes) -> None:
    assert decode_base64(data).content == b"Grace Bishop"
    assert decode_base64(data).flaw is None


@pytest.mark.parametrize(("data", "content"), [(b"R3JhY2U", b"Grace"), (b"R3JhY2U=", b"Grace"), (b"", b"")])
def test_missing_padding_at_the_end_is_no_flaw(data: bytes, content: bytes) -> None:
    assert decode_base64(data).content == content
    assert decode_base64(data).flaw is None


def test_lines_folded_at_any_one_length_are_no_flaw() -> None:
    letters = base64.b64encode(bytes(300))
    for length in (60, 76, 78):  # Exchange folds at 78
        lines = [letters[at : at + length] for at in range(0, len(letters), length)]
        assert decode_base64(b"\r\n".join(lines)).flaw is None


@pytest.mark.parametrize(
    "data",
    [
        b"R3Jh!Y2UgQmlzaG9w",
        b"R3JhY2U=IEJpc2hvcA==",
        b"R3Jh=Y2UgQmlzaG9w",
        b"=R3JhY2UgQmlzaG9w",
        b"R3JhY2UgQmlzaG9w\r\n\r\n--- This mail was scanned ---\r\n",
        b"R3JhXX\r\nY2UgXX\r\nQmlzXX\r\naG9w",
        b"R3JhX\r\n\r\n\r\nY2UgQmlzaG9w",
        b"R3JhY2U=\r\n" + bytes(range(128, 140)),
    ],
)
def test_base64_that_programs_read_differently(data: bytes) -> None:
    assert decode_base64(data).flaw is Flaw.BASE64_BROKEN


def test_all_that_programs_would_read_is_given() -> None:
    decoded = decode_base64(b"R3JhY2U=\r\nIEJpc2hvcA==\r\n")
    assert decoded.content == b"Grace Bishop"
    assert b"Grace" in decoded.others


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (b"Zo=C3=AB", "Zoë".encode()),
        (b"Zo=c3=ab", "Zoë".encode()),
        (b"Gra=\r\nce", b"Grace"),
        (b"Gra= \t\r\nce  \r\n", b"Grace\r\n"),
        (b"a  \nb", b"a\nb"),
        (b"Grace=", b"Grace"),
    ],
)
def test_quoted_printable(data: bytes, content: bytes) -> None:
    assert decode_quoted(data).content == content
    assert decode_quoted(data).flaw is None


@pytest.mark.parametrize("data", [b"href=x", b"=4", b"=4\r\n1", b"a==41", b"=50=0a=4B"])
def test_broken_quoted_printable(data: bytes) -> None:
    assert decode_quoted(data).flaw is Flaw.QUOTED_BROKEN


@pytest.mark.parametrize("encoding", ["7bit", "8bit", "binary", ""])
def test_no_encoding(encoding: str) -> None:
    assert decode_transfer(b"a=41\r\n", encoding).content == b"a=41\r\n"


@pytest.mark.parametrize(("data", "flaw"), [(b"H4sI", Flaw.ENCODING_UNKNOWN), (b"\r\n", None), (b"", None)])
def test_unknown_encoding_matters_only_with_content(data: bytes, flaw: Flaw | None) -> None:
    decoded = decode_transfer(data, "x-gzip64")
    assert (decoded.content, decoded.flaw) == (data, flaw)


@pytest.mark.parametrize("data", [b"begin 644 x\n%1W)A8V4\n`\nend\n", b"%1W)A8V4\n"])
def test_uuencode(data: bytes) -> None:
    assert decode_uuencoded(data).content == b"Grace"
    assert decode_uuencoded(data).flaw is None


def test_broken_uuencode() -> None:
    assert decode_uuencoded(b"this is not it").flaw is Flaw.UUENCODE_BROKEN


@given(st.binary(max_size=300))
def test_what_was_encoded_comes_back(content: bytes) -> None:
    assert decode_base64(base64.encodebytes(content)).content == content
    assert decode_base64(base64.encodebytes(content)).flaw is None
    # Line ends inside a quoted-printable text are those of the message.
    text = content.replace(b"\r", b"").replace(b"\n", b"")
    assert decode_quoted(quopri.encodestring(text, quotetabs=True)).content == text


@given(st.binary(max_size=300))
def test_never_raises(data: bytes) -> None:
    for encoding in ("base64", "quoted-printable", "x-uuencode", "unheard-of"):
        assert isinstance(decode_transfer(data, encoding).content, bytes)

"""Base64 comes out right, and where programs would differ, all that they would make of it comes out."""

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.mime.base64 import decode_base64
from detectors.mime.flaws import Flaw

ZIP = b"PK\x03\x04\0\0\0\0Grace Bishop, Oakfield Academy"
LETTERS = base64.b64encode(ZIP)


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
def test_what_all_read_alike(data: bytes) -> None:
    assert decode_base64(data).content == b"Grace Bishop"
    assert decode_base64(data).others == ()
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
def test_what_programs_read_differently(data: bytes) -> None:
    assert decode_base64(data).flaw is Flaw.BASE64_BROKEN


@pytest.mark.parametrize(
    "data",
    [
        b"-".join(LETTERS[at : at + 4] for at in range(0, len(LETTERS), 4)),  # rubbish is skipped
        LETTERS.rstrip(b"=") + b"=" + b"R3JhY2U",  # the first stretch
        base64.b64encode(ZIP[:10]) + b"\r\n" + base64.b64encode(ZIP[10:]),  # every stretch
        b"=".join(LETTERS[at : at + 3] for at in range(0, len(LETTERS), 3)),  # the padding is skipped
        b"".join(base64.b64encode(ZIP[at : at + 2]) for at in range(0, len(ZIP), 2)),  # four by four
        LETTERS.replace(b"A", b"="),  # the padding is as good as nought
        b"\r\n".join(LETTERS[at : at + 4] + b"XX" for at in range(0, len(LETTERS), 4)),  # line by line
        b"\r\n".join(LETTERS[at : at + 8] + b"#abc" for at in range(0, len(LETTERS), 8)),  # until the rubbish
        b"ABC\r\n\r\n" + LETTERS,  # from the first empty line on
        b"begin-base64 644 trip.zip\r\n" + LETTERS + b"\r\n====\r\n",
        LETTERS[:12] + b"\r\n--outer+\r\n" + LETTERS[12:],  # a boundary of another part
        base64.urlsafe_b64encode(b"\xfb\xef\xbe" + ZIP) + b"!",
    ],
    ids=range(12),
)
def test_all_that_programs_would_read_is_given(data: bytes) -> None:
    decoded = decode_base64(data)
    assert any(ZIP in content for content in (decoded.content, *decoded.others))
    assert decoded.flaw is Flaw.BASE64_BROKEN
    assert len(decoded.others) == len({decoded.content, *decoded.others}) - 1 <= 7


@pytest.mark.parametrize(
    "data", [b" " * 2_000_000 + b"!", b"AB==" * 500_000, b"A\n" * 500_000 + b"!", b"!" * 2_000_000]
)
def test_time_is_linear(data: bytes) -> None:
    start = time.process_time()
    assert decode_base64(data).flaw is Flaw.BASE64_BROKEN
    assert time.process_time() - start < 2


@given(st.binary(max_size=300))
def test_what_was_encoded_comes_back(content: bytes) -> None:
    assert decode_base64(base64.encodebytes(content)).content == content
    assert decode_base64(base64.encodebytes(content)).flaw is None


@given(st.binary(max_size=300))
def test_never_raises(data: bytes) -> None:
    assert isinstance(decode_base64(data).content, bytes)


@given(
    st.lists(st.integers(0, 80), max_size=6),
    st.sampled_from((b"\n", b"\r\n")),
    st.sampled_from((b"", b"\n", b"\r\n ")),
)
def test_what_follows_the_last_line_makes_no_difference(
    lengths: list[int], end: bytes, behind: bytes
) -> None:
    data = end.join(b"R" * length for length in lengths)
    assert (decode_base64(data + behind).flaw is None) == (decode_base64(data).flaw is None)

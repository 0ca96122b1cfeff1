"""Quoted-printable comes out right, and where programs would differ, all that they would make of it does."""

import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.mime import quoted
from detectors.mime.flaws import Flaw
from detectors.mime.quoted import decode_quoted


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
def test_what_all_read_alike(data: bytes, content: bytes) -> None:
    decoded = decode_quoted(data)
    assert (decoded.content, decoded.others, decoded.flaw) == (content, (), None)


@pytest.mark.parametrize("data", [b"href=x", b"=4", b"=4\r\n1", b"a==41", b"=50=0a=4B"])
def test_broken(data: bytes) -> None:
    assert decode_quoted(data).flaw is Flaw.QUOTED_BROKEN


@pytest.mark.parametrize(
    "data",
    [
        b"=XXGr=XXace",  # an escape that is none is left out
        b"=0aGr=0aa=0ace=4B",  # and small letters are none
        b"=0=47r=0=61ce",  # half an escape
        b"==47r==61ce",  # the sign alone
        b"= =47race",
    ],
)
def test_all_that_programs_would_read_is_given(data: bytes) -> None:
    decoded = decode_quoted(data)
    assert any(content.startswith(b"Grace") for content in (decoded.content, *decoded.others))
    assert decoded.flaw is Flaw.QUOTED_BROKEN


@given(st.binary(max_size=300))
def test_what_was_encoded_comes_back(content: bytes) -> None:
    # Line ends inside a quoted-printable text are those of the message.
    text = content.replace(b"\r", b"").replace(b"\n", b"")
    assert decode_quoted(quopri.encodestring(text, quotetabs=True)).content == text


@given(st.binary(max_size=300))
def test_never_raises(data: bytes) -> None:
    assert isinstance(decode_quoted(data).content, bytes)


@given(
    st.lists(
        st.sampled_from((b"=3D", b"=3d", b"=aB", b"=\r\n", b"= \n", b"=", b"Zo", b" ", b"A", b"\r\n")),
        max_size=12,
    )
)
def test_what_is_plainly_coded_has_no_riddle(pieces: list[bytes]) -> None:
    """As every escape is looked at, one kind after another."""
    data = b"".join(pieces)
    mixed = quoted._LOWER_ESCAPE.search(data) and quoted._UPPER_ESCAPE.search(data)
    kept = b"\n".join(line.rstrip(b" \t") for line in data.replace(b"\r\n", b"\n").split(b"\n"))
    is_riddle = bool(mixed or quoted._BAD_ESCAPE.search(kept))
    assert (decode_quoted(data).flaw is Flaw.QUOTED_BROKEN) == is_riddle

"""Tests for gateway.roster.formats.decode."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.roster.errors import FormatError
from gateway.roster.formats.decode import decode, decode_head

TEXT = "Oakfield – pupils\nid,forename,surname\n1043,Zoë,O’Neill\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_encoding(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


def test_two_exports_put_together_keep_their_letters() -> None:
    assert decode("Zoë\n".encode() + "Renée\n".encode("cp1252")) == "Zoë\nRenée\n"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00", bytes(300), bytes(range(256))])
def test_what_is_no_text(data: bytes) -> None:
    with pytest.raises(FormatError, match="is not text"):
        decode(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_head_is_cut_at_the_end_of_a_line(encoding: str) -> None:
    data = TEXT.encode(encoding)
    for cut in range(len(data) // 2, len(data)):
        assert TEXT.startswith(decode_head(data[:cut]).rstrip("\ufffd"))
        assert decode_head(data[:cut]).startswith("Oakfield – pupils\n")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=5))
def test_text_with_a_mark_comes_back(text: str) -> None:
    assert decode(text.encode("utf-16")) == text.removeprefix("\ufeff")

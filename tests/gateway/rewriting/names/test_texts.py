"""Names in text as it is written: every byte outside of them stays, whatever the character set."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.roster import Pupil
from gateway.policy.rewriting import ShortForm
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.edits import apply
from gateway.rewriting.names.charset import read_written
from gateway.rewriting.names.shortening import Shortening
from gateway.rewriting.names.spots import Replacement
from gateway.rewriting.names.texts import shorten_text
from tests.gateway.rewriting.names.school import shortening

SHORTENING = shortening()
ETIENNE = shortening(Pupil("1", "Étienne", "Bishop"))
OLGA = shortening(Pupil("1", "Ольга", "Иванова"))


def made(
    content: bytes, charset: str, shorten: Shortening = SHORTENING, *, ascii_only: bool = False
) -> bytes:
    return apply(content, shorten_text(content, charset, shorten, ascii_only=ascii_only))


@pytest.mark.parametrize(
    "charset",
    [
        *("utf-8", "iso-8859-1", "windows-1252", "iso-8859-15", "cp850", "koi8-r", "utf-8-sig"),
        *("gb18030", "big5", "shift_jis", "euc-kr", "utf-16", "utf-16-le", "utf-32"),
    ],
)
def test_each_character_set_keeps_its_bytes(charset: str) -> None:
    around = {"koi8-r": "Да", "shift_jis": "日本", "big5": "中文", "euc-kr": "한국", "gb18030": "中文€"}.get(
        charset, "é"
    )
    text = f"{around} Grace Bishop {around}: Henry Tudor\r\n{around}"
    shown = f"{around} G.B. {around}: H.T.\r\n{around}"
    stated = "utf-8" if charset == "utf-8-sig" else charset
    assert made(text.encode(charset), stated) == shown.encode(charset)


def test_stray_bytes_stay() -> None:
    content = "Zoë O'Neill – €".encode() + b" \x93Grace Bishop\x94 \x81 caf\xe9"
    assert made(content, "utf-8") == "Z.O. – €".encode() + b" \x93G.B.\x94 \x81 caf\xe9"
    assert made(b"\x81 Grace Bishop \xff", "iso-8859-1") == b"\x81 G.B. \xff"


def test_a_letter_that_the_character_set_has_is_written_in_it() -> None:
    assert made("Étienne Bishop".encode("cp850"), "cp850", ETIENNE) == "É.B.".encode("cp850")
    assert made("Étienne Bishop, é".encode(), "utf-8", ETIENNE) == "É.B., é".encode()
    assert made("Étienne Bishop".encode("utf-16"), "utf-16", ETIENNE) == "É.B.".encode("utf-16")


@pytest.mark.parametrize(
    ("charset", "ascii_only"), [("us-ascii", False), ("", False), ("koi8-r", False), ("utf-8", True)]
)
def test_a_letter_that_it_does_not_have_loses_its_accent(charset: str, ascii_only: bool) -> None:
    assert made(b"Etienne Bishop", charset, ETIENNE, ascii_only=ascii_only) == b"E.B."


def test_a_letter_that_cannot_be_written_at_all_is_refused() -> None:
    written = read_written(b"Grace Bishop", "us-ascii")
    with pytest.raises(CannotRewriteError, match="character set"):
        list(written.edits([Replacement(0, 12, "О.И.")]))
    (edit,) = written.edits([Replacement(0, 12, "О.И.")], markup=True)
    assert edit.new == b"&#1054;.&#1048;."


@pytest.mark.parametrize("charset", ["utf-7", "iso-2022-jp", "hz", "cp037"])
def test_a_character_set_with_shift_states_is_refused(charset: str) -> None:
    with pytest.raises(CannotRewriteError, match="character set"):
        made("日本 Grace Bishop".encode(charset if charset != "cp037" else "utf-8"), charset)


def test_flowed_text_flows_on() -> None:
    content = b"Here we saw Grace \r\nBishop, who is well. \r\n And so on.\r\n-- \r\nGrace Bishop\r\n"
    assert made(content, "utf-8") == b"Here we saw G.B. \r\n, who is well. \r\n And so on.\r\n-- \r\nG.B.\r\n"


def test_an_empty_text_stays_empty() -> None:
    assert shorten_text(b"", "utf-8", SHORTENING) == []


def test_an_alphabet_of_its_own() -> None:
    assert made("Ольга Иванова, 8К".encode("koi8-r"), "koi8-r", OLGA) == "О.И., 8К".encode("koi8-r")
    kept = shortening(Pupil("1", "Ольга", "Иванова"), form=ShortForm.FORENAME_AND_INITIAL)
    assert made("Иванова Ольга".encode(), "utf-8", kept) == "Ольга И.".encode()


_CHARSETS = ("utf-8", "cp1252", "gb18030", "utf-16-le", "cp932")


@given(st.lists(st.text(max_size=12), min_size=2, max_size=6), st.sampled_from(_CHARSETS))
def test_bytes_are_found_whatever_stands_between(around: list[str], charset: str) -> None:
    text = "\n\nGrace Bishop\n\n".join(around)
    content = text.encode(charset, "ignore")
    try:
        written = read_written(content, charset)
    except CannotRewriteError:
        return
    places = [at for at in range(len(written.text)) if written.text.startswith("Grace Bishop", at)]
    edits = list(written.edits(Replacement(at, at + 12, "G.B.") for at in places))
    name = "Grace Bishop".encode(charset)
    assert [content[edit.start : edit.end] for edit in edits] == [name] * len(places)

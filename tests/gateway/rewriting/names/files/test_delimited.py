"""Delimited values: cells become shorter, and the table stays as it was written."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.policy.rewriting import ShortForm
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.names.files.delimited import shorten_csv
from tests.gateway.rewriting.names.files.pupils import names_in, shortening
from tests.support.timing import quickest

SHORT = shortening()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Forename,Surname\r\nGrace,Bishop\r\nHenry,Tudor\r\n", "Forename,Surname\r\nG.,B.\r\nH.,T.\r\n"),
        ("Name;Form\n\"Bishop, Grace\";8K\n\n\"Tudor, Henry\";9\n", "Name;Form\n\"G.B.\";8K\n\n\"H.T.\";9\n"),
        ("Name\tNote\nZoë O'Neill\t\"so \"\"they\"\" say\"\n", "Name\tNote\nZ.O.\t\"so \"\"they\"\" say\"\n"),
        ('Note,Form\n"""Grace"", said Grace Bishop, ""is my name""",8\n',
         'Note,Form\n"""Grace"", said G.B., ""is my name""",8\n'),
        ('Names,Form\n"Grace Bishop ""and"" Henry Tudor",8\n', 'Names,Form\n"G.B. ""and"" H.T.",8\n'),
        ('Names,Form\n"Grace Bishop"\'s,8\n', 'Names,Form\n"G.B."\'s,8\n'),
        ("Name|Form\nHenry Tudor and Grace Bishop|8", "Name|Form\nH.T. and G.B.|8"),
        ("Name,Form\nGrace Bishop,", "Name,Form\nG.B.,"),
        ("", ""),
        ("Menu,Price\r\nSoup,2\r\n", "Menu,Price\r\nSoup,2\r\n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_cells(before: str, after: str, codec: str) -> None:
    assert shorten_csv(before.encode(codec), SHORT) == after.encode(codec)


def test_the_forename_may_stay() -> None:
    after = shorten_csv(b"Forename,Surname\nGrace,Bishop\n", shortening(ShortForm.FORENAME_AND_INITIAL))
    assert after == b"Forename,Surname\nGrace,B.\n"


def test_the_stated_character_set_counts() -> None:
    before = "Name,Note\nGrace Bishop,£5 Ж\n".encode("iso-8859-5", "ignore")
    assert shorten_csv(before, SHORT, "iso-8859-5") == before.replace(b"Grace Bishop", b"G.B.")


_CELLS = st.text(st.sampled_from('abx",; 7\n'), max_size=8)
_NAMED = st.sampled_from(["Grace Bishop", "Henry Tudor"])


@given(st.lists(st.tuples(_CELLS, _NAMED, _CELLS), min_size=1, max_size=6))
def test_what_a_program_wrote_reads_the_same_but_for_the_names(rows: list[tuple[str, ...]]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([("first", "Name", "last"), *rows])
    after = shorten_csv(out.getvalue().encode(), SHORT).decode()
    expected = [
        [cell.replace("Grace Bishop", "G.B.").replace("Henry Tudor", "H.T.") for cell in row] for row in rows
    ]
    assert list(csv.reader(io.StringIO(after)))[1:] == expected
    assert names_in(after.encode(), "pupils.csv") == []


@pytest.mark.parametrize(
    "content",
    [
        b'Name,Form\n"Grace Bi"shop,8\n',  # quotation marks round half a name
        b"Name,Form\x0bGrace Bishop,8\n",  # a line end to some programs only
    ],
)
def test_what_may_be_read_differently_is_refused(content: bytes) -> None:
    with pytest.raises(CannotRewriteError):
        shorten_csv(content, SHORT)


def test_a_large_table_takes_linear_time() -> None:
    def seconds(rows: int) -> float:
        content = b"Forename,Surname\r\n" + b'Apple,"Pe ""a"" r"\r\n' * rows
        assert shorten_csv(content, SHORT) == content
        return quickest(lambda: shorten_csv(content, SHORT))

    assert seconds(40_000) < 8 * max(seconds(10_000), 0.05)

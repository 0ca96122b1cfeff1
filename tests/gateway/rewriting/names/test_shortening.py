"""Names in texts, tables and file names: what is replaced, with what, and that nothing else is."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.names.fold import words_of
from detectors.names.index import NameIndex
from detectors.names.sense import Form, NameHit
from detectors.roster import Pupil, Roster
from gateway.policy.rewriting import ShortForm
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.names.forms import ShortForms
from gateway.rewriting.names.shortening import CellReplacement, Shortening
from gateway.rewriting.names.spots import Replacement, Spots, after, replaced
from tests.gateway.rewriting.names.school import FACTS, GRACE, HENRY, shortening
from tests.support.timing import quickest

SHORTENING = shortening()
WITH_FORENAME = shortening(form=ShortForm.FORENAME_AND_INITIAL)


def in_text(text: str) -> str:
    return replaced(text, SHORTENING.in_text(text, rows=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Grace Bishop was late.", "G.B. was late."),
        ("We saw GRACE BISHOP. Then lunch.", "We saw G.B. Then lunch."),
        ("It is Henry Tudor's coat", "It is H.T.'s coat"),
        ("Bishop, Grace; Tudor, Henry", "G.B.; H.T."),
        ("Grace Marie Bishop and zoe oneill", "G.B. and Z.O."),
        ("Grace and Tom Bishop", "G.B. and T.B."),
        ("Grace and Ann Bishop", "G.B. and Ann B."),  # Ann is no pupil; the surname would tell
        ("mail to grace.bishop@example.org", "mail to G.B.@example.org"),
        ("see GraceBishop, please", "see G.B., please"),
        ("Grace\nBishop was late", "G.B.\nwas late"),
        ("> Grace \n> Bishop was late", "> G.B. \n> was late"),
        ("I hear that Grace Bis-\nhop was late", "I hear that G.B.\nwas late"),
        ("about G r a c e  B i s h o p", "about G.B."),
        ("Grace\u200bBishop", "G.B."),
        ("Forename: Grace was ill\nSurname: Bishop", "Forename: G. was ill\nSurname: B."),
        ("Surname: Bishop\nForename: Gracce", "Surname: B.\nForename: G."),
        ("Forename,Year,Surname\nGrace Marie,8,Bishop", "Forename,Year,Surname\nG.,8,B."),
        ("Bishop,Grace,8K\nTudor,Henry,8K", "B.,G.,8K\nT.,H.,8K"),
        ("Bishop\tGrace\nTudor | Henry", "B.\tG.\nT. | H."),
        ("1;Grace;8K;Bishop\n2;Grace;8K;Bishop\n3;Henry;9;Tudor", "1;G.;8K;B.\n2;G.;8K;B.\n3;H.;9;T."),
        ("in 8K  Grace Bishop", "in 8K  G.B."),
        ("Nobody here is Grace, or a Bishop.", "Nobody here is Grace, or a Bishop."),
        ("", ""),
    ],
)
def test_text(text: str, expected: str) -> None:
    assert in_text(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Grace Bishop and HENRY TUDOR", "Grace B. and Henry T."),
        ("Surname: Bishop\nForename: Grace", "Surname: B.\nForename: Grace"),
        ("grace.bishop@example.org", "Grace.B.@example.org"),
        ("Grace and Tom Bishop", "Grace B. and Tom B."),
    ],
)
def test_text_with_forenames(text: str, expected: str) -> None:
    assert replaced(text, WITH_FORENAME.in_text(text, rows=True)) == expected


def test_a_name_over_lines_has_a_replacement_on_each() -> None:
    found = SHORTENING.in_text("Dear Grace\r\nBishop was", rows=False)
    assert found == (Replacement(5, 10, "G.B."), Replacement(12, 19, ""))


def test_two_names_that_share_a_word_become_either() -> None:
    text = "Grace Bishop Tudor"
    hits = [
        NameHit("Grace Bishop", (0, 12), (GRACE.id,), 0.9, Form.FULL),
        NameHit("Bishop Tudor", (6, 18), (HENRY.id,), 0.9, Form.FULL),
    ]
    found = Spots(text, FACTS.names.lexicon, SHORTENING.forms).of(hits)
    assert replaced(text, found) == "G.B./H.T."


def test_a_short_form_that_makes_a_name_with_its_neighbour_is_refused() -> None:
    pupils = shortening(
        Pupil("1", "Grace", "Bishop"), Pupil("2", "Grace", "Tudor"), form=ShortForm.FORENAME_AND_INITIAL
    )
    with pytest.raises(CannotRewriteError, match="cannot be shortened for sure"):
        pupils.in_text("Grace Bishop Tudor", rows=False)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [["Forename", "Year", "Surname"], ["Grace", "8K", "Bishop"], ["Henry", "9", "Tudor"]],
            [["Forename", "Year", "Surname"], ["G.", "8K", "B."], ["H.", "9", "T."]],
        ),
        ([["Bishop (8K)", "Grace Marie"]], [["B. (8K)", "G."]]),
        ([["Tudor, Henry", "late"], ["Grace Bishop said", ""]], [["H.T.", "late"], ["G.B. said", ""]]),
        ([["Grace", "Bishp"]], [["G.", "B."]]),
        ([["Grace", "Tudor"], []], [["Grace", "Tudor"], []]),
    ],
)
def test_cells(rows: list[list[str]], expected: list[list[str]]) -> None:
    found = SHORTENING.in_cells(rows)
    made = [
        [
            replaced(
                cell,
                (Replacement(e.start, e.end, e.new) for e in found if (e.row, e.column) == (row, column)),
            )
            for column, cell in enumerate(cells)
        ]
        for row, cells in enumerate(rows)
    ]
    assert made == expected


def test_a_forename_that_is_kept_leaves_its_cell_alone() -> None:
    assert WITH_FORENAME.in_cells([["Grace", "Bishop"]]) == (CellReplacement(0, 1, 0, 6, "B."),)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Grace Bishop.docx", "G.B.docx"),
        ("EHCPGraceBishop (2).pdf", "EHCPG.B. (2).pdf"),
        ("Report_Tudor_Henry_8K.pdf", "Report_H.T._8K.pdf"),
        ("zoe-oneill.png", "Z.O.png"),
        ("minutes.pdf", "minutes.pdf"),
    ],
)
def test_file_names(name: str, expected: str) -> None:
    assert replaced(name, SHORTENING.in_file_name(name)) == expected


def test_what_may_not_stand_in_a_file_name_is_not_put_in() -> None:
    roster = Roster((Pupil("1", "Grace", "Bishop"), Pupil("2", "Grace", "Bishop")))
    forms = ShortForms.of(roster, [("1",), ("2",), ("1", "2")], ShortForm.INITIALS)
    found = Shortening(NameIndex.of(roster), forms).in_file_name("Grace Bishop.docx")
    assert replaced("Grace Bishop.docx", found) == "G.B. (1)-G.B. (2).docx"


def test_a_pupil_who_is_named_a_thousand_times_is_shortened_each_time() -> None:
    text = "Grace Bishop was late again on Monday, and Henry Tudor too.\n" * 1000
    assert in_text(text) == "G.B. was late again on Monday, and H.T. too.\n" * 1000


_WORDS = ("grace", "bishop", "tom", "henry", "tudor", "zoe", "oneill")
_JOINED = {"".join(words) for words in product(_WORDS, repeat=2)}
_PIECES = st.sampled_from(
    (
        *(
            " Grace Bishop",
            " Bishop, Grace",
            " Henry\nTudor",
            " zoe.oneill@example.org",
            " Grace and Tom Bishop",
        ),
        *(" Grace", " Bishop", " Tom", " and ", " 8K ", "Surname: ", "Forename: ", " 王 "),
        *(" ", "\n", ", ", ".", "; ", "\t", "|"),
    )
)


@settings(max_examples=200)
@given(st.lists(_PIECES, max_size=25).map("".join), st.sampled_from([SHORTENING, WITH_FORENAME]))
def test_nothing_but_names_is_taken_out_and_none_is_left(text: str, shorten: Shortening) -> None:
    try:
        found = shorten.in_text(text, rows=True)
    except CannotRewriteError:
        return
    assert all(one.end <= other.start for one, other in pairwise(found))
    taken = {word for each in found for word in words_of(text[each.start : each.end])}
    assert taken <= {*_WORDS, *_JOINED, "and"}
    assert not any(FACTS.names.find(replaced(text, found)))


@given(st.text("ab", max_size=30), st.data())
def test_replacements_one_after_the_other_are_as_good_as_at_once(text: str, data: st.DataObject) -> None:
    first = data.draw(_replacements(text))
    once = replaced(text, first)
    cuts = data.draw(st.lists(st.integers(0, len(once)), min_size=2, max_size=2).map(sorted))
    second = [Replacement(*cuts, "y")]
    try:
        both = after(tuple(first), second)
    except CannotRewriteError:
        return
    assert replaced(text, both) == replaced(once, second)


@st.composite
def _replacements(draw: st.DrawFn, text: str) -> list[Replacement]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), unique=True, max_size=6)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [Replacement(start, end, draw(st.sampled_from(["", "X", "XXXX"]))) for start, end in pairs]


def test_time_is_in_proportion_to_length() -> None:
    line = "The minutes of the meeting follow, as agreed with Grace Bishop last Friday, in full.\n"
    less, more = (
        quickest(lambda text=line * many: SHORTENING.in_text(text, rows=True)) for many in (1_000, 4_000)
    )
    assert more < 8 * less + 0.5

"""What is written in place of a name: the same all through a message, and never the same for two."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.names.index import NameIndex
from detectors.roster import Pupil, Roster
from gateway.policy.rewriting import ShortForm
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.names.forms import ShortForms
from tests.gateway.rewriting.names.school import GRACE, TOM, forms_of

INITIALS, FORENAME = ShortForm.INITIALS, ShortForm.FORENAME_AND_INITIAL


@pytest.mark.parametrize(
    ("forename", "surname", "initials", "with_forename"),
    [
        ("Grace", "Bishop", "G.B.", "Grace B."),
        ("ZOË", "O'NEILL", "Z.O.", "ZOË O."),
        ("Anne-Marie", "Smith-Jones", "A.S.", "Anne-Marie S."),
        ("Mary Jane", "Watson", "M.W.", "Mary Jane W."),
        ("Piet", "van der Berg", "P.V.", "Piet V."),
        ("étienne", "d'Arcy", "É.D.", "étienne D."),
        ("Grace (8K)", "Bishop", "G.B.", "Grace B."),
        ("J", "Bishop", "J.B.", "J B."),
        ("Ольга", "Иванова", "О.И.", "Ольга И."),
        ("小明", "王", "小.X.", "小明 X."),  # one letter would be the whole surname
        ("明", "王", "X.X.", "明 X."),
    ],
)
def test_one_letter_of_each_name(forename: str, surname: str, initials: str, with_forename: str) -> None:
    pupil = Pupil("1", forename, surname)
    assert forms_of(pupil).of_pupils(["1"]) == initials
    assert forms_of(pupil, form=FORENAME).of_pupils(["1"]) == with_forename


def test_the_name_by_which_a_pupil_is_called_counts() -> None:
    pupil = Pupil("1", "Elizabeth", "Bishop", preferred_forename="Liz", preferred_surname="Carter")
    assert forms_of(pupil).of_pupils(["1"]) == "L.C."
    assert forms_of(pupil, form=FORENAME).of_pupils(["1"]) == "Liz C."


def test_a_forename_that_is_kept_is_the_one_that_stands_there() -> None:
    pupil = Pupil("1", "Mary Jane", "Bishop", preferred_forename="Molly")
    forms = forms_of(pupil, form=FORENAME)
    written = ("Mary Jane Bishop", "MARY BISHOP", "Molly Bishop", "Bishop")
    assert [forms.short(["1"], each).whole for each in written] == [
        "Mary Jane B.",
        "Mary B.",
        "Molly B.",
        "Molly B.",
    ]


@pytest.mark.parametrize(
    ("names", "form", "expected"),
    [
        (("Grace Bishop", "Gemma Bishop"), INITIALS, ("Gr.B.", "Ge.B.")),
        (("Grace Bishop", "Grace Baker"), INITIALS, ("G.Bi.", "G.Ba.")),
        (("Grace Bishop", "Greta Bishop"), INITIALS, ("Gra.B.", "Gre.B.")),
        (("Grace Bishop", "Gemma Bishop", "Grace Baker"), INITIALS, ("G.B. (1)", "G.B. (2)", "G.B. (3)")),
        (("Grace Bishop", "Grace Bishop"), INITIALS, ("G.B. (1)", "G.B. (2)")),
        (("Jo Bishop", "Jan Bishop"), INITIALS, ("J.B. (1)", "J.B. (2)")),  # Jo. would be the whole forename
        (("Lian Ford", "Lena Ford", "Li Moss"), INITIALS, ("Lia.F.", "Len.F.", "L.M.")),  # Li is a name here
        (("Grace Bishop", "Grace Baker"), FORENAME, ("Grace Bi.", "Grace Ba.")),
        (("Grace Bishop", "Grace Bishop"), FORENAME, ("Grace B. (1)", "Grace B. (2)")),
        (("Grace Bishop", "Gemma Bishop"), FORENAME, ("Grace B.", "Gemma B.")),
    ],
)
def test_two_of_the_same_initials_are_kept_apart(
    names: tuple[str, ...], form: ShortForm, expected: tuple[str, ...]
) -> None:
    pupils = [Pupil(str(at), *name.split()) for at, name in enumerate(names)]
    forms = forms_of(*pupils, form=form)
    assert tuple(forms.of_pupils([pupil.id]) for pupil in pupils) == expected


def test_forenames_that_two_may_share_are_kept_apart_whichever_is_written() -> None:
    one = Pupil("1", "Elizabeth", "Bishop", preferred_forename="Liz")
    other = Pupil("2", "Elizabeth", "Baker")
    forms = forms_of(one, other, form=FORENAME)
    assert forms.short(["1"], "Elizabeth Bishop").whole == "Elizabeth Bi."
    assert forms.short(["2"], "Elizabeth Baker").whole == "Elizabeth Ba."


def test_a_name_that_may_be_one_of_two_stays_open() -> None:
    namesakes = (Pupil("1", "Grace", "Bishop", middle_names="Marie"), Pupil("2", "Grace", "Bishop"))
    forms = ShortForms.of(Roster(namesakes), [("1",), ("2",), ("1", "2")], INITIALS)
    assert [forms.of_pupils(each) for each in (["1"], ["2"], ["2", "1"])] == [
        *("G.B. (1)", "G.B. (2)"),
        "G.B. (1)/G.B. (2)",
    ]


def test_namesakes_whom_nothing_tells_apart_are_one() -> None:
    namesakes = (Pupil("1", "Grace", "Bishop"), Pupil("2", "Grace", "Bishop"))
    forms = ShortForms.of(Roster(namesakes), [("1", "2")], INITIALS)
    assert forms.of_pupils(["1", "2"]) == forms.of_pupils(["2"]) == "G.B."


def test_a_pupil_found_later_gets_no_form_of_another() -> None:
    gemma = Pupil("9", "Gemma", "Bishop")
    forms = ShortForms.of(Roster((GRACE, TOM, gemma)), [(GRACE.id,)], INITIALS)
    assert forms.of_pupils([TOM.id]) == "T.B."
    with pytest.raises(CannotRewriteError):
        forms.of_pupils([gemma.id])


def test_a_pupil_who_left_the_list_since_is_refused() -> None:
    with pytest.raises(CannotRewriteError, match="list of pupils has changed"):
        ShortForms.of(Roster((GRACE,)), [("gone",)], INITIALS)


_FORENAMES = ("Grace", "Gemma", "Greta", "Jo", "Joanna", "Li", "Zoë", "Anne-Marie", "明", "Muhammad", "A")
_SURNAMES = (
    "Bishop",
    "Baker",
    "O'Neill",
    "van der Berg",
    "Li",
    "Lipton",
    "王",
    "Bi",
    "Smith-Jones",
    "D'Arcy",
)


@st.composite
def _pupils(draw: st.DrawFn) -> list[Pupil]:
    names = draw(st.lists(st.tuples(st.sampled_from(_FORENAMES), st.sampled_from(_SURNAMES)), max_size=8))
    return [Pupil(str(at), *name) for at, name in enumerate(names)]


@settings(max_examples=50)
@given(_pupils(), st.sampled_from(ShortForm))
def test_forms_are_all_different_in_whichever_order_and_none_is_a_name(
    pupils: list[Pupil], form: ShortForm
) -> None:
    roster = Roster(tuple(pupils))
    named = [(pupil.id,) for pupil in pupils]
    forms = ShortForms.of(roster, named, form)
    assert forms.known == ShortForms.of(roster, list(reversed(named)) * 2, form).known
    shorts = [forms.short([pupil.id]) for pupil in pupils]
    assert len({short.whole for short in shorts}) == len(pupils)
    index = NameIndex.of(roster)
    for short in shorts:
        assert not any(index.find(f"We saw {short.whole} again."))
        assert not any(index.find_in_name(f"{short.whole} report.docx"))
        assert not any(index.find_in_rows([("Forename", "Surname"), (short.given, short.family)]))
    assert not any(index.find(", ".join(short.whole for short in shorts)))

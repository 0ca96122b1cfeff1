"""What a name rests on and what stands round it, brought together."""

from __future__ import annotations

import pytest

from detectors.names.context.people import Adults, Correspondent, Staff
from detectors.names.context.weigh import NOBODY, Scene, weigh
from detectors.names.fold import words_of
from detectors.names.sense import Evidence, Form, Setting
from detectors.names.spelling import Manner
from detectors.roster import StaffMember
from tests.detectors.names.context.marked import Marked

PLAIN = Evidence(Manner.WHOLE, Manner.WHOLE)
CELL = Evidence(Manner.WHOLE, Manner.WHOLE, setting=Setting.CELL)
SLIP = Evidence(Manner.WHOLE, Manner.WHOLE, slip=True)
STAFF = Staff.of((StaffMember("Grace Bishop"),))
AT_SCHOOL = Scene(Adults.of(STAFF, Correspondent("Zoë O'Neill", "z.oneill@oakfield.sch.uk"), ()))


def weighed(text: str, evidence: Evidence = PLAIN, scene: Scene = NOBODY) -> float:
    marked = Marked.of(text)
    named = words_of(marked.text[marked.start : marked.end])
    return round(weigh(evidence, marked.text, marked.words, named, scene), 2)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("We saw {Ella Shaw} there.", 0.98),
        ("{Ella Shaw}", 0.98),
        ("{Ella Shaw} in the corridor", 0.98),
        ("Mrs {Ella Shaw} rang.", 0.3),
        ("Father {Ella Shaw} prays.", 0.3),
        ("Our designated safeguarding lead is {Ella Shaw}.", 0.61),
        ("Our new headteacher is {Ella Shaw}.", 0.3),
        ("{Ella Shaw} (finance officer)", 0.3),
        ("Miss {Ella Shaw}", 0.83),
        ("the {Ella Shaw} Multi Academy Trust", 0.4),
        ("at the {Ella Shaw} Centre", 0.4),
        ("{Ella Shaw}, Year 8, at the Centre", 0.98),
        ("Kind regards\n{Ella Shaw}", 0.88),
    ],
)
def test_who_is_spoken_of(text: str, sure: float) -> None:
    assert weighed(text) == pytest.approx(sure, abs=0.02)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("The bus goes to {Victoria Park}.", 0.4),
        ("at {Victoria Park}", 0.4),
        ("The office: 14 {Penny Lane}, Leeds.", 0.4),
        ("{Victoria Park} nature reserve", 0.4),
        ("{Victoria Park} has lost her coat.", 0.98),
        ("She shouted at {Victoria Park}.", 0.98),
        ("in {Victoria Park}'s bag", 0.98),
        ("I sat near {Victoria Park}.", 0.98),
        ("Report on {Victoria Park}.", 0.98),
    ],
)
def test_places(text: str, sure: float) -> None:
    assert weighed(text) == pytest.approx(sure, abs=0.1)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("{Henry Tudor}", 0.6),
        ("We spoke of {Henry Tudor}.", 0.6),
        ("{Henry Tudor} is late.", 0.98),
        ("{Henry Tudor} in 8K", 0.98),
        ("{Henry Tudor} landed in 1485.", 0.2),
        ("Year 6 are reading about {Henry Tudor}, king.", 0.2),
        ("{Henry Tudor} has not handed in his essay on the king.", 0.6),
        ("Vouchers from {John Lewis} please.", 0.2),
        ("We spoke of {John Lewis}.", 0.6),
        ("{John Lewis} is late.", 0.98),
    ],
)
def test_figures_and_firms(text: str, sure: float) -> None:
    assert weighed(text) == pytest.approx(sure, abs=0.01)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Ask {Grace Bishop} for the form.", 0.4),
        ("{Grace Bishop} in 8K", 0.7),
        ("Our bursar is {Grace Bishop}.", 0.03),
        ("Call {Zoë O'Neill}.", 0.3),
        ("Kind regards\n{Zoë O'Neill}", 0.0),
    ],
)
def test_adults_of_the_same_name(text: str, sure: float) -> None:
    assert weighed(text, scene=AT_SCHOOL) == pytest.approx(sure, abs=0.01)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("We saw {Summer Field} there.", 0.98),
        ("the {summer field} is wet. Mind it.", 0.0),
        ("{Summer Field} is upset today", 0.9),
        ("Pudding: {Basil Rice} with sauce", 0.35),
        ("{Basil Rice} is late for pudding.", 0.9),
        ("We made a cake for {Basil Rice} today.", 0.9),
        ("{Basil Rice} brought a pudding to school.", 0.9),
        ("{Rosemary Lamb} served with new potatoes and a green salad", 0.35),
        ("The {Summer Field} Trip", 0.4),
        ("I read the {Summer Field} story.", 0.4),
        ("I read the {Summer Field} report.", 0.75),
    ],
)
def test_ordinary_words(text: str, sure: float) -> None:
    assert weighed(text) == pytest.approx(sure, abs=0.09)


@pytest.mark.parametrize(
    ("evidence", "text", "sure"),
    [
        (CELL, "8K\x1f{Grace Bishop}\x1fMr", 0.9),
        (CELL, "Mrs {Ella Shaw}", 0.98),
        (Evidence(Manner.WHOLE, Manner.WHOLE, special=Form.JOINED), "the {summerfield}", 0.91),
        (SLIP, "{Victorian England} was grim", 0.3),
        (SLIP, "{A Sunny Day} out", 0.3),
        (SLIP, "{Ella Shwa} is late", 0.85),
        (SLIP, "Mr {Ella Shwa}", 0.26),
    ],
)
def test_what_it_rests_on(evidence: Evidence, text: str, sure: float) -> None:
    assert weighed(text, evidence) == pytest.approx(sure, abs=0.01)

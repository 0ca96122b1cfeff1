"""A part of the measure, small enough for every run of the tests: nothing is worse than what is committed."""

from __future__ import annotations

from email import message_from_bytes
from pathlib import Path

import pytest

from tests.accuracy.committed import falls
from tests.accuracy.figures import Group, figures
from tests.accuracy.forms import FORMS
from tests.accuracy.matrix import drawn_jobs, form_title, matrix_jobs
from tests.accuracy.outcome import Outcome, Series
from tests.accuracy.sentences import message_of, sentence_jobs, sentence_sets
from tests.accuracy.strangers import stranger_jobs

SAMPLE = frozenset(
    {
        "order: Grace Bishop",
        "order: Bishop, Grace",
        "middle names: Henry J. Tudor",
        "double names: second half",
        "apostrophes: O’Neill",
        "marks: Zoe",
        "gaps: no-break space",
        "typing errors: two letters swapped",
        "user names: grace.bishop",
    }
)


@pytest.mark.parametrize("title", sorted(SAMPLE))
def test_no_form_of_the_sample_has_fallen(title: str) -> None:
    (at,) = (at for at, form in enumerate(FORMS) if form_title(form) == title)
    measured = figures(matrix_jobs()[at]())
    fallen = [
        fall
        for fall in falls(measured, with_corpora=False)
        if (fall.group, fall.name) == (Group.FORMS, title)
    ]
    assert [(each.name, each.of > 50) for each in measured if each.group is Group.FORMS] == [(title, True)]
    assert fallen == []


def test_no_category_of_sentences_has_fallen() -> None:
    measured = figures([outcome for job in sentence_jobs() for outcome in job()])
    groups = {Group.HAZARDS, Group.PUPILS}
    assert {each.group for each in measured} == groups
    assert [fall for fall in falls(measured, with_corpora=False) if fall.group in groups] == []


def test_there_are_enough_sentences_of_each_kind() -> None:
    count = {
        series: len({text for each in sentence_sets() if each.series is series for text in each.texts})
        for series in (Series.HAZARD, Series.PUPIL)
    }
    assert count[Series.HAZARD] >= 400
    assert count[Series.PUPIL] >= 150


def test_a_sentence_set_names_its_pupils() -> None:
    for each in sentence_sets():
        assert all(pupil.forename and pupil.surname for pupil in each.roster.pupils)
        assert bool(each.expected) is (each.series is Series.PUPIL)


def test_a_sentence_stands_where_it_is_said_to_stand() -> None:
    assert message_from_bytes(message_of("Hello.", "subject"))["Subject"] == "Hello."
    assert b"<td>Hello.</td>" in message_of("<td>Hello.</td>", "html")
    assert b"From: Sarah Jones" in message_of("Hello.", "body", "Sarah Jones <s.jones@oakfield.sch.uk>")
    with pytest.raises(ValueError, match="no place"):
        message_of("Hello.", "margin")


def test_what_is_drawn_from_the_corpora_is_never_shown(corpora: Path) -> None:
    jobs = [drawn_jobs(corpora)[0], stranger_jobs(corpora, rosters=1, every=25)[0]]
    outcomes: list[Outcome] = [outcome for job in jobs for outcome in job()]
    assert {outcome.series for outcome in outcomes} == {Series.DRAWN, Series.REAL}
    assert {outcome.example for outcome in outcomes} == {""}

"""Every form of a name in every carrier that has room for it, of several pupils each."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from functools import cache, partial
from pathlib import Path

from detectors.context import Facts
from detectors.roster import Pupil, Roster
from tests.accuracy.carrier import Carrier
from tests.accuracy.carriers import CARRIERS
from tests.accuracy.drawn import drawn_roster
from tests.accuracy.forms import FORMS
from tests.accuracy.outcome import Job, Outcome, Series, facts_of, judge
from tests.accuracy.people import SCHOOLS, Wording
from tests.accuracy.written import Form, Written

PUPILS_IN_A_CELL = 4
DRAWN_PUPILS = 1_500  # on the roster
DRAWN_IN_A_CELL = 40
_DRAWN_SEED = 11
_DRAWN_CARRIERS = ("body: plain text", "csv: columns apart")


def form_title(form: Form) -> str:
    return f"{form.group}: {form.name}"


def carrier_title(carrier: Carrier) -> str:
    return f"{carrier.group}: {carrier.name}"


def matrix_jobs(pupils_in_a_cell: int = PUPILS_IN_A_CELL) -> list[Job]:
    """One for each form."""
    return [partial(_row, at, pupils_in_a_cell) for at in range(len(FORMS))]


def drawn_jobs(corpora: Path) -> list[Job]:
    return [partial(_drawn_row, at, corpora) for at in range(len(FORMS))]


@cache
def invented_facts() -> Facts:
    """One roster of all the invented schools, so that names of all kinds stand beside each other."""
    return facts_of(Roster(tuple(pupil for school in SCHOOLS for pupil in school.pupils)))


@cache
def _drawn_facts(corpora: Path) -> Facts:
    return facts_of(drawn_roster(corpora, DRAWN_PUPILS, _DRAWN_SEED))


def _row(at: int, pupils_in_a_cell: int) -> list[Outcome]:
    form, facts = FORMS[at], invented_facts()
    candidates = _written(form, _eligible(form))
    outcomes = []
    for carrier in CARRIERS:
        chance = random.Random(f"{form_title(form)} in {carrier_title(carrier)}")
        chosen = [each for each in candidates if carrier.has_room(each[1])]
        chance.shuffle(chosen)
        for pupil, name in chosen[:pupils_in_a_cell]:
            outcomes.append(_look(facts, Series.MATRIX, form, carrier, pupil, name))
    return outcomes


def _drawn_row(at: int, corpora: Path) -> list[Outcome]:
    form, facts = FORMS[at], _drawn_facts(corpora)
    pupils = random.Random(form_title(form)).sample(facts.roster.pupils, DRAWN_IN_A_CELL)
    return [
        _look(facts, Series.DRAWN, form, carrier, pupil, name)
        for carrier in CARRIERS
        if carrier_title(carrier) in _DRAWN_CARRIERS and form.show_capitals
        for pupil, name in _written(form, pupils)
        if carrier.has_room(name)
    ]


def _eligible(form: Form) -> Iterator[Pupil]:
    for school in SCHOOLS:
        if form.show_capitals or school.wording is Wording.NAMES:
            yield from school.pupils


def _written(form: Form, pupils: Iterable[Pupil]) -> list[tuple[Pupil, Written]]:
    found = []
    for pupil in pupils:
        name = form.write(pupil, random.Random(f"{form_title(form)} of {pupil.id}"))
        if name is not None:
            found.append((pupil, name))
    return found


def _look(facts: Facts, series: Series, form: Form, carrier: Carrier, pupil: Pupil, name: Written) -> Outcome:
    return judge(
        carrier.message(name),
        facts,
        series,
        form_title(form),
        carrier_title(carrier),
        pupils=_namesakes(facts, pupil),
        example=name.text if series is Series.MATRIX else "",
    )


def _namesakes(facts: Facts, pupil: Pupil) -> frozenset[str]:
    """All pupils whose legal name is the same."""
    return frozenset(
        other.id
        for other in facts.roster.pupils
        if (other.forename, other.surname) == (pupil.forename, pupil.surname)
    )

"""The pupils of Oakfield Academy, and what becomes of their names in a text or a message."""

from __future__ import annotations

from collections.abc import Iterable

from detectors.context import Directory, Facts, School
from detectors.extract.budget import Budget
from detectors.finding import DetectorId
from detectors.inspect import inspect
from detectors.roster import Pupil, Roster
from gateway.policy.rewriting import ShortForm
from gateway.rewriting.change import Step
from gateway.rewriting.mime.edits import Edit, apply
from gateway.rewriting.names.forms import ShortForms
from gateway.rewriting.names.rewrite import shorten_names
from gateway.rewriting.names.shortening import Shortening

GRACE = Pupil("1", "Grace", "Bishop", middle_names="Marie")
TOM = Pupil("2", "Tom", "Bishop")
HENRY = Pupil("3", "Henry", "Tudor")
ZOE = Pupil("4", "Zoë", "O'Neill")
PUPILS = (GRACE, TOM, HENRY, ZOE)


def facts_of(*pupils: Pupil) -> Facts:
    directory = Directory(frozenset(), frozenset(), frozenset())
    return Facts.of(School("Oakfield Academy", ("oakfield.sch.uk",)), Roster(pupils), directory)


FACTS = facts_of(*PUPILS)


def forms_of(*pupils: Pupil, form: ShortForm = ShortForm.INITIALS) -> ShortForms:
    """Of a roster of these pupils, who are all named."""
    return ShortForms.of(Roster(pupils), [(pupil.id,) for pupil in pupils], form)


def shortening(*pupils: Pupil, form: ShortForm = ShortForm.INITIALS) -> Shortening:
    """Of these pupils, or of those above."""
    facts = facts_of(*pupils) if pupils else FACTS
    return Shortening(facts.names, forms_of(*(pupils or PUPILS), form=form))


def edited(content: bytes, edits: Iterable[Edit]) -> bytes:
    return apply(content, edits)


def named_in(raw: bytes, facts: Facts = FACTS) -> dict[str, tuple[str, ...]]:
    """Where the inspection finds a pupil's name in a message, and who that may be; the last at each place."""
    found = inspect(raw, facts, Budget()).of(DetectorId.PUPIL_NAME)
    return {f"{each.location} {each.text}": each.pupils for each in found}


def shortened(raw: bytes, form: ShortForm = ShortForm.INITIALS, facts: Facts = FACTS) -> Step:
    """As the gateway has it done: those whom the inspection found."""
    return shorten_names(raw, facts, named_in(raw, facts).values(), form)

"""Who decides: the data protection lead, unless the rule that holds names a role that somebody has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.sending import RecipientClass
from gateway.actions.notices.compose import held_notice, lead_alert
from gateway.actions.notices.deciders import deciders
from gateway.actions.notices.phrasefile import english
from gateway.actions.notices.values import Alert, Held
from gateway.policy.verdict import Disposition, Mode, RecipientVerdict, RuleMatch, SenderMay, Verdict
from tests.gateway.actions.notices.reading import letter_of, parsed
from tests.gateway.actions.notices.samples import HOUSE, MOTHER, NAME_RULE, ORIGINAL, STAMP, templates

HEAD, DEPUTY, LEAD = "head@oakfield.sch.uk", "deputy@oakfield.sch.uk", "dpl@oakfield.sch.uk"
SCHOOL = replace(HOUSE, roles=(("headteacher", (HEAD,)), ("senior-leaders", (HEAD, DEPUTY))))
TO_THE_HEAD = replace(NAME_RULE, id="head", approver="headteacher", sender_may=(SenderMay.ASK,))
TO_LEADERS = replace(NAME_RULE, id="leaders", approver="senior-leaders")
TO_NOBODY = replace(NAME_RULE, id="nobody", approver="chair-of-governors")


def held_by(*rules: RuleMatch, disposition: Disposition = Disposition.HOLD) -> Verdict:
    ids = tuple(rule.id for rule in rules)
    mother = RecipientVerdict(MOTHER, frozenset({RecipientClass.EXTERNAL}), disposition, ids)
    return Verdict((mother,), rules)


@pytest.mark.parametrize(
    ("verdict", "asked"),
    [
        (held_by(NAME_RULE), ["the data protection lead, dpl@oakfield.sch.uk"]),
        (held_by(TO_THE_HEAD), ["the headteacher, head@oakfield.sch.uk"]),
        (
            held_by(TO_LEADERS),
            ["the senior leaders, head@oakfield.sch.uk or deputy@oakfield.sch.uk"],
        ),
        (
            held_by(TO_THE_HEAD, NAME_RULE),
            ["the headteacher, head@oakfield.sch.uk", "the data protection lead, dpl@oakfield.sch.uk"],
        ),
        (held_by(TO_NOBODY), ["the data protection lead, dpl@oakfield.sch.uk"]),
        (
            held_by(replace(TO_THE_HEAD, mode=Mode.MONITOR), NAME_RULE),
            ["the data protection lead, dpl@oakfield.sch.uk"],
        ),
        (
            held_by(TO_THE_HEAD, disposition=Disposition.RETURN),
            ["the data protection lead, dpl@oakfield.sch.uk"],
        ),
    ],
)
def test_who_is_asked(verdict: Verdict, asked: list[str]) -> None:
    assert [each.in_words(english()) for each in deciders(verdict, SCHOOL)] == asked


def test_those_who_decide_are_alerted() -> None:
    alert = lead_alert(
        Alert(ORIGINAL.envelope.sender, held_by(TO_LEADERS, NAME_RULE), "7F3K"), SCHOOL, STAMP, templates()
    )
    assert parsed(alert)["To"] == f"{HEAD}, {DEPUTY}, {LEAD}"


def test_the_sender_knows_whom_to_ask_and_that_they_may() -> None:
    notice = held_notice(Held(ORIGINAL, held_by(TO_THE_HEAD), "7F3K"), SCHOOL, STAMP, templates())
    letter = letter_of(notice)
    assert parsed(notice)["Reply-To"] == HEAD
    for shown in (letter.text, letter.html):
        assert "that is how to ask the headteacher, head@oakfield.sch.uk" in shown
        assert "data protection lead" not in shown


def test_a_rule_that_does_not_let_the_sender_ask_does_not_say_so() -> None:
    letter = letter_of(held_notice(Held(ORIGINAL, held_by(NAME_RULE), "7F3K"), SCHOOL, STAMP, templates()))
    assert "how to ask" not in letter.text

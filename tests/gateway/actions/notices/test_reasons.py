from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.actions.notices.phrasefile import english
from gateway.actions.notices.reasons import explaining, reasons
from gateway.policy.verdict import Disposition, Mode, RuleMatch, Truth, Verdict
from tests.gateway.actions.notices.samples import (
    COLLEAGUE,
    FATHER,
    FILE_RULE,
    MOTHER,
    NAME_RULE,
    VERDICT,
    recipient,
)

UNSURE = replace(NAME_RULE, id="unsure", title="Files that cannot be read", truth=Truth.UNKNOWN)
MONITORED = replace(NAME_RULE, id="monitored", title="On trial", mode=Mode.MONITOR)
NOT_MATCHED = replace(NAME_RULE, id="no", title="Not matched", truth=Truth.NO)
WEAKER = replace(NAME_RULE, id="weaker", title="Send it securely", action=Disposition.SECURE)


@pytest.mark.parametrize(
    ("rules", "explained_by"),
    [
        ((NAME_RULE,), {NAME_RULE.id}),
        ((NAME_RULE, FILE_RULE), {NAME_RULE.id, FILE_RULE.id}),
        ((NAME_RULE, UNSURE), {NAME_RULE.id}),
        ((UNSURE,), {UNSURE.id}),
        ((UNSURE, MONITORED), {UNSURE.id}),
        ((MONITORED,), set()),
        ((NOT_MATCHED, NAME_RULE), {NAME_RULE.id}),
        ((NAME_RULE, WEAKER), {NAME_RULE.id}),
        ((UNSURE, WEAKER), {UNSURE.id}),
        ((WEAKER,), {WEAKER.id}),  # signed mail: held because it cannot be rewritten
        ((), set()),
    ],
)
def test_a_held_message_is_explained_by(rules: tuple[RuleMatch, ...], explained_by: set[str]) -> None:
    verdict = Verdict((recipient(MOTHER, Disposition.HOLD, *rules),), rules)

    assert {rule.id for rule in explaining(verdict, [MOTHER])} == explained_by


def test_a_rule_explains_only_to_whom_it_applies() -> None:
    verdict = Verdict(
        (recipient(MOTHER, Disposition.HOLD, NAME_RULE), recipient(FATHER, Disposition.HOLD, UNSURE)),
        (NAME_RULE, UNSURE),
    )

    told = {each.title: each.only_for.shown for each in reasons(verdict, [MOTHER, FATHER], english())}

    assert told == {NAME_RULE.title: (MOTHER,), UNSURE.title: (FATHER,)}


def test_a_rule_for_everybody_names_nobody_and_rules_in_the_same_words_are_told_once() -> None:
    twin = replace(NAME_RULE, id="twin")
    verdict = Verdict(
        (recipient(MOTHER, Disposition.HOLD, NAME_RULE), recipient(FATHER, Disposition.HOLD, twin)),
        (NAME_RULE, twin),
    )

    (reason,) = reasons(verdict, [MOTHER, FATHER], english())

    assert reason.only_for.count == 0


def test_recipients_who_are_not_asked_about_explain_nothing() -> None:
    assert explaining(VERDICT, [COLLEAGUE]) == ()

"""Which ways are open to the sender of a held message."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.actions.notices.ways import Way, likely_ways, ways
from gateway.policy.verdict import Disposition, Mode, RuleMatch, SenderMay, Verdict
from tests.gateway.actions.notices.samples import FATHER, FILE_RULE, MOTHER, NAME_RULE, recipient

SHORTEN = replace(NAME_RULE, sender_may=(SenderMay.SHORTEN_NAMES, SenderMay.ASK))
LOCK = replace(FILE_RULE, sender_may=(SenderMay.LOCK_ATTACHMENTS, SenderMay.ASK))
SECURE = replace(NAME_RULE, sender_may=(SenderMay.SEND_SECURELY,))
TRIAL = replace(NAME_RULE, id="trial", mode=Mode.MONITOR)
REWRITES = replace(NAME_RULE, id="rewrites", action=Disposition.REWRITE)


@pytest.mark.parametrize(
    ("rules", "open_"),
    [
        ((SHORTEN,), [Way.SHORTEN_NAMES, Way.ASK, Way.WITHDRAW]),
        ((SHORTEN, LOCK), [Way.ASK, Way.WITHDRAW]),
        ((SECURE,), [Way.SEND_SECURELY, Way.WITHDRAW]),
        ((NAME_RULE, LOCK), [Way.WITHDRAW]),
        ((SHORTEN, TRIAL, REWRITES), [Way.SHORTEN_NAMES, Way.ASK, Way.WITHDRAW]),
        ((), [Way.WITHDRAW]),
    ],
    ids=["one", "what both allow", "securely", "one allows nothing", "those that hold", "none"],
)
def test_all_rules_that_hold_it_must_allow_a_way(rules: tuple[RuleMatch, ...], open_: list[Way]) -> None:
    verdict = Verdict((recipient(MOTHER, Disposition.HOLD, *rules),), rules)

    assert list(ways(verdict)) == open_


def test_for_each_recipient_too_and_somebody_can_be_taken_off_where_there_are_several() -> None:
    verdict = Verdict(
        (recipient(MOTHER, Disposition.HOLD, SHORTEN), recipient(FATHER, Disposition.HOLD, LOCK)),
        (SHORTEN, LOCK),
    )

    assert ways(verdict) == (Way.TAKE_SOMEBODY_OFF, Way.ASK, Way.WITHDRAW)


def test_what_goes_back_anyway_has_no_say() -> None:
    returns = replace(LOCK, action=Disposition.RETURN)
    verdict = Verdict(
        (recipient(MOTHER, Disposition.HOLD, SHORTEN), recipient(FATHER, Disposition.RETURN, returns)),
        (SHORTEN, returns),
    )

    assert ways(verdict) == (Way.SHORTEN_NAMES, Way.ASK, Way.WITHDRAW)


SECURE_FILE = replace(FILE_RULE, sender_may=(SenderMay.SEND_SECURELY,))


@pytest.mark.parametrize(
    ("rule", "secure_mail", "told"),
    [
        (SECURE_FILE, True, [Way.SEND_SECURELY, Way.WITHDRAW]),
        (SECURE_FILE, False, [Way.LOCK_ATTACHMENTS, Way.WITHDRAW]),
        (replace(SECURE, findings=()), False, [Way.WITHDRAW]),
        (LOCK, True, [Way.LOCK_ATTACHMENTS, Way.ASK, Way.WITHDRAW]),
        (replace(LOCK, findings=()), True, [Way.ASK, Way.WITHDRAW]),
    ],
    ids=["a service", "no service", "no service and no file", "a file", "no file"],
)
def test_a_notice_names_what_is_likely_to_help(rule: RuleMatch, secure_mail: bool, told: list[Way]) -> None:
    verdict = Verdict((recipient(MOTHER, Disposition.HOLD, rule),), (rule,))

    assert list(likely_ways(verdict, secure_mail=secure_mail)) == told

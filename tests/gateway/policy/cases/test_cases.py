"""What becomes of one message after another under every preset, by reports made by hand and by real ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from detectors.extract.budget import Budget
from detectors.finding import Completion, DetectorId, Report
from detectors.inspect import DETECTORS, inspect
from detectors.message import Envelope
from detectors.people.recipients import Recipients
from detectors.sending import Sending
from gateway.policy.decide import decide
from gateway.policy.load import load_policy, preset_path, presets
from gateway.policy.rules import Action, Policy
from gateway.policy.verdict import Disposition, Mode, Verdict
from tests.gateway.policy.cases import letters
from tests.gateway.policy.cases.messages import MESSAGES
from tests.gateway.policy.cases.people import ADDRESSEES, FACTS, SENDERS
from tests.gateway.policy.cases.table import Case, cases
from tests.gateway.policy.parts import CONFIG

CASES = cases()
REAL = [case for case in CASES if case.message in letters.NAMES]
PRESETS = presets(CONFIG)
RECIPIENTS = Recipients.of(FACTS)


@cache
def policy(preset: str) -> Policy:
    return load_policy(preset_path(CONFIG, preset))


def sending(case: Case, *copied: str) -> Sending:
    return RECIPIENTS.sending(Envelope(SENDERS[case.sender], (*ADDRESSEES[case.to], *copied)))


def verdict(case: Case, report: Report) -> Verdict:
    sent = sending(case)
    return decide(sent, report, policy(case.preset), MESSAGES[case.message].circumstances(sent))


def inspected(case: Case) -> Report:
    """What the detectors say of the real message."""
    return as_reported(letters.letter(case.message, SENDERS[case.sender], ADDRESSEES[case.to]), sending(case))


def as_reported(raw: bytes, sent: Sending) -> Report:
    """What the detectors say. What others add to the report afterwards counts as looked for."""
    report = inspect(raw, FACTS, Budget(), sent)
    added = set(DetectorId) - {detector.id for detector in DETECTORS}
    return replace(report, completion=(*report.completion, *((each, Completion.FINISHED) for each in added)))


def becomes(case: Case, judged: Verdict) -> str:
    reminded = any(rule.warns and rule.mode is Mode.ENFORCE for rule in judged.rules)
    if judged.disposition is Disposition.DELIVER and reminded:
        return "reminder"
    return str(judged.disposition)


def matching(judged: Verdict, *, enforced: bool) -> frozenset[str]:
    return frozenset(rule.id for rule in judged.rules if (rule.mode is Mode.ENFORCE) is enforced)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_by_hand(case: Case) -> None:
    judged = verdict(case, MESSAGES[case.message].report)
    assert matching(judged, enforced=True) == case.acting
    assert matching(judged, enforced=False) == case.recording
    assert becomes(case, judged) == case.becomes


@pytest.mark.parametrize("case", REAL, ids=str)
def test_with_a_real_message(case: Case) -> None:
    judged = verdict(case, inspected(case))
    assert matching(judged, enforced=True) == case.acting
    assert matching(judged, enforced=False) == case.recording
    assert becomes(case, judged) == case.becomes


def test_there_are_enough_and_each_stands_once() -> None:
    assert len(CASES) >= 150
    assert len(REAL) >= 30
    assert not [str(case) for case, times in Counter(CASES).items() if times > 1]


def test_nothing_is_prepared_in_vain() -> None:
    assert {case.message for case in CASES} == set(MESSAGES)
    assert {case.sender for case in CASES} == set(SENDERS)
    assert {case.to for case in CASES} == set(ADDRESSEES)
    assert set(MESSAGES) >= letters.NAMES


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_rule_that_comes_near_is_one_of_the_preset(case: Case) -> None:
    known = {rule.id for rule in policy(case.preset).rules}
    assert case.not_by <= known
    assert case.not_by.isdisjoint(case.acting | case.recording)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_rule_decides_a_row_and_leaves_another_alone(preset: str) -> None:
    rows = [case for case in CASES if case.preset == preset]
    for rule in policy(preset).rules:
        assert any(_decides(rule.id, rule.action, case) for case in rows), f"{rule.id} decides no row"
        assert any(rule.id in case.not_by for case in rows), f"no row comes near {rule.id}"


def _decides(rule: str, action: Action, case: Case) -> bool:
    """A rule that only records or reminds does so beside whatever else is done."""
    decided = action is Action.WARN or case.becomes == str(action.disposition)
    return rule in case.recording or (rule in case.acting and decided)

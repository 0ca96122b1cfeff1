"""What is changed as a preset asks, or as its sender may choose, comes under none of its rules any more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.finding import DetectorId
from gateway.policy.decide import decide
from gateway.policy.reach import NOBODY
from gateway.policy.rewriting import LINE_MANAGER, LOCKED, Rewriting, ShortForm
from gateway.policy.verdict import Disposition, Mode, SenderMay, Verdict
from gateway.rewriting.rewrite import rewrite
from gateway.rewriting.task import Task
from tests.gateway.policy.cases import letters
from tests.gateway.policy.cases.messages import MESSAGES
from tests.gateway.policy.cases.people import ADDRESSEES, FACTS, SENDERS
from tests.gateway.policy.cases.table import Case
from tests.gateway.policy.cases.test_cases import (
    PRESETS,
    REAL,
    as_reported,
    inspected,
    matching,
    policy,
    sending,
    verdict,
)

COLLEAGUE = "p.lewis@oakfield.sch.uk"
CHANGED = [case for case in REAL if case.becomes == "rewrite"]
REMEDIES = {
    SenderMay.SHORTEN_NAMES: Rewriting(names=ShortForm.INITIALS),
    SenderMay.LOCK_ATTACHMENTS: LOCKED,
}


def told(preset: str, message: str, to: str) -> Case:
    return Case(preset, message, "a teacher", to, "", frozenset(), frozenset(), frozenset())


def changed(case: Case, rewriting: Rewriting, *, secure: bool = True) -> Verdict:
    """The verdict on the message after it was changed, copied to a colleague where that is asked for."""
    sent, report = sending(case), inspected(case)
    copied = (COLLEAGUE,) if LINE_MANAGER in rewriting.copy_to else ()
    named = tuple(sorted({finding.pupils for finding in report.of(DetectorId.PUPIL_NAME)}))
    task = Task(
        rewriting,
        sender=sent.envelope.sender,
        named=named,
        passphrase="walnut harbour lantern meadow",
        copy_to=copied,
    )
    raw = letters.letter(case.message, SENDERS[case.sender], ADDRESSEES[case.to])
    content = rewrite(raw, task, FACTS).content
    assert content != raw
    anew = sending(case, *copied)
    around = MESSAGES[case.message].circumstances(anew)
    around = around if secure else replace(around, secure=NOBODY)
    return decide(anew, as_reported(content, anew), policy(case.preset), around)


def open_to_sender(judged: Verdict) -> set[SenderMay]:
    """What all the rules allow that hold it."""
    holding = [
        set(rule.sender_may)
        for rule in judged.rules
        if rule.action is Disposition.HOLD and rule.mode is Mode.ENFORCE
    ]
    return set.intersection(*holding) if holding else set()


@pytest.mark.parametrize("case", CHANGED, ids=str)
def test_what_a_rule_has_changed_is_let_go(case: Case) -> None:
    (first, *_) = verdict(case, inspected(case)).recipients
    after = changed(case, first.rewriting)
    assert after.disposition is Disposition.DELIVER
    assert not matching(after, enforced=True)


def test_presets_have_something_changed() -> None:
    assert {case.preset for case in CHANGED} == {"shaw", "starter"}


@pytest.mark.parametrize("preset", PRESETS)
def test_a_partner_whom_no_secure_mail_reaches_gets_a_locked_file(preset: str) -> None:
    file = told(preset, "Grace in an open file", "the council")
    sent = sending(file)
    around = replace(MESSAGES[file.message].circumstances(sent), secure=NOBODY)
    (council,) = decide(sent, inspected(file), policy(preset), around).recipients
    assert (council.disposition, council.rewriting) == (Disposition.REWRITE, LOCKED)
    assert changed(file, council.rewriting, secure=False).disposition is Disposition.DELIVER


SECURELY, SHORTEN, LOCK, ASK = (
    SenderMay.SEND_SECURELY,
    SenderMay.SHORTEN_NAMES,
    SenderMay.LOCK_ATTACHMENTS,
    SenderMay.ASK,
)


@pytest.mark.parametrize(
    ("preset", "message", "to", "ways"),
    [
        ("starter", "Grace in full", "a firm", {SHORTEN, SECURELY, LOCK, ASK}),
        ("starter", "Grace in an open file", "a firm", {SHORTEN, SECURELY, LOCK, ASK}),
        ("starter", "Grace in full", "Henry's mother", {SHORTEN, ASK}),
        ("starter", "an extract of pupils' records", "a firm", {ASK}),
        ("starter", "a protected file and its password", "a firm", {SECURELY, ASK}),
        ("starter", "an automatic forward", "the teacher's own account", set()),
        ("shaw", "Grace in an open file", "a firm", {SHORTEN, SECURELY, LOCK, ASK}),
        ("shaw", "Grace and her epilepsy", "a firm", set()),
        ("ace", "Grace in an open file", "a firm", {SHORTEN, SECURELY}),
        ("chorus", "Grace in an open file", "a firm", {SHORTEN}),
        ("hampshire", "Grace in an open file", "a firm", {SHORTEN, ASK}),
        ("special-partnership", "Grace in an open file", "a firm", {SHORTEN, SECURELY, LOCK}),
        ("special-partnership", "Grace in full", "the teacher's own account", set()),
    ],
)
def test_what_the_sender_may_do(preset: str, message: str, to: str, ways: set[SenderMay]) -> None:
    held = told(preset, message, to)
    assert open_to_sender(verdict(held, inspected(held))) == ways


@pytest.mark.parametrize(
    ("preset", "way"),
    [
        *((preset, SHORTEN) for preset in PRESETS),
        ("starter", LOCK),
        ("shaw", LOCK),
        ("special-partnership", LOCK),
    ],
)
def test_an_open_file_goes_as_its_sender_chooses(preset: str, way: SenderMay) -> None:
    held = told(preset, "Grace in an open file", "a firm")
    assert way in open_to_sender(verdict(held, inspected(held)))
    assert not matching(changed(held, REMEDIES[way]), enforced=True)


@pytest.mark.parametrize("preset", PRESETS)
def test_initials_are_no_full_name(preset: str) -> None:
    held = told(preset, "Grace in full", "a firm")
    assert SHORTEN in open_to_sender(verdict(held, inspected(held)))
    assert not matching(changed(held, REMEDIES[SHORTEN]), enforced=True)

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import detectors
from detectors.finding import DetectorId, Report
from detectors.sending import RecipientClass, Sending
from gateway.policy.advice.classes import POSSIBLE
from gateway.policy.advice.contradiction import why_never
from gateway.policy.advice.implication import negation
from gateway.policy.conditions import AllCondition
from gateway.policy.decide import decide
from gateway.policy.kinds import ABOUT_PUPILS, KINDS
from gateway.policy.load import load_policy, preset_path, presets
from gateway.policy.rules import Rule, To
from gateway.policy.verdict import Mode, Truth
from tests.gateway.policy.parts import CONFIG, RECIPIENTS, STAFF, policy, rule
from tests.gateway.policy.strategies import (
    addresses,
    circumstances,
    conditions,
    quick,
    reports,
    rules,
    sendings,
)

NAMED = '{ finding = "pupil-name" }'


@pytest.mark.parametrize(
    ("toml", "reason"),
    [
        (
            'to = { any_of = ["personal"], none_of = ["external"] }',
            "because nobody is all that its `to` asks for",
        ),
        ('to = { any_of = ["own"], none_of = ["personal"] }', "because nobody is all that its `to` asks for"),
        ('to = { none_of = ["internal", "external"] }', "because nobody is all that its `to` asks for"),
        (
            f"when.all = [{NAMED}, {{ not = {NAMED} }}]",
            "because no message has a pupil's full name in it and also has no pupil's full name in it",
        ),
        (
            f"when.all = [{{ any = [{NAMED}, {{ severity = 4 }}] }}, {{ not = {NAMED} }},"
            " { not = { severity = 2 } }]",
            None,
        ),
        (
            'when.all = [{ larger_than = "5 MB" }, { all = [{ not = { larger_than = "2 MB" } }] }]',
            "because no message is larger than 5 MB and also is at most 2 MB",
        ),
        (
            'when.all = [{ time = "office-hours" }, { time = "outside-office-hours" }]',
            "because no message is sent in office hours and also is sent outside office hours",
        ),
        (
            'when = { finding = "identifier", kinds = ["passport", "upm"] }',
            'because "identifier" is never of kind "passport" or "upm"',
        ),
        ('when = { finding = "identifier", kinds = ["passport", "upn"] }', None),
        ('when = { finding = "pupil-name", kinds = ["upn"] }', 'because "pupil-name" is never of kind "upn"'),
        (
            'when = { finding = "no-subject", min_pupils = 2 }',
            'because "no-subject" does not say which pupils it is about (min_pupils)',
        ),
        (
            'when = { finding = "forward", whose = "theirs" }',
            'because "forward" does not say whose child it is about',
        ),
        ('when = { finding = "forward", whose = "not-theirs" }', None),
        (
            'to.none_of = ["contact"]\nwhen = { finding = "pupil-name", whose = "theirs" }',
            "because only parents and carers have children on the pupil list, and it is about none",
        ),
        ('to.any_of = ["external"]\nwhen = { finding = "pupil-name", whose = "theirs" }', None),
        (
            'to.any_of = ["professional", "internal"]\nwhen.severity = 5',
            None,
        ),
        (
            'to = { any_of = ["professional", "internal"], none_of = ["own"] }\nwhen.severity = 5',
            "because severity 5 is not reached by mail to these recipients",
        ),
        (
            'to.none_of = ["personal"]\nwhen.sent = { at_least = 5, of = "messages", within = "day" }',
            "because only mail to personal accounts is counted, and it is about none",
        ),
        (
            'to.any_of = ["internal"]\n'
            'when.any = [{ severity = 5 }, { sent = { at_least = 5, of = "messages", within = "day" } }]',
            "because severity 5 is not reached by mail to these recipients",
        ),
        ('to.any_of = ["internal"]\nwhen.any = [{ severity = 5 }, { severity = 4 }]', None),
        ('to.any_of = ["internal"]\nwhen.not = { severity = 5 }', None),
        (f"when.any = [{NAMED}, {{ not = {NAMED} }}]", None),
        ("", None),
    ],
)
def test_what_can_never_match(toml: str, reason: str | None) -> None:
    assert why_never(rule(toml)) == reason


@pytest.mark.parametrize("name", presets(CONFIG))
def test_every_rule_of_a_preset_can_match(name: str) -> None:
    assert [why_never(each) for each in load_policy(preset_path(CONFIG, name)).rules if why_never(each)] == []


def as_detectors_speak(seen: Report) -> Report:
    """Without kinds that a detector never gives, and without pupils where it does not say which."""
    findings = tuple(
        replace(
            each,
            kind=each.kind if each.kind in KINDS.get(each.detector, ()) else "",
            pupils=each.pupils if each.detector in ABOUT_PUPILS else (),
        )
        for each in seen.findings
    )
    return replace(seen, findings=findings)


@st.composite
def doubtful(draw: st.DrawFn) -> Rule:
    """A rule that often contradicts itself."""
    each, other = draw(rules), draw(conditions)
    when = each.when or other
    opposed = AllCondition(all=(when, other, negation(when)))
    changed: list[dict[str, object]] = [
        {"when": opposed},
        {"to": To(none_of=frozenset({RecipientClass.EXTERNAL}))},
        {"to": To(none_of=frozenset({RecipientClass.CONTACT, RecipientClass.PERSONAL}))},
        {},
    ]
    return each.model_copy(update={"mode": Mode.ENFORCE} | draw(st.sampled_from(changed)))


@quick
@given(doubtful(), reports.map(as_detectors_speak), sendings(), st.data())
def test_what_can_never_match_never_does(
    each: Rule, seen: Report, sending: Sending, data: st.DataObject
) -> None:
    if why_never(each):
        judged = decide(sending, seen, policy(each), data.draw(circumstances(sending)))
        assert Truth.YES not in {match.truth for match in judged.rules}


@given(addresses)
def test_every_recipient_has_classes_that_are_thought_of(address: str) -> None:
    assert RECIPIENTS.classify(address, STAFF) in POSSIBLE


SOURCES = {path.stem: path.read_text(encoding="utf-8") for path in Path(detectors.__path__[0]).rglob("*.py")}


@pytest.mark.parametrize("detector", list(DetectorId))
def test_the_kinds_are_those_of_the_detectors(detector: DetectorId) -> None:
    everything = "".join(SOURCES.values())
    assert [kind for kind in KINDS.get(detector, ()) if f'"{kind}"' not in everything] == []
    source = SOURCES.get(detector.replace("-", "_"), "")
    assert ("kind=" in source) is (detector in KINDS)

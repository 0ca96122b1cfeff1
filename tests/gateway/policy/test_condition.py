import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.finding import Completion, DetectorId, Headline, Report
from gateway.policy.condition import judge
from gateway.policy.rules import FindingCondition
from gateway.policy.verdict import Truth
from tests.gateway.policy.parts import attached, found, report, rule
from tests.gateway.policy.strategies import conditions, quick, reports

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN

NAME = found("pupil-name")
SURE = found("pupil-name", "subject", confidence=0.9)
DOUBTFUL = found("pupil-name", "header:Reply-To", confidence=0.4)
IN_ZIP = found("pupil-name", "attachment:a.zip/b.docx#comments")
WEAK = found("weak-protection", "attachment:a.zip")

CLEAN = report()
UNREAD = report(partial=("pupil-name",))
CRASHED = report(failed=("pupil-name",))
NOT_RUN = Report(Headline(), (), (), ())


@pytest.mark.parametrize(
    ("when", "seen", "truth"),
    [
        ('finding = "pupil-name"', report(NAME), YES),
        ('finding = "pupil-name"', CLEAN, NO),
        ('finding = "pupil-name"', report(WEAK), NO),
        ('finding = "pupil-name"', UNREAD, UNKNOWN),
        ('finding = "pupil-name"', CRASHED, UNKNOWN),
        ('finding = "pupil-name"', NOT_RUN, UNKNOWN),
        ('finding = "pupil-name"', report(NAME, partial=("pupil-name",)), YES),
        ('finding = "auto-forward"', UNREAD, NO),
        ('finding = "pupil-name", min_count = 2', report(NAME), NO),
        ('finding = "pupil-name", min_count = 2', report(NAME, SURE), YES),
        ('finding = "pupil-name", min_count = 2', report(NAME, partial=("pupil-name",)), UNKNOWN),
        ('finding = "pupil-name", min_confidence = 0.5', report(DOUBTFUL), NO),
        ('finding = "pupil-name", min_confidence = 0.9', report(SURE), YES),
        ('finding = "pupil-name", min_count = 2, min_confidence = 0.5', report(SURE, DOUBTFUL), NO),
        ('finding = "pupil-name", where = "subject"', report(SURE), YES),
        ('finding = "pupil-name", where = "subject"', report(NAME), NO),
        ('finding = "pupil-name", where = "header:reply-to"', report(DOUBTFUL), YES),
        ('finding = "pupil-name", where = "attachment"', report(IN_ZIP), YES),
        ('finding = "pupil-name", where = "attachment:a.zip/"', report(IN_ZIP), YES),
        ('finding = "pupil-name", where = "attachment:b"', report(IN_ZIP), NO),
        ('finding = "pupil-name", where = "subject"', report(NAME, failed=("pupil-name",)), UNKNOWN),
    ],
)
def test_findings(when: str, seen: Report, truth: Truth) -> None:
    assert judge(rule(f"when = {{ {when} }}").when, seen).truth is truth


OPEN_ZIP, OPEN_DOC = attached("a.zip", "none"), attached("a.zip/b.docx", "none")
SEALED, DAMAGED = attached("c.pdf", "encrypted"), attached("d.bin", "unknown")


@pytest.mark.parametrize(
    ("test", "seen", "truth"),
    [
        ('protection = ["none"]', report(OPEN_ZIP), YES),
        ('protection = ["none"]', report(SEALED), NO),
        ('protection = ["none"]', CLEAN, NO),
        ('protection = ["none", "weak"]', report(attached("e.zip", "weak")), YES),
        ('protection = ["none"]', report(DAMAGED), UNKNOWN),
        ('protection = ["unknown"]', report(DAMAGED), YES),
        ('protection = ["none"]', report(DAMAGED, OPEN_ZIP), YES),
        ('protection = ["none"]', report(failed=("unencrypted-attachment",)), UNKNOWN),
        ('protection = ["none"]', NOT_RUN, UNKNOWN),
        ('protection = ["none"], containing = "pupil-name"', report(OPEN_ZIP), NO),
        ('protection = ["none"], containing = "pupil-name"', report(OPEN_ZIP, NAME), NO),
        ('protection = ["none"], containing = "pupil-name"', report(OPEN_ZIP, OPEN_DOC, IN_ZIP), YES),
        ('protection = ["none"], containing = "pupil-name"', report(OPEN_ZIP, IN_ZIP), YES),
        ('protection = ["none"], containing = "pupil-name"', report(attached("a.zi", "none"), IN_ZIP), NO),
        ('protection = ["none"], containing = "pupil-name"', report(SEALED, OPEN_ZIP), NO),
        (
            'protection = ["none"], containing = "pupil-name"',
            report(SEALED, found("pupil-name", "attachment:c.pdf#name")),
            NO,
        ),
        (
            'protection = ["none"], containing = "pupil-name"',
            report(OPEN_ZIP, found("pupil-name", "attachment:a.zip#name")),
            YES,
        ),
        (
            'protection = ["none"], containing = "pupil-name"',
            report(OPEN_ZIP, partial=("pupil-name",)),
            UNKNOWN,
        ),
        ('protection = ["none"], containing = "pupil-name"', report(SEALED, partial=("pupil-name",)), NO),
        ('protection = ["none"], containing = "pupil-name"', report(DAMAGED), NO),
        (
            'protection = ["none"], containing = "pupil-name"',
            report(DAMAGED, failed=("pupil-name",)),
            UNKNOWN,
        ),
        (
            'protection = ["none"], containing = "pupil-name"',
            report(DAMAGED, found("pupil-name", "attachment:d.bin#name")),
            UNKNOWN,
        ),
    ],
)
def test_attachments(test: str, seen: Report, truth: Truth) -> None:
    assert judge(rule(f"when.attachment = {{ {test} }}").when, seen).truth is truth


KNOWN = report(NAME, failed=("auto-forward",))  # pupil-name YES, weak-protection NO, auto-forward UNKNOWN
LEAF = {
    YES: '{ finding = "pupil-name" }',
    NO: '{ finding = "weak-protection" }',
    UNKNOWN: '{ finding = "auto-forward" }',
}


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        (YES, YES, YES, YES),
        (YES, NO, NO, YES),
        (YES, UNKNOWN, UNKNOWN, YES),
        (NO, NO, NO, NO),
        (NO, UNKNOWN, NO, UNKNOWN),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_three_valued_logic(one: Truth, other: Truth, both: Truth, either: Truth) -> None:
    for first, second in ((one, other), (other, one)):
        pair = f"[{LEAF[first]}, {LEAF[second]}]"
        assert judge(rule(f"when.all = {pair}").when, KNOWN).truth is both
        assert judge(rule(f"when.any = {pair}").when, KNOWN).truth is either


@pytest.mark.parametrize(("inner", "outer"), [(YES, NO), (NO, YES), (UNKNOWN, UNKNOWN)])
def test_not(inner: Truth, outer: Truth) -> None:
    judged = judge(rule(f"when.not = {LEAF[inner]}").when, KNOWN)
    assert judged.truth is outer
    assert judged.findings == ()


def test_no_condition_is_met_by_every_message() -> None:
    assert judge(None, NOT_RUN).truth is YES


def test_findings_that_speak_for_a_condition() -> None:
    seen = report(NAME, IN_ZIP, WEAK, DOUBTFUL, attached("a.zip", "weak"))
    both = rule(
        'when.any = [{ attachment = { protection = ["weak"], containing = "pupil-name" } },'
        ' { finding = "pupil-name", min_confidence = 0.5 }, { finding = "auto-forward" }]'
    )
    assert judge(both.when, seen).findings == (WEAK, IN_ZIP, NAME)
    assert judge(rule('when = { finding = "pupil-name", min_count = 9 }').when, seen).findings == ()
    few = report(NAME, partial=("pupil-name",))
    assert judge(rule('when = { finding = "pupil-name", min_count = 9 }').when, few).findings == (NAME,)


@quick
@given(conditions, reports)
def test_a_condition_is_judged_whatever_it_is(when: FindingCondition, seen: Report) -> None:
    judged = judge(when, seen)
    assert set(judged.findings) <= set(seen.findings)
    assert judged.truth is not NO or not judged.findings


@quick
@given(conditions, reports, st.sampled_from(DetectorId))
def test_a_detector_that_fails_turns_no_yes_or_no_around(
    when: FindingCondition, seen: Report, detector: DetectorId
) -> None:
    states = dict(seen.completion) | {detector: Completion.FAILED}
    less = Report(seen.headline, seen.findings, seen.attachments, tuple(states.items()))
    assert judge(when, less).truth in {judge(when, seen).truth, UNKNOWN}

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.finding import AttachmentReport, Completion, DetectorId, Headline, Protection, Report
from gateway.policy.circumstances import Circumstances
from gateway.policy.condition import judge
from gateway.policy.conditions import FindingCondition
from gateway.policy.past import Past, Sent
from gateway.policy.verdict import Truth
from tests.gateway.policy.parts import asked, attached, found, report, rule
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
    assert judge(rule(f"when = {{ {when} }}").when, asked(seen)).truth is truth


PARENT, HEAD, FIRM = "ruth.bishop@gmail.com", "head@oakfield.sch.uk", "zoe@firm.example"
OWN, COUNCIL = "m.okafor@gmail.com", "office@leeds.gov.uk"
GRACE, HENRY = found("pupil-name", pupils=("1042",)), found("pupil-name", pupils=("1043",))
NAMESAKES = found("pupil-name", pupils=("1042", "1044"))
UPN = found("identifier", kind="upn", pupils=("1042",))
POSTCODE = found("identifier", kind="postcode", pupils=("1043",))
HEALTH = found("sensitive-term", kind="health", pupils=("1042",))
RECORDS = found("pupil-records", "attachment:a.csv")


@pytest.mark.parametrize(
    ("when", "seen", "to", "truth"),
    [
        # whose child it is
        ('finding = "pupil-name", whose = "theirs"', report(GRACE), PARENT, YES),
        ('finding = "pupil-name", whose = "not-theirs"', report(GRACE), PARENT, NO),
        ('finding = "pupil-name", whose = "theirs"', report(HENRY), PARENT, NO),
        ('finding = "pupil-name", whose = "not-theirs"', report(HENRY), PARENT, YES),
        ('finding = "pupil-name", whose = "not-theirs"', report(GRACE, HENRY), PARENT, YES),
        ('finding = "pupil-name", whose = "not-theirs"', report(NAMESAKES), PARENT, NO),
        ('finding = "pupil-name", whose = "not-theirs"', report(GRACE), FIRM, YES),
        ('finding = "pupil-name", whose = "theirs"', report(GRACE), FIRM, NO),
        ('finding = "pupil-name", whose = "theirs"', UNREAD, FIRM, NO),
        ('finding = "pupil-name", whose = "theirs"', UNREAD, PARENT, UNKNOWN),
        ('finding = "pupil-name", whose = "not-theirs"', UNREAD, FIRM, UNKNOWN),
        # of which kinds
        ('finding = "identifier", kinds = ["upn"]', report(UPN), FIRM, YES),
        ('finding = "identifier", kinds = ["uln", "upn"]', report(UPN), FIRM, YES),
        ('finding = "identifier", kinds = ["uln"]', report(UPN, POSTCODE), FIRM, NO),
        ('finding = "identifier", kinds = ["uln"]', report(UPN, partial=("identifier",)), FIRM, UNKNOWN),
        # about how many pupils
        ('finding = "pupil-name", min_pupils = 2', report(GRACE, GRACE), FIRM, NO),
        ('finding = "pupil-name", min_pupils = 2', report(GRACE, HENRY), FIRM, YES),
        ('finding = "pupil-name", min_pupils = 1', report(NAME), FIRM, NO),
        ('finding = "pupil-name", min_pupils = 2', report(GRACE, partial=("pupil-name",)), FIRM, UNKNOWN),
        ('finding = "pupil-name", min_pupils = 2, whose = "not-theirs"', report(GRACE, HENRY), PARENT, NO),
        # how serious
        ("severity = 1", report(), FIRM, NO),
        ("severity = 1", report(GRACE), FIRM, YES),
        ("severity = 2", report(GRACE), FIRM, NO),
        ("severity = 2", report(GRACE, UPN), FIRM, YES),
        ("severity = 2", report(GRACE, POSTCODE), FIRM, NO),
        ("severity = 3", report(GRACE, HEALTH), COUNCIL, YES),
        ("severity = 4", report(GRACE, HEALTH), COUNCIL, NO),
        ("severity = 4", report(RECORDS), COUNCIL, YES),
        ("severity = 5", report(RECORDS), COUNCIL, NO),
        ("severity = 5", report(RECORDS), FIRM, YES),
        ("severity = 5", report(GRACE, HEALTH), OWN, YES),
        ("severity = 2", report(GRACE, failed=("sensitive-term",)), FIRM, UNKNOWN),
        ("severity = 2", report(GRACE, failed=("auto-forward",)), FIRM, NO),
        ("severity = 5", report(failed=("pupil-records",)), HEAD, NO),
        ("severity = 5", report(failed=("pupil-records",)), FIRM, UNKNOWN),
        # what concerns only some recipients
        ('finding = "look-alike-domain"', report(found("look-alike-domain", to=(FIRM,))), FIRM, YES),
        ('finding = "look-alike-domain"', report(found("look-alike-domain", to=(FIRM,))), HEAD, NO),
        (
            'finding = "first-contact", min_count = 2',
            report(found("first-contact"), found("first-contact", "header:To", to=(HEAD, FIRM))),
            FIRM,
            YES,
        ),
        # by the school's policy not looked at
        ('finding = "pupil-name"', report(waived=("pupil-name",)), FIRM, NO),
        ("severity = 1", report(waived=("pupil-name", "identifier", "sensitive-term")), FIRM, NO),
    ],
)
def test_what_a_recipient_is_told_of(when: str, seen: Report, to: str, truth: Truth) -> None:
    assert judge(rule(f"when = {{ {when} }}").when, asked(seen, to)).truth is truth


@pytest.mark.parametrize(
    ("when", "size", "truth"),
    [
        ('larger_than = "2 KB"', 2048, NO),
        ('larger_than = "2 KB"', 2049, YES),
        ("larger_than = 100", 101, YES),
    ],
)
def test_size(when: str, size: int, truth: Truth) -> None:
    of = asked(CRASHED, circumstances=Circumstances(size=size))
    assert judge(rule(f"when = {{ {when} }}").when, of).truth is truth


@pytest.mark.parametrize(
    ("test", "truth"),
    [
        ("at_least = 4", YES),
        ("at_least = 5", NO),
        ('at_least = 2, any_of = ["contact"]', NO),
        ('at_least = 1, any_of = ["contact"]', YES),
        ('at_least = 3, any_of = ["external"]', YES),
        ('at_least = 3, any_of = ["internal", "personal"]', YES),
        ('at_least = 4, any_of = ["internal", "personal"]', NO),
    ],
)
def test_how_many_recipients(test: str, truth: Truth) -> None:
    of = asked(CLEAN, FIRM, copied=(HEAD, PARENT, OWN, HEAD))
    assert judge(rule(f"when.recipients = {{ {test} }}").when, of).truth is truth


@pytest.mark.parametrize(
    ("at", "in_hours"),
    [
        ("2026-03-02T07:59:59+00:00", False),
        ("2026-03-02T08:00:00+00:00", True),
        ("2026-03-02T17:59:59+00:00", True),
        ("2026-03-02T18:00:00+00:00", False),
        ("2026-03-01T12:00:00+00:00", False),  # a Sunday
        ("2026-06-01T07:30:00+00:00", True),  # half past eight in summer
        ("2026-06-01T17:30:00+00:00", False),
        ("2026-03-29T00:59:59+00:00", False),  # the clocks go forward
        ("2026-03-30T07:00:00+00:00", True),
        ("2026-10-26T07:30:00+00:00", False),  # and back
        ("2026-06-01T13:30:00+05:00", True),
    ],
)
def test_the_time_is_the_schools(at: str, in_hours: bool) -> None:
    of = asked(CLEAN, circumstances=Circumstances(at=datetime.fromisoformat(at)))
    assert judge(rule('when.time = "office-hours"').when, of).truth is (YES if in_hours else NO)
    assert judge(rule('when.time = "outside-office-hours"').when, of).truth is (NO if in_hours else YES)


NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def sent(message: str, days: float = 0, account: str = "own", size: int = 1024, *pupils: str) -> Sent:
    """One forwarded message with two messages attached."""
    return Sent(NOW - timedelta(days=days), message, account, True, 2, size, frozenset(pupils))


PAST = Past(
    (
        sent("a", 0.5, "own", 1024, "1042"),
        sent("b", 3, "own", 1024, "1042", "1043"),
        sent("c", 3, "other", 4096),
        sent("d", 13, "own", 1024, "1044"),
        sent("e", -1, "own"),
    ),
    {OWN: sent("now", 0, "own", 1024, "1045")},
)


@pytest.mark.parametrize(
    ("test", "truth"),
    [
        ('at_least = 3, of = "messages", within = "day"', YES),
        ('at_least = 4, of = "messages", within = "day"', NO),
        ('at_least = 4, of = "messages", within = "week"', YES),
        ('at_least = 5, of = "messages", within = "week"', NO),
        ('at_least = 5, of = "messages", within = "week", to = "all-accounts"', YES),
        ('at_least = 5, of = "forwards", within = "fortnight"', YES),
        ('at_least = 8, of = "attached-messages", within = "week"', YES),
        ('at_least = 9, of = "attached-messages", within = "week"', NO),
        ('at_least = "8 KB", of = "bytes", within = "week", to = "all-accounts"', YES),
        ('at_least = "8.1 KB", of = "bytes", within = "week", to = "all-accounts"', NO),
        ('at_least = 3, of = "pupils", within = "week"', YES),
        ('at_least = 4, of = "pupils", within = "week"', NO),
        ('at_least = 4, of = "pupils", within = "fortnight"', YES),
    ],
)
def test_what_went_before(test: str, truth: Truth) -> None:
    when = rule(f"when.sent = {{ {test} }}").when
    assert judge(when, asked(CLEAN, OWN, Circumstances(past=PAST))).truth is truth
    assert judge(when, asked(CLEAN, FIRM, Circumstances(past=PAST))).truth is NO
    unsure = Circumstances(past=Past(PAST.earlier, PAST.now, known=False))
    assert judge(when, asked(CLEAN, OWN, unsure)).truth is (UNKNOWN if truth is NO else YES)


def test_what_went_before_is_a_finding_and_a_crossing() -> None:
    when = rule('when.sent = { at_least = 3, of = "messages", within = "day" }').when
    judged = judge(when, asked(CLEAN, OWN, Circumstances(past=PAST)))
    (finding,) = judged.findings
    assert (finding.detector, finding.kind, finding.recipients) == (
        DetectorId.BULK_FORWARD,
        "messages",
        (OWN,),
    )
    assert finding.detail == (
        "With this message, 3 messages went from you to the same personal account within a day."
    )
    (crossing,) = judged.crossings
    assert (crossing.amount, crossing.recipients) == (3, (OWN,))


OPEN_ZIP, OPEN_DOC = attached("a.zip", "none"), attached("a.zip/b.docx", "none")
SEALED, DAMAGED = attached("c.pdf", "encrypted"), attached("d.bin", "unknown")
DISCLOSED = AttachmentReport("e.pdf", "application/pdf", Protection.ENCRYPTED, password_disclosed=True)


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
        ('types = ["image/"]', report(OPEN_ZIP), NO),
        ('types = ["application/oct"]', report(OPEN_ZIP), YES),
        ('types = ["image/", "application/"], protection = ["none"]', report(SEALED), NO),
        ('types = ["image/"]', report(failed=("unencrypted-attachment",)), UNKNOWN),
        ('containing = "pupil-name"', report(SEALED, found("pupil-name", "attachment:c.pdf#name")), YES),
        ('protection = ["encrypted"]', report(DISCLOSED), NO),
        ('protection = ["none"]', report(DISCLOSED), YES),
        (
            'containing = "pupil-name"',
            report(OPEN_ZIP, found("pupil-name", "attachment:a.zip", to=(HEAD,))),
            NO,
        ),
        (
            'containing = "pupil-name"',
            report(OPEN_ZIP, found("pupil-name", "attachment:a.zip", to=(HEAD, FIRM))),
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
    assert judge(rule(f"when.attachment = {{ {test} }}").when, asked(seen)).truth is truth


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
        assert judge(rule(f"when.all = {pair}").when, asked(KNOWN)).truth is both
        assert judge(rule(f"when.any = {pair}").when, asked(KNOWN)).truth is either


@pytest.mark.parametrize(("inner", "outer"), [(YES, NO), (NO, YES), (UNKNOWN, UNKNOWN)])
def test_not(inner: Truth, outer: Truth) -> None:
    judged = judge(rule(f"when.not = {LEAF[inner]}").when, asked(KNOWN))
    assert judged.truth is outer
    assert judged.findings == ()


def test_no_condition_is_met_by_every_message() -> None:
    assert judge(None, asked(NOT_RUN)).truth is YES


def test_findings_that_speak_for_a_condition() -> None:
    seen = report(NAME, IN_ZIP, WEAK, DOUBTFUL, attached("a.zip", "weak"))
    both = rule(
        'when.any = [{ attachment = { protection = ["weak"], containing = "pupil-name" } },'
        ' { finding = "pupil-name", min_confidence = 0.5 }, { finding = "auto-forward" }]'
    )
    assert judge(both.when, asked(seen)).findings == (WEAK, IN_ZIP, NAME)
    assert judge(rule('when = { finding = "pupil-name", min_count = 9 }').when, asked(seen)).findings == ()
    few = report(NAME, partial=("pupil-name",))
    assert judge(rule('when = { finding = "pupil-name", min_count = 9 }').when, asked(few)).findings == (
        NAME,
    )


@quick
@given(conditions, reports)
def test_a_condition_is_judged_whatever_it_is(when: FindingCondition, seen: Report) -> None:
    judged = judge(when, asked(seen))
    assert set(judged.findings) <= set(seen.findings)
    assert judged.truth is not NO or not judged.findings


@quick
@given(conditions, reports, st.sampled_from(DetectorId))
def test_a_detector_that_fails_turns_no_yes_or_no_around(
    when: FindingCondition, seen: Report, detector: DetectorId
) -> None:
    states = dict(seen.completion) | {detector: Completion.FAILED}
    less = Report(seen.headline, seen.findings, seen.attachments, tuple(states.items()))
    assert judge(when, asked(less)).truth in {judge(when, asked(seen)).truth, UNKNOWN}

"""What an exception lets pass, and all that it never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.finding import DetectorId, Finding, Report
from detectors.message import Envelope
from detectors.sending import Sending
from gateway.policy.circumstances import Circumstances
from gateway.policy.decide import decide
from gateway.policy.english.explain import sentence
from gateway.policy.exceptions import Exceptions, Kind, RuleException, mailbox_of, phrase_of
from gateway.policy.rules import Action, Rule
from gateway.policy.seen import Seen
from gateway.policy.verdict import Disposition, Mode, Truth, Verdict
from tests.gateway.policy.parts import RECIPIENTS, STAFF, attached, found, policy, report, rule
from tests.gateway.policy.strategies import addresses, circumstances, conditions, quick, sendings

FIRM, COUNCIL = "zoe@firm.example", "office@leeds.gov.uk"
FILE = "attachment:a.txt"
LAST_DAY = date(2027, 2, 2)
NAMED = rule('id = "named"\nwhen.finding = "pupil-name"')
IN_FILE = rule('id = "in-file"\nwhen.attachment = { protection = ["none"], containing = "pupil-name" }')
GRAVE = rule('id = "grave"\nwhen.severity = 1')
IDENTIFIED = rule('id = "identified"\nwhen.finding = "identifier"')


def name(text: str = "Henry Tudor", *pupils: str, where: str = "body") -> Finding:
    return replace(found("pupil-name", where, pupils=pupils or ("1042",)), text=text)


def not_a_pupil(
    phrase: str = "henry tudor", *rules: str, sender: str = "", recipient: str = "", pupils: str = "1042"
) -> RuleException:
    ids = frozenset(rules or ("named", "in-file", "grave", "identified"))
    return RuleException(
        1, Kind.NOT_A_PUPIL, ids, LAST_DAY, sender, recipient, phrase, frozenset(pupils.split())
    )


def fine(rule: str = "named", sender: str = STAFF, recipient: str = FIRM, id: int = 2) -> RuleException:
    return RuleException(id, Kind.FINE, frozenset({rule}), LAST_DAY, sender, recipient)


def verdict(
    rules: list[Rule], seen: Report, *exceptions: RuleException, to: tuple[str, ...] = (FIRM,)
) -> Verdict:
    sending = RECIPIENTS.sending(Envelope(STAFF, to))
    around = Circumstances(exceptions=Exceptions.among(exceptions))
    return decide(sending, seen, policy(*rules), around)


def stopping(judged: Verdict) -> set[str]:
    return {rule for each in judged.recipients for rule in each.rules}


NOT_LET_GO = [
    ("another's name", report(name(), name("Grace Bishop", "1043")), "named"),
    ("another pupil of that name", report(name("Henry Tudor", "1099")), "named"),
    ("perhaps another pupil", report(name("Henry Tudor", "1042", "1099")), "named"),
    ("more words", report(name("Henry Tudor Smith")), "named"),
    ("a part that could not be read", report(name(), partial=("pupil-name",)), "named"),
    ("a detector that crashed", report(name(), failed=("pupil-name",)), "named"),
    ("an identifier", report(name(), found("identifier", pupils=("1042",))), "grave"),
    ("an identifier by itself", report(name(), found("identifier", pupils=("1042",))), "identified"),
    ("records", report(name(), found("pupil-records")), "grave"),
    (
        "a file with another's name",
        report(name(), attached("a.txt", "none"), name("Grace Bishop", "1043", where="attachment:a.txt")),
        "in-file",
    ),
]


@pytest.mark.parametrize(("seen", "still"), [each[1:] for each in NOT_LET_GO], ids=[e[0] for e in NOT_LET_GO])
def test_a_name_that_is_none_excuses_nothing_else(seen: Report, still: str) -> None:
    judged = verdict([NAMED, IN_FILE, GRAVE, IDENTIFIED], seen, not_a_pupil())
    assert still in stopping(judged)
    assert still not in {each.rule for each in judged.excepted}


@pytest.mark.parametrize(
    "seen",
    [
        report(name()),
        report(name(), name("HENRY  TUDOR", where="subject")),
        report(name("Henry\r\nTudor")),
        report(attached("a.txt", "none"), name(where="attachment:a.txt")),
    ],
    ids=["text", "twice", "broken line", "file"],
)
def test_a_name_that_is_none_holds_nothing(seen: Report) -> None:
    rules = [NAMED, IN_FILE, GRAVE]
    assert verdict(rules, seen).disposition is Disposition.HOLD
    judged = verdict(rules, seen, not_a_pupil())
    assert judged.disposition is Disposition.DELIVER
    assert judged.rules == ()
    assert {(each.exception, each.last_day, each.recipients) for each in judged.excepted} == {
        (1, LAST_DAY, (FIRM,))
    }


def test_what_is_left_of_the_findings_is_told() -> None:
    other = name("Grace Bishop", "1043")
    (match,) = verdict([NAMED], report(name(), other), not_a_pupil()).rules
    assert match.findings == (other,)
    assert match.truth is Truth.YES


def test_a_rule_that_it_is_not_to_counts() -> None:
    judged = verdict([NAMED, GRAVE], report(name()), not_a_pupil("henry tudor", "named"))
    assert stopping(judged) == {"grave"}
    assert [each.rule for each in judged.excepted] == ["named"]


@pytest.mark.parametrize(
    ("sender", "recipient", "held"),
    [
        (STAFF, "", set()),
        ("p.frost@oakfield.sch.uk", "", {FIRM, COUNCIL}),
        (STAFF, FIRM, {COUNCIL}),
        ("", FIRM, {COUNCIL}),
    ],
)
def test_only_mail_of_that_sender_to_that_recipient(sender: str, recipient: str, held: set[str]) -> None:
    exception = not_a_pupil(sender=sender, recipient=recipient)
    judged = verdict([NAMED], report(name()), exception, to=(FIRM, COUNCIL))
    assert set(judged.addresses(Disposition.HOLD)) == held


def test_fine_is_fine_for_one_pair_and_one_rule() -> None:
    judged = verdict([NAMED, GRAVE], report(name()), fine(), to=(FIRM, COUNCIL))
    assert [each.rules for each in judged.recipients] == [("grave",), ("named", "grave")]
    assert verdict([NAMED], report(name()), fine(), to=("ZOE@Firm.example",)).rules == ()
    for other in ("zoe+x@firm.example", "zoe@mail.firm.example", "@relay.example:zoe@firm.example"):
        assert stopping(verdict([NAMED], report(name()), fine(), to=(other,))) == {"named"}


@pytest.mark.parametrize(
    "seen",
    [
        report(partial=("pupil-name",)),
        report(failed=("pupil-name",)),
        report(name(), partial=("pupil-name",)),
        report(name(), failed=("similar-recipients",)),
        report(name(), found("uninspectable", "attachment:a.xls")),
        report(name(), found("malformed-message")),
    ],
    ids=["unknown", "crashed", "half read", "another crashed", "uninspectable", "malformed"],
)
def test_what_cannot_be_read_is_never_fine(seen: Report) -> None:
    judged = verdict([NAMED], seen, fine())
    assert judged.disposition is Disposition.HOLD
    assert judged.excepted == ()


def test_the_policy_can_forbid_them() -> None:
    strict = rule('id = "named"\nwhen.finding = "pupil-name"\nexceptions = false')
    judged = verdict([strict], report(name()), not_a_pupil(), fine())
    assert judged.disposition is Disposition.HOLD
    assert [each.exceptions for each in judged.rules] == [False]
    assert sentence(strict).endswith(
        "is held for the data protection lead; no exception to this can be made."
    )
    assert "exception" not in sentence(NAMED)


def test_a_rule_that_asks_for_names_to_be_missing_does_not_begin_to_match() -> None:
    without = rule('id = "named"\nwhen.not = { finding = "pupil-name" }')
    both = rule('id = "grave"\nwhen.any = [{ not = { finding = "pupil-name" } }, { finding = "pupil-name" }]')
    seen = report(name())
    assert verdict([without], seen, not_a_pupil()).disposition is Disposition.DELIVER
    assert verdict([both], seen, not_a_pupil()).recipients == verdict([both], seen).recipients


def test_a_rule_that_only_watches_says_what_it_saw() -> None:
    watching = rule('id = "named"\nwhen.finding = "pupil-name"\nmode = "monitor"')
    judged = verdict([watching], report(name()), not_a_pupil())
    assert [each.id for each in judged.rules] == ["named"]
    assert judged.excepted == ()


def test_the_last_day_is_the_last() -> None:
    exceptions = Exceptions.among([fine(), replace(not_a_pupil(), last_day=LAST_DAY + timedelta(days=9))])
    assert exceptions.on(LAST_DAY) is exceptions
    assert exceptions.on(LAST_DAY + timedelta(days=1)) == Exceptions.among(
        [replace(not_a_pupil(), last_day=LAST_DAY + timedelta(days=9))]
    )
    assert not exceptions.on(LAST_DAY + timedelta(days=10))


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("A.Teacher@Oakfield.SCH.uk", "a.teacher@oakfield.sch.uk"),
        ("<zoe@firm.example>", "zoe@firm.example"),
        ("", ""),
        ("nonsense", ""),
        ("zoe%firm.example@oakfield.sch.uk", ""),
    ],
)
def test_an_address_is_one_mailbox_or_none(address: str, mailbox: str) -> None:
    assert mailbox_of(address) == mailbox


@pytest.mark.parametrize("text", ["Zoë O’Neill", "ZOE  O'NEILL", "Zoë\r\n O`Neill", "zoe\u00a0o'neill"])
def test_a_phrase_has_one_spelling(text: str) -> None:
    assert phrase_of(text) == "zoe o'neill"


_RULES = ("a", "b", "c", "d")
_people = st.lists(addresses, min_size=1, max_size=3).map(tuple)
_ABOUT_NAMES = st.sampled_from(
    [
        *(each.when for each in (NAMED, IN_FILE, GRAVE, IDENTIFIED)),
        rule('when = { finding = "pupil-name", whose = "not-theirs" }').when,
        rule('when = { finding = "pupil-name", min_pupils = 2 }').when,
        rule('when.not = { finding = "pupil-name" }').when,
        rule('when.any = [{ not = { severity = 1 } }, { finding = "identifier" }]').when,
        rule('when.all = [{ finding = "pupil-name" }, { not = { finding = "identifier" } }]').when,
    ]
)
_SEEN = st.sampled_from(
    [
        *(name("Grace Bishop", pupil, where=where) for pupil in ("1042", "1043") for where in ("body", FILE)),
        name("Henry Tudor", "1042", "1043"),
        name("Henry Tudor", "1044", where="subject"),
        found("identifier", pupils=("1042",)),
        found("uninspectable", FILE),
    ]
)


@st.composite
def _rulings(draw: st.DrawFn) -> list[Rule]:
    """Most of them about names, and to everybody."""
    several = draw(st.lists(_ABOUT_NAMES | _ABOUT_NAMES | conditions, min_size=1, max_size=4))
    actions = st.sampled_from((Action.HOLD, Action.RETURN, Action.SECURE, Action.WARN))
    modes = st.sampled_from((Mode.ENFORCE, Mode.ENFORCE, Mode.ENFORCE, Mode.MONITOR))
    return [
        NAMED.model_copy(update={"id": id, "when": when, "action": draw(actions), "mode": draw(modes)})
        for id, when in zip(_RULES, several, strict=False)
    ]


@st.composite
def _reports(draw: st.DrawFn) -> Report:
    """Names in most of them; some part is unread in some."""
    seen = draw(st.lists(_SEEN, min_size=1, max_size=4))
    partial = draw(st.sampled_from(((), (), ("pupil-name",), ("identifier", "pupil-records"))))
    return report(attached("a.txt", "none"), *seen, partial=partial)


@st.composite
def _exceptions(draw: st.DrawFn, sending: Sending) -> list[RuleException]:
    """Likely to count for this mail, and some that only look like it."""
    addresses = [mailbox_of(each.address) for each in sending.addressees]
    some = st.builds(
        RuleException,
        st.integers(1, 9),
        st.sampled_from(Kind),
        st.just(frozenset(_RULES)) | st.frozensets(st.sampled_from(_RULES), min_size=1),
        st.just(LAST_DAY),
        st.sampled_from(("", mailbox_of(sending.envelope.sender), COUNCIL)),
        st.sampled_from(("", *addresses)),
        st.sampled_from(("grace bishop", "henry tudor")),
        st.sampled_from((frozenset({"1042"}), frozenset({"1042", "1043", "1044"}))),
    )
    return draw(st.lists(some, min_size=1, max_size=4, unique_by=lambda each: each.id))


@settings(max_examples=100, deadline=None)
@given(_rulings(), _reports(), sendings(_people), st.data())
def test_exceptions_never_strengthen_and_touch_nothing_else(
    rules: list[Rule], seen: Report, sending: Sending, data: st.DataObject
) -> None:
    exceptions, around = data.draw(_exceptions(sending)), data.draw(circumstances(sending))
    plain = decide(sending, seen, policy(*rules), around)
    judged = decide(sending, seen, policy(*rules), replace(around, exceptions=Exceptions.among(exceptions)))
    by_id = {each.id: each for each in exceptions}
    for before, after in zip(plain.recipients, judged.recipients, strict=True):
        assert set(after.rules) <= set(before.rules)
        assert after.disposition <= before.disposition
        for lost in set(before.rules) - set(after.rules):
            excuses = [
                by_id[each.exception]
                for each in judged.excepted
                if each.rule == lost and before.address in each.recipients
            ]
            assert excuses
            assert all(_may_excuse(each, lost, sending, before.address, seen) for each in excuses)
    truths = {match.id: match.truth for match in plain.rules}
    for each in judged.excepted:
        if by_id[each.exception].kind is Kind.FINE:
            assert truths[each.rule] is Truth.YES
            assert Seen(seen).is_whole
    monitored = {match.id for match in plain.rules if match.mode is Mode.MONITOR}
    assert monitored <= {match.id for match in judged.rules}


def _may_excuse(each: RuleException, rule: str, sending: Sending, recipient: str, seen: Report) -> bool:
    names = [
        finding
        for finding in seen.of(DetectorId.PUPIL_NAME)
        if phrase_of(finding.text) == each.phrase and each.pupils.issuperset(finding.pupils)
    ]
    return (
        rule in each.rules
        and each.sender in ("", mailbox_of(sending.envelope.sender))
        and each.recipient in ("", mailbox_of(recipient))
        and (each.kind is Kind.NOT_A_PUPIL or bool(each.sender and each.recipient))
        and (each.kind is Kind.FINE or bool(names))
    )


@quick
@given(_rulings(), _reports(), sendings(_people), st.data())
def test_their_order_does_not_matter_and_ended_ones_do_nothing(
    rules: list[Rule], seen: Report, sending: Sending, data: st.DataObject
) -> None:
    exceptions, around = data.draw(_exceptions(sending)), data.draw(circumstances(sending))
    mixed = data.draw(st.permutations(exceptions))
    judged = [
        decide(sending, seen, policy(*rules), replace(around, exceptions=Exceptions.among(each)))
        for each in (exceptions, mixed)
    ]
    assert judged[0] == judged[1]
    ended = Exceptions.among(exceptions).on(LAST_DAY + timedelta(days=1))
    plain = decide(sending, seen, policy(*rules), around)
    assert decide(sending, seen, policy(*rules), replace(around, exceptions=ended)) == plain

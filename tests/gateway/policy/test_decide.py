import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.finding import Completion, DetectorId, Report
from detectors.message import Envelope
from gateway.policy.decide import decide
from gateway.policy.rules import Policy, Rule
from gateway.policy.verdict import Disposition, Mode, Truth, Verdict
from tests.gateway.policy.parts import RECIPIENTS, STAFF, found, policy, report, rule
from tests.gateway.policy.strategies import addresses, policies, quick, reports

NAME = found("pupil-name")
OUTSIDE, INSIDE, PARTNER = "zoe@firm.example", "head@oakfield.sch.uk", "office@leeds.gov.uk"


def verdict(
    rules: Policy | list[Rule], seen: Report, *to: str, sender: str = STAFF, secure: bool = True
) -> Verdict:
    chosen = rules if isinstance(rules, Policy) else policy(*rules)
    return decide(Envelope(sender, to), seen, chosen, RECIPIENTS, secure)


def outcome(judged: Verdict) -> dict[str, str]:
    return {each.address: str(each.disposition) for each in judged.recipients}


def named(id: str, action: str, mode: str = "enforce", more: str = "") -> Rule:
    return rule(
        f'id = "{id}"\naction = "{action}"\nmode = "{mode}"\nwhen.finding = "pupil-name"\n'
        f'reason = "It has a name."\nadvice = "Use initials."\n{more}'
    )


def test_the_strictest_stands_for_each_recipient_by_itself() -> None:
    rules = [
        named("a", "secure"),
        named("b", "return", more='to.any_of = ["professional"]'),
        named("c", "hold", more='to.any_of = ["external"]'),
    ]
    judged = verdict(rules, report(NAME), INSIDE, OUTSIDE, PARTNER)
    assert outcome(judged) == {INSIDE: "secure", OUTSIDE: "hold", PARTNER: "return"}
    assert [each.rules for each in judged.recipients] == [("a",), ("a", "c"), ("a", "b", "c")]
    assert [each.id for each in judged.rules] == ["a", "b", "c"]
    assert judged.disposition is Disposition.RETURN


def test_nothing_found_is_delivered() -> None:
    judged = verdict([named("a", "hold")], report(), OUTSIDE)
    assert outcome(judged) == {OUTSIDE: "deliver"}
    assert judged.rules == ()


def test_each_recipient_once_and_in_order() -> None:
    judged = verdict([named("a", "hold")], report(), OUTSIDE, INSIDE, OUTSIDE, OUTSIDE.title(), INSIDE)
    assert [each.address for each in judged.recipients] == [OUTSIDE, INSIDE, OUTSIDE.title()]


def test_a_message_to_nobody() -> None:
    assert verdict([named("a", "hold")], report(NAME)) == Verdict((), ())


def test_monitor_records_and_off_is_silent() -> None:
    rules = [named("a", "return", "monitor"), named("b", "hold", "off"), named("c", "secure")]
    judged = verdict(rules, report(NAME), OUTSIDE)
    assert outcome(judged) == {OUTSIDE: "secure"}
    assert judged.recipients[0].rules == ("c",)
    assert [(each.id, each.mode) for each in judged.rules] == [("a", Mode.MONITOR), ("c", Mode.ENFORCE)]


def test_a_rule_about_other_recipients_is_not_listed() -> None:
    assert verdict([named("a", "hold", more='to.any_of = ["pupil"]')], report(NAME), OUTSIDE).rules == ()


def test_what_was_found_is_said_in_the_rules_own_words() -> None:
    (match,) = verdict([named("a", "hold")], report(NAME), OUTSIDE).rules
    assert (match.truth, match.action, match.clause) == (Truth.YES, Disposition.HOLD, "Policy, section 1")
    assert (match.reason, match.advice) == ("It has a name.", "Use initials.")
    assert match.findings == (NAME,)


def test_what_could_not_be_checked_accuses_nobody() -> None:
    judged = verdict([named("a", "hold")], report(partial=("pupil-name",)), OUTSIDE)
    (match,) = judged.rules
    assert outcome(judged) == {OUTSIDE: "hold"}
    assert match.truth is Truth.UNKNOWN
    assert match.reason == "A part of this message could not be checked for a pupil's full name."
    assert "initials" not in match.advice


def test_advice_for_the_unchecked_fits_the_action() -> None:
    seen = report(partial=("pupil-name",))
    (held,) = verdict([named("a", "hold")], seen, OUTSIDE).rules
    assert held.advice.startswith("Send it again without the part that could not be checked")
    (secure,) = verdict([named("a", "secure")], seen, OUTSIDE).rules
    assert secure.advice == "Use initials."


def test_a_rule_on_the_uninspectable_speaks_for_itself() -> None:
    unreadable = rule(
        'when.finding = "uninspectable"\nreason = "It cannot be read."\nadvice = "Save it again."'
    )
    (match,) = verdict([unreadable], report(failed=("uninspectable",)), OUTSIDE).rules
    assert (match.truth, match.reason, match.advice) == (
        Truth.UNKNOWN,
        "It cannot be read.",
        "Save it again.",
    )


def test_certain_and_uncertain_rules_are_both_listed() -> None:
    rules = [named("a", "hold"), rule('id = "b"\nwhen.finding = "auto-forward"')]
    judged = verdict(rules, report(NAME, failed=("auto-forward",)), OUTSIDE)
    assert [(each.id, each.truth) for each in judged.rules] == [("a", Truth.YES), ("b", Truth.UNKNOWN)]


def test_without_secure_mail_it_is_held() -> None:
    judged = verdict([named("a", "secure")], report(NAME), OUTSIDE, secure=False)
    (match,) = judged.rules
    assert outcome(judged) == {OUTSIDE: "hold"}
    assert match.action is Disposition.HOLD
    assert match.reason == "Under “A rule” this must go by secure mail, but no secure mail is set up."
    assert "data protection lead" in match.advice
    assert judged.warnings == (
        "The policy asks for secure mail, but no secure mail is set up: the message is held instead.",
    )


@pytest.mark.parametrize(
    ("rules", "seen"),
    [
        ([named("a", "secure")], report()),
        ([named("a", "secure", "monitor")], report(NAME)),
        ([named("a", "secure", "off")], report(NAME)),
        ([named("a", "secure"), named("b", "hold")], report(NAME)),
        ([named("a", "return")], report(NAME)),
    ],
)
def test_no_warning_where_secure_mail_would_change_nothing(rules: list[Rule], seen: Report) -> None:
    assert verdict(rules, seen, OUTSIDE, secure=False).warnings == ()


recipient_lists = st.lists(addresses, max_size=4).map(tuple)


@quick
@given(policies, reports, recipient_lists, st.sampled_from((STAFF, "", "nonsense")), st.booleans())
def test_every_recipient_is_judged_exactly_once(
    rules: list[Rule], seen: Report, to: tuple[str, ...], sender: str, secure: bool
) -> None:
    judged = verdict(rules, seen, *to, sender=sender, secure=secure)
    assert [each.address for each in judged.recipients] == list(dict.fromkeys(to))
    assert secure or Disposition.SECURE not in {each.disposition for each in judged.recipients}
    enforced = {match.id for match in judged.rules if match.mode is Mode.ENFORCE}
    assert enforced == {id for each in judged.recipients for id in each.rules}
    for each in judged.recipients:
        actions = [match.action for match in judged.rules if match.id in each.rules]
        assert each.disposition is max(actions, default=Disposition.DELIVER)


@quick
@given(policies, reports, recipient_lists, st.booleans(), st.data())
def test_order_does_not_matter(
    rules: list[Rule], seen: Report, to: tuple[str, ...], secure: bool, data: st.DataObject
) -> None:
    shuffled_rules = data.draw(st.permutations(rules))
    shuffled_to = data.draw(st.permutations(to))
    judged = verdict(rules, seen, *to, secure=secure)
    again = verdict(shuffled_rules, seen, *shuffled_to, secure=secure)
    assert outcome(judged) == outcome(again)
    assert set(judged.rules) == set(again.rules)
    assert judged.warnings == again.warnings


@quick
@given(policies.filter(lambda rules: len(rules) > 1), reports, recipient_lists, st.booleans())
def test_another_rule_never_loosens(
    rules: list[Rule], seen: Report, to: tuple[str, ...], secure: bool
) -> None:
    fewer, more = verdict(rules[1:], seen, *to, secure=secure), verdict(rules, seen, *to, secure=secure)
    pairs = zip(fewer.recipients, more.recipients, strict=True)
    assert all(a.disposition <= b.disposition for a, b in pairs)


@quick
@given(policies, reports, recipient_lists, st.booleans(), st.sampled_from(DetectorId))
def test_seeing_less_never_loosens(
    rules: list[Rule], seen: Report, to: tuple[str, ...], secure: bool, detector: DetectorId
) -> None:
    states = dict(seen.completion) | {detector: Completion.FAILED}
    blinder = Report(seen.headline, seen.findings, seen.attachments, tuple(states.items()))
    before, after = verdict(rules, seen, *to, secure=secure), verdict(rules, blinder, *to, secure=secure)
    pairs = zip(before.recipients, after.recipients, strict=True)
    assert all(a.disposition <= b.disposition for a, b in pairs)


@quick
@given(policies, reports, recipient_lists)
def test_losing_secure_mail_never_loosens(rules: list[Rule], seen: Report, to: tuple[str, ...]) -> None:
    before, after = verdict(rules, seen, *to), verdict(rules, seen, *to, secure=False)
    pairs = zip(before.recipients, after.recipients, strict=True)
    assert all(a.disposition <= b.disposition for a, b in pairs)

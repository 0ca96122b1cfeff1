from datetime import UTC, datetime

import pytest

from detectors.finding import Report
from detectors.message import Envelope
from gateway.policy.circumstances import Circumstances
from gateway.policy.decide import decide
from gateway.policy.fallback import NO_SECURE_MAIL, not_rewritten
from gateway.policy.past import Past, Sent
from gateway.policy.reach import EVERYBODY, NOBODY, SecureReach
from gateway.policy.rewriting import LOCKED, NOTHING, Rewrite
from gateway.policy.rules import Policy, Rule
from gateway.policy.verdict import AtDeadline, Disposition, Mode, PrivateMail, SenderMay, Truth, Verdict
from tests.gateway.policy.parts import RECIPIENTS, STAFF, found, policy, report, rule

NAME = found("pupil-name")
OUTSIDE, INSIDE, PARTNER = "zoe@firm.example", "head@oakfield.sch.uk", "office@leeds.gov.uk"


def verdict(
    rules: Policy | list[Rule], seen: Report, *to: str, sender: str = STAFF, secure: bool = True
) -> Verdict:
    chosen = rules if isinstance(rules, Policy) else policy(*rules)
    sending = RECIPIENTS.sending(Envelope(sender, to))
    return decide(sending, seen, chosen, Circumstances(secure=EVERYBODY if secure else NOBODY))


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


def test_without_secure_mail_its_files_are_locked() -> None:
    judged = verdict([named("a", "secure")], report(NAME), OUTSIDE, secure=False)
    (recipient,) = judged.recipients
    assert recipient.disposition is Disposition.REWRITE
    assert recipient.rewriting == LOCKED
    assert recipient.otherwise is Disposition.HOLD
    assert judged.warnings == ()


def test_without_secure_mail_it_is_held_where_that_is_not_enough() -> None:
    judged = not_rewritten(
        verdict([named("a", "secure")], report(NAME), OUTSIDE, secure=False), [OUTSIDE], "It has no file."
    )
    (match,) = judged.rules
    assert outcome(judged) == {OUTSIDE: "hold"}
    assert match.action is Disposition.HOLD
    assert match.reason == (
        "Under “A rule” this must go by secure mail, but none is set up for everybody it goes to."
        " It has no file."
    )
    assert "data protection lead" in match.advice
    assert judged.warnings == (NO_SECURE_MAIL,)


def test_secure_mail_that_reaches_some_takes_it_for_those() -> None:
    reach = SecureReach(domains=frozenset({"leeds.gov.uk"}))
    sending = RECIPIENTS.sending(Envelope(STAFF, (OUTSIDE, MASH)))
    judged = decide(sending, report(NAME), policy(named("a", "secure")), Circumstances(secure=reach))
    assert outcome(judged) == {OUTSIDE: "rewrite", MASH: "secure"}


CHANGES = 'rewrite.names = "initials"\n'


def changing(id: str, more: str, action: str = "rewrite") -> Rule:
    return named(id, action, more=CHANGES + more)


def test_what_several_rules_change_adds_up_and_the_strictest_fallback_stands() -> None:
    rules = [
        changing("a", 'otherwise = "return"'),
        named("b", "rewrite", more='rewrite.footer = "From Oakfield."'),
        named("c", "secure", more='rewrite.subject_tag = "[pupil]"'),
    ]
    (recipient,) = verdict(rules, report(NAME), OUTSIDE).recipients
    assert recipient.disposition is Disposition.SECURE
    assert recipient.rewriting.rewrites == (Rewrite.SHORTEN_NAMES, Rewrite.TAG_SUBJECT, Rewrite.ADD_FOOTER)
    assert recipient.otherwise is Disposition.RETURN


@pytest.mark.parametrize("otherwise", ["hold", "return"])
def test_a_rule_that_holds_outdoes_one_that_changes(otherwise: str) -> None:
    """It is not even tried to be changed, so that nobody knows whether it would have come back."""
    rules = [changing("a", f'otherwise = "{otherwise}"'), named("b", "hold")]
    (recipient,) = verdict(rules, report(NAME), OUTSIDE).recipients
    assert (recipient.disposition, recipient.rewriting) == (Disposition.HOLD, NOTHING)
    assert recipient.rules == ("a", "b")


def test_what_cannot_be_changed_is_stopped_for_those_alone() -> None:
    judged = verdict([changing("a", 'otherwise = "return"')], report(NAME), OUTSIDE, MASH)
    stopped = not_rewritten(judged, [MASH], "It is signed.")
    assert outcome(stopped) == {OUTSIDE: "rewrite", MASH: "return"}
    (match,) = stopped.rules
    assert match.action is Disposition.RETURN
    assert match.reason.endswith(" It is signed.")


def test_a_rule_that_needs_no_change_keeps_its_reason_where_another_fails() -> None:
    rules = [changing("a", ""), named("b", "secure")]
    stopped = not_rewritten(verdict(rules, report(NAME), OUTSIDE), [OUTSIDE], "It is signed.")
    reasons = {match.id: match.reason for match in stopped.rules}
    assert outcome(stopped) == {OUTSIDE: "hold"}
    assert reasons["a"].endswith("It is signed.")
    assert "signed" not in reasons["b"]
    assert stopped.warnings == ()


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


MASH, DSL, PARENT = "mash@leeds.gov.uk", "dsl@oakfield.sch.uk", "ruth.bishop@gmail.com"


def test_a_warning_is_given_and_changes_nothing() -> None:
    judged = verdict([named("a", "warn")], report(NAME), OUTSIDE)
    assert outcome(judged) == {OUTSIDE: "deliver"}
    assert judged.recipients[0].rules == ("a",)
    (match,) = judged.rules
    assert (match.warns, match.action, match.reason) == (True, Disposition.DELIVER, "It has a name.")
    (held,) = verdict([named("a", "hold")], report(NAME), OUTSIDE).rules
    assert not held.warns


def test_a_rule_can_be_about_some_senders_only() -> None:
    office = [named("a", "hold", more='from.groups = ["office"]')]
    others = [named("a", "hold", more='from.except_groups = ["office"]')]
    for sender, of_office in ((STAFF, True), ("p.frost@oakfield.sch.uk", False), ("", False)):
        held = {True: "hold", False: "deliver"}
        assert outcome(verdict(office, report(NAME), OUTSIDE, sender=sender))[OUTSIDE] == held[of_office]
        assert outcome(verdict(others, report(NAME), OUTSIDE, sender=sender))[OUTSIDE] == held[not of_office]


def test_a_rule_can_be_about_a_group_of_recipients() -> None:
    rules = [
        named("a", "hold", more='to.groups = ["mash"]'),
        named("b", "secure", more='to.except_groups = ["mash"]'),
    ]
    assert outcome(verdict(rules, report(NAME), MASH, PARTNER)) == {MASH: "hold", PARTNER: "secure"}


def test_what_the_sender_may_do_and_who_decides_is_handed_on() -> None:
    more = 'sender_may = ["ask", "shorten-names"]\napprover = "headteacher"\nat_deadline = "secure"'
    (match,) = verdict([named("a", "hold", more=more)], report(NAME), OUTSIDE).rules
    assert match.sender_may == (SenderMay.ASK, SenderMay.SHORTEN_NAMES)
    assert (match.approver, match.at_deadline) == ("headteacher", AtDeadline.SECURE)
    assert match.sentence.endswith(
        "is held for the headteacher; if nobody decides in time, it goes by secure mail; the sender may give"
        " a reason and ask for it to be let go or shorten the names."
    )


@pytest.mark.parametrize("action", ["hold", "return", "secure"])
def test_the_fast_lane_is_never_held(action: str) -> None:
    rules = policy(named("a", action), fast_lane=["mash", "safeguarding"])
    judged = verdict(rules, report(NAME), MASH, DSL, OUTSIDE)
    assert outcome(judged) == {MASH: "secure", DSL: "deliver", OUTSIDE: action}
    assert [each.fast_lane for each in judged.recipients] == [True, True, False]
    assert [each.rules for each in judged.recipients] == [("a",)] * 3


def test_the_fast_lane_goes_as_it_came_where_no_rule_stops_it() -> None:
    rules = policy(named("a", "warn"), fast_lane=["mash"])
    assert outcome(verdict(rules, report(NAME), MASH)) == {MASH: "deliver"}
    assert outcome(verdict(rules, report(), MASH)) == {MASH: "deliver"}


def test_the_fast_lane_without_secure_mail_is_told() -> None:
    held = policy(named("a", "hold"), fast_lane=["mash"])
    judged = verdict(held, report(NAME), MASH, secure=False)
    assert outcome(judged) == {MASH: "deliver"}
    assert judged.warnings == (
        "The policy never holds mail to one of these recipients, but no secure mail is set up: it goes by"
        " the usual way.",
    )


@pytest.mark.parametrize(("action", "seen"), [("warn", report(NAME)), ("hold", report())])
def test_no_warning_where_the_fast_lane_needs_no_secure_mail(action: str, seen: Report) -> None:
    rules = policy(named("a", action), fast_lane=["mash", "safeguarding"])
    assert verdict(rules, seen, MASH, DSL, secure=False).warnings == ()


def test_a_finding_about_one_recipient_stops_that_one_only() -> None:
    seen = report(found("look-alike-domain", "header:To", to=(OUTSIDE,)))
    judged = verdict(
        [rule('when.finding = "look-alike-domain"')], seen, OUTSIDE, "other@firm.example", INSIDE
    )
    assert outcome(judged) == {OUTSIDE: "hold", "other@firm.example": "deliver", INSIDE: "deliver"}
    assert judged.rules[0].findings == seen.findings


def test_a_child_is_named_to_their_parent_and_to_nobody_else() -> None:
    rules = [rule('when = { finding = "pupil-name", whose = "not-theirs" }\nto.any_of = ["external"]')]
    grace, henry = found("pupil-name", pupils=("1042",)), found("pupil-name", pupils=("1043",))
    assert outcome(verdict(rules, report(grace), PARENT, OUTSIDE)) == {PARENT: "deliver", OUTSIDE: "hold"}
    both = verdict(rules, report(grace, henry), PARENT, OUTSIDE)
    assert outcome(both) == {PARENT: "hold", OUTSIDE: "hold"}
    assert both.rules[0].findings == (henry, grace)


def test_a_threshold_that_is_crossed_is_handed_on() -> None:
    own, now = "m.okafor@gmail.com", datetime(2026, 3, 2, 12, tzinfo=UTC)
    past = Past((Sent(now, "a", own, True, 0, 1),), {own: Sent(now, "b", own, True, 0, 1)})
    rules = policy(rule('when.sent = { at_least = 2, of = "forwards", within = "hour" }'))
    sending = RECIPIENTS.sending(Envelope(STAFF, (own, OUTSIDE)))
    judged = decide(sending, report(), rules, Circumstances(past=past))
    assert outcome(judged) == {own: "hold", OUTSIDE: "deliver"}
    (match,) = judged.rules
    assert [(each.amount, each.recipients) for each in match.crossings] == [(2, (own,))]


def test_marked_as_private_and_by_the_policy_unseen() -> None:
    rules = policy(named("a", "hold"))
    unseen = rules.model_copy(update={"private_mail": PrivateMail.SCAN_UNSEEN})
    private = report(NAME, found("marked-private", "subject"))
    assert verdict(unseen, private, OUTSIDE).unseen
    assert outcome(verdict(unseen, private, OUTSIDE)) == {OUTSIDE: "hold"}
    assert not verdict(unseen, report(NAME), OUTSIDE).unseen
    assert not verdict(rules, private, OUTSIDE).unseen


def test_what_a_detector_does_not_look_at_by_policy_is_not_unknown() -> None:
    assert verdict([named("a", "hold")], report(waived=("pupil-name",)), OUTSIDE).rules == ()

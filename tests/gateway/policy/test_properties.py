"""What holds for every policy, every message and every list of recipients."""

import time
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from detectors.finding import AttachmentReport, Completion, DetectorId, Protection, Report
from detectors.message import Envelope
from detectors.sending import Addressee, RecipientClass, Sending
from gateway.policy.circumstances import Circumstances
from gateway.policy.condition import Asked, crowd_of, judge
from gateway.policy.conditions import Condition
from gateway.policy.decide import decide
from gateway.policy.past import Past, Sent
from gateway.policy.reach import NOBODY
from gateway.policy.rules import Policy, Rule
from gateway.policy.seen import Seen
from gateway.policy.verdict import Disposition, Mode, RecipientVerdict, Truth, Verdict
from tests.gateway.policy.parts import RECIPIENTS, STAFF, found, policy, report, rule
from tests.gateway.policy.strategies import (
    circumstances,
    conditions,
    fast_lanes,
    policies,
    quick,
    reports,
    sendings,
)


def dispositions(judged: Verdict) -> dict[str, Disposition]:
    return {each.address: each.disposition for each in judged.recipients}


def stands(each: RecipientVerdict) -> Disposition:
    """What becomes of it where nothing can be changed."""
    return max(each.disposition, each.otherwise)


def no_looser(before: Verdict, after: Verdict) -> bool:
    """Neither where what is to be changed can be changed, nor where it cannot.

    What another rule holds is not changed at all, and so nobody knows whether it could have been: it waits
    for a person, who is told of both rules.
    """
    later = {each.address: each for each in after.recipients}
    return all(
        each.disposition <= later[each.address].disposition
        and (stands(each) <= stands(later[each.address]) or waits_instead(each, later[each.address]))
        for each in before.recipients
    )


def waits_instead(before: RecipientVerdict, after: RecipientVerdict) -> bool:
    held = before.disposition < Disposition.HOLD == after.disposition
    return held and set(before.rules) < set(after.rules)


@quick
@given(policies, fast_lanes, reports, sendings(), st.data())
def test_every_recipient_is_judged_exactly_once(
    rules: list[Rule], lane: frozenset[str], seen: Report, sending: Sending, data: st.DataObject
) -> None:
    around = data.draw(circumstances(sending))
    judged = decide(sending, seen, policy(*rules, fast_lane=lane), around)
    assert [each.address for each in judged.recipients] == [each.address for each in sending.addressees]
    enforced = {match.id: match for match in judged.rules if match.mode is Mode.ENFORCE}
    assert set(enforced) == {id for each in judged.recipients for id in each.rules}
    for each in judged.recipients:
        reached = around.secure.reaches(each.address)
        asked = [enforced[id].action for id in each.rules]
        strictest = max(
            (action if reached else without_secure_mail(action) for action in asked),
            default=Disposition.DELIVER,
        )
        if each.fast_lane:
            assert each.disposition in {Disposition.DELIVER, Disposition.SECURE}
            assert not each.rewriting
        else:
            assert each.disposition is strictest
        assert reached or each.disposition is not Disposition.SECURE


def without_secure_mail(action: Disposition) -> Disposition:
    return Disposition.REWRITE if action is Disposition.SECURE else action


@quick
@given(policies, fast_lanes, reports, sendings(), st.data())
def test_what_rules_have_changed_adds_up(
    rules: list[Rule], lane: frozenset[str], seen: Report, sending: Sending, data: st.DataObject
) -> None:
    """Of the rules that matched, for those who get the message at all; and it says what happens otherwise."""
    judged = decide(sending, seen, policy(*rules, fast_lane=lane), data.draw(circumstances(sending)))
    enforced = {match.id: match for match in judged.rules if match.mode is Mode.ENFORCE}
    for each in judged.recipients:
        if each.disposition not in {Disposition.REWRITE, Disposition.SECURE} or each.fast_lane:
            assert not each.rewriting
            continue
        for match in (enforced[id] for id in each.rules):
            assert each.rewriting | match.rewriting == each.rewriting
        assert each.disposition is Disposition.SECURE or each.rewriting
        if each.rewriting:
            assert each.otherwise >= Disposition.SECURE


@quick
@given(policies, fast_lanes, reports, sendings(), st.data())
def test_order_does_not_matter(
    rules: list[Rule], lane: frozenset[str], seen: Report, sending: Sending, data: st.DataObject
) -> None:
    around = data.draw(circumstances(sending))
    shuffled = replace(sending, addressees=tuple(data.draw(st.permutations(sending.addressees))))
    judged = decide(sending, seen, policy(*rules, fast_lane=lane), around)
    again = decide(shuffled, seen, policy(*data.draw(st.permutations(rules)), fast_lane=lane), around)
    assert dispositions(judged) == dispositions(again)
    assert {match.id: match.truth for match in judged.rules} == {each.id: each.truth for each in again.rules}
    assert judged.warnings == again.warnings


@quick
@given(policies.filter(lambda rules: len(rules) > 1), fast_lanes, reports, sendings(), st.data())
def test_another_rule_never_loosens(
    rules: list[Rule], lane: frozenset[str], seen: Report, sending: Sending, data: st.DataObject
) -> None:
    around = data.draw(circumstances(sending))
    fewer = decide(sending, seen, policy(*rules[1:], fast_lane=lane), around)
    more = decide(sending, seen, policy(*rules, fast_lane=lane), around)
    assert no_looser(fewer, more)


@quick
@given(policies, fast_lanes, reports, sendings(), st.sampled_from(DetectorId), st.data())
def test_what_a_detector_missed_is_never_let_go(
    rules: list[Rule],
    lane: frozenset[str],
    seen: Report,
    sending: Sending,
    detector: DetectorId,
    data: st.DataObject,
) -> None:
    """A detector that fails, before it has found anything or after, is worse than whatever it would find."""
    around, chosen = data.draw(circumstances(sending)), policy(*rules, fast_lane=lane)
    kept = [each for each in seen.findings if each.detector is not detector or data.draw(st.booleans())]
    states = dict(seen.completion) | {detector: Completion.FAILED}
    blinder = replace(seen, findings=tuple(kept), completion=tuple(states.items()))
    assert no_looser(decide(sending, seen, chosen, around), decide(sending, blinder, chosen, around))


@quick
@given(policies, fast_lanes, reports, sendings(), st.data())
def test_a_part_that_nobody_could_read_never_loosens(
    rules: list[Rule], lane: frozenset[str], seen: Report, sending: Sending, data: st.DataObject
) -> None:
    around, chosen = data.draw(circumstances(sending)), policy(*rules, fast_lane=lane)
    finished = Completion.FINISHED
    states = {each: Completion.PARTIAL if state is finished else state for each, state in seen.completion}
    blinder = replace(seen, completion=tuple(states.items()))
    assert no_looser(decide(sending, seen, chosen, around), decide(sending, blinder, chosen, around))


@quick
@given(policies, reports, sendings(), st.data())
def test_losing_secure_mail_never_loosens_outside_the_fast_lane(
    rules: list[Rule], seen: Report, sending: Sending, data: st.DataObject
) -> None:
    around = data.draw(circumstances(sending, secure=True))
    before = decide(sending, seen, policy(*rules), around)
    after = decide(sending, seen, policy(*rules), replace(around, secure=NOBODY))
    for with_it, without in zip(before.recipients, after.recipients, strict=True):
        assert stands(with_it) <= stands(without)
        if with_it.disposition is Disposition.SECURE:
            assert without.disposition > Disposition.REWRITE or without.rewriting.lock_attachments


@quick
@given(policies, fast_lanes, reports, sendings(), st.data())
def test_rules_that_do_not_act_change_nothing(
    rules: list[Rule], lane: frozenset[str], seen: Report, sending: Sending, data: st.DataObject
) -> None:
    around = data.draw(circumstances(sending))
    idle = rule('id = "idle"\nmode = "off"')
    acting = [each for each in rules if each.mode is Mode.ENFORCE]
    judged = decide(sending, seen, policy(*rules, fast_lane=lane), around)
    without = decide(sending, seen, policy(*acting, idle, fast_lane=lane), around)
    assert judged.recipients == without.recipients
    assert judged.warnings == without.warnings
    assert Mode.OFF not in {match.mode for match in judged.rules}


@quick
@given(st.none() | conditions, reports, sendings(), st.data())
def test_judging_those_who_are_alike_once_is_judging_each(
    when: Condition | None, seen: Report, sending: Sending, data: st.DataObject
) -> None:
    around = data.draw(circumstances(sending))
    only = rule("").model_copy(update={"when": when})
    chosen = policy(only)
    judged = decide(sending, seen, chosen, around)
    by_itself = {
        each.address: judge(when, Asked(Seen(seen), crowd_of(sending), each, around, chosen.office_hours))
        for each in sending.addressees
    }
    matched = {address: one for address, one in by_itself.items() if one.truth is not Truth.NO}
    assert {each.address for each in judged.recipients if each.rules} == set(matched)
    findings = tuple(dict.fromkeys(finding for one in matched.values() for finding in one.findings))
    assert tuple(finding for match in judged.rules for finding in match.findings) == findings


def _unprotected(path: str) -> AttachmentReport:
    return AttachmentReport(path, "application/octet-stream", Protection.NONE)


MANY = 10_000
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVERYTHING: Policy = policy(
    rule('id = "a"\nwhen = { finding = "pupil-name", whose = "not-theirs" }\nto.any_of = ["external"]'),
    rule('id = "b"\nwhen.all = [{ severity = 3 }, { recipients = { at_least = 50 } }]'),
    rule('id = "c"\nwhen.sent = { at_least = 3, of = "pupils", within = "week", to = "all-accounts" }'),
    rule('id = "d"\nwhen.sent = { at_least = 3, of = "messages", within = "day" }'),
    rule('id = "e"\nwhen = { finding = "visible-recipients" }'),
    rule('id = "f"\nwhen = { finding = "first-contact" }\naction = "warn"'),
    rule('id = "g"\nwhen.attachment = { protection = ["none"], containing = "pupil-name" }'),
    fast_lane=["mash"],
)


def test_ten_thousand_recipients_are_decided_in_seconds() -> None:
    addresses = tuple(f"zoe.{number}@gmail.com" for number in range(MANY))
    classes = frozenset({RecipientClass.EXTERNAL, RecipientClass.PERSONAL, RecipientClass.CONTACT})
    addressees = tuple(
        Addressee(address, classes, frozenset({str(number)})) for number, address in enumerate(addresses)
    )
    sending = Sending(Envelope(STAFF, addresses), addressees)
    names = [found("pupil-name", pupils=(str(number),)) for number in range(30)]
    firsts = [found("first-contact", "header:To", to=(address,)) for address in addresses]
    seen = report(*names, found("visible-recipients", "header:To", to=addresses), *firsts)
    now = {address: Sent(AT, "now", address, False, 0, 1) for address in addresses}
    start = time.process_time()
    judged = decide(sending, seen, EVERYTHING, Circumstances(past=Past((), now)))
    assert time.process_time() - start < 5
    assert [each.disposition for each in judged.recipients] == [Disposition.HOLD] * MANY
    assert {match.id for match in judged.rules} == {"a", "e", "f"}


def test_a_thousand_files_with_a_hundred_names_each_are_decided_in_seconds() -> None:
    paths = [f"a.zip/{number}.docx" for number in range(1000)]
    base = report(*(found("pupil-name", f"attachment:{path}", pupils=("1042",)) for path in paths))
    names = tuple(replace(each, text=f"Grace {copy}") for each in base.findings for copy in range(100))
    seen = replace(base, findings=names, attachments=tuple(map(_unprotected, ["a.zip", *paths])))
    sending = RECIPIENTS.sending(Envelope(STAFF, ("zoe@firm.example",)))
    start = time.process_time()
    judged = decide(sending, seen, EVERYTHING, Circumstances())
    assert time.process_time() - start < 5
    assert judged.recipients[0].rules == ("a", "g")

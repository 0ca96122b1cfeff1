"""For some weeks a rule may let pass what could not be checked, and never anything else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.finding import Report
from detectors.message import Envelope
from gateway.policy.circumstances import Circumstances
from gateway.policy.decide import decide
from gateway.policy.english.explain import describe, sentence
from gateway.policy.rules import Rule
from gateway.policy.unchecked import LONGEST, in_words
from gateway.policy.verdict import Disposition, Unchecked, Verdict
from tests.gateway.policy.parts import RECIPIENTS, STAFF, attached, found, policy, report, rule

FIRM, COUNCIL, COLLEAGUE = "zoe@firm.example", "office@leeds.gov.uk", "b.osei@oakfield.sch.uk"
UNTIL = date(2026, 12, 11)
PASSES = f"unchecked_passes_until = {UNTIL}\n"
NAMED = rule(f'id = "named"\n{PASSES}when.finding = "pupil-name"')
STILL_HOLDS = rule('id = "still-holds"\nwhen.finding = "identifier"')
UNREADABLE = rule(f'id = "unreadable"\n{PASSES}when.finding = "uninspectable"')
UNSEEN = report(partial=("pupil-name",))


def verdict(seen: Report, *rules: Rule, day: date = UNTIL, to: tuple[str, ...] = (FIRM,)) -> Verdict:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return decide(RECIPIENTS.sending(Envelope(STAFF, to)), seen, policy(*rules), Circumstances(at=at))


@pytest.mark.parametrize("until", [date.min, date(1, 1, 5)])
def test_the_earliest_dates_there_are_end_it_too(until: date) -> None:
    long_over = NAMED.model_copy(update={"unchecked_passes_until": until})
    assert verdict(UNSEEN, long_over).disposition is Disposition.HOLD


def test_what_could_not_be_checked_passes_and_is_noted() -> None:
    given = verdict(UNSEEN, NAMED, to=(FIRM, COUNCIL))
    assert given.disposition is Disposition.DELIVER
    assert given.rules == ()
    assert given.unchecked == (Unchecked("named", NAMED.title, UNTIL, (FIRM, COUNCIL)),)


@pytest.mark.parametrize(
    "seen",
    [
        report(found("pupil-name")),
        report(found("pupil-name"), partial=("pupil-name",)),
        report(found("pupil-name"), found("uninspectable", where="attachment:a.bin")),
    ],
)
def test_what_was_found_never_does(seen: Report) -> None:
    given = verdict(seen, NAMED)
    assert given.disposition is Disposition.HOLD
    assert given.unchecked == ()


def test_a_rule_on_the_uninspectable_lets_it_pass() -> None:
    broken = report(attached("a.bin", "unknown"), found("uninspectable", where="attachment:a.bin"))
    assert verdict(broken, UNREADABLE).unchecked[0].rule == "unreadable"
    plain = rule('id = "unreadable"\nwhen.finding = "uninspectable"')
    assert verdict(broken, plain).disposition is Disposition.HOLD


def test_a_rule_on_that_among_others_lets_nothing_else_pass() -> None:
    both = rule(f'{PASSES}when.any = [{{ finding = "uninspectable" }}, {{ finding = "pupil-name" }}]')
    broken = found("uninspectable", where="attachment:a.bin")
    assert verdict(report(broken), both).disposition is Disposition.DELIVER
    assert verdict(report(broken, found("pupil-name")), both).disposition is Disposition.HOLD


def test_other_rules_still_stop_it() -> None:
    seen = report(partial=("pupil-name", "identifier"))
    assert verdict(seen, NAMED, STILL_HOLDS).disposition is Disposition.HOLD


@pytest.mark.parametrize(
    ("day", "passes"),
    [
        (UNTIL, True),
        (UNTIL + timedelta(days=1), False),
        (UNTIL - LONGEST + timedelta(days=1), True),
        (UNTIL - LONGEST, False),
        (date(2026, 1, 1), False),
    ],
)
def test_it_ends_and_does_not_begin_too_early(day: date, passes: bool) -> None:
    expected = Disposition.DELIVER if passes else Disposition.HOLD
    assert verdict(UNSEEN, NAMED, day=day).disposition is expected
    assert bool(in_words(policy(NAMED), day)) is passes


@pytest.mark.parametrize("mode", ["monitor", "off"])
def test_a_rule_that_stops_nothing_lets_nothing_pass(mode: str) -> None:
    idle = rule(f'mode = "{mode}"\n{PASSES}when.finding = "pupil-name"')
    assert verdict(UNSEEN, idle).unchecked == ()
    assert in_words(policy(idle), UNTIL) == ()


def test_the_policy_says_so() -> None:
    assert sentence(NAMED).endswith("; until 11 December 2026 what could not be checked passes it.")
    said = "What cannot be checked is treated as if it had been found"
    assert describe(policy(NAMED))[-2] == f"{said}, but by the rules that say otherwise until a day."
    assert describe(policy(STILL_HOLDS))[-2] == f"{said}."
    assert in_words(policy(NAMED), UNTIL) == (
        "until 11 December 2026 the rule “A rule” lets pass what could not be checked",
    )


DETECTORS = ("pupil-name", "identifier", "uninspectable", "sensitive-term")


@given(
    whole=st.booleans(),
    present=st.sets(st.sampled_from(DETECTORS)),
    unfinished=st.sets(st.sampled_from(DETECTORS)),
    asked=st.sampled_from(DETECTORS),
    day=st.dates(UNTIL - 2 * LONGEST, UNTIL + LONGEST),
)
def test_it_only_ever_makes_milder_what_could_not_be_checked(
    whole: bool, present: set[str], unfinished: set[str], asked: str, day: date
) -> None:
    seen = report(*map(found, sorted(present)), partial=() if whole else tuple(unfinished))
    strict = rule(f'id = "asked"\nwhen.finding = "{asked}"')
    mild = strict.model_copy(update={"unchecked_passes_until": UNTIL})
    before, after = verdict(seen, strict, day=day), verdict(seen, mild, day=day)
    if not after.unchecked:
        assert replace(after, rules=()) == replace(before, rules=())
        return
    assert before.disposition is Disposition.HOLD
    assert asked not in present or asked == "uninspectable"

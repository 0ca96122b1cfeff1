from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.finding import Report
from detectors.sending import Sending
from gateway.policy.advice.implication import implies, makes_useless, negation, positive
from gateway.policy.condition import Asked, crowd_of, judge
from gateway.policy.conditions import AllCondition, AnyCondition, Condition
from gateway.policy.decide import decide
from gateway.policy.office_hours import OfficeHours
from gateway.policy.rules import Action, From, Rule, To
from gateway.policy.seen import Seen
from gateway.policy.verdict import Mode, RecipientVerdict, Truth, Verdict
from tests.gateway.policy.parts import policy, rule
from tests.gateway.policy.strategies import (
    circumstances,
    conditions,
    fast_lanes,
    quick,
    reports,
    rules,
    sendings,
)

_HEIGHT = {Truth.NO: 0, Truth.UNKNOWN: 1, Truth.YES: 2}


def when(written: str) -> Condition:
    condition = rule(f"when = {{ {written} }}").when
    assert condition is not None
    return condition


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ('finding = "pupil-name", min_count = 3', 'finding = "pupil-name"'),
        ('finding = "pupil-name", min_pupils = 3', 'finding = "pupil-name", min_pupils = 2'),
        ('finding = "pupil-name", min_confidence = 0.9', 'finding = "pupil-name", min_confidence = 0.5'),
        ('finding = "pupil-name", where = "attachment:a/"', 'finding = "pupil-name", where = "attachment"'),
        ('finding = "identifier", kinds = ["upn"]', 'finding = "identifier", kinds = ["upn", "uln"]'),
        ('finding = "identifier", kinds = ["upn"]', 'finding = "identifier"'),
        ('finding = "pupil-name", whose = "theirs"', 'finding = "pupil-name"'),
        (
            'attachment = { protection = ["none"], containing = "pupil-name" }',
            'attachment = { protection = ["none", "weak"] }',
        ),
        ('attachment = { types = ["image/png"] }', 'attachment = { types = ["image/", "text/"] }'),
        ("severity = 3", "severity = 2"),
        ('larger_than = "5 MB"', 'larger_than = "1 MB"'),
        ('recipients = { at_least = 50, any_of = ["contact"] }', "recipients = { at_least = 20 }"),
        (
            'sent = { at_least = 20, of = "messages", within = "hour" }',
            'sent = { at_least = 10, of = "messages", within = "day" }',
        ),
        ('all = [{ finding = "pupil-name" }, { severity = 2 }]', 'finding = "pupil-name"'),
        ('finding = "pupil-name"', 'any = [{ finding = "forward" }, { finding = "pupil-name" }]'),
        (
            "any = [{ severity = 4 }, { severity = 5 }]",
            'any = [{ severity = 3 }, { finding = "forward" }]',
        ),
        ("not = { severity = 2 }", "not = { severity = 3 }"),
        ('not = { time = "office-hours" }', 'time = "outside-office-hours"'),
        (
            'not = { any = [{ finding = "forward" }, { severity = 2 }] }',
            'not = { finding = "forward", min_count = 2 }',
        ),
    ],
)
def test_the_narrower_implies_the_wider_and_not_the_other_way_round(narrow: str, wide: str) -> None:
    assert implies(when(narrow), when(wide))
    assert implies(when(narrow), when(narrow))
    assert implies(when(narrow), None)
    if narrow != 'not = { time = "office-hours" }':
        assert not implies(when(wide), when(narrow))
    assert not implies(None, when(wide))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('finding = "pupil-name"', 'finding = "identifier"'),
        ('finding = "pupil-name", whose = "theirs"', 'finding = "pupil-name", whose = "not-theirs"'),
        ('attachment = { containing = "pupil-name" }', 'finding = "pupil-name"'),
        ('finding = "pupil-name"', "severity = 1"),
        (
            'sent = { at_least = 5, of = "messages", within = "day" }',
            'sent = { at_least = 5, of = "messages", within = "day", to = "all-accounts" }',
        ),
    ],
)
def test_what_does_not_follow(one: str, other: str) -> None:
    assert not implies(when(one), when(other))
    assert not implies(when(other), when(one))


def truth(condition: Condition, asked: Asked) -> int:
    return _HEIGHT[judge(condition, asked).truth]


def each_asked(seen: Report, sending: Sending, data: st.DataObject) -> list[Asked]:
    around = data.draw(circumstances(sending))
    crowd, hours = crowd_of(sending), OfficeHours()
    return [Asked(Seen(seen), crowd, each, around, hours) for each in sending.addressees]


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Condition, Condition]:
    """Two conditions of which the first often implies the second."""
    one, other, third = draw(conditions), draw(conditions), draw(conditions)
    return draw(
        st.sampled_from(
            (
                (one, other),
                (AllCondition(all=(one, other)), one),
                (one, AnyCondition(any=(other, one))),
                (AllCondition(all=(one, other)), AnyCondition(any=(other, third))),
                (negation(AnyCondition(any=(one, other))), negation(one)),
            )
        )
    )


@quick
@given(pairs(), reports, sendings(), st.data())
def test_what_is_implied_is_never_less_true(
    pair: tuple[Condition, Condition], seen: Report, sending: Sending, data: st.DataObject
) -> None:
    one, other = pair
    if implies(one, other):
        for asked in each_asked(seen, sending, data):
            assert truth(one, asked) <= truth(other, asked)


@quick
@given(conditions, reports, sendings(), st.data())
def test_turned_round_it_is_the_same(
    condition: Condition, seen: Report, sending: Sending, data: st.DataObject
) -> None:
    for asked in each_asked(seen, sending, data):
        assert truth(positive(condition), asked) == truth(condition, asked)
        assert truth(negation(condition), asked) == 2 - truth(condition, asked)


WIDE = rule('id = "wide"\nto.any_of = ["external"]\nwhen.finding = "pupil-name"\naction = "hold"')


@pytest.mark.parametrize(
    "more",
    [
        'to.any_of = ["external"]\nwhen.finding = "pupil-name"',
        'to.any_of = ["personal", "own"]\nwhen.finding = "pupil-name"',
        'to = { none_of = ["internal"], groups = ["mash"] }\n'
        'when = { finding = "pupil-name", min_count = 2 }',
        'to.any_of = ["external"]\nfrom.groups = ["office"]\nwhen.finding = "pupil-name"\naction = "secure"',
        'to.any_of = ["supplier"]\nwhen.finding = "pupil-name"\naction = "warn"\nsender_may = ["ask"]',
    ],
)
def test_a_rule_made_useless(more: str) -> None:
    assert makes_useless(WIDE, rule(more))


@pytest.mark.parametrize(
    "more",
    [
        'when.finding = "pupil-name"',
        'to.any_of = ["external", "pupil"]\nwhen.finding = "pupil-name"',
        'to.any_of = ["external"]\nwhen.finding = "identifier"',
        'to.any_of = ["external"]\nwhen.finding = "pupil-name"\naction = "return"',
        'to.any_of = ["external"]\nwhen.finding = "pupil-name"\nmode = "monitor"',
        'to.any_of = ["external"]\nwhen.finding = "pupil-name"\napprover = "headteacher"',
        'to.any_of = ["external"]',
    ],
)
def test_a_rule_that_still_decides_something(more: str) -> None:
    assert not makes_useless(WIDE, rule(more))


CHANGES = rule(
    'id = "changes"\nto.any_of = ["external"]\nwhen.finding = "pupil-name"\naction = "rewrite"\n'
    'rewrite = { names = "initials", lock_attachments = true }'
)


@pytest.mark.parametrize(
    "more",
    [
        'action = "rewrite"\nrewrite.names = "initials"',
        'action = "rewrite"\nrewrite.names = "forename-and-initial"',
        'action = "rewrite"\nrewrite.lock_attachments = true\notherwise = "secure"',
        'action = "rewrite"\nrewrite = { names = "initials", lock_attachments = true }',
    ],
)
def test_what_changes_more_makes_useless_what_changes_less(more: str) -> None:
    narrow = rule(f'to.any_of = ["personal"]\nwhen.finding = "pupil-name"\n{more}')
    assert makes_useless(CHANGES, narrow)
    assert makes_useless(WIDE, narrow)
    assert not makes_useless(narrow, CHANGES)


@pytest.mark.parametrize(
    "more",
    [
        'action = "rewrite"\nrewrite.take_off_attachments = true',
        'action = "rewrite"\nrewrite = { names = "initials", footer = "From Oakfield." }',
        'action = "rewrite"\nrewrite.names = "initials"\notherwise = "return"',
        'action = "secure"',
        'action = "warn"',
        'action = "hold"',
    ],
)
def test_a_change_does_not_stand_in_for_another_nor_for_what_is_stricter(more: str) -> None:
    narrow = rule(f'to.any_of = ["personal"]\nwhen.finding = "pupil-name"\n{more}')
    assert not makes_useless(CHANGES, narrow)


def test_secure_mail_stands_in_for_a_change_only_if_it_makes_it_too() -> None:
    names = 'to.any_of = ["external"]\nwhen.finding = "pupil-name"\nrewrite.names = "initials"\naction = '
    shortened = rule(f'{names}"rewrite"')
    plain = rule('to.any_of = ["external"]\nwhen.finding = "pupil-name"\naction = "secure"')
    assert makes_useless(rule(f'{names}"secure"'), shortened)
    assert not makes_useless(plain, shortened)
    assert not makes_useless(rule(f'{names}"secure"\notherwise = "secure"'), shortened)


def test_what_lets_the_sender_do_more_does_not_stand_in_for_what_lets_them_do_less() -> None:
    generous = WIDE.model_copy(update={"sender_may": rule('sender_may = ["ask"]').sender_may})
    assert not makes_useless(generous, WIDE)
    assert makes_useless(WIDE, generous)


@st.composite
def narrower(draw: st.DrawFn, wide: Rule) -> Rule:
    """A rule that asks for at least as much, or one that has nothing to do with it."""
    other = draw(rules)
    when = wide.when
    if when is not None and other.when is not None and draw(st.booleans()):
        when = AllCondition(all=(when, other.when))
    to = To(none_of=wide.to.none_of) if draw(st.booleans()) else wide.to
    sender = From() if draw(st.booleans()) else wide.sender
    changed = {"id": "narrower", "when": when or other.when, "to": to, "sender": sender, "mode": Mode.ENFORCE}
    if wide.rewrite and draw(st.booleans()):  # the same change, perhaps less strict where it cannot be made
        instead = draw(st.sampled_from((wide.otherwise, Action.SECURE)))
        changed |= {"action": wide.action, "rewrite": wide.rewrite, "otherwise": instead}
    return draw(
        st.sampled_from((other.model_copy(update={"id": "narrower"}), other.model_copy(update=changed)))
    )


@quick
@given(rules, fast_lanes, reports, sendings(), st.data())
def test_without_a_useless_rule_everything_is_as_before(
    wide: Rule, lane: frozenset[str], seen: Report, sending: Sending, data: st.DataObject
) -> None:
    wide = wide.model_copy(update={"id": "wide"})
    narrow = data.draw(narrower(wide))
    around = data.draw(circumstances(sending))
    for useless, rest in ((narrow, wide), (wide, narrow)):
        if makes_useless(rest, useless):
            both = decide(sending, seen, policy(useless, rest, fast_lane=lane), around)
            alone = decide(sending, seen, policy(rest, fast_lane=lane), around)
            assert without_rules(both) == without_rules(alone)


def without_rules(judged: Verdict) -> list[RecipientVerdict]:
    """What becomes of the message and what is changed in it, without the names of the rules."""
    return [replace(each, rules=()) for each in judged.recipients]


DELIVERS = rule(
    'id = "delivers"\nto.any_of = ["external"]\nwhen.finding = "pupil-name"\nat_deadline = "deliver"'
)


@pytest.mark.parametrize(
    ("more", "useless"),
    [
        ('at_deadline = "deliver"', True),
        ('at_deadline = "secure"', False),
        ("", False),
        ('action = "warn"', True),
        ('action = "secure"', True),
    ],
)
def test_what_ends_less_strictly_leaves_the_end_to_the_other(more: str, useless: bool) -> None:
    narrow = rule(f'to.any_of = ["personal"]\nwhen.finding = "pupil-name"\n{more}')
    assert makes_useless(DELIVERS, narrow) is useless
    assert makes_useless(rule('action = "return"\nwhen.finding = "pupil-name"'), narrow)

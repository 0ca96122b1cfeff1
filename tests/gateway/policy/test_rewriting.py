"""What is to be changed adds up, and a policy file says it in one table of a rule."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.policy.english.explain import sentence
from gateway.policy.load import PolicyError
from gateway.policy.rewriting import NOTHING, Rewrite, Rewriting, ShortForm, Visible
from tests.gateway.policy.parts import rule

rewritings = st.builds(
    Rewriting,
    names=st.none() | st.sampled_from(ShortForm),
    lock_attachments=st.booleans(),
    take_off_attachments=st.booleans(),
    visible=st.none() | st.sampled_from(Visible),
    copy_to=st.frozensets(st.sampled_from(("line-manager", "office@oakfield.sch.uk"))),
    subject_tags=st.frozensets(st.sampled_from(("[pupil]", "[school]"))),
    headers=st.frozensets(st.just(("X-School-Data", "pupil"))),
    footers=st.frozensets(st.just("From Oakfield Academy.")),
)


@given(rewritings, rewritings, rewritings)
def test_in_whatever_order_it_adds_up_to_the_same(one: Rewriting, two: Rewriting, three: Rewriting) -> None:
    sums = {a | b | c for a, b, c in permutations((one, two, three))}
    sums |= {a | (b | c) for a, b, c in permutations((one, two, three))}
    assert len(sums) == 1
    assert one | one == one | NOTHING == NOTHING | one == one


@given(rewritings, rewritings)
def test_nothing_that_either_asks_for_is_lost(one: Rewriting, other: Rewriting) -> None:
    both = set((one | other).rewrites)
    assert both - {Rewrite.ONE_COPY_EACH} <= {*one.rewrites, *other.rewrites}
    lost = {*one.rewrites, *other.rewrites} - both
    assert lost <= {Rewrite.RECIPIENTS_TO_BCC}
    assert not lost or Rewrite.ONE_COPY_EACH in both


def test_what_gives_away_less_counts() -> None:
    initials, forename = Rewriting(names=ShortForm.INITIALS), Rewriting(names=ShortForm.FORENAME_AND_INITIAL)
    assert (initials | forename).names is ShortForm.INITIALS
    bcc, each = Rewriting(visible=Visible.BCC), Rewriting(visible=Visible.ONE_COPY_EACH)
    assert (bcc | each).visible is Visible.ONE_COPY_EACH


def test_a_mark_is_no_remedy() -> None:
    assert not Rewriting(footers=frozenset({"From Oakfield."})).remedies
    assert Rewriting(lock_attachments=True, footers=frozenset({"From Oakfield."})).remedies
    assert not NOTHING


EVERYTHING = """
action = "rewrite"
when.finding = "pupil-name"
otherwise = "return"

[rule.rewrite]
names = "forename-and-initial"
lock_attachments = true
take_off_attachments = true
visible_recipients = "one-copy-each"
copy_to = ["line-manager", "Office@Oakfield.sch.uk"]
subject_tag = "[About a pupil]"
header = { X-School-Data = "pupil" }
footer = "From Oakfield Academy.\\nPlease keep it to yourself."
"""


def test_a_rule_may_change_everything() -> None:
    assert rule(EVERYTHING).rewriting == Rewriting(
        names=ShortForm.FORENAME_AND_INITIAL,
        lock_attachments=True,
        take_off_attachments=True,
        visible=Visible.ONE_COPY_EACH,
        copy_to=frozenset({"line-manager", "office@oakfield.sch.uk"}),
        subject_tags=frozenset({"[About a pupil]"}),
        headers=frozenset({("X-School-Data", "pupil")}),
        footers=frozenset({"From Oakfield Academy.\nPlease keep it to yourself."}),
    )


def test_it_is_told_in_one_sentence() -> None:
    assert sentence(rule(EVERYTHING)) == (
        "A message that has a pupil's full name in it, to anyone, goes on with a change: its attachments are"
        " taken off, pupils' names are shortened to forename and initial, its attachments are locked with a"
        " password, each recipient gets a copy of their own, a copy goes to office@oakfield.sch.uk and the"
        " sender's line manager, “[About a pupil]” stands in front of its subject, its header says"
        " X-School-Data and a footer is put beneath it; where that cannot be done or does not help, it is not"
        " sent and goes back to the sender."
    )


def test_of_a_mark_nothing_is_said_that_could_fail() -> None:
    marked = rule('action = "rewrite"\nrewrite.footer = "From Oakfield."')
    assert sentence(marked) == "Every message to anyone goes on with a change: a footer is put beneath it."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('action = "rewrite"', 'action = "rewrite" needs a table rewrite that says what is changed'),
        ('action = "rewrite"\nrewrite = {}', "must change something; allowed: names, lock_attachments"),
        ('action = "hold"\nrewrite.footer = "x"', 'rewrite needs action = "rewrite" or "secure", not "hold"'),
        ('action = "hold"\notherwise = "return"', "otherwise needs a table rewrite"),
        (
            'action = "rewrite"\nwhen.finding = "pupil-name"\nrewrite.names = "initials"\notherwise = "warn"',
            "otherwise must be one of hold, return, secure",
        ),
        ('action = "rewrite"\nrewrite.lock_attachments = true', "rewrite needs a condition when"),
        ('action = "rewrite"\nrewrite.header = { Subject = "x" }', "must begin with X-"),
        ('action = "rewrite"\nrewrite.header = { X-Schoolgate-Loop = "x" }', "must begin with X-"),
        ('action = "rewrite"\nrewrite.header = { X-A = "a\\r\\nBcc: x" }', "plain ASCII on one line"),
        ('action = "rewrite"\nrewrite.subject_tag = "a\\nb"', "must stand on one line"),
        ('action = "rewrite"\nrewrite.footer = "a\\u0000b"', "without control characters"),
        ('action = "rewrite"\nrewrite.copy_to = "nobody"', "is not an address"),
        ('action = "rewrite"\nrewrite.names = "none"', "initials"),
        ('action = "rewrite"\nrewrite.nmaes = "initials"', 'did you mean "names"?'),
    ],
)
def test_what_makes_no_sense_is_said(text: str, said: str) -> None:
    with pytest.raises(PolicyError) as refused:
        rule(text)
    assert said in str(refused.value)

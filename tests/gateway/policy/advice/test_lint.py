import time

import pytest

from gateway.policy.advice.advice import Surroundings
from gateway.policy.advice.lint import advice_on
from gateway.policy.load import load_policy, parse_policy, preset_path, presets
from gateway.policy.rules import Policy, Rule
from tests.gateway.policy.parts import CONFIG, policy, rule

# Stops everything that is looked for on the way out, so that what else there is to say stands alone.
SHUT = rule(
    'id = "shut"\nto.any_of = ["external"]\n'
    'when.any = [{ finding = "pupil-name" }, { finding = "uninspectable" }]'
)
THERE = Surroundings(frozenset({"office", "governors"}), frozenset({"headteacher"}), secure_available=True)


def told(*rules: Rule, around: Surroundings = THERE, fast_lane: tuple[str, ...] = ()) -> list[str]:
    return [str(each) for each in advice_on(policy(SHUT, *rules, fast_lane=fast_lane), around)]


def test_a_policy_of_which_there_is_nothing_to_say() -> None:
    everything = (
        'from.groups = ["office"]\nto.groups = ["governors"]\napprover = "headteacher"\n'
        'when = { finding = "identifier", kinds = ["upn"] }'
    )
    assert told(rule(everything), fast_lane=("office",)) == []


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        (
            'to = { any_of = ["own"], none_of = ["external"] }',
            'rule "a-rule": It can never match, because nobody is all that its `to` asks for.',
        ),
        (
            'when = { finding = "identifier", kinds = ["upn", "postcodes"] }',
            'rule "a-rule": "identifier" is never of kind "postcodes"; did you mean "postcode"?',
        ),
        (
            'from.groups = ["ofice"]',
            'rule "a-rule": There is no group "ofice" in the directory, so it can never match (from.groups);'
            ' did you mean "office"?',
        ),
        (
            'from.groups = ["head", "office"]',
            'rule "a-rule": There is no group "head" in the directory, so nobody is meant by it'
            " (from.groups).",
        ),
        (
            'to.except_groups = ["head"]',
            'rule "a-rule": There is no group "head" in the directory, so nobody is excepted by it'
            " (to.except_groups).",
        ),
        (
            'approver = "headteachers"\nwhen.finding = "forward"',
            'rule "a-rule": There is no role "headteachers" in the school\'s settings (approver), so the data'
            ' protection lead is asked instead; did you mean "headteacher"?',
        ),
        (
            'to.any_of = ["personal"]\nwhen = { finding = "pupil-name", where = "subject" }',
            'rule "a-rule": It decides nothing: wherever it matches, "shut" matches too and is as strict.',
        ),
        (
            'clause = ""\nwhen.finding = "forward"',
            'rule "a-rule": No clause says where the school\'s own policy demands it.',
        ),
        (
            'mode = "monitor"',
            'rule "a-rule": Still on monitor, so what it finds is recorded and nothing is stopped.',
        ),
    ],
)
def test_what_is_said_of_a_rule(toml: str, said: str) -> None:
    assert told(rule(toml)) == [said]


def test_what_is_so_of_several_rules_is_said_once() -> None:
    several = [rule(f'id = "{id}"\nfrom.except_groups = ["head"]\nmode = "monitor"') for id in ("one", "two")]
    assert told(*several) == [
        'rules "one", "two": There is no group "head" in the directory, so nobody is excepted by it'
        " (from.except_groups).",
        'rules "one", "two": Still on monitor, so what it finds is recorded and nothing is stopped.',
    ]


def test_of_two_rules_that_do_the_same_the_later_is_useless() -> None:
    twins = [rule(f'id = "{id}"\nwhen.finding = "forward"') for id in ("one", "two", "three")]
    assert [each.rules for each in advice_on(policy(SHUT, *twins), THERE)] == [("two",), ("three",)]


@pytest.mark.parametrize(
    ("around", "said"),
    [
        (THERE, ['There is no group "police" in the directory, so nobody is in the fast lane by it.']),
        (
            Surroundings(frozenset({"police"}), secure_available=False),
            [
                "There is a fast lane but no secure mail, so what a rule would stop goes there by the"
                " usual way."
            ],
        ),
        (Surroundings(frozenset({"police"}), secure_available=True), []),
        (Surroundings(), []),
    ],
)
def test_the_fast_lane(around: Surroundings, said: list[str]) -> None:
    assert told(around=around, fast_lane=("police",)) == said


def test_where_nothing_is_known_of_the_school_nothing_is_said_of_it() -> None:
    stranger = rule('from.groups = ["head"]\napprover = "headteacher"')
    assert told(stranger, around=Surroundings()) == []
    assert len(told(stranger, around=Surroundings(frozenset(), frozenset()))) == 2


NAME, FILE, UNREAD = (
    "No rule stops a pupil's full name on its way to ",
    "No rule stops an unprotected attachment with a pupil's full name in it on its way to ",
    "No rule stops something that cannot be inspected on its way to ",
)
EVERYBODY = (
    "somebody unknown, a personal account, the sender's own private account, another child's parent or carer,"
    " a professional partner, an approved supplier or a pupil with an outside address."
)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('to.any_of = ["external"]', []),
        ('to.any_of = ["external"]\naction = "secure"', []),
        (
            'to.any_of = ["external"]\naction = "warn"',
            [NAME + EVERYBODY, FILE + EVERYBODY, UNREAD + EVERYBODY],
        ),
        (
            'to.any_of = ["external"]\nfrom.groups = ["office"]',
            [NAME + EVERYBODY, FILE + EVERYBODY, UNREAD + EVERYBODY],
        ),
        (
            'to = { any_of = ["external"], none_of = ["supplier", "pupil"] }\nwhen.finding = "pupil-name"',
            [
                each + "an approved supplier or a pupil with an outside address."
                for each in (NAME, FILE, UNREAD)
            ],
        ),
        (
            'to.any_of = ["external"]\nwhen = { finding = "pupil-name", whose = "not-theirs" }',
            [],
        ),
        (
            'to.any_of = ["external"]\nwhen = { finding = "pupil-name", whose = "theirs" }',
            [
                NAME + EVERYBODY,
                FILE + EVERYBODY,
                UNREAD + EVERYBODY.replace(" another child's parent or carer,", ""),
            ],
        ),
        (
            'to.any_of = ["external"]\n'
            'when.attachment = { protection = ["none"], containing = "pupil-name" }',
            [NAME + EVERYBODY],
        ),
        (
            'to.any_of = ["external"]\nwhen = { finding = "pupil-name", where = "subject" }',
            [NAME + EVERYBODY, FILE + EVERYBODY, UNREAD + EVERYBODY],
        ),
    ],
)
def test_a_way_out_with_no_rule(toml: str, said: list[str]) -> None:
    assert [str(each) for each in advice_on(policy(rule(toml)), THERE) if not each.rules] == said


@pytest.mark.parametrize("name", presets(CONFIG))
def test_presets_need_no_more_than_groups_roles_and_time(name: str) -> None:
    preset = load_policy(preset_path(CONFIG, name))
    roles = frozenset(each.approver for each in preset.rules if each.approver)
    around = Surroundings(preset.groups, roles, secure_available=True)
    said = [str(each) for each in advice_on(preset, around)]
    assert [each for each in said if "Still on monitor" not in each and "No rule stops" not in each] == []


def test_a_large_policy_is_looked_through_in_seconds() -> None:
    nested = "[{ all = [{ any = [%s] }, { not = { all = [%s] } }] }, { finding = 'forward' }]"
    leaves = ", ".join(f"{{ finding = 'pupil-name', min_count = {number} }}" for number in range(1, 9))
    written = "\n".join(
        f'[[rule]]\nid = "rule-{number}"\ntitle = "A rule"\naction = "hold"\n'
        f'to.any_of = ["external"]\nfrom.groups = ["group-{number}"]\nwhen.any = {nested % (leaves, leaves)}'
        for number in range(100)
    )
    large: Policy = parse_policy(f'title = "Large"\n{written}', "large.toml")
    start = time.process_time()
    assert advice_on(large, THERE)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("finding", "stops"),
    [("uninspectable", True), ("identifier", True), ("no-subject", False), ("auto-forward", False)],
)
def test_what_cannot_be_inspected_is_stopped_by_a_rule_on_content(finding: str, stops: bool) -> None:
    only = rule(f'to.any_of = ["external"]\nwhen.finding = "{finding}"')
    said = [str(each) for each in advice_on(policy(only), THERE)]
    assert (UNREAD + EVERYBODY in said) is not stops

import re

import pytest
from hypothesis import given

from detectors.finding import DetectorId, Place, Protection
from detectors.sending import RecipientClass
from gateway.policy.explain import describe, sentence, unchecked
from gateway.policy.rules import Action, Rule, load_policy, preset_path
from gateway.policy.wording import OUTCOMES, PEOPLE, PLACES, PROTECTIONS, THINGS, listed
from tests.gateway.policy.parts import CONFIG, rule
from tests.gateway.policy.strategies import quick, rules


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("", "Every message to anyone is held for the data protection lead."),
        (
            'to.any_of = ["external"]\nto.none_of = ["professional"]\nwhen.finding = "pupil-name"',
            "A message that has a pupil's full name in it, to anyone outside the school except"
            " professional partners, is held for the data protection lead.",
        ),
        (
            'to.any_of = ["professional"]\nwhen.finding = "pupil-name"\naction = "secure"',
            "A message that has a pupil's full name in it, to a professional partner, goes by secure mail.",
        ),
        (
            'to.any_of = ["personal", "own"]\nwhen.finding = "auto-forward"\naction = "return"',
            "A message that has signs of automatic forwarding, to a personal account or the sender's"
            " own private account, is not sent and goes back to the sender.",
        ),
        (
            'to.none_of = ["internal", "contact", "professional"]\naction = "secure"',
            "Every message to anyone except people inside the school, professional partners and parents"
            " and carers goes by secure mail.",
        ),
        (
            'to.any_of = ["contact", "pupil"]\nto.none_of = ["own"]\nmode = "monitor"',
            "Every message to a parent or carer or a pupil but not to the sender's own private account"
            " would be held for the data protection lead; for now this is only recorded.",
        ),
        (
            'when.finding = "uninspectable"\naction = "return"\nmode = "off"',
            "A message that has a part that cannot be inspected, to anyone, would not be sent and would"
            " go back to the sender; this rule is switched off.",
        ),
        (
            'when = { finding = "pupil-name", where = "subject" }\nto.any_of = ["internal"]',
            "A message that has a pupil's full name in its subject, to anyone inside the school, is"
            " held for the data protection lead.",
        ),
        (
            'when = { finding = "pupil-name", min_count = 3, min_confidence = 0.8, where = "body" }',
            "A message that has at least 3 mentions of pupils' full names in its text (at least 80%"
            " certain), to anyone, is held for the data protection lead.",
        ),
        (
            'when = { not = { finding = "pupil-name", min_count = 3, where = "header:Reply-To" } }',
            "A message that has fewer than 3 mentions of pupils' full names in its Reply-To field, to"
            " anyone, is held for the data protection lead.",
        ),
        (
            'when.attachment = { protection = ["none"], containing = "pupil-name" }',
            "A message that has an unprotected attachment with a pupil's full name in it, to anyone, is"
            " held for the data protection lead.",
        ),
        (
            'when.attachment = { protection = ["weak", "unknown", "none"] }',
            "A message that has a weakly protected, unopenable or unprotected attachment, to anyone, is"
            " held for the data protection lead.",
        ),
        (
            'when.not = { attachment = { protection = ["encrypted"] } }',
            "A message that has no encrypted attachment, to anyone, is held for the data protection lead.",
        ),
        (
            'when.any = [{ finding = "uninspectable" }, { finding = "malformed-message" },'
            ' { finding = "weak-protection" }]',
            "A message that has a part that cannot be inspected, has a fault that mail programs read"
            " differently or has a weakly protected attachment, to anyone, is held for the data"
            " protection lead.",
        ),
        (
            'when.all = [{ finding = "pupil-name" }, { any = [{ finding = "auto-forward" },'
            ' { not = { finding = "weak-protection" } }] }]',
            "A message that has a pupil's full name in it and either has signs of automatic forwarding"
            " or has no weakly protected attachment, to anyone, is held for the data protection lead.",
        ),
        (
            'when.any = [{ finding = "auto-forward" }, { all = [{ finding = "pupil-name" },'
            ' { finding = "unencrypted-attachment" }] }]',
            "A message that has signs of automatic forwarding or both has a pupil's full name in it and"
            " has an unprotected attachment, to anyone, is held for the data protection lead.",
        ),
        (
            'when.not = { any = [{ finding = "pupil-name" }, { finding = "auto-forward" }] }',
            "A message that has no pupil's full name in it and has no sign of automatic forwarding, to"
            " anyone, is held for the data protection lead.",
        ),
        (
            'when.not = { not = { all = [{ finding = "pupil-name", where = "attachment:trips/" }] } }',
            "A message that has a pupil's full name in an attachment whose path begins with “trips/”,"
            " to anyone, is held for the data protection lead.",
        ),
    ],
)
def test_sentences(toml: str, said: str) -> None:
    assert sentence(rule(toml)) == said


@pytest.mark.parametrize(
    ("when", "noun"),
    [
        ('when.finding = "pupil-name"', "a pupil's full name"),
        ('when.not = { finding = "auto-forward" }', "signs of automatic forwarding"),
        (
            'when.all = [{ finding = "pupil-name" }, { finding = "pupil-name", where = "subject" },'
            ' { attachment = { protection = ["none"] } }]',
            "a pupil's full name or an unprotected attachment",
        ),
        ("", "anything"),
    ],
)
def test_what_could_not_be_checked(when: str, noun: str) -> None:
    assert unchecked(rule(when).when) == noun


def test_a_policy_is_its_rules_and_what_holds_for_all() -> None:
    starter = load_policy(preset_path(CONFIG, "starter"))
    told = describe(starter)
    assert told[: len(starter.rules)] == tuple(map(sentence, starter.rules))
    assert told[-1] == "Everything else is delivered."


def test_there_are_words_for_everything() -> None:
    assert set(THINGS) == set(DetectorId)
    assert set(PEOPLE) == set(RecipientClass)
    assert set(OUTCOMES) == set(Action)
    assert set(PROTECTIONS) == set(Protection)
    assert set(PLACES) == set(Place)


@pytest.mark.parametrize(
    ("items", "said"), [(["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")]
)
def test_lists(items: list[str], said: str) -> None:
    assert listed(items, "or") == said


@quick
@given(rules)
def test_every_rule_is_one_whole_sentence(each: Rule) -> None:
    said = sentence(each)
    assert re.fullmatch(r"(A|Every) message .+[^.]\.", said)
    assert not re.search(r"  | ,|,,|\ba [aeiou]|\ban [^aeiou]|\bno (a|an) ", said)

import re

import pytest
from hypothesis import given

from detectors.finding import DetectorId, Place, Protection
from detectors.sending import RecipientClass
from gateway.policy.conditions import Hours, Whose
from gateway.policy.english.explain import describe, provisions, sentence
from gateway.policy.english.predicates import predicate, unchecked
from gateway.policy.english.wording import (
    HOURS,
    NOT_HOURS,
    OF_WHOM,
    OUTCOMES,
    PEOPLE,
    PLACES,
    PROTECTIONS,
    REACHES,
    SENDER_MAY,
    SEVERITIES,
    THINGS,
    WINDOWS,
    amount_in_words,
    listed,
    measured_in_words,
)
from gateway.policy.load import load_policy, parse_policy, preset_path
from gateway.policy.past import Measure, Reach, Window
from gateway.policy.rules import Action, Rule
from gateway.policy.verdict import SenderMay
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
            "A message that has a part that cannot be inspected, a fault that mail programs read"
            " differently or a weakly protected attachment, to anyone, is held for the data"
            " protection lead.",
        ),
        (
            'when.all = [{ finding = "pupil-name" }, { any = [{ finding = "auto-forward" },'
            ' { not = { finding = "weak-protection" } }] }]',
            "A message that has a pupil's full name in it and either has signs of automatic forwarding"
            " or no weakly protected attachment, to anyone, is held for the data protection lead.",
        ),
        (
            'when.any = [{ finding = "auto-forward" }, { all = [{ finding = "pupil-name" },'
            ' { finding = "unencrypted-attachment" }] }]',
            "A message that has signs of automatic forwarding or both has a pupil's full name in it and"
            " an unprotected attachment, to anyone, is held for the data protection lead.",
        ),
        (
            'when.not = { any = [{ finding = "pupil-name" }, { finding = "auto-forward" }] }',
            "A message that has no pupil's full name in it and no sign of automatic forwarding, to"
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
    ("toml", "said"),
    [
        (
            'from.groups = ["office", "governors"]',
            "Every message from a member of “governors” or “office” to anyone is held for the data"
            " protection lead.",
        ),
        (
            'from = { groups = ["office"], except_groups = ["head"] }\nto.any_of = ["contact"]\n'
            'action = "warn"',
            "Every message from a member of “office” who is not in “head” to a parent or carer goes on, and"
            " the sender is reminded.",
        ),
        (
            'from.except_groups = ["senior-leaders"]\nto.any_of = ["contact"]\napprover = "headteacher"\n'
            'sender_may = ["ask"]',
            "Every message from anyone who is not in “senior-leaders” to a parent or carer is held for the"
            " headteacher; the sender may give a reason and ask for it to be let go.",
        ),
        (
            'at_deadline = "secure"\nsender_may = ["ask"]',
            "Every message to anyone is held for the data protection lead; if nobody decides in time, it goes"
            " by secure mail; the sender may give a reason and ask for it to be let go.",
        ),
        (
            'at_deadline = "deliver"',
            "Every message to anyone is held for the data protection lead; if nobody decides in time, it is"
            " delivered as it is.",
        ),
        ('at_deadline = "return"', "Every message to anyone is held for the data protection lead."),
        (
            'at_deadline = "secure"\nmode = "monitor"',
            "Every message to anyone would be held for the data protection lead; for now this is only"
            " recorded.",
        ),
        (
            'to.groups = ["all-staff"]\naction = "return"\nsender_may = ["send-securely", "shorten-names"]',
            "Every message to anyone who is in “all-staff” is not sent and goes back to the sender; the"
            " sender may send it by secure mail or shorten the names.",
        ),
        (
            'to = { any_of = ["external"], none_of = ["supplier"], except_groups = ["governors"] }',
            "Every message to anyone outside the school except approved suppliers and members of"
            " “governors” is held for the data protection lead.",
        ),
        (
            'to = { any_of = ["supplier"], except_groups = ["caterers"] }\nsender_may = ["ask"]\n'
            'mode = "monitor"',
            "Every message to an approved supplier but not to members of “caterers” would be held for the"
            " data protection lead; for now this is only recorded.",
        ),
        (
            'when.time = "outside-office-hours"\naction = "warn"\nmode = "off"',
            "A message that is sent outside office hours, to anyone, would go on, and the sender be"
            " reminded; this rule is switched off.",
        ),
    ],
)
def test_sentences_on_senders_groups_and_actions(toml: str, said: str) -> None:
    assert sentence(rule(toml)) == said


@pytest.mark.parametrize(
    ("when", "met", "not_met"),
    [
        (
            'finding = "pupil-name", whose = "not-theirs"',
            "has a pupil's full name in it (of a child who is not the recipient's)",
            "has no pupil's full name in it (of a child who is not the recipient's)",
        ),
        (
            'finding = "pupil-name", whose = "theirs", where = "subject", min_pupils = 1',
            "has a pupil's full name in its subject (of the recipient's own child; about a pupil)",
            "has no pupil's full name in its subject (of the recipient's own child; about a pupil)",
        ),
        (
            'finding = "identifier", kinds = ["upn", "nhs-number", "date-of-birth"], min_pupils = 3',
            "has a number or date that identifies somebody in it (UPN, NHS number or date of birth; for at"
            " least 3 different pupils)",
            "has no number or date that identifies somebody in it (UPN, NHS number or date of birth; for at"
            " least 3 different pupils)",
        ),
        ('finding = "no-subject"', "has no subject", "has a subject"),
        (
            'finding = "no-colleague-copied"',
            "has no member of staff copied in beside a pupil",
            "has a member of staff copied in beside each pupil",
        ),
        (
            'attachment = { types = ["image/"] }',
            "has an image attachment",
            "has no image attachment",
        ),
        (
            'attachment = { containing = "pupil-records", types = ["application/pdf", "text/"] }',
            "has an application/pdf or text attachment with a list of pupils' records in it",
            "has no application/pdf or text attachment with a list of pupils' records in it",
        ),
        ("severity = 1", "names or identifies a pupil", "neither names nor identifies a pupil"),
        (
            "severity = 5",
            "takes records or sensitive facts about pupils to a stranger or to a private account",
            "takes no records or sensitive facts about pupils to a stranger or to a private account",
        ),
        ('larger_than = "20 MB"', "is larger than 20 MB", "is at most 20 MB"),
        (
            "recipients = { at_least = 50 }",
            "goes to at least 50 recipients",
            "goes to fewer than 50 recipients",
        ),
        (
            'recipients = { at_least = 1, any_of = ["contact", "pupil"] }',
            "goes to at least 1 recipient among parents and carers or pupils",
            "goes to fewer than 1 recipient among parents and carers or pupils",
        ),
        ('time = "office-hours"', "is sent in office hours", "is sent outside office hours"),
        ('time = "outside-office-hours"', "is sent outside office hours", "is sent in office hours"),
        (
            'sent = { at_least = 20, of = "forwards", within = "day" }',
            "brings what its sender sent to the same personal account within a day to at least 20"
            " forwarded messages",
            "leaves what its sender sent to the same personal account within a day below 20 forwarded"
            " messages",
        ),
        (
            'sent = { at_least = "50 MB", of = "bytes", within = "fortnight", to = "all-accounts" }',
            "brings what its sender sent to personal accounts other than parents' within a fortnight to at"
            " least 50 MB",
            "leaves what its sender sent to personal accounts other than parents' within a fortnight below"
            " 50 MB",
        ),
    ],
)
def test_each_condition_and_its_opposite(when: str, met: str, not_met: str) -> None:
    condition = rule(f"when = {{ {when} }}").when
    assert condition is not None
    assert (predicate(condition), predicate(condition, negated=True)) == (met, not_met)
    opposite = rule(f"when.not = {{ {when} }}").when
    assert opposite is not None
    assert predicate(opposite) == not_met


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (
            'any = [{ sent = { at_least = 5, of = "forwards", within = "hour" } },'
            ' { sent = { at_least = "50 MB", of = "bytes", within = "week" } }]',
            "brings what its sender sent to the same personal account within an hour to at least 5 forwarded"
            " messages or within a week to at least 50 MB",
        ),
        (
            'any = [{ sent = { at_least = 5, of = "forwards", within = "hour" } },'
            ' { sent = { at_least = 5, of = "forwards", within = "hour", to = "all-accounts" } }]',
            "brings what its sender sent to the same personal account within an hour to at least 5 forwarded"
            " messages or brings what its sender sent to personal accounts other than parents' within an hour"
            " to at least 5 forwarded messages",
        ),
        (
            'all = [{ finding = "pupil-name" }, { larger_than = "5 MB" }]',
            "has a pupil's full name in it and is larger than 5 MB",
        ),
        (
            "all = [{ severity = 1 }, { severity = 1 }]",
            "names or identifies a pupil and names or identifies a pupil",
        ),
    ],
)
def test_a_verb_is_said_once(when: str, said: str) -> None:
    condition = rule(f"when = {{ {when} }}").when
    assert condition is not None
    assert predicate(condition) == said


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("", ()),
        ('private_mail = "scan"', ()),
        (
            'private_mail = "scan-unseen"',
            (
                "A message that its sender has marked as private is checked by the program, and nobody is"
                " shown what it says.",
            ),
        ),
        (
            'private_mail = "metadata-only"\nfast_lane = ["police", "mash"]',
            (
                "Of a message that its sender has marked as private only the header, the addresses and the"
                " size are looked at.",
                "Mail to members of “mash” or “police” is never held or changed: where a rule would stop it,"
                " it goes at once, outside the school by secure mail.",
            ),
        ),
        ("office_hours.opens = 07:30:00", ()),
    ],
)
def test_what_holds_for_the_whole_policy(toml: str, said: tuple[str, ...]) -> None:
    text = f'title = "Policy"\n{toml}\n[[rule]]\nid = "a"\ntitle = "A"\naction = "hold"'
    assert provisions(parse_policy(text, "policy.toml"))[:-3] == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("", "Office hours are 07:30 to 18:00, Monday to Friday."),
        ('days = ["tuesday", "monday"]', "Office hours are 07:30 to 18:00, Mondays and Tuesdays."),
        ('days = ["friday", "saturday", "sunday"]', "Office hours are 07:30 to 18:00, Friday to Sunday."),
        (
            'days = ["monday", "wednesday", "friday"]',
            "Office hours are 07:30 to 18:00, Mondays, Wednesdays and Fridays.",
        ),
    ],
)
def test_office_hours_are_told_where_a_rule_asks_for_them(days: str, said: str) -> None:
    text = (
        f'title = "Policy"\n[office_hours]\nopens = 07:30:00\n{days}\n'
        '[[rule]]\nid = "a"\ntitle = "A"\naction = "warn"\nwhen.not = { time = "office-hours" }'
    )
    assert provisions(parse_policy(text, "policy.toml"))[0] == said


@pytest.mark.parametrize(
    ("measure", "amount", "reach", "said"),
    [
        (
            Measure.PUPILS,
            12,
            Reach.THIS_ACCOUNT,
            "With this message, 12 different pupils named went from you to the same personal account within"
            " a week.",
        ),
        (
            Measure.BYTES,
            50 * 1024**2,
            Reach.ALL_ACCOUNTS,
            "With this message, 50 MB went from you to personal accounts other than parents' within a week.",
        ),
    ],
)
def test_what_was_counted(measure: Measure, amount: int, reach: Reach, said: str) -> None:
    assert measured_in_words(measure, amount, Window.WEEK, reach) == said


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
        ("when.severity = 3", "pupils' personal data"),
        ('when.sent = { at_least = 5, of = "messages", within = "hour" }', "what was sent before it"),
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
    assert set(OF_WHOM) == set(Whose)
    assert set(HOURS) == set(NOT_HOURS) == set(Hours)
    assert set(SENDER_MAY) == set(SenderMay)
    assert set(REACHES) == set(Reach)
    assert set(WINDOWS) == set(Window)
    assert set(SEVERITIES) == {1, 2, 3, 4, 5}
    assert all(amount_in_words(measure, 20).startswith("20 ") for measure in Measure)


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
    assert not re.search(r"  | ,|,,|\ba [aeiou]|\ban [^aeiouh]|\bno (a|an) ", said)

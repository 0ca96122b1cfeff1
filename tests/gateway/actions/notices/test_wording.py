"""Each notice as people read it: the words are the product."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.finding import DetectorId, Finding, Location, Place
from detectors.message import Envelope
from gateway.actions.notices.compose import (
    held_notice,
    released_notice,
    reminder_notice,
    returned_notice,
    undeliverable_notice,
)
from gateway.actions.notices.values import Cause, Failure, Held, Undeliverable
from gateway.policy.verdict import Disposition, RecipientVerdict, RuleMatch, Verdict
from tests.gateway.actions.notices.reading import Read, letter_of
from tests.gateway.actions.notices.samples import (
    COLLEAGUE,
    COUNCIL,
    FATHER,
    FILE_RULE,
    HELD,
    HOUSE,
    INSIDE,
    MOTHER,
    NAME_RULE,
    ORIGINAL,
    RELEASED,
    REMINDED,
    RETURNED,
    STAMP,
    TEACHER,
    UNDELIVERABLE,
    recipient,
    templates,
)


def held(*recipients: RecipientVerdict, rules: tuple[RuleMatch, ...] = (NAME_RULE,)) -> Read:
    addresses = tuple(each.address for each in recipients)
    original = replace(ORIGINAL, envelope=Envelope(TEACHER, addresses))
    return letter_of(
        held_notice(Held(original, Verdict(recipients, rules), "7F3K"), HOUSE, STAMP, templates())
    )


def test_held_in_full() -> None:
    letter = letter_of(held_notice(HELD, HOUSE, STAMP, templates()))

    assert letter.subject == "Not sent yet: “Trip letter” to bishop.family@gmail.com and t.bishop@yahoo.co.uk"
    assert (
        letter.text
        == """\
“Trip letter” (Monday 23 November at 15:38) is held for:
- bishop.family@gmail.com
- t.bishop@yahoo.co.uk

Nobody outside the school has received it.

What was found
- The name “Grace Bishop” in the text of the message and in the file “trip.xlsx” (hidden sheet)
- The file “trip.xlsx” is not protected with a password

The school’s rule
- Pupils’ full names stay inside the school (Acceptable Use Policy, section 4.2). \
Mail to people outside the school must not hold a pupil’s full name.
- Files about pupils are protected with a password (Acceptable Use Policy, section 4.5). \
A file that names pupils leaves the school only with a password.

What you can do now
- Write “Grace B.” or her initials instead of the full name, and send it again.
- Share the file from the school’s OneDrive with a link instead of attaching it.
- Have you sent it another way? Then answer this message and say so, so that the held one is not sent as well.
- Can it wait? Then you need do nothing: the data protection lead, dpl@oakfield.sch.uk, will look at it and \
decide. If nobody has decided by Friday 27 November at 15:40, it is not sent. You will be told.

It goes as usual to:
- head@oakfield.sch.uk

Schoolgate, for Oakfield Academy. Case 7F3K. If you answer this message, it goes to the data protection \
lead, dpl@oakfield.sch.uk.
"""
    )


@pytest.mark.parametrize(
    ("recipients", "whom", "assurance"),
    [
        (
            (recipient(MOTHER, Disposition.HOLD, NAME_RULE),),
            MOTHER,
            "Nobody outside the school has received it.",
        ),
        (
            (recipient(MOTHER, Disposition.HOLD, NAME_RULE), recipient(COUNCIL, Disposition.SECURE)),
            MOTHER,
            "Nobody on this list has received it.",
        ),
        (
            (recipient(COLLEAGUE, Disposition.HOLD, NAME_RULE, classes=INSIDE),),
            COLLEAGUE,
            "Nobody on this list has received it.",
        ),
    ],
    ids=["nobody outside has it", "the council has it", "all are inside"],
)
def test_a_notice_claims_no_more_than_is_true(
    recipients: tuple[RecipientVerdict, ...], whom: str, assurance: str
) -> None:
    letter = held(*recipients)

    assert letter.subject == f"Not sent yet: “Trip letter” to {whom}"
    assert assurance in letter.text
    assert assurance in letter.html
    assert ("outside the school has received" in letter.text) == ("outside" in assurance)


def test_each_recipient_stands_under_what_becomes_of_the_message_for_them() -> None:
    letter = held(
        recipient(MOTHER, Disposition.HOLD, NAME_RULE),
        recipient("own@example.org", Disposition.RETURN, NAME_RULE),
        recipient(COLLEAGUE, Disposition.DELIVER, classes=INSIDE),
        recipient(FATHER, Disposition.REWRITE),
        recipient(COUNCIL, Disposition.SECURE),
    )

    assert f"is held for:\n- {MOTHER}\n" in letter.text
    assert "It will not go at all to:\n- own@example.org\n" in letter.text
    assert f"It goes as usual to:\n- {COLLEAGUE}\n" in letter.text
    assert f"It goes, with a small change, to:\n- {FATHER}\n" in letter.text
    assert f"It goes by secure mail to:\n- {COUNCIL}\n" in letter.text


def test_a_crowd_of_recipients_and_findings_is_cut_short() -> None:
    names = tuple(
        Finding(DetectorId.PUPIL_NAME, Location(Place.BODY), f"Pupil {n}", pupils=(str(n),)) for n in range(8)
    )
    crowd = [recipient(f"parent{n}@example.org", Disposition.HOLD, NAME_RULE) for n in range(11)]

    letter = held(*crowd, rules=(replace(NAME_RULE, findings=names),))

    assert letter.subject == "Not sent yet: “Trip letter” to all 11 recipients"
    for words in (letter.text, letter.html):
        assert "parent7@" in words
        assert "parent8@" not in words
        assert "The names of 8 pupils, “Pupil 0” and “Pupil 1” among them" in words
        assert "“Pupil 2”" not in words
    assert letter.text.count("- and 3 more\n") == 1


def test_a_title_counts_people_where_they_are_many_and_its_news_comes_first() -> None:
    parents = [recipient(f"parent{n}@example.org", Disposition.HOLD, NAME_RULE) for n in range(3)]
    colleagues = [recipient(f"staff{n}@oakfield.sch.uk", Disposition.DELIVER) for n in range(9)]
    letter = held(*parents, *colleagues)
    long = replace(ORIGINAL, headline=replace(ORIGINAL.headline, subject="The trip to the museum " * 9))
    cut = letter_of(held_notice(replace(HELD, original=long), HOUSE, STAMP, templates()))

    assert letter.subject == "Not sent yet: “Trip letter” to 3 of its 12 recipients"
    assert cut.subject.startswith("Not sent yet: “The trip to the museum The trip to the…” to bishop.")
    for each in (letter, cut):
        assert f"<title>{each.subject}</title>" in each.html
        assert f">{each.subject}</h1>" in each.html


def test_a_finding_that_concerns_other_recipients_is_not_told() -> None:
    one = Finding(DetectorId.PUPIL_NAME, Location(Place.BODY), "Grace Bishop", recipients=(MOTHER,))
    other = Finding(DetectorId.PUPIL_NAME, Location(Place.BODY), "Henry Tudor", recipients=(COUNCIL,))

    letter = held(
        recipient(MOTHER, Disposition.HOLD, NAME_RULE),
        recipient(COUNCIL, Disposition.DELIVER),
        rules=(replace(NAME_RULE, findings=(one, other)),),
    )

    assert "Grace Bishop" in letter.text
    assert "Henry Tudor" not in letter.text + letter.html


def test_a_message_without_a_subject_is_still_named() -> None:
    original = replace(ORIGINAL, headline=replace(ORIGINAL.headline, subject=""))

    letter = letter_of(held_notice(replace(HELD, original=original), HOUSE, STAMP, templates()))

    assert letter.subject.startswith(
        "Not sent yet: your message without a subject to bishop.family@gmail.com"
    )
    assert "Your message without a subject (Monday 23 November at 15:38) is held for:" in letter.text


def test_returned_by_the_data_protection_lead_gives_the_reason() -> None:
    letter = letter_of(returned_notice(RETURNED, HOUSE, STAMP, templates()))

    assert letter.subject == f"Not sent: “Trip letter” to {MOTHER} and {FATHER}"
    assert f"“{RETURNED.ruling}”" in letter.text
    assert "the next step is yours" not in letter.text


def test_returned_by_policy_says_that_nobody_else_will_act() -> None:
    verdict = Verdict((recipient(MOTHER, Disposition.RETURN, FILE_RULE),), (FILE_RULE,))
    original = replace(ORIGINAL, envelope=Envelope(TEACHER, (MOTHER,)))
    returned = replace(RETURNED, original=original, verdict=verdict, recipients=(MOTHER,), ruling="")

    letter = letter_of(returned_notice(returned, HOUSE, STAMP, templates()))

    assert letter.subject == f"Not sent: “Trip letter” to {MOTHER}"
    assert "Nobody outside the school has received it. Nobody else will look at it" in letter.text
    assert "data protection lead decided" not in letter.text


def test_a_ruling_on_one_recipient_does_not_speak_for_the_other() -> None:
    one = replace(RETURNED, recipients=(MOTHER,))

    letter = letter_of(returned_notice(one, HOUSE, STAMP, templates()))

    assert FATHER not in letter.text + letter.html
    assert "Nobody outside the school" not in letter.text


def test_released_says_that_nothing_is_to_be_done() -> None:
    letter = letter_of(released_notice(RELEASED, HOUSE, STAMP, templates()))

    assert letter.subject == f"On its way: “Trip letter” to {MOTHER} and {FATHER}"
    assert "You need do nothing." in letter.text
    assert f"It goes to:\n- {MOTHER}\n" in letter.text
    assert f"It goes by secure mail to:\n- {FATHER}\n" in letter.text


def test_undeliverable_explains_each_failure() -> None:
    letter = letter_of(undeliverable_notice(UNDELIVERABLE, HOUSE, STAMP, templates()))

    assert letter.subject == f"Not delivered: “Trip letter” to {MOTHER} and {FATHER}"
    assert f"- {MOTHER}\nThis address does not exist." in letter.text
    assert "The other server said: 550 5.1.1 The account does not exist" in letter.text
    assert f"- {FATHER}\nAgain and again" in letter.text


def test_those_who_failed_alike_stand_together_and_silence_is_not_quoted() -> None:
    failures = tuple(Failure(address, Cause.GAVE_UP) for address in ORIGINAL.envelope.recipients)

    letter = letter_of(undeliverable_notice(Undeliverable(ORIGINAL, failures), HOUSE, STAMP, templates()))

    assert letter.subject == "Not delivered: “Trip letter” to all 3 recipients"
    assert letter.text.count("Again and again") == 1
    assert "The other server said" not in letter.text


def test_a_reminder_says_the_rule_and_what_helps_next_time() -> None:
    letter = letter_of(reminder_notice(REMINDED, HOUSE, STAMP, templates()))

    assert letter.subject == "Sent, and a reminder: “Trip letter” to all 3 recipients"
    for shown in (letter.text, letter.html):
        assert "You need do nothing about it." in shown
        assert NAME_RULE.title in shown
        assert NAME_RULE.advice in shown
        assert "once a day at most" in shown

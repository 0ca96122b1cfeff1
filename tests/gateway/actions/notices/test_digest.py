"""The overview of a morning, as somebody reads it who has a minute."""

from __future__ import annotations

from datetime import date

import pytest

from gateway.actions.notices.compose import digest_notice
from gateway.actions.notices.values import Digest, Morning
from tests.gateway.actions.notices.reading import Read, letter_of, parsed
from tests.gateway.actions.notices.samples import HOUSE, STAMP, templates

HASH = "5f3a" * 16
FULL = Morning("Oakfield Academy", 4, 1, 2, 1, 2, 3, 1, 1, 1, 2, 1)


def digest(*mornings: Morning, language: str = "en") -> Read:
    value = Digest(mornings, date(2026, 11, 20), (1234, HASH))
    return letter_of(digest_notice(value, "dpl@oakfield.sch.uk", HOUSE, STAMP, templates(language)))


def test_in_full() -> None:
    letter = digest(FULL)

    assert letter.subject == "Held mail this morning: 4 waiting, 1 until today"
    assert (
        letter.text
        == f"""\
Oakfield Academy
- waiting for a decision: 4
- of these, time runs out today: 1
- of these, time runs out on the next working day: 2
- of these, nobody has looked at yet: 1

Since Friday 20 November
- decided by you: 2
- decided by colleagues: 3
- put right or withdrawn by their senders: 1
- not sent, because nobody decided in time: 1
- sent by rule, because nobody decided in time: 1

Soon
- exceptions that end within a week: 2
- things on the status page that somebody has to look after: 1

See what waits: https://gate.oakfield.sch.uk/cases
The status page: https://gate.oakfield.sch.uk/status

For the record: its last entry is number 1234, {HASH}. Keep this message, so that the record can be checked \
against it later.

Schoolgate. What the messages say, and to whom they go, is shown on the review page only.
"""
    )


def test_both_forms_say_the_same() -> None:
    letter = digest(FULL, Morning("Riverside Primary", 7))
    for line in letter.text.splitlines():
        said = line.removeprefix("- ").partition(": https://")[0]
        assert said in letter.html


def test_what_there_is_none_of_is_not_said() -> None:
    letter = digest(Morning("Oakfield Academy", by_me=2))

    assert letter.subject == "Held mail this morning: nothing waits"
    assert letter.text.startswith(
        "Oakfield Academy\n\nSince Friday 20 November\n- decided by you: 2\n\nSee what waits: "
    )
    for shown in (letter.text, letter.html):
        assert ": 0" not in shown
        assert "/status" not in shown


@pytest.mark.parametrize(
    ("waiting", "today", "title"),
    [
        (0, 0, "Nothing waits"),
        (1, 0, "1 held message waits"),
        (1, 1, "1 held message waits, 1 until today"),
        (4, 2, "4 held messages wait, 2 until today"),
    ],
)
def test_the_title_counts(waiting: int, today: int, title: str) -> None:
    letter = digest(Morning("Oakfield Academy", waiting, today, faults=1))
    assert f">{title}</h1>" in letter.html


def test_whether_there_is_anything_to_say() -> None:
    assert not Morning("Oakfield Academy")
    assert all(
        Morning("Oakfield Academy", **{name: 1}) for name in ("waiting", "sent", "exceptions", "faults")
    )


def test_in_welsh() -> None:
    letter = digest(FULL, language="cy")

    assert letter.subject == "Negeseuon a ddaliwyd y bore yma: 4 yn aros, 1 yn dod i ben heddiw"
    assert "Er dydd Gwener 20 Tachwedd\n- penderfynwyd gennych chi: 2\n" in letter.text


def test_to_one_person_in_no_answer_to_anything() -> None:
    value = Digest((FULL,), date(2026, 11, 20), (1234, HASH))
    message = parsed(digest_notice(value, "dpl@oakfield.sch.uk", HOUSE, STAMP, templates()))
    assert message["To"] == "dpl@oakfield.sch.uk"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "In-Reply-To" not in message

"""Tests for detectors.protection.passwords.candidates."""

from __future__ import annotations

import time

import pytest

from detectors.finding import Location, Place
from detectors.message import Text
from detectors.protection.passwords.candidates import LONGEST, candidates

BODY = Location(Place.BODY)
SUBJECT = Location(Place.SUBJECT)
NAME = Location(Place.ATTACHMENT, "trip Kestrel7.zip", "name")
SLOW = 40  # tries that a slow lock allows


def ranked(*texts: str) -> list[str]:
    return [each.password for each in candidates([Text(BODY, text) for text in texts])]


TOLD = [
    ("Password: Kestrel-7714", "Kestrel-7714"),
    ("The password is Kestrel-7714.", "Kestrel-7714"),
    ("The password is kestrel.", "kestrel"),
    ("The password for the attached file is kestrel, as usual.", "kestrel"),
    ("password = kestrel", "kestrel"),
    ("Password:\nKestrel-7714\n\nBest wishes", "Kestrel-7714"),
    ("PW kestrel", "kestrel"),
    ("pwd:kestrel", "pwd:kestrel"),
    ("Kestrel7714 is the password", "Kestrel7714"),
    ("Use kestrel9 to open it", "kestrel9"),
    ("You can unlock it with “blue kestrel”.", "blue kestrel"),
    ("It opens with 'blue kestrel'", "blue kestrel"),
    ("passcode (Kestrel!)", "Kestrel!"),
    ("The PIN is 7714", "7714"),
    ("The key is Don’t-panic9", "Don't-panic9"),
    ("Cyfrinair: barcud9", "barcud9"),
    ("the pass phrase is **Kestrel9**", "Kestrel9"),
    ("password\u00a0is\u00a0Kestrel9", "Kestrel9"),
    ("> > The password is Kestrel9", "Kestrel9"),
]


@pytest.mark.parametrize(("text", "password"), TOLD)
def test_what_is_told_is_among_the_first(text: str, password: str) -> None:
    letter = "Dear Mrs Bishop,\n\nhere is the plan for Thursday. " + text + "\n\nKind regards\nMary Okafor"

    assert password in ranked(letter)[:SLOW]


OTHERS = [
    ("Dear all,\n\nTr0ub4dor&3\n\nMary", "Tr0ub4dor&3"),
    ("the usual: correct horse battery staple", "correct horse battery staple"),
    ("kestrel\n", "kestrel"),
    ("The password is correct horse battery staple", "correct horse battery staple"),
    ("password kestrel with a capital K", "Kestrel"),
    ("as always sunflower", "sunflower"),
    ("In case I miss you on the phone: seven blue herons.", "seven blue herons"),
]


@pytest.mark.parametrize(("text", "password"), OTHERS)
def test_what_merely_stands_there_is_tried_too(text: str, password: str) -> None:
    assert password in ranked(text)


@pytest.mark.parametrize(("text", "password"), TOLD + OTHERS)
def test_lines_may_end_as_in_mail(text: str, password: str) -> None:
    assert password in ranked(("Dear Mrs Bishop,\n\n" + text + "\n\nMary").replace("\n", "\r\n"))


def test_a_word_of_a_file_name_is_a_candidate() -> None:
    found = list(candidates([Text(NAME, "trip Kestrel7.zip"), Text(SUBJECT, "Trip")]))

    assert ("Kestrel7", NAME) in [(each.password, each.location) for each in found]


def test_what_is_told_goes_before_what_is_guessed_and_that_before_mere_words() -> None:
    text = Text(BODY, "Here is some ordinary text. " + "It goes on. " * 40 + "The password is kestrel")
    order = [each.password for each in candidates([text], lambda _: ["17052012"])]

    assert order.index("kestrel") < order.index("17052012") < order.index("ordinary")


def test_a_guess_stands_nowhere() -> None:
    (guess,) = candidates([], lambda _: ["17052012"])

    assert guess.location is None


def test_each_once_and_none_too_long() -> None:
    found = ranked("password kestrel kestrel " + "x" * 500, "password kestrel")

    assert len(found) == len(set(found))
    assert max(map(len, found)) <= LONGEST


@pytest.mark.parametrize(
    "text", ["password " * 30_000, "a" * 300_000, "x1y2 " * 60_000, '"' * 200_000, "(" * 200_000]
)
def test_hostile_text_is_done_with_soon(text: str) -> None:
    started = time.process_time()

    assert len(ranked(text)) <= 6_000
    assert time.process_time() - started < 2

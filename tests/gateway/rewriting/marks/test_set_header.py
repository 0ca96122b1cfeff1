from pathlib import Path

import pytest

from detectors.finding import Location, Place
from gateway.policy.rewriting import Rewrite
from gateway.rewriting.change import CannotRewriteError, Change
from gateway.rewriting.marks.set_header import NOT_SETTABLE, may_be_set, remove_header, set_header
from tests.gateway.rewriting.letters import letter, real_mail, untouched

NAME = "X-Secure-Mail"


def test_one_stands_on_top_and_all_others_are_gone() -> None:
    raw = letter(b"x-secure-mail: no,\r\n\tnever", b"To: a@family.example", b"X-SECURE-MAIL :yes")
    step = set_header(raw, NAME, "yes; level=2")
    assert step.content == b"X-Secure-Mail: yes; level=2\r\n" + letter(b"To: a@family.example")
    assert step.changes == (Change(Rewrite.SET_HEADER, (Location(Place.HEADER, NAME),), detail=NAME),)


def test_nothing_changes_where_it_is_there() -> None:
    raw = letter(b"X-Secure-Mail: yes", line_end=b"\n")
    assert set_header(raw, NAME, "yes").changes == ()
    assert set_header(raw, NAME, "no").content == b"X-Secure-Mail: no\n" + letter(line_end=b"\n")


def test_all_of_them_are_removed() -> None:
    raw = letter(b"X-Secure-Mail: yes", b"To: a@family.example", b"X-Secure-mail:\r\n no")
    assert remove_header(raw, NAME).content == letter(b"To: a@family.example")
    assert remove_header(letter(), NAME).changes == ()


@pytest.mark.parametrize(
    "name",
    [
        *sorted(NOT_SETTABLE),
        "Content-Type",
        "CONTENT-x",
        "Resent-To",
        "ARC-Seal",
        "X-Schoolgate-Loop",
        "FROM",
    ],
)
def test_what_makes_the_message_is_not_settable(name: str) -> None:
    assert not may_be_set(name)
    with pytest.raises(CannotRewriteError):
        set_header(letter(), name, "yes")
    with pytest.raises(CannotRewriteError):
        remove_header(letter(), name)


@pytest.mark.parametrize("name", ["X-A: b\r\nBcc", "X A", "X:A", "", "X-Ä", "X-A\n", "X" * 77])
def test_no_name_brings_a_field_of_its_own(name: str) -> None:
    assert not may_be_set(name)
    with pytest.raises(CannotRewriteError):
        set_header(letter(), name, "yes")


@pytest.mark.parametrize(
    "value", ["yes\r\nBcc: a@b.example", "yes\n", "", " ", " yes", "ja ü", "a\0", "y" * 990]
)
def test_no_value_brings_a_field_of_its_own(value: str) -> None:
    with pytest.raises(CannotRewriteError):
        set_header(letter(), NAME, value)


def test_real_mail(corpora: Path) -> None:
    changed = 0
    for raw in real_mail(corpora, every=10):
        try:
            content = set_header(raw, "X-Mailer", "school").content
        except CannotRewriteError:
            continue
        changed += 1
        assert content.startswith(b"X-Mailer: school")
        assert untouched(content, "x-mailer") == untouched(raw, "x-mailer")
        assert untouched(remove_header(content, "X-Mailer").content, "") == untouched(raw, "x-mailer")
    assert changed > 200

"""Forms: only our own page's are taken, and what is missing is said."""

from __future__ import annotations

import pytest

from gateway.actions.notices.ways import Way
from gateway.actions.tokens import OneTokenKey
from gateway.review.sender.choice import BadFormError, Forms, IncompleteError, Missing

FORMS = Forms(OneTokenKey(b"secret"))
REASONS = ("A court or the police ask for it.",)


def read(**fields: str | list[str]):  # type: ignore[no-untyped-def]
    filled = {"mark": FORMS.mark("token", 3), **fields}
    form = {name: value if isinstance(value, list) else [value] for name, value in filled.items()}
    return FORMS.read("token", form, REASONS)


def test_it_says_which_way_and_what_was_seen() -> None:
    choice = read(way="withdraw", previewed="abc")
    assert (choice.way, choice.version, choice.previewed) == (Way.WITHDRAW, 3, "abc")


@pytest.mark.parametrize(
    "mark",
    [
        "",
        "3",
        "3.",
        "3.é",
        "x.y",
        "-3." + "0" * 64,
        FORMS.mark("token", 3).replace("3.", "4.", 1),
        FORMS.mark("another", 3),
        Forms(OneTokenKey(b"another")).mark("token", 3),
    ],
)
def test_a_form_of_another_page_is_refused(mark: str) -> None:
    with pytest.raises(BadFormError):
        read(way="withdraw", mark=mark)


@pytest.mark.parametrize("way", ["", "release", "WITHDRAW"])
def test_an_unknown_way_is_refused(way: str) -> None:
    with pytest.raises(BadFormError):
        read(way=way)


def test_a_form_without_fields_is_refused() -> None:
    with pytest.raises(BadFormError):
        FORMS.read("token", {}, ())


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"reason": REASONS[0]}, REASONS[0]),
        ({"words": "  It is\r\nurgent. "}, "It is urgent."),
        ({"reason": REASONS[0], "words": "Today."}, f"{REASONS[0]} Today."),
        ({"reason": "made up", "words": "Mine."}, "Mine."),
        ({"words": "a\x00b\u202ec"}, "a bc"),
        ({"words": "é" * 499 + "\r\n"}, "é" * 499),
    ],
)
def test_a_reason_is_the_policys_or_the_senders_own(fields: dict[str, str], reason: str) -> None:
    assert read(way="ask", **fields).reason == reason


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"way": "ask"}, Missing.NO_REASON),
        ({"way": "ask", "words": " \r\n\u200b"}, Missing.NO_REASON),
        ({"way": "ask", "reason": "made up"}, Missing.NO_REASON),
        ({"way": "ask", "words": "x" * 501}, Missing.REASON_TOO_LONG),
        ({"way": "take-somebody-off"}, Missing.NOBODY_TICKED),
    ],
)
def test_what_is_missing_is_said(fields: dict[str, str], missing: Missing) -> None:
    with pytest.raises(IncompleteError) as incomplete:
        read(**fields)
    assert incomplete.value.missing is missing


def test_several_people_can_be_ticked() -> None:
    assert read(way="take-somebody-off", recipient=["a@x", "b@x"]).recipients == ("a@x", "b@x")
    assert read(way="withdraw", recipient=["a@x"]).recipients == ()


def test_the_reason_is_in_no_repr() -> None:
    assert "urgent" not in repr(read(way="ask", words="It is urgent."))

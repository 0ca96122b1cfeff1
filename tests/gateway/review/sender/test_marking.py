"""Before and after in one text: nothing is lost, and only what changed is marked."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from gateway.review.sender.marking import Kind, Stretch, marked

TEXTS = st.text(st.sampled_from("GB.,gr \n\r\tézå")) | st.text()


def test_a_name_becomes_initials() -> None:
    assert marked("Dear all,\nGrace Bishop has", "Dear all,\nG.B. has") == (
        Stretch(Kind.SAME, "Dear all,\n"),
        Stretch(Kind.GONE, "Grace Bishop"),
        Stretch(Kind.NEW, "G.B."),
        Stretch(Kind.SAME, " has"),
    )


def test_what_stays_is_not_marked() -> None:
    assert marked("same\r\n", "same\r\n") == (Stretch(Kind.SAME, "same\r\n"),)
    assert marked("", "") == ()


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_it(before: str, after: str) -> None:
    stretches = marked(before, after)
    assert "".join(each.text for each in stretches if each.kind is not Kind.NEW) == before
    assert "".join(each.text for each in stretches if each.kind is not Kind.GONE) == after


def test_hostile_texts_take_no_longer() -> None:
    lines = "".join(f"{'ab ' * 600}{number}\n" for number in range(11))
    started = time.process_time()
    marked(lines, lines.replace("b a", "a"))
    marked("x " * 10_000, "x y " * 5_000)
    assert time.process_time() - started < 3

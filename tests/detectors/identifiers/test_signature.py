"""Signatures: where they begin, and that the next message is none of theirs."""

from __future__ import annotations

import time

import pytest

from detectors.identifiers.signature import signatures


def signed(text: str) -> list[str]:
    return [text[start:end] for start, end in signatures(text)]


@pytest.mark.parametrize(
    "sign_off", ["Kind regards", "Thanks,", "--", "-- ", "Yours sincerely,", "> Best wishes", "*Regards*"]
)
def test_from_the_sign_off_on(sign_off: str) -> None:
    assert signed(f"Grace is well.\n{sign_off}\nJane Brown\n01632 960123") == [
        f"{sign_off}\nJane Brown\n01632 960123"
    ]


@pytest.mark.parametrize(
    "line", ["Thanks for the number", "Kind regards to Grace from Jane", "Best of all was the trip"]
)
def test_a_sentence_is_no_sign_off(line: str) -> None:
    assert signed(f"Hello\n{line}\n07700 900123") == []


@pytest.mark.parametrize(
    "opening",
    ["From: Jane Brown", "On 3 March 2025 at 10:00, Jane Brown wrote:", "-----Original Message-----"],
)
def test_the_next_message_is_none_of_it(opening: str) -> None:
    assert signed(f"Thanks\nJane\n{opening}\nGrace Bishop\nRegards\nAnn") == [
        "Thanks\nJane\n",
        "Regards\nAnn",
    ]


def test_a_message_of_nothing_but_regards() -> None:
    started = time.process_time()
    assert len(signed("Regards\n" * 500_000)) > 1
    assert time.process_time() - started < 3

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.actions.notices.phrasefile import english
from gateway.actions.notices.status import enhanced_code, explanation, typed_address
from gateway.actions.notices.values import Cause, Failure


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ("550 5.1.1 No such user", "5.1.1"),
        ("552-5.2.2 Mailbox full", "5.2.2"),
        ("550 5.7.26", "5.7.26"),
        ("550 No such user", "5.0.0"),
        ("550 4.2.1 Says one thing and means another", "5.0.0"),
        ("550 2.0.0 Fine", "5.0.0"),
        ("550 5.1.1.9 Not a code", "5.0.0"),
        ("550 5.1.1234 Not a code", "5.0.0"),
        ("550 ٥.1.1 Not a digit of ours", "5.0.0"),
        ("", "5.0.0"),
    ],
)
def test_the_remote_servers_own_code_is_used_where_it_makes_sense(reply: str, code: str) -> None:
    assert enhanced_code(Failure("x@example.org", Cause.REFUSED, reply)) == code


def test_giving_up_is_delivery_time_expired_whatever_the_last_reply_was() -> None:
    assert enhanced_code(Failure("x@example.org", Cause.GAVE_UP, "451 4.7.1 Greylisted")) == "4.4.7"


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ("550 5.1.1 x", "does not exist"),
        ("552 5.2.2 x", "full"),
        ("550 5.7.26 x", "does not let this message in"),
        ("554 5.6.0 x", "refused the message"),
        ("550 x", "refused the message"),
    ],
)
def test_the_code_is_explained(reply: str, words: str) -> None:
    assert words in explanation(Failure("x@example.org", Cause.REFUSED, reply), english())


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("t.bishop@yahoo.co.uk", "rfc822; t.bishop@yahoo.co.uk"),
        ("o'neil+school=x@example.org", "rfc822; o'neil+school=x@example.org"),
        ("zoë@example.org", r"utf-8; zo\x{EB}@example.org"),
        ("łukasz+trip@例え.example", r"utf-8; \x{142}ukasz\x{2B}trip@\x{4F8B}\x{3048}.example"),
        ("🏫@example.org", r"utf-8; \x{1F3EB}@example.org"),
        ("a\r\nBcc:x@example.org", r"utf-8; a\x{0D}\x{0A}Bcc:x@example.org"),
        ("a\0\ud800@example.org", r"utf-8; a\x{FFFD}\x{FFFD}@example.org"),
    ],
)
def test_typed_address(address: str, typed: str) -> None:
    assert typed_address(address) == typed


def _decoded(typed: str) -> str:
    kind, _, value = typed.partition("; ")
    return re.sub(r"\\x\{([0-9A-F]+)\}", lambda m: chr(int(m[1], 16)), value) if kind == "utf-8" else value


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=70))
def test_a_typed_address_is_ascii_without_spaces_and_can_be_read_back(address: str) -> None:
    typed = typed_address(address)

    assert typed.isascii()
    assert typed.isprintable()
    assert _decoded(typed) == address

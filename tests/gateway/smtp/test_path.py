"""Addresses in MAIL and RCPT: RFC 5321's, and nothing looser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.smtp.path import parse_path


@pytest.mark.parametrize(
    ("argument", "parsed"),
    [
        ("<a@example.com>", ("a@example.com", "")),
        ("<a@example.com> SIZE=10 BODY=8BITMIME", ("a@example.com", "SIZE=10 BODY=8BITMIME")),
        ("<>", ("<>", "")),
        ("<> SIZE=1", ("<>", "SIZE=1")),
        ("<postmaster>", ("postmaster", "")),
        ("<PostMaster>", ("PostMaster", "")),
        ("<@relay.example,@b.example:a@example.com>", ("a@example.com", "")),
        ('<"a b"@example.com>', ('"a b"@example.com', "")),
        ('<"a\\"b@c"@example.com>', ('"a\\"b@c"@example.com', "")),
        ("<a@[192.0.2.1]>", ("a@[192.0.2.1]", "")),
        ("<a@[IPv6:2001:db8::1]>", ("a@[IPv6:2001:db8::1]", "")),
        ("<zoë@schüle.example>", ("zoë@schüle.example", "")),
        ("<a+tag@example.com.>", ("a+tag@example.com.", "")),
    ],
)
def test_what_is_an_address(argument: str, parsed: tuple[str, str]) -> None:
    assert parse_path(argument) == parsed


@pytest.mark.parametrize(
    "argument",
    [
        "a@example.com",
        "<a@example.com",
        "<a>",
        "<@example.com>",
        "<a@>",
        "<a@@example.com>",
        "<a b@example.com>",
        "<a@exa mple.com>",
        "<a@example.com>x",
        "<a..b@example.com>",
        "<.a@example.com>",
        "<a@-example.com>",
        "<a@example..com>",
        "<a@example.com\t>",
        "<a\x00@example.com>",
        '<"a@example.com>',
        "<a@example.com><b@example.com>",
        "<" + "a" * 400 + "@example.com>",
        "<a\udcff@example.com>",
        "",
    ],
)
def test_what_is_not(argument: str) -> None:
    assert parse_path(argument) is None


@given(st.text(max_size=200))
def test_an_address_never_carries_what_could_end_a_command(text: str) -> None:
    parsed = parse_path(f"<{text}>")

    assert parsed is None or not any(ord(each) < 32 or ord(each) == 127 for each in parsed[0])

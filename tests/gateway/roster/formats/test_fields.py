"""Tests for gateway.roster.formats.fields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.roster.formats.fields import cleaned, emails_in, fault, has_other_than_emails, is_address


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("=1+1", "a formula"),
        (" =cmd|x!A1", "a formula"),
        ("@SUM(A1)", "a formula"),
        ("+44x", "a formula"),
        ("-Grace", "a formula"),
        ("Gra\x07ce", "a control character"),
        ("Gra\x00ce", "a control character"),
        ("Grace\nBishop", "a line break (is a quotation mark open?)"),
        ("x" * 201, "a value of more than 200 characters"),
        ("", ""),
        ("-", ""),
        ("- ", ""),
        ("-12.5", ""),
        ("+441632960000", ""),
        ("Zoë O’Neill", ""),
        ("a=b", ""),
        ("x" * 200, ""),
        ("Grace\xa0Bishop", ""),
    ],
)
def test_faults(value: str, what: str) -> None:
    assert fault(value) == what


def test_cleaned() -> None:
    assert cleaned(" Zoe\u0308 \xa0 Ann\t") == "Zoë Ann"


@given(st.text(max_size=40))
def test_cleaning_again_changes_nothing(value: str) -> None:
    assert cleaned(cleaned(value)) == cleaned(value)


@pytest.mark.parametrize(
    ("value", "emails"),
    [
        ("mum@example.com", ("mum@example.com",)),
        ("mum@example.com; dad@example.net;mum@example.com", ("mum@example.com", "dad@example.net")),
        ("mum@example.com, dad@example.net", ("mum@example.com", "dad@example.net")),
        ("Jane Bishop <jane@example.com>", ("jane@example.com",)),
        ("o'neill@example.com", ("o'neill@example.com",)),
        ("mailto:mum@example.com", ("mum@example.com",)),
        ("ask at the office", ()),
        ("@example.com", ()),
        ("mum@", ()),
        ("a@b@c", ()),
        ("", ()),
    ],
)
def test_emails(value: str, emails: tuple[str, ...]) -> None:
    assert emails_in(value) == emails


@given(st.text(alphabet="ab@.;, <>()'", max_size=30))
def test_what_is_found_is_an_address(value: str) -> None:
    assert all(map(is_address, emails_in(value)))


@pytest.mark.parametrize(
    ("value", "has"),
    [
        ("", False),
        ("a@example.com; b@example.com;", False),
        ("Jane <a@example.com>", False),
        ("a@example.com; ask", True),
        ("n/a", True),
    ],
)
def test_what_is_no_address_is_noticed(value: str, has: bool) -> None:
    assert has_other_than_emails(value) is has


def test_an_address_too_long_for_mail_is_none() -> None:
    assert not is_address("a" * 250 + "@example.com")

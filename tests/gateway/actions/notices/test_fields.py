from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.actions.notices.fields import field, mailbox, message_id, plain_ascii, text_field

ANYTHING = st.text(st.characters(exclude_categories=[]), max_size=300)


@pytest.mark.parametrize(
    "value", ["a\r\nBcc: x@example.org", "a\nb", "a\rb", "a\0b", "zoë", "a\tb", "a\x7fb"]
)
def test_a_plain_field_refuses_what_is_not_plain(value: str) -> None:
    with pytest.raises(ValueError, match="X-Test"):
        field("X-Test", value)


def test_a_plain_field_is_folded_between_words() -> None:
    folded = field("Diagnostic-Code", "smtp; " + "word " * 40)

    assert all(len(line) <= 76 for line in folded.split(b"\r\n"))
    assert b" ".join(folded.split()) == b"Diagnostic-Code: smtp; " + b" ".join([b"word"] * 40)


@given(ANYTHING)
def test_any_words_make_exactly_one_field_that_reads_as_they_were(text: str) -> None:
    raw = text_field("Subject", text, 100) + b"X-Next: 1\r\n\r\n"
    parsed = message_from_bytes(raw, policy=policy.default)

    assert parsed.keys() == ["Subject", "X-Next"]
    assert raw.isascii()
    assert all(len(line) <= 120 for line in raw.split(b"\r\n"))


@pytest.mark.parametrize("subject", ["Trip letter", "Łucja’s trip", "=?utf-8?q?=0D=0ABcc=3A_x?=", "🏫" * 60])
def test_a_subject_reads_as_it_was(subject: str) -> None:
    parsed = message_from_bytes(text_field("Subject", subject) + b"\r\n", policy=policy.default)

    assert parsed["Subject"] == subject


@pytest.mark.parametrize(
    "address", ["j.archer@oakfield.sch.uk", "o'neil+x@a.b-c.org", "x@[192.0.2.1]", "x@[IPv6:2001:db8::1]"]
)
def test_an_ordinary_address_stands_as_it_is(address: str) -> None:
    assert mailbox(address) == address


@pytest.mark.parametrize(
    "address",
    ["zoë@oakfield.sch.uk", "a@b\r\nBcc: c@d", "a@b, c@d", "<a@b>", "x" * 300 + "@b", '"a b"@c', "a"],
)
def test_any_other_address_becomes_the_name_of_an_empty_group(address: str) -> None:
    parsed = message_from_bytes(field("To", mailbox(address)) + b"\r\n", policy=policy.default)

    assert parsed.keys() == ["To"]
    assert parsed["To"].addresses == ()
    assert len(parsed["To"].groups) == 1


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<5d21@oakfield.sch.uk>", "<5d21@oakfield.sch.uk>"),
        (" <5d21@oakfield.sch.uk>\r\n", "<5d21@oakfield.sch.uk>"),
        ("5d21@oakfield.sch.uk", ""),
        ("<a@b> <c@d>", ""),
        ("<a@b>\r\nBcc: <c@d>", ""),
        ("<ä@b>", ""),
        ("<5d21>", ""),
        ("<a@b@c>", ""),
        (f"<{'a' * 600}@b>", ""),
        ("", ""),
    ],
)
def test_message_id(text: str, kept: str) -> None:
    assert message_id(text) == kept


def test_plain_ascii() -> None:
    assert plain_ascii("550 Größe\r\n überschritten", 100) == "550 Gr??e ?berschritten"

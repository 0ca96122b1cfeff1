from email import message_from_bytes, policy
from email.utils import getaddresses
from pathlib import Path

import pytest
from hypothesis import given

from detectors.finding import Location, Place
from detectors.mime.parse import parse
from detectors.people.correspondents import named_in
from gateway.policy.rewriting import Rewrite
from gateway.rewriting.change import CannotRewriteError, Change
from gateway.rewriting.mime.own_header import own_fields
from gateway.rewriting.recipients.address_field import address_fields
from gateway.rewriting.recipients.hide import LISTS, TRACES, hide_recipients, one_copy
from tests.gateway.rewriting.letters import address_values, is_outside, letter, lines_of, real_mail, untouched
from tests.support.timing import quickest

FAMILIES = b"To: Grace <grace@family.example>,\r\n h.tudor@oakfield.sch.uk,\r\n zoe@home.example"


def shown(raw: bytes) -> list[str]:
    """The addresses in To and Cc."""
    found = address_fields(own_fields(raw), "to", "cc")
    return [entry.address for each in found for entry in each.entries if "@" in entry.address]


def to_of(raw: bytes) -> bytes:
    return b"".join(lines_of(raw, b"To"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FAMILIES, b"To: h.tudor@oakfield.sch.uk\r\n"),
        (b"To: a@family.example, b@home.example", b"To: undisclosed-recipients:;\r\n"),
        (b"TO : a@family.example, b@home.example,", b"TO : undisclosed-recipients:;\r\n"),
        (b"To: Parents: a@family.example,b@home.example;", b"To: Parents: ;\r\n"),
        (
            b"To: 8B: a@family.example, x@oakfield.sch.uk, b@home.example;, y@oakfield.sch.uk",
            b"To: 8B: x@oakfield.sch.uk;, y@oakfield.sch.uk\r\n",
        ),
        (
            b"To: x@oakfield.sch.uk (office),\r\n\ta@family.example,\r\n\t b@home.example,y@oakfield.sch.uk ",
            b"To: x@oakfield.sch.uk (office),y@oakfield.sch.uk \r\n",
        ),
        (
            b'To: "Tudor, H." <x@oakfield.sch.uk>,, a@family.example, b@home.example',
            b'To: "Tudor, H." <x@oakfield.sch.uk>,\r\n',
        ),
    ],
)
def test_outside_addresses_go_and_the_rest_stays_as_it_was_written(before: bytes, after: bytes) -> None:
    step = hide_recipients(letter(before), is_outside)
    assert step.content == letter(b"@").replace(b"@\r\n", after, 1)
    assert step.changes == (Change(Rewrite.RECIPIENTS_TO_BCC, (Location(Place.HEADER, "To"),), count=2),)


def test_an_empty_cc_goes() -> None:
    step = hide_recipients(letter(b"To: a@family.example", b"Cc: b@home.example"), is_outside)
    assert step.content == letter(b"To: undisclosed-recipients:;")
    assert [str(each) for each in step.changes[0].locations] == ["header:To", "header:Cc"]


def test_of_two_to_fields_one_says_that_it_tells_nobody() -> None:
    step = hide_recipients(letter(b"To: a@family.example", b"To: b@home.example"), is_outside)
    assert step.content == letter(b"To: undisclosed-recipients:;")


def test_nobody_is_hidden_from_nobody() -> None:
    raw = letter(b"To: a@family.example, x@oakfield.sch.uk", b"Cc: A@Family.example")
    assert hide_recipients(raw, is_outside).content == raw
    assert hide_recipients(raw, is_outside, ("a@family.example",)).changes == ()


def test_one_is_hidden_from_those_who_are_only_in_the_envelope() -> None:
    raw = letter(b"To: a@family.example, x@oakfield.sch.uk")
    step = hide_recipients(raw, is_outside, ("a@family.example", "b@home.example"))
    assert to_of(step.content) == b"To: x@oakfield.sch.uk\r\n"
    assert step.changes[0].count == 1


@pytest.mark.parametrize(
    "line",
    [
        b"Bcc: a@family.example, b@home.example, x@oakfield.sch.uk",
        b"Apparently-To: a@family.example, b@home.example",
        b"X-Original-To: a@family.example b@home.example",
        b"Delivered-To: a@family.example,\r\n b@home.example",
    ],
)
def test_other_fields_that_give_addresses_away_go(line: bytes) -> None:
    step = hide_recipients(letter(line, b"To: x@oakfield.sch.uk"), is_outside)
    assert step.content == letter(b"To: x@oakfield.sch.uk")
    assert step.changes[0].count == 2


@pytest.mark.parametrize(
    "line",
    [
        b"Reply-To: a@family.example, b@home.example",
        b"Disposition-Notification-To: a@family.example",
        b"Received: from mail by mx for <a@family.example>; Mon, 7 Sep 2026 09:00:00 +0100",
        b"Delivered-To: x@oakfield.sch.uk",
    ],
)
def test_what_is_the_senders_own_or_a_servers_stays(line: bytes) -> None:
    step = hide_recipients(letter(line, FAMILIES), is_outside)
    assert step.content == letter(line, b"To: h.tudor@oakfield.sch.uk")


def test_fields_of_a_message_that_was_sent_again() -> None:
    raw = letter(b"Resent-To: a@family.example", b"Resent-Cc: b@home.example")
    assert hide_recipients(raw, is_outside).content == letter(b"Resent-To: undisclosed-recipients:;")


@pytest.mark.parametrize(
    "entry",
    [
        b'"a@family.example" <x@oakfield.sch.uk>',
        b"x@oakfield.sch.uk (was a@family.example)",
        b"=?utf-8?q?a=40family.example?= <x@oakfield.sch.uk>",
    ],
)
def test_a_name_that_is_a_hidden_address_goes_with_its_mailbox(entry: bytes) -> None:
    raw = letter(b"To: y@oakfield.sch.uk, " + entry + b", b@home.example")
    assert to_of(hide_recipients(raw, is_outside).content) == b"To: y@oakfield.sch.uk\r\n"


def test_a_field_in_doubt_is_not_changed() -> None:
    with pytest.raises(CannotRewriteError):
        hide_recipients(letter(b"To: a@family.example; b@home.example"), is_outside)


def test_a_header_in_doubt_is_not_changed() -> None:
    with pytest.raises(CannotRewriteError):
        hide_recipients(letter(b"To: a@family.example", b"a line that is no field"), is_outside)


@pytest.mark.parametrize(
    ("lines", "recipient", "to"),
    [
        (
            (FAMILIES,),
            "grace@family.example",
            b"To: Grace <grace@family.example>,\r\n h.tudor@oakfield.sch.uk\r\n",
        ),
        (
            (b"To: zoe@home.example", b"Cc: Grace <Grace@Family.example>"),
            "grace@family.example",
            b"To: Grace <Grace@Family.example>\r\n",
        ),
        (
            (b"To: x@oakfield.sch.uk", b"Cc: Grace <grace@family.example>, zoe@home.example"),
            "grace@family.example",
            b"To: x@oakfield.sch.uk,\r\n Grace <grace@family.example>\r\n",
        ),
        ((FAMILIES,), "dad@elm.example", b"To: h.tudor@oakfield.sch.uk,\r\n dad@elm.example\r\n"),
        ((b"Cc: zoe@home.example",), "dad@elm.example", b"To: dad@elm.example\r\n"),
        (
            (b'To: "zoe@home.example" <grace@family.example>',),
            "grace@family.example",
            b"To: grace@family.example\r\n",
        ),
    ],
)
def test_one_copy_shows_one_family(lines: tuple[bytes, ...], recipient: str, to: bytes) -> None:
    step = one_copy(letter(*lines), recipient, is_outside)
    assert to_of(step.content) == to
    assert [address for address in shown(step.content) if is_outside(address)] == [
        address for address in shown(to + b"\r\n") if is_outside(address)
    ]
    assert step.changes[0].rewrite is Rewrite.ONE_COPY_EACH


def test_one_copy_of_mail_to_one_family_is_the_mail_itself() -> None:
    raw = letter(b"To: x@oakfield.sch.uk", b"Cc: Grace <grace@family.example>")
    assert one_copy(raw, "grace@family.example", is_outside).content == raw


@pytest.mark.parametrize(
    "recipient",
    ["a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "<a@b.example>", "a\n@b", "\udc80@b"],
)
def test_no_recipient_brings_a_field_of_its_own(recipient: str) -> None:
    with pytest.raises(CannotRewriteError):
        one_copy(letter(FAMILIES), recipient, is_outside)


@given(address_values())
def test_nobody_hidden_is_left_and_nobody_else_is_missing(made: tuple[bytes, list[str]]) -> None:
    value, addresses = made
    raw = letter(b"To:" + value, b"Cc: h.tudor@oakfield.sch.uk")
    step = hide_recipients(raw, is_outside, ("someone@else.example",))
    left = [each for each in shown(step.content) if each != "h.tudor@oakfield.sch.uk"]
    wanted = [each for each in addresses if not is_outside(each)]
    assert sorted(left) == sorted(wanted)
    assert untouched(step.content, *LISTS, *TRACES) == untouched(raw, *LISTS, *TRACES)


@given(address_values())
def test_other_programs_read_the_same_of_what_is_left(made: tuple[bytes, list[str]]) -> None:
    raw = letter(b"To:" + made[0], b"Cc: h.tudor@oakfield.sch.uk")
    content = hide_recipients(raw, is_outside, ("someone@else.example",)).content
    read = message_from_bytes(content, policy=policy.compat32)
    python = [
        address
        for _, address in getaddresses([str(each) for each in read.get_all("To", [])])
        if "@" in address and is_outside(address)
    ]
    ours = [
        address
        for field in parse(content).headers
        if field.name in ("To", "Cc")
        for _, address in named_in(field.value)
        if is_outside(address.strip("'"))
    ]
    assert python == []
    assert ours == []


def test_real_mail(corpora: Path) -> None:
    """Half of the addresses are hidden; the other half is what Python reads afterwards."""
    changed = 0
    for raw in real_mail(corpora, every=5):
        try:
            before = shown(raw)
            hidden = set(before[::2])
            step = hide_recipients(raw, hidden.__contains__)
        except CannotRewriteError:
            continue
        if not step.changes or not to_of(raw).isascii():
            continue
        changed += 1
        read = message_from_bytes(step.content)
        python = getaddresses([str(each) for name in ("To", "Cc") for each in read.get_all(name, [])])
        left = [address for _, address in python if "@" in address]
        assert sorted(left) == sorted(shown(step.content))
        assert hidden.isdisjoint(left)
        assert set(left) <= set(before)
        assert untouched(step.content, *LISTS, *TRACES) == untouched(raw, *LISTS, *TRACES)
    assert changed > 30


def test_five_hundred_families() -> None:
    families = [f'"Family {number}, 8B" <family{number}@home{number}.example>' for number in range(500)]
    raw = letter(b"To: " + ",\r\n ".join(["x@oakfield.sch.uk", *families]).encode())
    step = hide_recipients(raw, is_outside)
    assert step.content == letter(b"To: x@oakfield.sch.uk")
    assert step.changes[0].count == 500
    copy = one_copy(raw, "family250@home250.example", is_outside)
    assert shown(copy.content) == ["x@oakfield.sch.uk", "family250@home250.example"]
    assert copy.changes[0].count == 499


def test_many_recipients_takes_linear_time() -> None:
    one = b"".join(b"parent%d@family%d.example,\r\n " % (number, number) for number in range(8_000))
    other = one * 2
    taken = [_seconds(letter(b"To: " + value + b"x@oakfield.sch.uk")) for value in (one, other)]
    assert taken[1] < 4 * taken[0] + 0.5


def _seconds(raw: bytes) -> float:
    assert hide_recipients(raw, is_outside).changes
    return quickest(lambda: hide_recipients(raw, is_outside))

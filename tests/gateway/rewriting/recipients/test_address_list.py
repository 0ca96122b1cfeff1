import time
from contextlib import suppress
from email.utils import getaddresses
from itertools import pairwise

import pytest
from hypothesis import given

from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.recipients.address_list import read_addresses
from tests.gateway.rewriting.letters import address_values


def addresses_in(value: bytes) -> list[str]:
    return [entry.address for entries in read_addresses(value) for entry in entries if entry.address]


@given(address_values())
def test_every_spelling_is_read(made: tuple[bytes, list[str]]) -> None:
    value, addresses = made
    assert sorted(addresses_in(value)) == sorted(addresses)


@given(address_values())
def test_an_entry_is_what_stands_there(made: tuple[bytes, list[str]]) -> None:
    """Without the white space around it; what is between two entries is a comma, or that of a group."""
    value, _ = made
    for entries in read_addresses(value):
        for entry in entries:
            written = value[entry.start : entry.end]
            assert written == written.strip()
        for one, other in pairwise(entries):
            assert value[one.end : other.start].strip() == b","


@pytest.mark.parametrize(
    "value",
    [
        b" grace@family.example, Zoe <zoe@home.example>",
        b' "Bishop, Grace" <grace@family.example>,\r\n\tzoe@home.example (mum, (step) mum)',
        b" Parents: grace@family.example, zoe@home.example;, office@oakfield.sch.uk",
        b" =?utf-8?q?Bishop=2C_Grace?= <grace@family.example>",
        b" grace @ family.example",
        b" undisclosed-recipients:;",
        b"",
        b" , ,",
    ],
)
def test_as_the_standard_library_reads_it(value: bytes) -> None:
    expected = [address for _, address in getaddresses([value.decode()]) if "@" in address]
    assert sorted(addresses_in(value)) == sorted(expected)


@pytest.mark.parametrize(
    "value",
    [
        b" grace@family.example; zoe@home.example",
        b" grace@family.example zoe@home.example",
        b" grace@family.example <zoe@home.example>",
        b' "Grace <grace@family.example>',
        b" (Grace <grace@family.example>",
        b" Grace <grace@family.example",
        b" Grace grace@family.example>",
        b" Parents: grace@family.example, zoe@home.example",
        b" Parents: Mums: grace@family.example;;",
        b" Parents: grace@family.example; zoe@home.example",
        b" =?utf-8?q?grace?=@family.example",
        b" grace..bishop@family.example",
        b" grace@family..example",
        b" <>",
        b" grace@family.example\0, zoe@home.example",
        b" Grace Bishop",
        b' "grace"bishop@family.example',
        b" <@relay.example,@other.example:grace@family.example>",
    ],
)
def test_what_programs_read_differently_is_left_alone(value: bytes) -> None:
    with pytest.raises(CannotRewriteError) as caught:
        read_addresses(value)
    assert "grace" not in caught.value.reason.lower()


@pytest.mark.parametrize(
    "unit",
    [
        b"grace.bishop@family.example,\r\n ",
        b"(",
        b'"',
        b"<",
        b"a.",
        b"Parents:;,",
        b"((()))",
        b" \t",
        b'"a@b" <c@d>,',
        b"@a,",
        b"=?utf-8?q?a?= ",
    ],
)
def test_no_field_takes_more_than_linear_time(unit: bytes) -> None:
    value = unit * (200_000 // len(unit))
    started = time.process_time()
    with suppress(CannotRewriteError):
        read_addresses(value)
    assert time.process_time() - started < 3

"""Which servers an SPF record lets send, and that nobody's record keeps us busy."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.doctor.spf import MOST_LOOKUPS, read_spf
from tests.support.timing import quickest

DOMAIN = "oakfield.sch.uk"


class Records:
    """A DNS in memory that counts what it is asked."""

    def __init__(self, texts: dict[str, list[str]], hosts: dict[str, list[str]] | None = None) -> None:
        self._texts, self._hosts = texts, hosts or {}
        self.asked = 0

    def texts(self, name: str) -> tuple[str, ...]:
        self.asked += 1
        return tuple(self._texts.get(name, ()))

    def exchanges(self, name: str) -> tuple[str, ...]:
        self.asked += 1
        return tuple(host for host in self._hosts if host.startswith("mx"))

    def addresses(self, name: str) -> tuple[IPv4Address | IPv6Address, ...]:
        self.asked += 1
        return tuple(map(ip_address, self._hosts.get(name, ())))


@pytest.mark.parametrize(
    ("record", "address", "lets"),
    [
        ("v=spf1 ip4:192.0.2.7 -all", "192.0.2.7", True),
        ("v=spf1 ip4:192.0.2.7 -all", "192.0.2.8", False),
        ("v=spf1 IP6:2001:db8::/32 -all", "2001:db8::7", True),
        ("v=spf1 a/24 -all", "192.0.2.200", True),
        ("v=spf1 a//64 -all", "2001:db8::1:7", False),
        ("v=spf1 a:www.example//64 -all", "2001:db8::9", True),
        ("v=spf1 mx -all", "198.51.100.1", True),
        ("v=spf1 redirect=other.example", "203.0.113.9", True),
        ("v=spf1 include:other.example ~all", "203.0.113.9", True),
        ("v=spf1 ?include:other.example -ip4:192.0.2.7 -all", "203.0.113.9", False),
        ("v=spf1 -ip4:192.0.2.7 ip4:nonsense a:%{d} unknown=1 ip4:192.0.2.0/99", "192.0.2.7", False),
    ],
)
def test_whom_it_lets_send(record: str, address: str, lets: bool) -> None:
    dns = Records(
        {DOMAIN: [record], "other.example": ["v=spf1 ip4:203.0.113.0/24 -all"]},
        {DOMAIN: ["192.0.2.1"], "www.example": ["2001:db8::1"], "mx.example": ["198.51.100.1"]},
    )
    assert read_spf(DOMAIN, dns).lets(ip_address(address)) is lets


TERMS = st.sampled_from(
    [
        "include:a.example",
        "include:b.example",
        "redirect=a.example",
        "mx",
        "a",
        "ptr",
        "+all",
        "ip4:192.0.2.0/24",
    ]
)


@given(st.dictionaries(st.sampled_from([DOMAIN, "a.example", "b.example"]), st.lists(TERMS, max_size=30)))
def test_however_records_include_each_other_little_is_asked(records: dict[str, list[str]]) -> None:
    dns = Records(
        {name: [" ".join(["v=spf1", *terms])] for name, terms in records.items()},
        {f"mx{number}.example": ["192.0.2.1"] for number in range(30)},
    )
    read_spf(DOMAIN, dns)
    assert dns.asked <= 1 + MOST_LOOKUPS * (1 + MOST_LOOKUPS)


@pytest.mark.parametrize("term", ["ip4:" + "1." * 50, "include:" + "a/" * 60, "x" * 100, "a////1"])
def test_a_long_record_takes_time_in_proportion(term: str) -> None:
    def seconds(terms: int) -> float:
        dns = Records({DOMAIN: ["v=spf1 " + f"{term} " * terms]})
        return quickest(lambda: read_spf(DOMAIN, dns))

    assert seconds(4000) < 10 * seconds(1000)

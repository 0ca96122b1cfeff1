"""Which servers a domain's SPF record lets send for it, with all that it includes (RFC 7208)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

from gateway.doctor.resolver import Dns

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

MOST_LOOKUPS = 10  # RFC 7208 §4.6.4: a record that takes more is no good to anybody
_BEGINS = re.compile(r"v=spf1(?: |$)", re.IGNORECASE)
_TERM = re.compile(
    r"(?P<qualifier>[+?~-]?)(?P<name>all|include|a|mx|ptr|ip4|ip6|exists|redirect)"
    r"(?:[:=](?P<value>[^/]\S*?))?(?P<length>(?:/\d{1,3})?(?://\d{1,3})?)",
    re.IGNORECASE,
)
_ASKS_DNS = {"include", "a", "mx", "ptr", "exists", "redirect"}


@dataclass(slots=True)
class Spf:
    """What was gathered on the way through a record and what it includes.

    records: how many there are for the domain itself; more than one counts as none that can be read
    unclear: a term in it depends on the message, so that not everything can be told
    """

    records: int = 0
    networks: list[Network] = field(default_factory=list)
    includes: list[str] = field(default_factory=list)
    lookups: int = 0
    unclear: bool = False
    everybody: bool = False  # "+all"

    def lets(self, address: Address) -> bool:
        return self.everybody or any(address in network for network in self.networks)


def read_spf(domain: str, dns: Dns) -> Spf:
    """Follows at most ten look-ups. Raises SilentError."""
    found = Spf()
    records = _records(domain, dns)
    found.records = len(records)
    if len(records) == 1:
        _gather(domain, records[0], dns, found)
    return found


def _records(domain: str, dns: Dns) -> list[str]:
    return [text for text in dns.texts(domain) if _BEGINS.match(text)]


def _gather(domain: str, record: str, dns: Dns, found: Spf) -> None:
    """Only what passes counts: a term with another qualifier than + lets nobody send."""
    for match in _terms(record):
        name, value = match["name"].lower(), (match["value"] or domain).lower()
        if name in _ASKS_DNS:
            found.lookups += 1
            if found.lookups > MOST_LOOKUPS:
                return
        if match["qualifier"] not in ("", "+"):
            continue
        if "%" in value or name in ("ptr", "exists"):
            found.unclear = True
        elif name in ("include", "redirect"):
            found.includes.append(value)
            for inner in _records(value, dns)[:1]:
                _gather(value, inner, dns, found)
        elif name == "all":
            found.everybody = True
        else:
            found.networks.extend(_networks(name, value, match["length"], dns))


def _terms(record: str) -> Iterator[re.Match[str]]:
    for term in record.split()[1:]:
        if match := _TERM.fullmatch(term):
            yield match


def _networks(name: str, value: str, length: str, dns: Dns) -> Iterator[Network]:
    """Of ip4, ip6, a and mx. What cannot be read is left out."""
    if name in ("ip4", "ip6"):
        try:
            yield ip_network(f"{value}{length}", strict=False)
        except ValueError:
            return
        return
    hosts = dns.exchanges(value) if name == "mx" else (value,)
    four, _, six = length.partition("//")
    for host in hosts[:MOST_LOOKUPS]:
        for address in dns.addresses(host):
            bits = four if address.version == 4 else f"/{six}" if six else ""
            try:
                yield ip_network(f"{address}{bits}", strict=False)
            except ValueError:
                continue

"""Asks the DNS what the world knows of a domain; no such record and no answer at all are told apart."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Protocol

from dns.exception import DNSException, Timeout
from dns.rdatatype import RdataType
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT
from dns.resolver import NXDOMAIN, Answer, NoAnswer, Resolver

from gateway.errors import SetupError

SECONDS = 4.0  # for one question, all servers tried
_DNS_PORT = 53


class SilentError(Exception):
    """No DNS server gives an answer, so nothing is known."""


class DnsServerError(SetupError):
    """What was named is not the address of a DNS server."""


class Dns(Protocol):
    """Who knows the records of a domain. Each answer is empty where there are none; raises SilentError."""

    def texts(self, name: str) -> tuple[str, ...]:
        """TXT records, the strings of each joined (RFC 7208 §3.3)."""
        ...

    def exchanges(self, name: str) -> tuple[str, ...]:
        """The hosts of MX records, the preferred first, without the final dot."""
        ...

    def addresses(self, name: str) -> tuple[IPv4Address | IPv6Address, ...]:
        """A and AAAA records."""
        ...


class SystemDns:
    """By the system's DNS servers, or by the one that is named: ADDRESS or ADDRESS:PORT. Blocks."""

    def __init__(self, server: str = "") -> None:
        """Raises DnsServerError."""
        try:
            self._resolver = Resolver(configure=not server)
        except DNSException:  # there is no resolv.conf to read
            self._resolver = Resolver(configure=False)
        if server:
            host, port = _server(server)
            self._resolver.nameservers, self._resolver.port = [host], port
        self._resolver.lifetime = SECONDS

    def texts(self, name: str) -> tuple[str, ...]:
        records = [each for each in self._ask(name, RdataType.TXT) or () if isinstance(each, TXT)]
        return tuple(b"".join(each.strings).decode("utf-8", "replace") for each in records)

    def exchanges(self, name: str) -> tuple[str, ...]:
        records = [each for each in self._ask(name, RdataType.MX) or () if isinstance(each, MX)]
        ordered = sorted(records, key=lambda each: each.preference)
        return tuple(each.exchange.to_text(omit_final_dot=True) for each in ordered)

    def addresses(self, name: str) -> tuple[IPv4Address | IPv6Address, ...]:
        kinds = (RdataType.A, RdataType.AAAA)
        return tuple(ip_address(each.to_text()) for kind in kinds for each in self._ask(name, kind) or ())

    def _ask(self, name: str, kind: RdataType) -> Answer | None:
        """None: there is no such record."""
        try:
            return self._resolver.resolve(name, kind, search=False)
        except (NXDOMAIN, NoAnswer):
            return None
        except (DNSException, OSError, Timeout):
            raise SilentError from None


def _server(written: str) -> tuple[str, int]:
    """Raises DnsServerError."""
    host, colon, port = written.rpartition(":")
    if not colon or (host.count(":") and not written.startswith("[")):
        host, port = written, str(_DNS_PORT)
    try:
        return str(ip_address(host.strip("[]"))), int(port)
    except ValueError:
        raise DnsServerError(
            f'--dns: "{written}" is not the address of a DNS server; write for example 192.0.2.53, or "none"'
        ) from None

"""An endpoint is where mail goes next: a host and port, how the way there is protected, and who we are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import AddressValueError, IPv6Address
from pathlib import Path


class Scheme(StrEnum):
    """How the connection is protected. With TLS the certificate is always verified."""

    SMTP = "smtp"  # not at all
    SMTPS = "smtps"  # TLS from the first byte, RFC 8314 §3.3
    STARTTLS = "smtp+starttls"  # STARTTLS, RFC 3207, without which nothing is sent


_DEFAULT_PORT = {Scheme.SMTP: 25, Scheme.SMTPS: 465, Scheme.STARTTLS: 587}
_URL = re.compile(
    r"(?P<scheme>[^:/@]*)://(?:\[(?P<ipv6>[^]@]*)\]|(?P<host>[^]\[:/@]*))(?::(?P<port>[^:/@]*))?/?"
)
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,253}[A-Za-z0-9_])?")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A next hop. An empty `user` means no AUTH; `ca_file` takes the place of the system's authorities.

    `client_cert` is a PEM file with our certificate and its key. Raises ValueError for credentials
    that SMTP cannot carry.
    """

    scheme: Scheme
    host: str  # a name, or an address without brackets
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None
    client_cert: Path | None = None

    def __post_init__(self) -> None:
        if bool(self.user) != bool(self.password):
            raise ValueError("a user needs a password, and a password a user")
        if "\0" in self.user + self.password:
            raise ValueError("neither user nor password can contain a NUL")  # RFC 4616 §2

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def parse_endpoint(
    url: str,
    *,
    user: str = "",
    password: str = "",
    ca_file: Path | None = None,
    client_cert: Path | None = None,
) -> Endpoint:
    """The endpoint that `url` names; ValueError with one sentence for the administrator otherwise."""
    if "@" in url:  # not quoted in the error: what stands before the @ may be a password
        raise ValueError("user and password do not belong in the address of a next hop: give them beside it")
    match = _URL.fullmatch(url)
    if match is None:
        raise ValueError(
            f"{url!r} is not the address of a next hop: write smtp://HOST:PORT, IPv6 in brackets"
        )
    scheme = _parse_scheme(match["scheme"])
    port = _DEFAULT_PORT[scheme] if match["port"] is None else _parse_port(match["port"])
    host = _parse_ipv6(match["ipv6"]) if match["ipv6"] is not None else _parse_host(match["host"])
    return Endpoint(scheme, host, port, user, password, ca_file, client_cert)


def _parse_scheme(text: str) -> Scheme:
    try:
        return Scheme(text.lower())
    except ValueError:
        allowed = ", ".join(f"{scheme}://" for scheme in Scheme)
        raise ValueError(f"{text!r} is not a way to reach a next hop: allowed are {allowed}") from None


def _parse_port(text: str) -> int:
    if re.fullmatch(r"[0-9]{1,5}", text) and 1 <= int(text) <= 65_535:
        return int(text)
    raise ValueError(f"{text!r} is not a port: it is a number from 1 to 65535")


def _parse_host(text: str) -> str:
    if _HOST.fullmatch(text):
        return text
    raise ValueError(f"{text!r} is not the name of a host")


def _parse_ipv6(text: str) -> str:
    try:
        return str(IPv6Address(text))
    except AddressValueError:
        raise ValueError(f"{text!r} is not an IPv6 address") from None

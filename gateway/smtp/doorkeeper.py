"""Who finds a place at the relay: strangers never take those of the school's own server."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv6Address, ip_network

from gateway.smtp.access import Access, plain_address
from gateway.smtp.buckets import Buckets

STRANGERS_SHARE = 4  # one place in so many is for clients who have yet to sign in
STRANGERS_AT_ONCE = 10  # from one address
FAILED_LOGINS = 10  # from one address, in the time in which they all come back
FAILED_LOGINS_SECONDS = 600.0
KNOWN_SECONDS = 3600.0  # so long an address from which somebody signed in is no stranger's
LINES_PER_MINUTE = 6  # in the log, about those who were turned away


class Turned(Enum):
    """Why a client is sent away, in the words of the log."""

    FULL = "full"
    TOO_MANY = "too-many-connections"
    TOO_OFTEN = "too-many-new-connections"
    GUESSING = "too-many-failed-logins"
    MISBEHAVING = "too-many-errors"
    TALKING_AHEAD = "talks-out-of-turn"
    SLOW = "too-slow"
    NO_TLS = "no-tls-after-starttls"


@dataclass(frozen=True, slots=True)
class Places:
    """How many connections there may be; `new_per_minute` from one address, where it is a stranger's."""

    connections: int
    for_one_client: int
    new_per_minute: int

    @property
    def for_strangers(self) -> int:
        return max(1, self.connections // STRANGERS_SHARE)


@dataclass(slots=True)
class Visitor:
    """One connection. `key` is what its address counts as; nobody has signed in from a stranger's lately."""

    client: str
    key: str
    may_send: bool
    is_stranger: bool
    is_inside: bool = False


class Doorkeeper:
    """Counts connections and failed logins by address; knows the time only as it is told."""

    def __init__(self, access: Access, places: Places) -> None:
        self._access = access
        self._places = places
        self._inside: Counter[str] = Counter()  # connections by key
        self._strangers = 0
        self._arrivals = Buckets(places.new_per_minute, 60 / places.new_per_minute)
        self._failures = Buckets(FAILED_LOGINS, FAILED_LOGINS_SECONDS / FAILED_LOGINS)
        self._signed_in = Buckets(1, KNOWN_SECONDS)
        self._lines = Buckets(LINES_PER_MINUTE, 60 / LINES_PER_MINUTE)

    def look_at(self, client: str, now: float) -> Visitor:
        """Who it is that has connected."""
        if self._access.is_client(client):
            return Visitor(client, client, may_send=True, is_stranger=False)
        key = _network_of(client)
        return Visitor(client, key, may_send=False, is_stranger=not self._signed_in.is_spent(key, now))

    def let_in(self, visitor: Visitor, now: float) -> Turned | None:
        """Gives a place, or says why there is none for this one."""
        why = self._reason_against(visitor, now)
        if why is None:
            visitor.is_inside = True
            self._inside[visitor.key] += 1
            self._strangers += visitor.is_stranger
        return why

    def leave(self, visitor: Visitor) -> None:
        """Gives the place back, where there was one."""
        if visitor.is_inside:
            visitor.is_inside = False
            self._strangers -= visitor.is_stranger
            self._inside[visitor.key] -= 1
            if not self._inside[visitor.key]:
                del self._inside[visitor.key]

    def signed_in(self, visitor: Visitor, now: float) -> None:
        """From now on this connection may send, and the address is no stranger's."""
        self._signed_in.empty(visitor.key, now)
        self._strangers -= visitor.is_stranger
        visitor.may_send, visitor.is_stranger = True, False

    def failed_login(self, visitor: Visitor, now: float) -> None:
        self._failures.spend(visitor.key, now)

    def may_sign_in(self, visitor: Visitor, now: float) -> bool:
        """Whether the address has not guessed too often, on whatever connections."""
        return not self._failures.is_spent(visitor.key, now)

    def is_news(self, why: Turned, now: float) -> bool:
        """Whether it goes into the log: a flood of clients must not become a flood of lines."""
        return self._lines.spend(why.value, now)

    def _reason_against(self, visitor: Visitor, now: float) -> Turned | None:
        places = self._places
        if visitor.is_stranger and not self._arrivals.spend(visitor.key, now):
            return Turned.TOO_OFTEN
        most = min(STRANGERS_AT_ONCE, places.for_one_client) if visitor.is_stranger else places.for_one_client
        if self._inside[visitor.key] >= most:
            return Turned.TOO_MANY
        if visitor.is_stranger and self._strangers >= places.for_strangers:
            return Turned.FULL
        return Turned.FULL if self._inside.total() >= places.connections else None


def _network_of(client: str) -> str:
    """The address, or for IPv6 the network of 64 bits that whoever has one address has all of."""
    address = plain_address(client)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address or client)

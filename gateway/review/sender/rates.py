"""A limit on how often something may be done: token buckets in memory, one for each key."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

_IPV6_BITS = 64  # what one household or phone has; within it an address costs nothing


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and after that one every so many seconds."""

    at_once: int
    seconds: float


class Buckets:
    """At most `most` keys are remembered: the one that was seen longest ago is forgotten first."""

    def __init__(self, rate: Rate, most: int = 10_000) -> None:
        self._rate = rate
        self._most = most
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, key: str, now: float) -> float:
        """Seconds to wait until the next is allowed; 0 when this one is. `now`: monotonic seconds."""
        full_at = max(self._full_at.pop(key, now), now) + self._rate.seconds
        wait = full_at - now - self._rate.at_once * self._rate.seconds
        self._full_at[key] = full_at if wait <= 0 else full_at - self._rate.seconds
        if len(self._full_at) > self._most:
            self._full_at.popitem(last=False)
        return max(wait, 0.0)


def client_key(address: str) -> str:
    """A client's address; of IPv6 only the network, since a client has the whole of it."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(int(parsed) >> (128 - _IPV6_BITS))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


class Limits:
    """For the sender's page: a whole school may look by one address, a person may try again, no more."""

    def __init__(self) -> None:
        self._clients = Buckets(Rate(at_once=60, seconds=1.0))
        self._messages = Buckets(Rate(at_once=30, seconds=5.0))

    def client(self, address: str, now: float) -> float:
        """Seconds that a client has to wait."""
        return self._clients.take(client_key(address), now)

    def message(self, message: str, now: float) -> float:
        """Seconds that everybody with a link to this message has to wait."""
        return self._messages.take(message, now)

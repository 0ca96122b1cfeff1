"""Who may send through the relay: the school's own networks or a login, as the school or as nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address


@dataclass(frozen=True, slots=True)
class Access:
    """The relay's rule of entry. `schools` has each domain of each school, in lower case."""

    networks: tuple[IPv4Network | IPv6Network, ...]
    schools: Mapping[str, str]

    def is_client(self, address: str) -> bool:
        """Whether the address is of a network that may relay."""
        client = plain_address(address)
        return client is not None and any(client in network for network in self.networks)

    def school_of(self, sender: str) -> str | None:
        """Whose mail it is: by the sender's domain or one above; the first school's if there is none."""
        if not sender:
            return next(iter(self.schools.values()))
        labels = sender.rpartition("@")[2].rstrip(".").lower().split(".")
        above = (".".join(labels[start:]) for start in range(len(labels)))
        return next((self.schools[domain] for domain in above if domain in self.schools), None)


def is_this_machine(address: str) -> bool:
    """Whether the address is one of the loopback interface's."""
    client = plain_address(address)
    return client is not None and client.is_loopback


@lru_cache(maxsize=1024)
def plain_address(address: str) -> IPv4Address | IPv6Address | None:
    """The address without a zone; one of IPv4 also where IPv6 carries it (RFC 4291 §2.5.5.2)."""
    try:
        client = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    mapped = client.ipv4_mapped if isinstance(client, IPv6Address) else None
    return mapped or client

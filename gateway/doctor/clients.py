"""Who may speak to the relay without a login: the school's mail server, and never the whole internet."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_address

from gateway.look import Grade, Look
from gateway.settings import ListenAddress, Settings

Network = IPv4Network | IPv6Network

WIDEST = {4: 16, 6: 32}  # bits: a network of public addresses that begins with fewer belongs to no school


def look_at_clients(settings: Settings) -> Iterator[Look]:
    """One look for each network that is too wide, or one for all."""
    networks = settings.relay.clients
    wide = [each for each in networks if is_wide(each)]
    for network in wide:
        yield _too_wide(network, is_asked=settings.relay.asked_field is not None)
    if wide:
        return
    if all(each.is_loopback for each in networks):
        yield _only_this_machine(settings)
    else:
        others = ", ".join(str(each) for each in networks if not each.is_loopback)
        yield Look("relay.clients", Grade.GOOD, f"may send without a login: {others}")


def _too_wide(network: Network, *, is_asked: bool) -> Look:
    """`is_asked`: what comes from there has to carry the secret field."""
    if network.prefixlen == 0:
        sentence = f"{network} is the whole internet: anybody could send as the school; name its mail server"
        return Look("relay.clients", Grade.FAULT, sentence)
    if is_asked:
        sentence = f"{network} is wider than a school's network; mail from there must carry relay.asked_field"
        return Look("relay.clients", Grade.GOOD, sentence)
    sentence = (
        f"{network} is wider than any school's network: whoever gets an address there can send as the "
        "school; name the mail server alone, or set relay.asked_field"
    )
    return Look("relay.clients", Grade.WARNING, sentence)


def is_wide(network: Network) -> bool:
    """Whether it has addresses of more than one owner."""
    return network.prefixlen < WIDEST[network.version] and not network.is_private


def _only_this_machine(settings: Settings) -> Look:
    relay = settings.relay
    if relay.logins is not None or all(map(_is_loopback, relay.listen)):
        return Look("relay.clients", Grade.GOOD, "only this machine may send without a login")
    sentence = (
        "only this machine may send, though the relay listens on the network too; "
        "add the address of the school's mail server"
    )
    return Look("relay.clients", Grade.WARNING, sentence)


def _is_loopback(address: ListenAddress) -> bool:
    try:
        return ip_address(address.host).is_loopback
    except ValueError:
        return address.host == "localhost"

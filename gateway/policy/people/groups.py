"""Groups as a school writes them, one perhaps inside another, become plain lists of addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator

from detectors.people.groups import Group, Groups
from detectors.people.mailbox import Mailbox
from gateway.policy.people.written import address_of, domain_of
from gateway.policy.strict import not_among

_WILD = frozenset("*?[")
_NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
_INNER = "@"  # in front of the name of another group


def _group_name(written: str) -> str:
    if not written or not _NAME_CHARACTERS.issuperset(written):
        raise ValueError(f'"{written}" is no name for a group; use lower case and hyphens: senior-leaders')
    return written


def _entry(written: str) -> str:
    """An address, a shell pattern for addresses, a domain, or @ and the name of a group."""
    if written.startswith(_INNER):
        return written
    if "@" not in written:
        return domain_of(written)
    if _WILD.isdisjoint(written):
        return address_of(written)
    if Mailbox.parse(written).routed or written.endswith("@"):
        raise ValueError(f'"{written}" is not a pattern such as "*@office.oakfield.sch.uk"')
    return written.strip().lower()


GroupName = Annotated[str, AfterValidator(_group_name)]
Entries = tuple[Annotated[str, AfterValidator(_entry)], ...]


def make_groups(written: Mapping[str, Entries]) -> Groups:
    """Raises ValueError with one sentence where a group is unknown or contains itself."""
    return Groups(tuple(_group(name, _members(name, written, ())) for name in written))


def _members(name: str, written: Mapping[str, Entries], way: tuple[str, ...]) -> frozenset[str]:
    """What is in a group and in those inside it. `way`: the groups that led here."""
    if name in way:
        circle = " → ".join((*way[way.index(name) :], name))
        raise ValueError(f"these groups contain one another: {circle}; take one out")
    members: set[str] = set()
    for entry in written[name]:
        inner = entry.removeprefix(_INNER)
        if inner == entry:
            members.add(entry)
        elif inner in written:
            members |= _members(inner, written, (*way, name))
        else:
            raise ValueError(f"in {name}, {not_among(inner, written)}")
    return frozenset(members)


def _group(name: str, members: frozenset[str]) -> Group:
    whole = frozenset(entry for entry in members if "@" in entry)
    patterns = frozenset(entry for entry in whole if not _WILD.isdisjoint(entry))
    return Group(name, whole - patterns, tuple(sorted(patterns)), members - whole)

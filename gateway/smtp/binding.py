"""Whoever signs in says only what they are: in the envelope, and in From and Sender of the header."""

from __future__ import annotations

import re

from detectors.mime.header import read_header
from detectors.mime.words import decode_words
from gateway.smtp.access import Access
from gateway.smtp.logins import Login

_ATOM = r"[^\s<>()\[\]\",:;@\\]"
_ADDRESS = re.compile(rf"(?<!{_ATOM})({_ATOM}++@{_ATOM}++)")


def addresses_of(login: Login, access: Access) -> tuple[str, ...]:
    """What the login may send as: its own name where that is an address of a school, and what is listed.

    Nothing for an application for which nobody has written down an address: it speaks for the whole school.
    """
    is_own = "@" in login.name and access.school_of(login.name) is not None
    return ((login.name,) if is_own else ()) + login.addresses


def may_send_as(address: str, allowed: tuple[str, ...]) -> bool:
    """Whether the address is among them, or in a domain of which all are; upper and lower case are one."""
    wanted = _folded(address)
    everybody_there = "*@" + wanted.rpartition("@")[2]
    return any(_folded(each) in (wanted, everybody_there) for each in allowed)


def speaks_for_others(header: bytes, allowed: tuple[str, ...]) -> bool:
    """Whether From or Sender names anybody else (RFC 5322 §3.6.2), or cannot be read with certainty.

    Mail programs differ about what in such a field is the address, so everything counts that may be one:
    comments, names for people to read, and what an encoded word hides.
    """
    fields = read_header(header, 0, len(header)).fields
    values = [field.value for field in fields if field.name.lower() in ("from", "sender")]
    if not any(field.name.lower() == "from" for field in fields):
        return True
    return not all(
        _is_only(reading, allowed)
        for value in values
        for reading in dict.fromkeys((value, decode_words(value)))
    )


def _is_only(text: str, allowed: tuple[str, ...]) -> bool:
    found = _ADDRESS.findall(text)
    return 0 < len(found) == text.count("@") and all(may_send_as(each, allowed) for each in found)


def _folded(address: str) -> str:
    return address.casefold().rstrip(".")

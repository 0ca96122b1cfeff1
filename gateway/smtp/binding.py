"""Whoever signs in says only what they are: in the envelope, and in From and Sender of the header."""

from __future__ import annotations

import re

from detectors.mime.flaws import Flaw
from detectors.mime.header import read_header
from detectors.mime.words import decode_words
from gateway.smtp.access import Access
from gateway.smtp.logins import Login

_ATOM = r"[^\s<>()\[\]\",:;@\\]"
_BARE = rf"{_ATOM}++@{_ATOM}++"
_ADDRESS = re.compile(rf"(?<!{_ATOM})({_BARE})")
_QUOTED = r'"(?:[^"\\]|\\.)*+"'
_COMMENT = r"\((?:[^()\\]|\\.)*+\)"
_BLANK = rf"(?:\s|{_COMMENT})*+"
_PHRASE = rf"(?:[^<>()\",:;@\\]|{_QUOTED}|{_COMMENT})*+"
_MAILBOX = rf"(?:{_PHRASE}<\s*+{_BARE}\s*+>{_BLANK}|{_BLANK}{_BARE}{_BLANK})"
# RFC 5322 §3.4, without groups: each mailbox with an address where an address belongs.
_MAILBOXES = re.compile(rf"{_MAILBOX}(?:,{_MAILBOX})*+", re.DOTALL)
_NAMES_AN_AUTHOR = frozenset({"from", "sender", "resent-from", "resent-sender"})


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
    """Whether From or Sender names anybody else (RFC 5322 §3.6.2, §3.6.6), or cannot be read with certainty.

    Mail programs differ about what in such a field is the address, so everything counts that may be one:
    comments, names for people to read, and what an encoded word hides. A word where an address belongs
    becomes one at the next server, which writes its own domain behind it. A line that is no field to us may
    be one to others, who leave out its NUL bytes.
    """
    read = read_header(header, 0, len(header))
    if Flaw.STRAY_HEADER_LINE in read.flaws or not read.values("from"):
        return True
    values = [field.value for field in read.fields if field.name.lower() in _NAMES_AN_AUTHOR]
    return not all(
        _MAILBOXES.fullmatch(value) and _is_only(value, allowed) and _is_only(decode_words(value), allowed)
        for value in values
    )


def _is_only(text: str, allowed: tuple[str, ...]) -> bool:
    found = _ADDRESS.findall(text)
    return 0 < len(found) == text.count("@") and all(may_send_as(each, allowed) for each in found)


def _folded(address: str) -> str:
    return address.casefold().rstrip(".")

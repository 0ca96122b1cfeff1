"""Accounts on social networks that a text gives away as its writer's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.context import School
from detectors.people.mailbox import Mailbox
from detectors.people.own_account import name_parts, resembles

_NETWORKS = (
    "instagram", "insta", "snapchat", "snap", "tiktok", "twitter", "facebook", "fb", "messenger", "whatsapp",
    "discord", "telegram", "kik", "threads", "bluesky", "twitch", "xbox", "psn", "roblox", "bereal",
    "youtube", "linkedin",
)  # fmt: skip
_SHORT_LINKS = ("x.com/", "wa.me/", "t.me/")
_NETWORK = f"(?:{'|'.join(_NETWORKS)})"
_HANDLE = r"([A-Za-z0-9_][\w.]{2,39})"
_STATED = re.compile(
    rf"\bmy\s+{_NETWORK}(?:\s+(?:account|name|username|user name|handle|id|tag))?"
    rf"(?:\s+is\s+|\s?[:=]\s?)@?{_HANDLE}",
    re.IGNORECASE,
)
_NO_HANDLES = frozenset(
    {"private", "public", "not", "closed", "off", "now", "for", "only", "the", "down", "full", "open", "very"}
)
_MENTIONED = re.compile(
    rf"\b{_NETWORK}\b[^\n@]{{0,30}}@{_HANDLE}|(?<!\S)@{_HANDLE}[^\n@]{{0,20}}\b{_NETWORK}\b"
    rf"|\b(?:instagram|facebook|fb|twitter|x|tiktok|snapchat|threads|twitch)\.(?:com|net)/(?:add/|@)?{_HANDLE}"
    r"|\b(?:wa|t)\.me/(\+?[\w.]{3,40})",
    re.IGNORECASE,
)
_INVITES = re.compile(
    r"\b(?:my|(?:add|call|contact|dm|find|follow|message|msg|reach|snap|text)\s+me|i['\u2019]?m|i am)\b"
    r"[^\n]{0,40}\Z",
    re.IGNORECASE,
)
_BEFORE = 50  # characters in front of a name that say whose it is
_SHORTEST_NAME = 4  # letters of a name that make a handle somebody's
_EVERY_SCHOOL = frozenset(
    {"academy", "catholic", "college", "community", "grammar", "high", "infant", "junior", "primary", "saint",
     "school", "secondary", "trust", "church", "england"}
)  # fmt: skip


def accounts_in(text: str, writer: Mailbox, school: School) -> Iterator[tuple[str, float]]:
    """The names of accounts that the writer says to be the writer's own or that bear the writer's name, and
    how sure each is. A school has accounts as well, and puts them below its mail.
    """
    lowered = text.lower()
    if not any(word in lowered for word in (*_NETWORKS, *_SHORT_LINKS)):
        return
    for match in _STATED.finditer(text):
        if match[1].casefold() not in _NO_HANDLES:
            yield match[1], 0.9
    for match in _MENTIONED.finditer(text):
        handle = next(filter(None, match.groups()))
        before = text[max(match.start() - _BEFORE, 0) : match.start(match.lastindex or 0)]
        if _bears_name(handle, writer):
            yield handle, 0.8
        elif _INVITES.search(before) and not _is_schools(handle, school):
            yield handle, 0.7


def _bears_name(handle: str, writer: Mailbox) -> bool:
    letters = "".join(name_parts(handle.lower()))
    names = (part for part in name_parts(writer.local) if len(part) >= _SHORTEST_NAME)
    return resembles(letters, writer.local) or any(name in letters for name in names)


def _is_schools(handle: str, school: School) -> bool:
    letters = "".join(name_parts(handle.lower()))
    words = set(name_parts(school.name.lower())) - _EVERY_SCHOOL
    return any(word in letters for word in words if len(word) >= _SHORTEST_NAME)

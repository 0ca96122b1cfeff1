"""An address field is taken apart where it stands, exactly or not at all (RFC 5322 §3.4, §4.4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from detectors.mime.words import decode_words
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.edits import Edit
from gateway.rewriting.recipients.address_tokens import Token, tokens_of

_UNCLEAR = "The addresses in To or Cc are written in a way that mail programs read differently."
_WHITE = b" \t\r\n"
# Of a mailbox by the kinds of its tokens. A name may have dots in it (§4.1), and an address a route in front
# of it (§4.4), which says nothing of whose it is; one with commas is no longer understood by all. Within one
# system the domain is left out: "root".
_LOCAL = r"[aq](?:\.[aq])*+"
_ADDRESS = rf"{_LOCAL}@(?:a(?:\.a)*+|l)"
_ROUTE = r"(?:@a(?:\.a)*+:)?+"
_IN_BRACKETS = rf"(?:(?P<odd>{_ADDRESS})|[aq][aq.]*+)?+<{_ROUTE}(?P<inner>{_ADDRESS})>"
_ENTRY = re.compile(rf"(?:{_IN_BRACKETS}|(?P<plain>{_ADDRESS}|{_LOCAL}))?+(?=[,;]|\Z)")
_GROUP = re.compile(r"[aq][aq.]*+:")
_SAID = re.compile(r"""(?<![^\s<>()\[\],;:"@\\])[^\s<>()\[\],;:"@\\]++@[^\s<>()\[\],;:"@\\]++""")


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands between two commas: value[start:end], without the white space around it.

    address: as it is written, without comments and white space; empty for a group, and where none stands
    said: all that is written there, decoded; a name or comment may mention other addresses
    """

    start: int
    end: int
    address: str = ""
    said: str = ""
    is_group: bool = False

    @property
    def names_somebody(self) -> bool:
        return bool(self.address) or self.is_group

    @property
    def addresses(self) -> tuple[str, ...]:
        """Its own, and those that are only mentioned."""
        return tuple(dict.fromkeys(filter(None, (self.address, *mentioned(self.said)))))


AddressList = tuple[Entry, ...]  # of a field, or of one group in it; at least one entry, which may be empty


def read_addresses(value: bytes) -> tuple[AddressList, ...]:
    """The field's own list, then those of its groups; `value` is what follows the colon.

    Raises CannotRewriteError for what is neither in the standard's syntax nor in its obsolete one: there
    mail programs guess, each in its own way.
    """
    try:
        return _Lists(value, tuple(tokens_of(value))).read()
    except ValueError:
        raise CannotRewriteError(_UNCLEAR) from None


def mentioned(text: str) -> Iterator[str]:
    """What looks like an address in running text."""
    return (match[0].strip(".'") for match in _SAID.finditer(text))


def text_of(value: bytes) -> str:
    """Unfolded, and encoded words decoded."""
    return decode_words(_letters(value).replace("\r", "").replace("\n", ""))


def without(entries: AddressList, gone: Iterable[Entry]) -> Iterator[Edit]:
    """Takes entries out, each with one comma; those that stay keep the white space around them."""
    leaving = set(gone)
    kept = [entry for entry in entries if entry not in leaving]
    if not kept:
        yield Edit(entries[0].start, entries[-1].end, b"")
        return
    if kept[0] is not entries[0]:
        yield Edit(entries[0].start, kept[0].start, b"")
    for entry, behind in pairwise(entries):
        if behind in leaving and behind.start > kept[0].start:
            yield Edit(entry.end, behind.end, b"")


class _Lists:
    """Reads the lists of one field. Raises ValueError for what it cannot read exactly."""

    def __init__(self, value: bytes, tokens: Sequence[Token]) -> None:
        self._value = value
        self._tokens = tokens
        self._kinds = "".join(token.kind for token in tokens)  # one letter each: an index for both

    def read(self) -> tuple[AddressList, ...]:
        own: list[Entry] = []
        groups: list[AddressList] = []
        index = 0
        while index <= len(self._kinds):
            if name := _GROUP.match(self._kinds, index):
                entries, after = self._entries_of_group(name.end())
                groups.append(tuple(entries))
                own.append(Entry(*self._stretch(index, after), is_group=True))
            else:
                entry, after = self._entry(index)
                own.append(entry)
            if self._kinds[after : after + 1] not in ("", ","):
                raise ValueError("something stands behind an entry")
            index = after + 1
        return (tuple(own), *groups)

    def _entries_of_group(self, index: int) -> tuple[list[Entry], int]:
        """The entries up to the semicolon, and the index behind it."""
        entries: list[Entry] = []
        while True:
            entry, after = self._entry(index)
            entries.append(entry)
            index = after + 1
            if self._kinds[after : after + 1] == ";":
                return entries, index
            if after == len(self._kinds):
                raise ValueError("a group without an end")

    def _entry(self, index: int) -> tuple[Entry, int]:
        """The mailbox, or nothing, that begins there, and the index of the comma behind it."""
        match = _ENTRY.match(self._kinds, index)
        if not match:
            raise ValueError("no mailbox")
        start, end = self._stretch(index, match.end())
        address = self._written(*match.span("plain" if match["plain"] else "inner"))
        # A name that is an address without quotes: against the rules, and for some programs the address.
        name = self._written(*match.span("odd")) if match["inner"] and match["odd"] else address
        if "=?" in address or name.lower() != address.lower():
            raise ValueError("an address in two ways")
        return Entry(start, end, address, text_of(self._value[start:end])), match.end()

    def _stretch(self, index: int, after: int) -> tuple[int, int]:
        """All between the separators in front of a token and behind another, without white space."""
        first = self._tokens[index - 1].end if index else 0
        last = self._tokens[after].start if after < len(self._tokens) else len(self._value)
        written = self._value[first:last]
        start = first + len(written) - len(written.lstrip(_WHITE))
        return start, max(start, first + len(written.rstrip(_WHITE)))

    def _written(self, first: int, after: int) -> str:
        return _letters(b"".join(self._value[each.start : each.end] for each in self._tokens[first:after]))


def _letters(value: bytes) -> str:
    """Raw 8-bit bytes are UTF-8 (RFC 6532 §3.2) or, from older programs, ISO 8859-1."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")

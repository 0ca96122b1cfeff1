"""A field of addresses in a message's header: entries are taken out of it, and addresses put in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from gateway.rewriting.mime.edits import Edit
from gateway.rewriting.mime.fields import FieldAt
from gateway.rewriting.recipients.address_list import AddressList, Entry, read_addresses, without

NOBODY = b"undisclosed-recipients:;"  # a group without members, RFC 5322 §3.4 and appendix A.1.3


@dataclass(frozen=True, slots=True)
class AddressField:
    """One field, and the lists in it: its own, then those of its groups."""

    field: FieldAt
    lists: tuple[AddressList, ...]

    @property
    def name(self) -> str:
        return self.field.name.lower()

    @property
    def value(self) -> bytes:
        """As it stands, without the line end."""
        return self.field.value.rstrip(b"\r\n")

    @property
    def entries(self) -> Iterator[Entry]:
        """All that stand in it, also in groups."""
        return (entry for each in self.lists for entry in each)

    def written(self, entry: Entry) -> bytes:
        return self.value[entry.start : entry.end]

    def has_left(self, leaves: Callable[[Entry], bool]) -> bool:
        """Whether anybody, or a group, stays in it."""
        return any(entry.names_somebody and not leaves(entry) for entry in self.lists[0])

    def without(self, leaves: Callable[[Entry], bool]) -> Iterator[Edit]:
        for each in self.lists:
            gone = tuple(filter(leaves, each))
            yield from map(self._in_message, without(each, gone) if gone else ())

    def with_nobody(self) -> Edit:
        return self._in_message(Edit(0, len(self.value), b" " + NOBODY))

    def with_also(self, address: bytes, line_end: bytes) -> Edit:
        """One more at the end, on a line of its own; alone where nobody was in it."""
        last = self.lists[0][-1]
        if self.value.strip() == NOBODY:
            edit = Edit(0, len(self.value), b" " + address)
        elif last.start == last.end:  # an empty field, or a comma at the end
            edit = Edit(last.start, last.start, address if last.start else b" " + address)
        else:
            edit = Edit(last.end, last.end, b"," + line_end + b" " + address)
        return self._in_message(edit)

    def _in_message(self, edit: Edit) -> Edit:
        offset = self.field.end - len(self.field.value)
        return Edit(edit.start + offset, edit.end + offset, edit.new)


def address_fields(fields: Iterable[FieldAt], *names: str) -> tuple[AddressField, ...]:
    """Those of these (lower-case) names. Raises CannotRewriteError where one cannot be read exactly."""
    wanted = (field for field in fields if field.is_called(*names))
    return tuple(AddressField(each, read_addresses(each.value.rstrip(b"\r\n"))) for each in wanted)


def put_into(found: Iterable[AddressField], name: str, address: bytes, line_end: bytes) -> Edit:
    """One more address in the last of the fields of that name, or in a new one on top."""
    last = next((each for each in reversed(tuple(found)) if each.name == name.lower()), None)
    if last is None:
        return Edit(0, 0, name.encode("ascii") + b": " + address + line_end)
    return last.with_also(address, line_end)

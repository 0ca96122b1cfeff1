"""A secret field proves that a message is from the school's own server, or has been through the gateway."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, field

from gateway.actions.trace import header_of
from gateway.rewriting.marks.set_header import may_be_set
from gateway.rewriting.mime.edits import apply
from gateway.rewriting.mime.fields import fields_at, removed
from gateway.settings import SettingsError
from gateway.settings.secret_field import SecretFieldSettings

_SECRET = re.compile(r"[!-~]{16,200}")


@dataclass(frozen=True, slots=True)
class Proof:
    """The field, by its name and a value that nobody else knows."""

    name: str
    value: str = field(repr=False)

    @property
    def line(self) -> bytes:
        """As it stands in a header."""
        return f"{self.name}: {self.value}\r\n".encode("ascii")

    def taken_off(self, content: bytes) -> bytes | None:
        """The message without the field, every other byte as it was; None where it proves nothing."""
        header = fields_at(content, 0, len(header_of(content)))
        there = [each for each in header if each.is_called(self.name.lower())]
        if not any(hmac.compare_digest(each.value.strip(), self.value.encode("ascii")) for each in there):
            return None
        return apply(content, map(removed, there))


def read_proof(key: str, table: SecretFieldSettings | None) -> Proof | None:
    """What the table at `key` asks for, if there is one. Raises SettingsError."""
    if table is None:
        return None
    if not may_be_set(table.name):
        raise SettingsError(
            f'{key}.name: "{table.name}" already means something in mail, or is no name of a field; '
            "take one of your own, such as X-Oakfield-Gate"
        )
    try:
        value = table.value_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{key}.value_file: {table.value_file} cannot be read") from None
    if not _SECRET.fullmatch(value):
        raise SettingsError(
            f"{key}.value_file: {table.value_file} must have one line of 16 to 200 characters without blanks;"
            f" openssl rand -hex 24 > {table.value_file} writes one"
        )
    return Proof(table.name, value)

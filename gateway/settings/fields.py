"""The kinds of value that a setting can be: sizes, domains, networks, addresses to listen on."""

from __future__ import annotations

import os
import re
from datetime import date, time
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)

from gateway.sizes import size_in_bytes


def _size(value: object) -> object:
    return size_in_bytes(value) if isinstance(value, str) else value


def one_or_many(value: object) -> object:
    return (value,) if isinstance(value, str | dict) else value


def _domain(value: str) -> str:
    domain = value.strip().rstrip(".").lower()
    if not domain or "@" in domain or "*" in domain or " " in domain:
        raise ValueError(
            f'"{value}" is not a domain; write it as in an address after the @, "oakfield.sch.uk"'
        )
    return domain


def _mailbox(value: str) -> str:
    local, at, domain = value.strip().rpartition("@")
    if not (local and at and domain) or any(character.isspace() for character in value.strip()):
        raise ValueError(f'"{value}" is not an e-mail address')
    return value.strip()


def _network(value: object) -> object:
    text = str(value).strip()
    try:
        return ip_network(text)
    except ValueError:
        if _is_network_with_host(text):
            machine, network = text.partition("/")[0], ip_network(text, strict=False)
            raise ValueError(
                f'"{text}" is a machine and a network in one; write "{machine}" or "{network}"'
            ) from None
        raise ValueError(
            f'"{value}" is not a network; write for example "10.1.0.0/16" or "192.0.2.7"'
        ) from None


def _is_network_with_host(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


Network = Annotated[Any, BeforeValidator(_network)]
Size = Annotated[int, BeforeValidator(_size), Field(gt=0)]
Domain = Annotated[str, AfterValidator(_domain)]
Mailbox = Annotated[str, AfterValidator(_mailbox)]


class SettingsTable(BaseModel):
    """A table of the file: frozen, and no key in it is unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _roles(value: object) -> object:
    if not isinstance(value, dict):
        raise ValueError('must be a table of roles and addresses, such as { headteacher = "head@…" }')
    for name in value:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(name)):
            raise ValueError(f'"{name}" must be lower-case words joined by hyphens, such as senior-leaders')
    return tuple((name, one_or_many(addresses)) for name, addresses in value.items())


Roles = Annotated[
    tuple[tuple[str, Annotated[tuple[Mailbox, ...], Field(min_length=1)]], ...], BeforeValidator(_roles)
]


def _days(value: object) -> object:
    """One day stands for itself."""
    if isinstance(value, str):
        raise ValueError("must be a day without quotes, such as 2026-12-25")
    return (value, value) if isinstance(value, date) else value


def _in_order(value: tuple[date, date]) -> tuple[date, date]:
    if value[0] > value[1]:
        raise ValueError(f"what begins on {value[0]} ends before, on {value[1]}")
    return value


Days = Annotated[tuple[date, date], BeforeValidator(_days), AfterValidator(_in_order)]


def _time_of_day(value: object) -> object:
    if value == "" or isinstance(value, time):
        return value or None
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        return time.fromisoformat(value)
    raise ValueError('must be a time of day in quotes, such as "07:30", or "" for never')


TimeOfDay = Annotated[time | None, BeforeValidator(_time_of_day)]


def collector(value: str) -> str:
    """The address of a collector of traces; empty for none. Raises ValueError."""
    if value and not _is_web_address(value):
        raise ValueError(
            f'"{value}" is not a collector\'s address; write for example "http://127.0.0.1:4318"'
        )
    return value.rstrip("/")


def _is_web_address(value: str) -> bool:
    """With a host, and with no password in it."""
    try:
        parts = urlsplit(value)
        named = parts.hostname and parts.port != 0
    except ValueError:  # what is no port
        return False
    return bool(named) and parts.scheme in {"http", "https"} and not (parts.username or parts.query)


def _resolved(path: Path, info: ValidationInfo) -> Path:
    base = (info.context or {}).get("directory", Path())
    return Path(os.path.normpath(base / path.expanduser()))


def together(table: SettingsTable, first: str, second: str) -> None:
    """Raises ValueError where one of two settings is set and the other is not."""
    if bool(getattr(table, first)) != bool(getattr(table, second)):
        raise ValueError(f"{first} and {second} go together: set both, or neither")


LocalPath = Annotated[Path, AfterValidator(_resolved)]


class ListenAddress(SettingsTable):
    """A host and port to listen on. Port 0 lets the system choose one."""

    host: str
    port: int = Field(ge=0, le=65535)

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        host, colon, port = value.strip().rpartition(":")
        if not colon or not port.isdigit():
            raise ValueError(f'"{value}" is not a host and port, such as "127.0.0.1:2525"')
        return {"host": host.strip("[]") or "0.0.0.0", "port": int(port)}  # noqa: S104 - ":25" asks for all

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

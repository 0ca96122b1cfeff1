"""A provider is a secure mail service as data: how it is used, and what its makers have published."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from detectors.people.mailbox import Mailbox, ascii_domain
from gateway.settings.fields import SettingsTable, one_or_many

FOLDER = Path(__file__).resolve().parents[2] / "config" / "secure-mail"
_FIELD_NAME = re.compile(r"[!-9;-~]{1,76}")  # RFC 5322 §3.6.8


def _pairs(value: object) -> object:
    if isinstance(value, dict):
        return tuple(value.items())
    if not isinstance(value, tuple):
        raise ValueError('must be a table of field names and values, such as { "X-Secure-Mail" = "encrypt" }')
    return value


def _field_name(name: str) -> str:
    if not _FIELD_NAME.fullmatch(name):
        raise ValueError(f'"{name}" is not the name of a header field, such as "X-Secure-Mail"')
    return name


def _name_or_none(name: str) -> str:
    return name and _field_name(name)


def _field_value(value: str) -> str:
    if not (value.isascii() and value.isprintable() and value.strip()):
        raise ValueError("the value of a header field must be plain ASCII on one line, and not empty")
    return value.strip()


def _tag(tag: str) -> str:
    if not tag.isprintable():
        raise ValueError("must stand on one line")
    return tag.strip()


def _reached(written: str) -> str:
    """A domain in A-labels, or an address as `Mailbox.plain` has it."""
    if "@" in written:
        mailbox = Mailbox.parse(written)
        if not mailbox.local or "." not in mailbox.domain or mailbox.routed:
            raise ValueError(f'"{written}" is not an address such as "grace.bishop@example.org"')
        return mailbox.plain
    domain = ascii_domain(written.strip())
    if "." not in domain:
        raise ValueError(
            f'"{written}" is not a domain such as "nhs.net"; what is below a domain is always meant too'
        )
    return domain


_FieldName = Annotated[str, AfterValidator(_field_name)]
_FieldValue = Annotated[str, Field(max_length=200), AfterValidator(_field_value)]
_Fields = Annotated[tuple[tuple[_FieldName, _FieldValue], ...], BeforeValidator(_pairs)]
_Reached = Annotated[tuple[Annotated[str, AfterValidator(_reached)], ...], BeforeValidator(one_or_many)]


class Mechanisms(SettingsTable):
    """How a message is made to go securely: by another server, a header field, a word in the subject.

    header: names and values of fields that are set
    loop_field: what carries a field of this name has been through the service, and goes there no more
    recipients: the domains, with all below them, and the addresses that can be reached; none for everybody
    """

    next_hop: str = ""
    header: _Fields = ()
    subject_tag: Annotated[str, Field(max_length=60), AfterValidator(_tag)] = ""
    loop_field: Annotated[str, AfterValidator(_name_or_none)] = ""
    recipients: _Reached = ()


class Provider(SettingsTable):
    """One file of config/secure-mail.

    source: what its makers have published and where, and what they have not
    notes: what the administrator has to do, at the service and here
    tls_only: nothing but TLS protects the mail on its way, so it is asked for
    """

    title: str = Field(min_length=1)
    source: str = Field(min_length=1)
    notes: str = Field(min_length=1)
    tls_only: bool = False
    defaults: Mechanisms = Mechanisms()


def provider_names() -> tuple[str, ...]:
    """The names of the providers that there are files for, in order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def known_provider(name: str) -> str:
    """The name. Raises ValueError with half a sentence where there is no such file."""
    names = provider_names()
    if name not in names:
        nearest = difflib.get_close_matches(name.lower(), names, n=1)
        hint = f'; did you mean "{nearest[0]}"?' if nearest else ""
        raise ValueError(f'"{name}" is not known here; allowed: {", ".join(names)}{hint}')
    return name


def load_provider(name: str) -> Provider:
    """What is known of a provider. Raises ValueError with one sentence where its file is broken."""
    path = FOLDER / f"{name}.toml"
    try:
        return Provider.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(step) for step in first["loc"])
        raise ValueError(f"{path}: {key}: {first['msg'].removeprefix('Value error, ')}") from None
    except (OSError, ValueError):  # not TOML, or not UTF-8
        raise ValueError(f"{path}: cannot be read as a TOML file") from None

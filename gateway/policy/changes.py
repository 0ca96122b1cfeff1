"""What a rule has changed in a message: its `rewrite` table, as it is written in a policy file."""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from gateway.policy.people.written import address_of
from gateway.policy.rewriting import LINE_MANAGER, Rewriting, ShortForm, Visible
from gateway.policy.strict import Strict

_MOST_LINES = 20
_FIELD_NAME = re.compile(r"X-[A-Za-z0-9-]{1,70}", re.IGNORECASE)
_OURS = "x-schoolgate-"


def _tag(text: str) -> str:
    if not text.isprintable() or text != text.strip():
        raise ValueError("must stand on one line, with no space at its ends")
    return text


def _footer(text: str) -> str:
    lines = text.strip().split("\n")
    if len(lines) > _MOST_LINES or not all(line.isprintable() for line in lines):
        raise ValueError(f"must be at most {_MOST_LINES} lines, without control characters")
    return "\n".join(line.rstrip() for line in lines)


def _colleague(written: str) -> str:
    return written if written == LINE_MANAGER else address_of(written)


def _field_name(name: str) -> str:
    if not _FIELD_NAME.fullmatch(name) or name.lower().startswith(_OURS):
        raise ValueError(f'"{name}" is not a name such as X-School-Data; it must begin with X-')
    return name


def _field_value(value: str) -> str:
    if not (value.isascii() and value.isprintable()):
        raise ValueError("must be plain ASCII on one line")
    return value


def _one_or_many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _pairs(value: object) -> object:
    if not isinstance(value, dict):
        raise ValueError('must be a table of names and values, such as { X-School-Data = "pupil" }')
    return tuple(value.items())


_Tag = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_tag)]
_Footer = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_footer)]
_Colleagues = Annotated[
    frozenset[Annotated[str, AfterValidator(_colleague)]], BeforeValidator(_one_or_many), Field(min_length=1)
]
_FieldName = Annotated[str, AfterValidator(_field_name)]
_FieldValue = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_field_value)]
_Fields = Annotated[frozenset[tuple[_FieldName, _FieldValue]], BeforeValidator(_pairs)]


class Changes(Strict):
    """What is changed before the message goes on; at least one thing."""

    names: ShortForm | None = None
    lock_attachments: bool = False
    take_off_attachments: bool = False
    visible_recipients: Visible | None = None
    copy_to: _Colleagues = frozenset()
    subject_tag: _Tag | None = None
    header: _Fields = frozenset()
    footer: _Footer | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.rewriting:
            raise ValueError(f"must change something; allowed: {', '.join(type(self).model_fields)}")
        return self

    @property
    def rewriting(self) -> Rewriting:
        """The same as a value that adds up."""
        return Rewriting(
            names=self.names,
            lock_attachments=self.lock_attachments,
            take_off_attachments=self.take_off_attachments,
            visible=self.visible_recipients,
            copy_to=self.copy_to,
            subject_tags=frozenset(filter(None, (self.subject_tag,))),
            headers=self.header,
            footers=frozenset(filter(None, (self.footer,))),
        )

"""A header field is set: every one of that name goes, and one stands on top of the others."""

from __future__ import annotations

import re

from detectors.finding import Location, Place
from gateway.policy.rewriting import Rewrite
from gateway.rewriting.change import CannotRewriteError, Change, Step
from gateway.rewriting.mime.edits import apply
from gateway.rewriting.mime.fields import FieldAt, put_on_top, removed
from gateway.rewriting.mime.own_header import line_end, own_fields

# Who wrote what to whom, how it is to be read, which way it came, and who vouches for it.
NOT_SETTABLE = frozenset(
    {
        "from",
        "sender",
        "reply-to",
        "to",
        "cc",
        "bcc",
        "date",
        "message-id",
        "in-reply-to",
        "references",
        "subject",
        "mime-version",
        "received",
        "return-path",
        "delivered-to",
        "auto-submitted",
        "authentication-results",
        "dkim-signature",
    }
)
NOT_SETTABLE_PREFIXES = ("content-", "resent-", "arc-", "x-schoolgate-")
_NAME = re.compile(r"[!-9;-~]{1,76}")  # RFC 5322 §2.2
_VALUE = re.compile(r"[!-~](?:[ -~]*[!-~])?")
_LONGEST_LINE = 998  # RFC 5322 §2.1.1, what must be kept
_NOT_THIS_ONE = "The header field {name} is not one that may be set."
_NO_NAME = "The header field's name is not one that may be written into a message."
_NO_VALUE = "The value of the header field {name} is not one line of plain text that fits into a header."


def set_header(raw: bytes, name: str, value: str) -> Step:
    """Nothing is changed where the one field of that name says this already.

    Raises CannotRewriteError for a field of NOT_SETTABLE, and what is no name or no line of ASCII.
    """
    _check(name)
    if not _VALUE.fullmatch(value) or len(name) + len(value) + 2 > _LONGEST_LINE:
        raise CannotRewriteError(_NO_VALUE.format(name=name))
    there = _called(raw, name)
    if [field.value.strip() for field in there] == [value.encode("ascii")]:
        return Step(raw)
    line = f"{name}: {value}".encode("ascii") + line_end(raw)
    return _step(apply(raw, (put_on_top(line), *map(removed, there))), name)


def remove_header(raw: bytes, name: str) -> Step:
    """Without any field of that name. Raises CannotRewriteError as `set_header` does."""
    _check(name)
    there = _called(raw, name)
    return _step(apply(raw, map(removed, there)), name) if there else Step(raw)


def may_be_set(name: str) -> bool:
    """Whether it is the name of a field that a rule may set."""
    plain = name.lower()
    is_structural = plain in NOT_SETTABLE or plain.startswith(NOT_SETTABLE_PREFIXES)
    return _NAME.fullmatch(name) is not None and not is_structural


def _check(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise CannotRewriteError(_NO_NAME)
    if not may_be_set(name):
        raise CannotRewriteError(_NOT_THIS_ONE.format(name=name))


def _called(raw: bytes, name: str) -> tuple[FieldAt, ...]:
    return tuple(field for field in own_fields(raw) if field.is_called(name.lower()))


def _step(content: bytes, name: str) -> Step:
    return Step(content, (Change(Rewrite.SET_HEADER, (Location(Place.HEADER, name),), detail=name),))

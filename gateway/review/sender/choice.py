"""A choice is what a form on the sender's page says: which way, seen on which version of the case."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from gateway.actions.notices.ways import Way
from gateway.actions.quoting import one_line
from gateway.actions.tokens import TokenKeys

MOST_CHARACTERS = 500  # of the sender's own reason


class BadFormError(Exception):
    """The form was not made by our page for this link."""


class Missing(StrEnum):
    """What a form lacks, or has too much of."""

    NOBODY_TICKED = "nobody-ticked"
    NO_REASON = "no-reason"
    REASON_TOO_LONG = "reason-too-long"


class IncompleteError(Exception):
    """The sender has to fill in something more."""

    def __init__(self, missing: Missing) -> None:
        super().__init__(missing)
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Choice:
    """What the sender chose, and the version of the case on the page that they saw.

    previewed: the digest of what they were shown beforehand
    """

    way: Way
    version: int
    recipients: tuple[str, ...] = ()
    reason: str = field(default="", repr=False)
    previewed: str = ""


@dataclass(frozen=True, slots=True)
class Forms:
    """Marks forms, so that only a page that was opened by its link can be answered.

    There is no cookie that a foreign site could make a browser send along, and which a mail program's own
    browser may not keep: the mark is bound to the link, which nobody else knows.
    """

    keys: TokenKeys = field(repr=False)

    def mark(self, token: str, version: int) -> str:
        """For a hidden field."""
        return f"{version}.{_mac(self.keys.newest, token, str(version))}"

    def read(self, token: str, form: Mapping[str, Sequence[str]], reasons: Sequence[str]) -> Choice:
        """`form`: every field with all its values. Raises BadFormError or IncompleteError."""
        version = self.must_be_ours(token, form)
        try:
            way = Way(_one(form, "way"))
        except ValueError:
            raise BadFormError from None
        recipients = tuple(form.get("recipient", ())) if way is Way.TAKE_SOMEBODY_OFF else ()
        if way is Way.TAKE_SOMEBODY_OFF and not recipients:
            raise IncompleteError(Missing.NOBODY_TICKED)
        reason = _reason(form, reasons) if way is Way.ASK else ""
        return Choice(way, version, recipients, reason, _one(form, "previewed"))

    def must_be_ours(self, token: str, form: Mapping[str, Sequence[str]]) -> int:
        """The version of the case that the form was marked with. Raises BadFormError."""
        version, _, mac = _one(form, "mark").partition(".")
        good = (_mac(key, token, version).encode() for key in self.keys.accepted)
        if not version.isdecimal() or not any(hmac.compare_digest(mac.encode(), each) for each in good):
            raise BadFormError
        return int(version)


def _mac(key: bytes, token: str, version: str) -> str:
    return hmac.new(key, f"form {version} {token}".encode(), hashlib.sha256).hexdigest()


def _reason(form: Mapping[str, Sequence[str]], reasons: Sequence[str]) -> str:
    """One of the policy's reasons, the sender's own words, or both."""
    own = _one(form, "words").replace("\r\n", "\n")  # as it was typed (HTML standard §4.10.19.3)
    if len(own) > MOST_CHARACTERS:
        raise IncompleteError(Missing.REASON_TOO_LONG)
    chosen = _one(form, "reason")
    given = [each for each in (chosen if chosen in reasons else "", one_line(own, MOST_CHARACTERS)) if each]
    if not given:
        raise IncompleteError(Missing.NO_REASON)
    return " ".join(given)


def _one(form: Mapping[str, Sequence[str]], name: str) -> str:
    values = form.get(name, ())
    return values[0] if values else ""

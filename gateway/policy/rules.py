"""A policy is a list of rules: which messages, from whom to whom, are changed, sent securely or stopped."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from detectors.sending import Addressee, RecipientClass, Sending
from gateway.policy.changes import Changes
from gateway.policy.conditions import Condition
from gateway.policy.office_hours import OfficeHours
from gateway.policy.rewriting import NOTHING, Rewriting
from gateway.policy.strict import Strict
from gateway.policy.verdict import AtDeadline, Disposition, Mode, PrivateMail, SenderMay


class Action(StrEnum):
    """What a rule may do with a message. WARN: it goes on, and the sender is told."""

    WARN = "warn"
    REWRITE = "rewrite"
    SECURE = "secure"
    HOLD = "hold"
    RETURN = "return"

    @property
    def disposition(self) -> Disposition:
        return Disposition.DELIVER if self is Action.WARN else Disposition[self.name]


def _on_one_line(text: str) -> str:
    if re.search(r"[\x00-\x1f\x7f]", text):
        raise ValueError("must stand on one line, without control characters")
    return text


def _hyphenated(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError("must be lower-case words joined by hyphens, such as pupil-name-external")
    return name


_Line = Annotated[str, Field(min_length=1, max_length=400), AfterValidator(_on_one_line)]
_Name = Annotated[str, Field(max_length=60), AfterValidator(_hyphenated)]


_Names = frozenset[_Name]
_MAY_REWRITE = frozenset({Action.REWRITE, Action.SECURE})
_INSTEAD = frozenset({Action.SECURE, Action.HOLD, Action.RETURN})


class From(Strict):
    """The senders a rule is about: in one of these groups (anybody, if empty), and in none of those."""

    groups: _Names = frozenset()
    except_groups: _Names = frozenset()

    @model_validator(mode="after")
    def _can_match(self) -> Self:
        _apart(self.groups, self.except_groups, "groups", "except_groups")
        return self

    def matches(self, sending: Sending) -> bool:
        return _is_among(sending.sender_groups, self.groups, self.except_groups)


class To(Strict):
    """The recipients a rule is about: of one of these classes, in one of these groups, and of none of those.

    Where no classes or no groups are named, any will do.
    """

    any_of: frozenset[RecipientClass] = frozenset()
    none_of: frozenset[RecipientClass] = frozenset()
    groups: _Names = frozenset()
    except_groups: _Names = frozenset()

    @model_validator(mode="after")
    def _can_match(self) -> Self:
        _apart(self.any_of, self.none_of, "any_of", "none_of")
        _apart(self.groups, self.except_groups, "groups", "except_groups")
        if self.model_fields_set >= {"any_of"} and not self.any_of:
            raise ValueError("any_of must not be empty; leave it out to mean everybody")
        return self

    def matches(self, addressee: Addressee) -> bool:
        return _is_among(addressee.classes, self.any_of, self.none_of) and _is_among(
            addressee.groups, self.groups, self.except_groups
        )


def _is_among(actual: frozenset[str], wanted: frozenset[str], unwanted: frozenset[str]) -> bool:
    return (not wanted or not wanted.isdisjoint(actual)) and unwanted.isdisjoint(actual)


def _apart(wanted: frozenset[str], unwanted: frozenset[str], *keys: str) -> None:
    if both := sorted(wanted & unwanted):
        raise ValueError(f'"{both[0]}" stands in {keys[0]} and in {keys[1]}; choose one')


class Rule(Strict):
    """When a message is like this, its sender like that and a recipient like so, then this.

    clause: document and section of the school's own policy; empty where nobody has looked it up yet
    when: without it, every message
    rewrite: what is changed in it, with the actions "rewrite" and "secure"
    otherwise: what becomes of it where that cannot be done
    approver: the role that decides on what is held; without it, the data protection lead
    at_deadline: what becomes of what is held when nobody has decided in time
    exceptions: whether whoever reviews may make exceptions to it
    unchecked_passes_until: until then the rule does not stop what could not be checked (`unchecked.py`)
    """

    id: _Name
    title: _Line
    clause: Annotated[str, Field(max_length=400), AfterValidator(_on_one_line)] = ""
    sender: From = Field(default=From(), alias="from")
    to: To = To()
    when: Condition | None = None
    action: Action
    rewrite: Changes | None = None
    otherwise: Action = Action.HOLD
    mode: Mode = Mode.ENFORCE
    sender_may: tuple[SenderMay, ...] = ()
    approver: _Name | None = None
    at_deadline: AtDeadline = AtDeadline.RETURN
    exceptions: bool = True
    unchecked_passes_until: date | None = None
    reason: _Line = ""
    advice: _Line = ""

    @property
    def reason_given(self) -> str:
        """The sentence for the sender; made from the title where the file gives none."""
        return self.reason or f"This message comes under the rule “{self.title}”."

    @property
    def rewriting(self) -> Rewriting:
        """What it has changed in the message."""
        return self.rewrite.rewriting if self.rewrite else NOTHING

    @model_validator(mode="after")
    def _has_something_to_approve(self) -> Self:
        if self.approver and Action.HOLD not in (self.action, self.otherwise if self.rewrite else None):
            raise ValueError(f'approver needs action = "hold"; with "{self.action}" nobody is asked')
        return self

    @model_validator(mode="after")
    def _has_a_deadline(self) -> Self:
        waits = Action.HOLD in (self.action, self.otherwise if self.rewrite else None)
        if "at_deadline" in self.model_fields_set and not waits:
            raise ValueError(f'at_deadline needs action = "hold"; with "{self.action}" nothing waits')
        return self

    @model_validator(mode="after")
    def _can_be_rewritten(self) -> Self:
        if self.action is Action.REWRITE and self.rewrite is None:
            raise ValueError('action = "rewrite" needs a table rewrite that says what is changed')
        if self.rewrite and self.action not in _MAY_REWRITE:
            raise ValueError(f'rewrite needs action = "rewrite" or "secure", not "{self.action}"')
        if "otherwise" in self.model_fields_set and not self.rewrite:
            raise ValueError("otherwise needs a table rewrite: it is for what cannot be changed")
        if self.otherwise not in _INSTEAD:
            raise ValueError(f"otherwise must be one of {', '.join(sorted(_INSTEAD))}")
        if self.rewriting.remedies and self.when is None:
            raise ValueError("rewrite needs a condition when: what was changed is checked against it")
        return self


class Policy(Strict):
    """A school's policy. The order of its rules has no meaning: the strictest wins.

    private_mail: what becomes of mail that its sender has marked as private
    private_mail_approver: the role without whose approval nobody opens it; else another lead or deputy
    fast_lane: groups of recipients to whom mail is never held or changed; outside it goes by secure mail
    release_reasons: what a sender may choose from who asks for a held message to be let go
    """

    title: _Line
    private_mail: PrivateMail = PrivateMail.SCAN
    private_mail_approver: _Name | None = None
    fast_lane: _Names = frozenset()
    office_hours: OfficeHours = OfficeHours()
    release_reasons: Annotated[tuple[_Line, ...], Field(max_length=12)] = ()
    rules: Annotated[tuple[Rule, ...], Field(alias="rule", min_length=1)]

    @field_validator("rules")
    @classmethod
    def _ids_once(cls, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        ids = [rule.id for rule in rules]
        for name in ids:
            if ids.count(name) > 1:
                raise ValueError(f'id "{name}" is given to {ids.count(name)} rules; each needs its own')
        return rules

    @property
    def groups(self) -> frozenset[str]:
        """Every group that it names."""
        named = (
            group
            for rule in self.rules
            for groups in (
                rule.sender.groups,
                rule.sender.except_groups,
                rule.to.groups,
                rule.to.except_groups,
            )
            for group in groups
        )
        return self.fast_lane.union(named)


def in_short(policy: Policy) -> str:
    """Its title, how many rules it has, and the beginning of the SHA-256 of all that it says.

    The same for policies that say the same, in whatever order.
    """
    digest = hashlib.sha256(_in_order(policy.model_dump(mode="json")).encode()).hexdigest()
    return f"{policy.title}, {len(policy.rules)} rules, {digest[:12]}"


def _in_order(value: object) -> str:
    if isinstance(value, dict):
        return json.dumps(sorted((str(key), _in_order(each)) for key, each in value.items()))
    if isinstance(value, list):
        return json.dumps(sorted(map(_in_order, value)))
    return json.dumps(value)

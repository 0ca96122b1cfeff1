"""The conditions that a rule can set, as a policy file writes them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import StrEnum
from itertools import chain
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, field_validator, model_validator

from detectors.finding import DetectorId, Place, Protection
from detectors.sending import RecipientClass
from gateway.policy.past import Measure, Reach, Window
from gateway.policy.strict import Strict, keys_of, not_among
from gateway.sizes import size_in_bytes

_Count = Annotated[int, Field(ge=1, strict=True)]


def _in_bytes(value: object) -> object:
    return size_in_bytes(value) if isinstance(value, str) else value


class Whose(StrEnum):
    """Whose child a pupil is who was named: the recipient's, or somebody else's."""

    THEIRS = "theirs"
    NOT_THEIRS = "not-theirs"


class Hours(StrEnum):
    """When a message is sent."""

    OFFICE_HOURS = "office-hours"
    OUTSIDE = "outside-office-hours"


class FindingCondition(Strict):
    """So many findings of a detector: each of one of these kinds, at least so sure, in such a place.

    min_pupils: how many distinct pupils they are about
    whose: only those about the recipient's own children, or only those about others
    """

    finding: DetectorId
    min_count: _Count = 1
    min_pupils: _Count | None = None
    min_confidence: Annotated[float, Field(ge=0, le=1, strict=True)] = 0.0
    where: str = ""
    kinds: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    whose: Whose | None = None

    @field_validator("where")
    @classmethod
    def _begins_with_a_place(cls, where: str) -> str:
        place = where.partition(":")[0].partition("#")[0]
        if where and place not in set(Place):
            raise ValueError(not_among(place, Place))
        return where


class AttachmentTest(Strict):
    """Which attachments are meant: those so protected, of such a type, with such a finding in or below them.

    types: how their true media type begins, such as "image/"
    """

    protection: Annotated[tuple[Protection, ...], Field(min_length=1)] = tuple(Protection)
    types: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    containing: DetectorId | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("must say which attachments: protection, types or containing")
        return self


class AttachmentCondition(Strict):
    """At least one attachment that passes the test."""

    attachment: AttachmentTest


class SeverityCondition(Strict):
    """What was found is at least so serious, 1 to 5, for the recipient in question."""

    severity: Annotated[int, Field(ge=1, le=5, strict=True)]


class SizeCondition(Strict):
    """The message is larger than this."""

    larger_than: Annotated[int, BeforeValidator(_in_bytes), Field(gt=0)]


class RecipientsTest(Strict):
    """How many recipients there must be, of any of these classes (of any at all, if empty)."""

    at_least: _Count
    any_of: frozenset[RecipientClass] = frozenset()


class RecipientsCondition(Strict):
    """The message goes to so many people."""

    recipients: RecipientsTest


class TimeCondition(Strict):
    """The message is sent in or outside the policy's office hours."""

    time: Hours


class SentTest(Strict):
    """How much of what, in which time, and to which personal accounts; the message itself counts too."""

    at_least: Annotated[int, BeforeValidator(_in_bytes), Field(ge=1, strict=True)]
    of: Measure
    within: Window
    to: Reach = Reach.THIS_ACCOUNT


class SentCondition(Strict):
    """The sender has sent so much to personal accounts."""

    sent: SentTest


class AllCondition(Strict):
    """Every one of the conditions."""

    all: Annotated[tuple[Condition, ...], Field(min_length=1)]


class AnyCondition(Strict):
    """At least one of the conditions."""

    any: Annotated[tuple[Condition, ...], Field(min_length=1)]


class NotCondition(Strict):
    """The condition is not met."""

    negated: Condition = Field(alias="not")


_KINDS = (
    "finding",
    "attachment",
    "severity",
    "larger_than",
    "recipients",
    "time",
    "sent",
    "all",
    "any",
    "not",
)


def _kind(condition: Any) -> str | None:
    """The tag of a condition: the one key that says what kind it is, in brackets."""
    if isinstance(condition, Strict):
        keys: Collection[str] = keys_of(type(condition))
    else:
        keys = condition if isinstance(condition, dict) else ()
    kinds = [kind for kind in _KINDS if kind in keys]
    return f"<{kinds[0]}>" if len(kinds) == 1 else None


Condition = Annotated[
    Annotated[FindingCondition, Tag("<finding>")]
    | Annotated[AttachmentCondition, Tag("<attachment>")]
    | Annotated[SeverityCondition, Tag("<severity>")]
    | Annotated[SizeCondition, Tag("<larger_than>")]
    | Annotated[RecipientsCondition, Tag("<recipients>")]
    | Annotated[TimeCondition, Tag("<time>")]
    | Annotated[SentCondition, Tag("<sent>")]
    | Annotated[AllCondition, Tag("<all>")]
    | Annotated[AnyCondition, Tag("<any>")]
    | Annotated[NotCondition, Tag("<not>")],
    Discriminator(
        _kind,
        custom_error_type="condition_kind",
        custom_error_message=f"must be a table with exactly one of {', '.join(_KINDS)}",
    ),
]

Leaf = (
    FindingCondition
    | AttachmentCondition
    | SeverityCondition
    | SizeCondition
    | RecipientsCondition
    | TimeCondition
    | SentCondition
)


def leaves(condition: Condition | None) -> Iterator[Leaf]:
    """The conditions that ask something of a message, in the order in which they stand."""
    match condition:
        case None:
            return
        case NotCondition():
            yield from leaves(condition.negated)
        case AllCondition():
            yield from chain.from_iterable(map(leaves, condition.all))
        case AnyCondition():
            yield from chain.from_iterable(map(leaves, condition.any))
        case _:
            yield condition

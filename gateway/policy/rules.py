"""A policy is a list of rules: which messages to whom are held, returned or sent by secure mail."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    field_validator,
    model_validator,
)

from detectors.finding import DetectorId, Place, Protection
from detectors.sending import RecipientClass
from gateway.errors import SetupError
from gateway.policy.strict import Strict, first_fault, key_at, keys_of, not_among, read_text
from gateway.policy.verdict import Disposition, Mode


class PolicyError(SetupError):
    """One line for the administrator: the file, the rule, the key, and what is allowed."""


class Action(StrEnum):
    """What a rule may do with a message."""

    SECURE = "secure"
    HOLD = "hold"
    RETURN = "return"

    @property
    def disposition(self) -> Disposition:
        return Disposition[self.name]


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


class FindingCondition(Strict):
    """At least so many findings of a detector, each at least so sure, where the place begins with `where`."""

    finding: DetectorId
    min_count: Annotated[int, Field(ge=1, strict=True)] = 1
    min_confidence: Annotated[float, Field(ge=0, le=1, strict=True)] = 0.0
    where: str = ""

    @field_validator("where")
    @classmethod
    def _begins_with_a_place(cls, where: str) -> str:
        place = where.partition(":")[0].partition("#")[0]
        if where and place not in set(Place):
            raise ValueError(not_among(place, Place))
        return where


class AttachmentTest(Strict):
    """Which attachments are meant: those so protected and, if asked, with a finding in them or below them."""

    protection: Annotated[tuple[Protection, ...], Field(min_length=1)]
    containing: DetectorId | None = None


class AttachmentCondition(Strict):
    """At least one attachment that passes the test."""

    attachment: AttachmentTest


class AllCondition(Strict):
    """Every one of the conditions."""

    all: Annotated[tuple[Condition, ...], Field(min_length=1)]


class AnyCondition(Strict):
    """At least one of the conditions."""

    any: Annotated[tuple[Condition, ...], Field(min_length=1)]


class NotCondition(Strict):
    """The condition is not met."""

    negated: Condition = Field(alias="not")


_KINDS = ("finding", "attachment", "all", "any", "not")


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
    | Annotated[AllCondition, Tag("<all>")]
    | Annotated[AnyCondition, Tag("<any>")]
    | Annotated[NotCondition, Tag("<not>")],
    Discriminator(
        _kind,
        custom_error_type="condition_kind",
        custom_error_message=f"must be a table with exactly one of {', '.join(_KINDS)}",
    ),
]

Leaf = FindingCondition | AttachmentCondition


def leaves(condition: Condition | None) -> Iterator[Leaf]:
    """The conditions that ask something of a message, in the order in which they stand."""
    match condition:
        case FindingCondition() | AttachmentCondition():
            yield condition
        case NotCondition():
            yield from leaves(condition.negated)
        case AllCondition():
            yield from chain.from_iterable(map(leaves, condition.all))
        case AnyCondition():
            yield from chain.from_iterable(map(leaves, condition.any))


class To(Strict):
    """The recipients a rule is about: of one of these classes (of any, if empty), and of none of those."""

    any_of: frozenset[RecipientClass] = frozenset()
    none_of: frozenset[RecipientClass] = frozenset()

    @model_validator(mode="after")
    def _can_match(self) -> Self:
        if both := sorted(self.any_of & self.none_of):
            raise ValueError(f'"{both[0]}" stands in any_of and in none_of; choose one')
        if self.model_fields_set >= {"any_of"} and not self.any_of:
            raise ValueError("any_of must not be empty; leave it out to mean everybody")
        return self

    def matches(self, classes: frozenset[RecipientClass]) -> bool:
        return (not self.any_of or not self.any_of.isdisjoint(classes)) and self.none_of.isdisjoint(classes)


class Rule(Strict):
    """When a message is like this and a recipient like that, then so. Without `when`: every message."""

    id: _Name
    title: _Line
    clause: _Line  # document and section of the school's own policy
    to: To = To()
    when: Condition | None = None
    action: Action
    mode: Mode = Mode.ENFORCE
    reason: _Line = ""
    advice: _Line = ""

    @property
    def reason_given(self) -> str:
        """The sentence for the sender; made from the title where the file gives none."""
        return self.reason or f"This message comes under the rule “{self.title}”."


class Policy(Strict):
    """A school's policy. The order of its rules has no meaning: the strictest wins."""

    title: _Line
    rules: Annotated[tuple[Rule, ...], Field(alias="rule", min_length=1)]

    @field_validator("rules")
    @classmethod
    def _ids_once(cls, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        ids = [rule.id for rule in rules]
        for name in ids:
            if ids.count(name) > 1:
                raise ValueError(f'id "{name}" is given to {ids.count(name)} rules; each needs its own')
        return rules


def parse_policy(text: str, source: str) -> Policy:
    """The policy in a TOML text.

    Raises PolicyError with one line that names `source`, the rule, the key and what is allowed.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{source}: not valid TOML: {error}") from None
    try:
        return Policy.model_validate(tables)
    except ValidationError as error:
        steps, what = first_fault(error)
        place = _place(steps, tables)
        raise PolicyError(": ".join(filter(None, (source, *place, what)))) from None


def load_policy(path: Path) -> Policy:
    """Reads a policy file. Raises PolicyError as `parse_policy` does."""
    try:
        text = read_text(path)
    except ValueError as error:
        raise PolicyError(f"{path}: {error}") from None
    return parse_policy(text, str(path))


def presets(config_dir: Path) -> tuple[str, ...]:
    """The names of the policies that come with Schoolgate, in order."""
    return tuple(sorted(path.stem for path in (config_dir / "policies").glob("*.toml")))


def preset_path(config_dir: Path, name: str) -> Path:
    """The file of a preset. Raises PolicyError with the names that there are."""
    known = presets(config_dir)
    if name not in known:
        raise PolicyError(f"policy preset {not_among(name, known)}")
    return config_dir / "policies" / f"{name}.toml"


def _place(steps: tuple[str | int, ...], tables: dict[str, Any]) -> tuple[str, ...]:
    """`('rule "pupil-name-external"', "to.any_of")`."""
    match steps:
        case ("rule", int(index), *rest):
            name = tables["rule"][index].get("id") if isinstance(tables["rule"][index], dict) else None
            rule = f'rule "{name}"' if isinstance(name, str) else f"rule number {index + 1}"
            return rule, key_at(rest)
        case _:
            return (key_at(steps),)

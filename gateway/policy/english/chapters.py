"""A policy in chapters, as the document that it comes from has them: rules of one section stand together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from gateway.policy.rules import Policy, Rule

_SEPARATOR = ", "
_SEPARATORS = re.compile(r", (?![^(]*\))")  # none inside brackets
_END_OF_SECTION = re.compile(r" \(|;")  # "4 Email (CHORUS-48); 3 Key Principles (CHORUS-9)"


@dataclass(frozen=True, slots=True)
class Chapter:
    """The rules of one section, in the order of the file; no section where their clause is empty."""

    section: str
    rules: tuple[Rule, ...]


def document_of(policy: Policy) -> str:
    """What all clauses begin with: the name of the document that the policy puts into rules; or empty."""
    clauses = [_SEPARATORS.split(rule.clause)[:-1] for rule in policy.rules if rule.clause]
    common = takewhile(lambda parts: len(set(parts)) == 1, zip(*clauses, strict=False))
    return _SEPARATOR.join(parts[0] for parts in common)


def chapters(policy: Policy) -> tuple[Chapter, ...]:
    """In the order in which each section is first named."""
    document = document_of(policy)
    sections: dict[str, list[Rule]] = {}
    for rule in policy.rules:
        sections.setdefault(_section(rule.clause, document), []).append(rule)
    return tuple(Chapter(section, tuple(rules)) for section, rules in sections.items())


def reference(rule: Rule, document: str) -> str:
    """The rule's clause without the name of the document."""
    return rule.clause.removeprefix(document).removeprefix(_SEPARATOR)


def _section(clause: str, document: str) -> str:
    within = clause.removeprefix(document).removeprefix(_SEPARATOR)
    return _END_OF_SECTION.split(within)[0]

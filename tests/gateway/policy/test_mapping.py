"""The page that leads from the five documents to the rules names every clause, and only rules that exist."""

import re
from pathlib import Path

import pytest

from gateway.policy.load import load_policy, preset_path, presets
from tests.gateway.policy.parts import CONFIG

PAGE = (CONFIG / "policies" / "MAPPING.md").read_text(encoding="utf-8")

# What a relay can enforce or support in each document, by our numbers.
CLAUSES = {
    "shaw": ("SHAW", "1 2 3 4 5 7 8 9 10 15 17 20 22 23 28 29 30 31 32 33 41 42"),
    "ace": ("ACE", "5 8 9 10 11 12 15 17 18 20 22 23 24 25 27 28 29 31 32"),
    "chorus": (
        "CHORUS",
        "7 8 9 11 12 14 17 18 19 20 26 27 29 34 35 36 37 40 42 43 46 48 49 57",
    ),
    "hampshire": (
        "HAMPS",
        "2 4 5 6 8 9 11 12 13 15 20 26 28 30 31 32 40 41 43 45 46 50 53 55 57 58 59 60 62 63 64 65 68",
    ),
    "special-partnership": ("SPT", "5 10 11 12 16 17 18 19 21 26"),
}
PRESETS = tuple(CLAUSES)


def numbers(preset: str) -> list[str]:
    prefix, listed = CLAUSES[preset]
    return [f"{prefix}-{number}" for number in listed.split()]


def rows(preset: str) -> dict[str, tuple[str, str]]:
    """What each clause asks, and the cell that names its rules."""
    section = PAGE.split(f"## `{preset}`", 1)[1].split("\n## ", 1)[0]
    found = re.findall(r"(?m)^\| ([A-Z]+-\d+) \| (.+) \| (.+) \|$", section)
    assert len(found) == len({clause for clause, *_ in found}), "each clause once"
    return {clause: (asks, rules) for clause, asks, rules in found}


def rules_named(preset: str) -> dict[str, set[str]]:
    return {clause: set(re.findall(r"`([a-z-]+)`", rules)) for clause, (_, rules) in rows(preset).items()}


def rules_citing(preset: str) -> dict[str, set[str]]:
    citing: dict[str, set[str]] = {}
    for rule in load_policy(preset_path(CONFIG, preset)).rules:
        for clause in re.findall(r"[A-Z]+-\d+", rule.clause):
            citing.setdefault(clause, set()).add(rule.id)
    return citing


def test_the_documents_ask_for_so_much() -> None:
    assert sum(len(numbers(preset)) for preset in PRESETS) == 108
    assert {*PRESETS, "starter"} == set(presets(CONFIG))


@pytest.mark.parametrize("preset", PRESETS)
def test_every_clause_stands_there_in_order(preset: str) -> None:
    assert list(rows(preset)) == numbers(preset)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_clause_has_exactly_the_rules_that_cite_it(preset: str) -> None:
    named = rules_named(preset)
    assert {clause: rules for clause, rules in named.items() if rules} == rules_citing(preset)


@pytest.mark.parametrize("preset", PRESETS)
def test_without_a_rule_it_says_why(preset: str) -> None:
    for clause, (asks, rules) in rows(preset).items():
        assert asks
        assert "`" in rules or re.match(r"none( as a rule)?: \S+ \S+", rules), clause


@pytest.mark.parametrize("preset", PRESETS)
def test_every_rule_cites_a_clause_and_its_document(preset: str) -> None:
    path: Path = preset_path(CONFIG, preset)
    rules = load_policy(path).rules
    documents = {rule.clause.split(", ")[0] for rule in rules}
    assert len(documents) == 1
    for rule in rules:
        assert re.search(rf"\({CLAUSES[preset][0]}-\d+(, [A-Z]+-\d+)*\)$", rule.clause), rule.id

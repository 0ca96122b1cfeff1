import pytest

from gateway.policy.english.chapters import chapters, document_of, reference
from gateway.policy.load import load_policy, preset_path, presets
from gateway.policy.rules import Policy
from tests.gateway.policy.parts import CONFIG, policy, rule


def with_clauses(*clauses: str) -> Policy:
    return policy(*(rule(f'id = "rule-{number}"\nclause = "{each}"') for number, each in enumerate(clauses)))


@pytest.mark.parametrize(
    ("clauses", "document"),
    [
        (("Oakfield, E-mail policy 2025, section 4.2",), "Oakfield, E-mail policy 2025"),
        (("E-mail policy, section 1", "E-mail policy, section 2", ""), "E-mail policy"),
        (("E-mail policy, section 1", "E-mail policy, section 1"), "E-mail policy"),
        (
            ("Oakfield, E-mail policy, 1 (A-1, A-2)", "Oakfield, E-mail policy, 1 (A-1, A-3)"),
            "Oakfield, E-mail policy",
        ),
        (("Oakfield, E-mail policy, 1", "Oakfield, Staff handbook, 1"), "Oakfield"),
        (("E-mail policy, section 1", "Staff handbook, section 1"), ""),
        (("Section 4", "Section 5"), ""),
        (("",), ""),
    ],
)
def test_the_document_is_what_all_clauses_begin_with(clauses: tuple[str, ...], document: str) -> None:
    assert document_of(with_clauses(*clauses)) == document


def test_rules_of_one_section_stand_together() -> None:
    told = with_clauses(
        "E-mail policy, 4 Mail (A-1); 3 Names (A-7)",
        "E-mail policy, 3 Names (A-7)",
        "",
        "E-mail policy, 4 Mail (A-2)",
    )
    assert [(each.section, [rule.id for rule in each.rules]) for each in chapters(told)] == [
        ("4 Mail", ["rule-0", "rule-3"]),
        ("3 Names", ["rule-1"]),
        ("", ["rule-2"]),
    ]
    assert reference(told.rules[0], document_of(told)) == "4 Mail (A-1); 3 Names (A-7)"
    assert reference(told.rules[2], document_of(told)) == ""


@pytest.mark.parametrize("name", presets(CONFIG))
def test_every_rule_of_a_preset_is_in_one_chapter(name: str) -> None:
    preset = load_policy(preset_path(CONFIG, name))
    told = [rule.id for chapter in chapters(preset) for rule in chapter.rules]
    assert sorted(told) == sorted(rule.id for rule in preset.rules)
    assert document_of(preset)

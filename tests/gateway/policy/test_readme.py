"""The page for schools tells every word of the file format, and its examples are right."""

import re
import tomllib

import pytest

from detectors.finding import DetectorId, Place, Protection
from detectors.sending import RecipientClass
from gateway.policy.changes import Changes
from gateway.policy.conditions import (
    AllCondition,
    AnyCondition,
    AttachmentCondition,
    AttachmentTest,
    FindingCondition,
    Hours,
    NotCondition,
    RecipientsCondition,
    RecipientsTest,
    SentCondition,
    SentTest,
    SeverityCondition,
    SizeCondition,
    TimeCondition,
    Whose,
)
from gateway.policy.kinds import KINDS
from gateway.policy.load import parse_policy
from gateway.policy.office_hours import OfficeHours
from gateway.policy.past import Measure, Reach, Window
from gateway.policy.rewriting import Rewrite, ShortForm, Visible
from gateway.policy.rules import Action, From, Policy, Rule, To
from gateway.policy.strict import keys_of
from gateway.policy.verdict import Mode, PrivateMail, SenderMay
from tests.gateway.policy.parts import CONFIG, rule

PAGE = (CONFIG / "policies" / "README.md").read_text(encoding="utf-8")
PROSE = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
KINDS_TOLD = PROSE.partition("| found | its kinds |")[2].partition("\n\n")[0]
RULE = '[[rule]]\nid = "a-rule"\ntitle = "A rule"\naction = "hold"'
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)

TABLES = (
    Policy,
    OfficeHours,
    Rule,
    Changes,
    From,
    To,
    FindingCondition,
    AttachmentCondition,
    AttachmentTest,
    SeverityCondition,
    SizeCondition,
    RecipientsCondition,
    RecipientsTest,
    TimeCondition,
    SentCondition,
    SentTest,
    AllCondition,
    AnyCondition,
    NotCondition,
)
KEYS = {key for table in TABLES for key in keys_of(table)} - {"rule"}
WORDS = {
    *DetectorId,
    *RecipientClass,
    *Action,
    *Mode,
    *SenderMay,
    *PrivateMail,
    *ShortForm,
    *Visible,
    *Protection,
    *Place,
    *Whose,
    *Hours,
    *Measure,
    *Window,
    *Reach,
} - {Place.HEADER}


@pytest.mark.parametrize("word", sorted(KEYS | {str(word) for word in WORDS}))
def test_every_word_is_told(word: str) -> None:
    assert re.search(rf"`((to|from)\.)?{re.escape(word)}`", PROSE)


def test_how_a_rule_begins_is_told() -> None:
    assert "`[[rule]]`" in PROSE


@pytest.mark.parametrize(
    ("detector", "kinds"), [(each, kinds) for each, kinds in KINDS.items() if len(kinds) > 1]
)
def test_the_kinds_of_a_finding_are_told(detector: DetectorId, kinds: frozenset[str]) -> None:
    told = next(line for line in KINDS_TOLD.splitlines() if line.startswith(f"| `{detector}` |"))
    listed = set(re.findall(r"`([^`]+)`", told)) - {detector}
    assert listed <= kinds
    assert listed == kinds or told.endswith("and others |")


def test_the_examples_are_right() -> None:
    settings, whole, head, *rest = EXAMPLES
    assert tomllib.loads(settings)["policy"] == {"file": "policy.toml"}
    assert parse_policy(whole, "README.md").rules[0].id == "pupil-name-external"
    assert parse_policy(f"{head}\n{RULE}", "README.md").fast_lane == {"safeguarding", "police"}
    people = [each for each in rest if each.startswith(("from", "to"))]
    conditions = [each for each in rest if each.startswith("when")]
    (changed,) = (each for each in rest if each.startswith("action"))
    assert (len(people), len(conditions)) == (2, len(rest) - 3)
    assert rule(changed).rewriting.rewrites == (Rewrite.SHORTEN_NAMES, Rewrite.LOCK_ATTACHMENTS)
    assert all(rule(each).sender.except_groups or rule(each).to.any_of for each in people)
    shown = [rule(each).when for each in conditions]
    assert {type(each) for each in shown} == {
        FindingCondition,
        AttachmentCondition,
        SeverityCondition,
        SizeCondition,
        RecipientsCondition,
        TimeCondition,
        SentCondition,
        AllCondition,
    }

"""The page for schools tells every word of the file format, and its examples are right."""

import re
import tomllib

import pytest

from detectors.finding import DetectorId, Place, Protection
from detectors.sending import RecipientClass
from gateway.policy.rules import (
    Action,
    AllCondition,
    AnyCondition,
    AttachmentCondition,
    AttachmentTest,
    FindingCondition,
    NotCondition,
    Policy,
    Rule,
    To,
    parse_policy,
)
from gateway.policy.strict import keys_of
from gateway.policy.verdict import Mode
from tests.gateway.policy.parts import CONFIG, rule

PAGE = (CONFIG / "policies" / "README.md").read_text(encoding="utf-8")
PROSE = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)

TABLES = (
    Rule,
    To,
    FindingCondition,
    AttachmentCondition,
    AttachmentTest,
    AllCondition,
    AnyCondition,
    NotCondition,
)
KEYS = {key for table in TABLES for key in keys_of(table)}
WORDS = {*DetectorId, *RecipientClass, *Action, *Mode, *Protection, *Place} - {Place.HEADER}


@pytest.mark.parametrize("word", sorted(KEYS | {str(word) for word in WORDS}))
def test_every_word_is_told(word: str) -> None:
    assert re.search(rf"`(to\.)?{re.escape(word)}`", PROSE)


def test_the_keys_of_the_file_itself_are_told() -> None:
    assert keys_of(Policy) == ("title", "rule")
    assert "`[[rule]]`" in PROSE


def test_the_examples_are_right() -> None:
    settings, whole, *conditions = EXAMPLES
    assert tomllib.loads(settings)["policy"] == {"file": "policy.toml"}
    assert parse_policy(whole, "README.md").rules[0].id == "pupil-name-external"
    assert len(conditions) == 3
    assert all(rule(condition).when for condition in conditions)

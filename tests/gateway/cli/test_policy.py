"""`schoolgate policy`: what it advises, and how a policy reads."""

import json
import re
from pathlib import Path

import pytest

from tests.gateway.cli.conftest import NOBODY, Command, complains
from tests.support.process import run_command
from tests.support.school import write_school

OPEN = """
title = "Oakfield Academy e-mail policy"
fast_lane = ["police"]

[[rule]]
id = "names-in-subjects"
title = "A pupil's full name in the subject"
clause = "E-mail policy 2025, section 4.2"
from.except_groups = ["ofice"]
to.any_of = ["external"]
when = { finding = "pupil-name", where = "subject" }
action = "hold"
approver = "headteacher"

[[rule]]
id = "large"
title = "Very large messages"
when.larger_than = "20 MB"
action = "warn"
mode = "monitor"
"""
DIRECTORY = '[groups]\noffice = ["office@oakfield.sch.uk"]\npolice = ["police.uk"]\n'


@pytest.fixture
def file(config: Path) -> Path:
    path = config.with_name("policy.toml")
    path.write_text(OPEN, encoding="utf-8")
    return path


def in_school(config: Path, file: Path, more: str = "") -> None:
    """The file in force at the school, whose directory knows two groups."""
    config.with_name("directory.toml").write_text(DIRECTORY, encoding="utf-8")
    text = config.read_text(encoding="utf-8")
    school = f'[school]\ndirectory = "directory.toml"\npolicy = {{ file = "{file.name}" }}\n{more}'
    config.write_text(text.replace("[school]\n", school, 1), encoding="utf-8")


class TestCheck:
    """Advice on a policy that can be used."""

    def test_advice_with_the_schools_groups_and_roles(
        self, command: Command, config: Path, file: Path
    ) -> None:
        in_school(config, file)
        done = command("policy", "check")
        assert (done.returncode, done.stderr) == (0, "")
        first, *advice = done.stdout.splitlines()
        assert first == f"{file}: fine, 2 rules"
        assert [line for line in advice if "No rule stops" not in line] == [
            '  rule "names-in-subjects": There is no role "headteacher" in the school\'s settings (approver),'
            " so the data protection lead is asked instead.",
            '  rule "names-in-subjects": There is no group "ofice" in the directory, so nobody is excepted by'
            ' it (from.except_groups); did you mean "office"?',
            "  There is a fast lane but no secure mail, so what a rule would stop goes there by the usual"
            " way.",
            '  rule "large": No clause says where the school\'s own policy demands it.',
            '  rule "large": Still on monitor, so what it finds is recorded and nothing is stopped.',
        ]
        assert len(advice) == 8

    def test_a_role_that_there_is(self, command: Command, config: Path, file: Path) -> None:
        in_school(config, file, 'roles = { headteacher = "head@oakfield.sch.uk" }\n')
        assert "headteacher" not in command("policy", "check").stdout

    def test_strict(self, command: Command, config: Path, file: Path) -> None:
        assert command("policy", "check", "--strict", str(file)).returncode == 1
        assert command("policy", "check", str(file)).returncode == 0
        good = config.with_name("good.toml")
        good.write_text(
            'title = "Good"\n[[rule]]\nid = "a"\ntitle = "A"\nclause = "Section 1"\n'
            'to.any_of = ["external"]\naction = "secure"\n',
            encoding="utf-8",
        )
        done = command("policy", "check", "--strict", str(good))
        assert (done.returncode, done.stdout) == (0, f"{good}: fine, 1 rule\n")

    def test_a_file_is_checked_where_there_is_no_configuration(self, tmp_path: Path) -> None:
        (tmp_path / "policy.toml").write_text(OPEN, encoding="utf-8")
        done = run_command("policy", "check", "policy.toml", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert "There is no group" not in done.stdout
        assert "No rule stops a pupil's full name" in done.stdout

    def test_what_holds_for_one_school_only_names_it(self, tmp_path: Path) -> None:
        config = write_school(tmp_path, NOBODY)
        file = config.with_name("policy.toml")
        file.write_text(OPEN, encoding="utf-8")
        in_school(config, file)
        second = (
            '\n[[school]]\nname = "Elmwood School"\ndomains = ["elmwood.sch.uk"]\n'
            'data_protection_lead = "dpl@elmwood.sch.uk"\npolicy = { file = "policy.toml" }\n'
        )
        text = config.read_text(encoding="utf-8").replace("[school]\n", "[[school]]\n", 1)
        relay = text.index("[relay]")
        config.write_text(text[:relay] + second + text[relay:], encoding="utf-8")
        done = run_command("--config", str(config), "policy", "check", cwd=tmp_path)
        assert done.stderr == ""
        lines = done.stdout.splitlines()
        assert lines[0].endswith("policy.toml: fine, 2 rules")
        assert any(line.startswith('  Elmwood School: There is no group "police"') for line in lines)
        assert '  rule "large": No clause says where the school\'s own policy demands it.' in lines


class TestShow:
    """A policy as people and as programs read it."""

    def test_by_sections(self, command: Command, config: Path, file: Path) -> None:
        in_school(config, file)
        assert command("policy", "show").stdout.splitlines() == [
            "Oakfield Academy e-mail policy",
            "Clauses of: E-mail policy 2025",
            "",
            "Section 4.2",
            "",
            "  A pupil's full name in the subject",
            "    A message from anyone who is not in “ofice” that has a pupil's full name in its subject, to"
            " anyone outside the school, is held for the headteacher.",
            "    names-in-subjects · section 4.2",
            "",
            "No clause of the school's policy",
            "",
            "  Very large messages",
            "    A message that is larger than 20 MB, to anyone, would go on, and the sender be reminded; for"
            " now this is only recorded.",
            "    large",
            "",
            "For all rules",
            "",
            "  Mail to members of “police” is never held or changed: where a rule would stop it, it goes at"
            " once, outside the school by secure mail.",
            "  Where several rules apply to a recipient, the strictest wins.",
            "  What cannot be checked is treated as if it had been found.",
            "  Everything else is delivered.",
        ]

    def test_a_file_that_is_not_in_force_yet(self, command: Command, config: Path, file: Path) -> None:
        draft = command("policy", "show", str(file))
        assert draft.stdout.startswith("Oakfield Academy e-mail policy\n")
        in_school(config, file)
        assert command("policy", "show").stdout == draft.stdout

    def test_a_file_and_a_preset_at_once(self, command: Command, file: Path) -> None:
        done = command("policy", "show", "--preset", "starter", str(file))
        complains(done, "name a file or a preset, not both")

    @pytest.mark.parametrize("preset", ["chorus", "starter"])
    def test_json_has_the_same(self, command: Command, preset: str) -> None:
        told = command("policy", "show", "--preset", preset).stdout
        done = command("policy", "show", "--preset", preset, "--json")
        policy = json.loads(done.stdout)
        assert set(policy) == {
            "title",
            "document",
            "private_mail",
            "private_mail_approver",
            "fast_lane",
            "office_hours",
            "release_reasons",
            "rules",
            "for_all_rules",
        }
        for rule in policy["rules"]:
            assert f"    {rule['sentence']}\n" in told
            assert re.search(rf"^    {rule['id']}( · .+)?$", told, re.MULTILINE)
        assert policy["office_hours"]["opens"] == "08:00"


def test_presets(command: Command) -> None:
    described = {
        each["name"]: each
        for each in map(json.loads, command("policy", "presets", "--json").stdout.splitlines())
    }
    assert {"starter", "shaw", "ace", "chorus", "hampshire", "special-partnership"} <= set(described)
    assert described["starter"]["document"] == "Starter policy"
    table = command("policy", "presets").stdout
    assert all(name in table and str(each["rules"]) in table for name, each in described.items())

"""`schoolgate roster`: taking a list in, how the lists stand, and what the other commands make of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.cli.conftest import NOBODY, Command, complains
from tests.support.process import run_command
from tests.support.school import LEAD, PUPILS_CSV, message, write_school

KINGS = "".join(f"{number},Ada,King{chr(97 + number)}\n" for number in range(19))
MANY = f"id,forename,surname\n{KINGS}19,Imogen,Montgomery\n"
LEAVER = message("Dear parent,\n\nImogen Montgomery has left.\n").as_bytes()


@pytest.fixture
def pupils(config: Path) -> Path:
    """The configured list, with twenty pupils."""
    path = config.with_name("pupils.csv")
    path.write_text(MANY, encoding="utf-8")
    return path


def without_the_last(lines: int) -> str:
    return "".join(MANY.splitlines(keepends=True)[:-lines])


def objects(command: Command, *words: str, status: int = 0) -> list[dict[str, Any]]:
    done = command(*words, "--json")
    assert done.returncode == status
    return [json.loads(line) for line in done.stdout.splitlines()]


class TestImport:
    """What FILE is, what changed, and whether it is taken in."""

    def test_the_first_time(self, command: Command, pupils: Path) -> None:
        done = command("roster", "import", "pupils.csv")
        assert (done.returncode, done.stderr) == (0, "")
        assert re.search(r"csv\s+20\s+20\s+0\s+0\s+0\s+0\s", done.stdout)
        assert "Taken in." in done.stdout
        assert "before" in command("roster", "import", "pupils.csv").stdout

    def test_as_json(self, command: Command, pupils: Path) -> None:
        command("roster", "import", "pupils.csv")
        changed = without_the_last(2).replace("0,Ada,Kinga", "0,Ada,Queen") + "88,Ann,King\n,Sue,King\n"
        pupils.write_text(changed, encoding="utf-8")
        (value,) = objects(command, "roster", "import", "pupils.csv")
        version = value.pop("version")
        assert re.fullmatch("[0-9a-f]{64}", version)
        assert value == {
            "school": "Oakfield Academy",
            "source": str(pupils),
            "file": str(pupils),
            "format": "csv",
            "outcome": "taken in",
            "reason": "",
            "dry_run": False,
            "pupils": 19,
            "added": 1,
            "removed": 2,
            "left": 0,
            "renamed": 1,
            "otherwise": 0,
            "problems": ["line 21: no id"],
        }

    def test_refused_then_forced(self, command: Command, pupils: Path) -> None:
        command("roster", "import", "pupils.csv")
        pupils.write_text(without_the_last(5), encoding="utf-8")
        done = command("roster", "import", "pupils.csv")
        assert done.returncode == 1
        assert done.stderr == (
            f"schoolgate: {pupils} would remove 5 of 20 pupils and is not taken in; if that is right, run: "
            f"schoolgate roster import {pupils} --force\n"
        )
        (standing,) = objects(command, "roster", "status")
        assert "would remove 5 of 20" in standing["sources"][0]["refused"]
        assert standing["pupils"] == 20
        assert command("roster", "import", "pupils.csv", "--force").returncode == 0
        (standing,) = objects(command, "roster", "status")
        assert (standing["pupils"], standing["leavers"], standing["complaints"]) == (15, 5, [])

    def test_dry_run_changes_nothing(self, command: Command, pupils: Path) -> None:
        before = sorted(pupils.parent.rglob("*"))
        done = command("roster", "import", "pupils.csv", "--dry-run")
        assert (done.returncode, done.stderr) == (0, "")
        assert "Nothing was written" in done.stdout
        assert sorted(pupils.parent.rglob("*")) == before
        command("roster", "import", "pupils.csv")
        pupils.write_text(without_the_last(1), encoding="utf-8")
        (value,) = objects(command, "roster", "import", "pupils.csv", "--dry-run")
        assert (value["outcome"], value["removed"]) == ("taken in", 1)
        assert objects(command, "roster", "status")[0]["pupils"] == 20

    def test_another_file_stands_beside_and_the_next_takes_its_place(
        self, command: Command, pupils: Path
    ) -> None:
        command("roster", "import", "pupils.csv")
        for number in (1, 2):
            other = pupils.with_name(f"nursery-{number}.csv")
            other.write_text(
                f"id,forename,surname\n90,Ann,King\n9{number},Sue,Kin{number * 'g'}\n", encoding="utf-8"
            )
            assert command("roster", "import", str(other), "--force").returncode == 0
        (standing,) = objects(command, "roster", "status")
        assert (standing["pupils"], standing["leavers"]) == (22, 1)
        assert [each["source"] for each in standing["sources"]] == [str(pupils), "imported"]
        assert standing["sources"][1]["file"] == str(other)

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (
                ["nowhere.csv"],
                "nowhere.csv does not exist; put the pupil list there or mend [roster] sources",
            ),
            (["empty.csv"], "empty.csv is empty"),
        ],
    )
    def test_unreadable(self, command: Command, pupils: Path, words: list[str], sentence: str) -> None:
        pupils.with_name("empty.csv").touch()
        complains(command("roster", "import", *words), f"{pupils.parent}/{sentence}")

    def test_a_school_that_is_not_there(self, command: Command, pupils: Path) -> None:
        complains(
            command("roster", "import", "pupils.csv", "--school", "Elm"),
            '--school: there is no school "Elm"; the schools are "Oakfield Academy"',
        )

    def test_of_two_schools_one_must_be_meant(self, tmp_path: Path) -> None:
        schools = "".join(
            f'[[school]]\nname = "{name}"\ndomains = ["{name.lower()}.sch.uk"]\n'
            f'data_protection_lead = "{LEAD}"\nroster.sources = ["{name.lower()}.csv"]\n'
            for name in ("Oakfield", "Elm")
        )
        config = tmp_path / "schoolgate.toml"
        config.write_text(f'{schools}[relay]\nnext_hop = "{NOBODY}"\n')
        for name in ("elm.csv", "oakfield.csv", "more.csv"):
            (tmp_path / name).write_text(PUPILS_CSV, encoding="utf-8")

        def take_in(*words: str) -> dict[str, Any]:
            done = run_command("--config", str(config), "roster", "import", *words, "--json", cwd=tmp_path)
            assert done.returncode == 0, done.stderr
            value: dict[str, Any] = json.loads(done.stdout)
            return value

        done = run_command("--config", str(config), "roster", "import", "more.csv", cwd=tmp_path)
        complains(done, "--school is missing: say whose pupils are in more.csv")
        assert (take_in("elm.csv")["school"], take_in("elm.csv")["source"]) == ("Elm", f"{tmp_path}/elm.csv")
        assert take_in("more.csv", "--school", "Elm")["source"] == "imported"

    def test_the_formats_have_names(self, command: Command) -> None:
        done = command("roster", "formats")
        assert done.returncode == 0
        assert re.search(r"(?m)^\s*csv\s+Schoolgate's own CSV", done.stdout)


class TestStatus:
    """How the lists stand."""

    def test_before_the_first_start(self, command: Command, pupils: Path) -> None:
        shutil.rmtree(pupils.with_name("data"))
        before = sorted(pupils.parent.rglob("*"))
        done = command("roster", "status")
        assert (done.returncode, done.stderr) == (0, "")
        assert "Oakfield Academy: 20 pupils, 0 who left" in done.stdout
        assert "not taken in yet" in done.stdout
        (standing,) = objects(command, "roster", "status")
        assert standing["sources"][0]["last_read"] is None
        assert sorted(pupils.parent.rglob("*")) == before

    def test_lines_that_could_not_be_used_are_named_and_not_quoted(
        self, command: Command, pupils: Path
    ) -> None:
        pupils.write_text(MANY + ",Hannah,Fletcher\n", encoding="utf-8")
        for words in (["roster", "status"], ["roster", "import", "pupils.csv"], ["roster", "status"]):
            done = command(*words)
            assert done.returncode == 0
            assert "line 22: no id" in done.stdout
            assert "Fletcher" not in done.stdout

    def test_a_list_that_is_new_in_the_configuration(self, command: Command, pupils: Path) -> None:
        command("roster", "import", "pupils.csv")
        config = pupils.with_name("schoolgate.toml")
        config.write_text(config.read_text().replace('["pupils.csv"]', '["pupils.csv", "more.csv"]'))
        more = "id,forename,surname\n9,Katarzyna,Wolna\n"
        pupils.with_name("more.csv").write_text(more, encoding="utf-8")
        (standing,) = objects(command, "roster", "status")
        assert standing["complaints"] == [
            f"{pupils.with_name('more.csv')} is not taken in yet; the gateway does that when it starts"
        ]
        mail = pupils.with_name("mail.eml")
        mail.write_text("From: a@oakfield.sch.uk\nTo: b@gmail.com\n\nKatarzyna Wolna\n", encoding="utf-8")
        assert command("check", str(mail)).returncode == 1


class TestDoctor:
    """Its looks at the pupil lists."""

    TERM = "terms = [[2020-01-01, 2099-12-31]]"

    def looks(self, config: Path) -> list[tuple[str, str]]:
        done = run_command("--config", str(config), "doctor", "--json")
        looks = [json.loads(line) for line in done.stdout.splitlines()]
        return [(each["grade"], each["sentence"]) for each in looks if "roster" in each["what"]]

    @pytest.mark.parametrize(
        ("terms", "warns"), [(TERM, True), ("terms = [[2020-01-01, 2020-02-01]]", False)]
    )
    def test_a_list_that_nobody_writes_any_more(self, tmp_path: Path, terms: str, warns: bool) -> None:
        config = write_school(tmp_path, NOBODY, roster=terms)
        assert self.looks(config) == [("good", "4 pupils")]
        three_days_ago = time.time() - 3 * 86400
        os.utime(tmp_path / "pupils.csv", (three_days_ago, three_days_ago))
        run_command("--config", str(config), "roster", "import", str(tmp_path / "pupils.csv"))
        first, *others = self.looks(config)
        assert first == ("good", "4 pupils")
        assert [grade for grade, _ in others] == ["warning"] * warns
        assert all("is the nightly export still running" in sentence for _, sentence in others)

    def test_a_refused_list(self, command: Command, config: Path, pupils: Path) -> None:
        command("roster", "import", "pupils.csv")
        pupils.write_text(without_the_last(10), encoding="utf-8")
        command("roster", "import", "pupils.csv")
        (_, (grade, sentence)) = self.looks(config)
        assert grade == "warning"
        assert "would remove 10 of 20 pupils" in sentence
        assert "In force are the 20 pupils" in sentence


class TestCheck:
    """`check` judges by the pupils whom the relay looks for."""

    def disposition(self, command: Command) -> str:
        done = command("check", "--json", "-", stdin=LEAVER)
        value: dict[str, str] = json.loads(done.stdout)
        return value["disposition"]

    def test_a_leaver_counts_and_nothing_is_made(self, command: Command, pupils: Path) -> None:
        before = sorted(pupils.parent.rglob("*"))
        assert self.disposition(command) == "hold"
        assert sorted(pupils.parent.rglob("*")) == before
        command("roster", "import", "pupils.csv")
        pupils.write_text(without_the_last(1), encoding="utf-8")
        command("roster", "import", "pupils.csv")
        before = sorted(pupils.parent.rglob("*"))
        assert self.disposition(command) == "hold"
        assert sorted(pupils.parent.rglob("*")) == before

    def test_without_a_database_the_lists_count(self, command: Command, pupils: Path) -> None:
        pupils.write_text(without_the_last(1), encoding="utf-8")
        assert self.disposition(command) == "deliver"

    def test_a_lost_key_is_said(self, command: Command, pupils: Path) -> None:
        command("roster", "import", "pupils.csv")
        (pupils.parent / "data" / "key").unlink()
        done = command("check", "-", stdin=LEAVER)
        assert (done.returncode, done.stdout) == (2, "")
        assert "the key file is missing" in done.stderr

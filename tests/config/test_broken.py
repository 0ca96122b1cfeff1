"""Every broken configuration of this folder: one line that says file, key and what is allowed, and status 2.

Each file in `broken` begins with why it is there and with the line that `serve` must say. `check` and
`doctor` are tried where the file says so: `check` may have nothing to do with the fault, and `doctor`
goes on to look at the rest when the file as such can be read.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from openpyxl import Workbook

from tests.support.process import run_command
from tests.support.school import message
from tests.support.storage import copy_storage

HERE = Path(__file__).parent
COMMANDS = {"serve": ["serve"], "check": ["check", "clean.eml"], "doctor": ["doctor"]}


@dataclass(frozen=True, slots=True)
class Case:
    """A configuration, a command, and what comes of it."""

    file: Path
    command: str
    outcome: str  # "says it", "finds it" or "passes"
    says: str

    def __str__(self) -> str:
        return f"{self.file.stem}-{self.command}"


def cases_of(file: Path) -> list[Case]:
    head = file.read_text(encoding="utf-8").partition("\n\n")[0].splitlines()
    notes = dict(line.removeprefix("# ").split(": ", 1) for line in head[1:])
    outcomes = {"serve": "says it"} | {each: notes[each] for each in ("check", "doctor") if each in notes}
    return [Case(file, command, outcome, notes["says"]) for command, outcome in outcomes.items()]


FILES = sorted((HERE / "broken").glob("*.toml"))
CASES = [case for file in FILES for case in cases_of(file)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a configuration finds what it names. The gateway of before has been running here."""
    shutil.copytree(HERE / "files", tmp_path, dirs_exist_ok=True)
    (tmp_path / "pupils.csv").chmod(0o600)  # one file names it as its key
    copy_storage(tmp_path / "data")
    (tmp_path / "clean.eml").write_bytes(message().as_bytes())
    Workbook().save(tmp_path / "pupils.xlsx")
    (tmp_path / "exports").mkdir()
    return tmp_path


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_broken_configuration(case: Case, folder: Path) -> None:
    file = folder / "schoolgate.toml"
    shutil.copy(case.file, file)
    done = run_command("--config", str(file), *COMMANDS[case.command], cwd=folder)
    sentence = case.says.replace("{file}", str(file)).replace("{folder}", str(folder))
    match case.outcome:
        case "says it":
            assert (done.returncode, done.stdout, done.stderr) == (2, "", f"schoolgate: {sentence}\n")
        case "finds it":
            assert (done.returncode, done.stderr) == (1, "")
            (fault,) = faults_in(done)
            assert fault.endswith(sentence.removeprefix(f"{file}: "))
        case outcome:
            assert outcome == "passes"
            assert (done.returncode, done.stderr) == (0, "")


def faults_in(done: CompletedProcess[str]) -> list[str]:
    """What `doctor` calls a fault, but for the next hop, which is never there in these tests."""
    lines = [line for line in done.stdout.splitlines() if line.startswith("FAULT")]
    return [line for line in lines if "The next hop could not be reached" not in line]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_configuration_that_is_not_there(command: str, folder: Path) -> None:
    done = run_command("--config", "nowhere.toml", *COMMANDS[command], cwd=folder)
    expected = "schoolgate: nowhere.toml: there is no such file; name another with --config FILE\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", expected)


def test_no_configuration_anywhere(folder: Path) -> None:
    done = run_command("check", "clean.eml", cwd=folder)
    expected = (
        "schoolgate: no configuration: there is neither schoolgate.toml here nor "
        "/etc/schoolgate/schoolgate.toml; name one with --config FILE\n"
    )
    assert (done.returncode, done.stderr) == (2, expected)


def test_the_environment_names_a_configuration(folder: Path) -> None:
    done = run_command("check", "clean.eml", cwd=folder, env={"SCHOOLGATE_CONFIG": "nowhere.toml"})
    assert done.stderr.startswith("schoolgate: nowhere.toml: there is no such file")


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00s", b'[school]\nname = "Zo\xeb\'s"\n'], ids=["UTF-16", "Latin-1"]
)
def test_a_configuration_that_is_no_utf_8(content: bytes, folder: Path) -> None:
    file = folder / "schoolgate.toml"
    file.write_bytes(content)
    done = run_command("serve", cwd=folder)
    expected = "schoolgate: schoolgate.toml: cannot be read; it must be a UTF-8 text file that you may read\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", expected)


def test_a_folder_for_a_configuration(folder: Path) -> None:
    done = run_command("--config", str(folder), "serve")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"schoolgate: {folder}: cannot be read;")

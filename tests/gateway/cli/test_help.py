"""Every command explains itself, and what is no command is told so."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from gateway.cli.main import COMMANDS, load, main
from tests.support.process import run_command


def commands(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    yield before
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, *before, name)
        else:
            yield (*before, name)


@pytest.mark.parametrize("words", list(commands(main)), ids=lambda words: " ".join(words) or "schoolgate")
def test_help(words: tuple[str, ...]) -> None:
    """Each module with a command in it is started from the disk: what it loads must load by itself."""
    done = run_command(*words, "--help", loaded=len(words) > 1)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Usage: {' '.join(('schoolgate', *words))} ")
    assert len(done.stdout.splitlines()) > 4


def test_the_table_says_of_each_command_what_its_own_help_says_first() -> None:
    assert {name: load(name).get_short_help_str(limit=200) for name in COMMANDS} == COMMANDS


def test_to_list_the_commands_loads_none_of_them() -> None:
    asked = "import sys; from gateway.cli.main import main; main(['--help'], standalone_mode=False); "
    told = f"{asked}print(*(name for name in sys.modules if name.startswith('gateway.')))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert set(done.stdout.splitlines()[-1].split()) == {"gateway.cli", "gateway.cli.main"}
    assert {line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")} >= set(COMMANDS)


def test_every_option_explains_itself() -> None:
    for words in commands(main):
        found: click.Command = main
        for word in words:
            assert isinstance(found, click.Group)
            inner = found.get_command(click.Context(found), word)
            assert inner is not None
            found = inner
        options = [each for each in found.params if isinstance(each, click.Option)]
        assert [each.name for each in options if not each.help] == []


def test_the_contract_is_kept() -> None:
    assert {" ".join(words) for words in commands(main)} >= {
        *("serve", "check", "roster status", "policy check", "policy show", "policy presets"),
        *("quarantine list", "quarantine show", "quarantine release", "quarantine return"),
        *("quarantine delete", "outbox list", "outbox retry", "doctor"),
    }


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("sevre",), "No such command 'sevre'."),
        (("--no-such-option", "serve"), "No such option '--no-such-option'."),
        (("quarantine", "burn", "X"), "No such command 'burn'."),
        (("quarantine", "show"), "Missing argument 'ID'."),
        (("quarantine", "return", "X"), "Missing option '--reason'."),
        (("outbox", "retry", "soon"), "'soon' is not a valid integer."),
        (("check",), "Missing argument 'FILE ...'."),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, tuple) else "",
)
def test_wrong_use_is_status_2(words: tuple[str, ...], complaint: str) -> None:
    done = run_command(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


def test_the_version() -> None:
    done = run_command("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("schoolgate, version ")

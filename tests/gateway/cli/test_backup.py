"""`schoolgate backup`, `backup verify` and `restore`, as an administrator meets them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.gateway.cli.conftest import Command, complains


@pytest.fixture
def saved(command: Command, config: Path) -> Path:
    assert command("backup", "school.tar").returncode == 0
    return config.with_name("school.tar")


def test_a_back_up_says_what_is_missing_in_it(command: Command, config: Path) -> None:
    done = command("backup", "school.tar")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "school.tar (1 MB) has 0 open cases. Without the key it cannot be read, and the key is not in it: "
        f"keep a copy of {config.parent}/data/key somewhere else.\n"
    )


def test_one_with_the_key_says_that_it_is_dangerous(command: Command, config: Path) -> None:
    done = command("backup", "--with-key", "--json", "school.tar")
    assert json.loads(done.stdout)["with_key"] is True
    said = command("backup", "--with-key", "--keep", "1", ".").stdout
    assert re.fullmatch(
        r"schoolgate-\d{8}T\d{6}Z\.tar \(1 MB\) has 0 open cases\. "
        r"The key is in it: whoever has this file can read held mail\.\n",
        said,
    )


def test_without_its_key_a_back_up_is_made_and_is_none(command: Command, config: Path) -> None:
    (config.parent / "data" / "key").unlink()
    done = command("backup", "school.tar")
    assert done.returncode == 1
    assert "as things are nobody can read it" in done.stderr
    assert config.with_name("school.tar").exists()


def test_keep_is_about_a_folder(command: Command) -> None:
    complains(
        command("backup", "--keep", "3", "school.tar"),
        "--keep is about the back-ups in a folder, and school.tar is none",
    )


def test_verify(command: Command, saved: Path) -> None:
    said = command("backup", "verify", str(saved))
    assert said.returncode == 0
    assert re.search(r"is sound: of .*, with 0 open cases and 0 deliveries that waited\.\n", said.stdout)
    assert json.loads(command("backup", "verify", "--json", str(saved)).stdout)["sound"] is True


def test_verify_one_that_was_changed(command: Command, saved: Path) -> None:
    content = bytearray(saved.read_bytes())
    content[len(content) // 2] ^= 1
    saved.write_bytes(content)
    complains(
        command("backup", "verify", "school.tar"),
        "school.tar: schoolgate.sqlite3 is not as it was written: its digest is another one",
        1,
    )


def test_verify_without_the_key(command: Command, saved: Path, config: Path) -> None:
    (config.parent / "data" / "key").rename(config.with_name("elsewhere"))
    assert "The key was not tried:" in command("backup", "verify", "school.tar").stdout
    assert command("backup", "verify", "school.tar", "--key", "elsewhere").returncode == 0


def test_restore(command: Command, saved: Path, config: Path) -> None:
    done = command("restore", "school.tar", "--to", "new", "--key", "data/key", "--json")
    assert json.loads(done.stdout) | {"rows": {}} == {
        "directory": f"{config.parent}/new",
        "key_file": f"{config.parent}/new/key",
        "complaints": [],
        "made_at": json.loads(done.stdout)["made_at"],
        "version": json.loads(done.stdout)["version"],
        "tables": json.loads(done.stdout)["tables"],
        "with_key": False,
        "open_cases": 0,
        "waiting": 0,
        "record_end": "",
        "rows": {},
    }
    complains(
        command("restore", "school.tar", "--to", "new"),
        f'{config.parent}/new: "schoolgate.sqlite3" is in it, and a back-up is restored into an empty place '
        "only; name a new directory with --to, or stop the gateway and move away what is there",
    )


def test_restore_what_is_none(command: Command, config: Path) -> None:
    complains(
        command("restore", "pupils.csv", "--to", "new"),
        "pupils.csv: this is no sound back-up: it is cut off, or no tar file. Nothing was restored.",
        1,
    )
    complains(
        command("restore", "nothing.tar", "--to", "new"),
        "nothing.tar: cannot be read; is that the name of a back-up?",
    )
    assert not config.with_name("new").exists()


def test_before_there_is_anything(command: Command, config: Path) -> None:
    for each in (config.parent / "data").iterdir():
        each.unlink()
    complains(
        command("backup", "school.tar"),
        f"{config.parent}/data: there is no database in it yet, and nothing to back up",
    )

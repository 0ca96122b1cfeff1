"""`schoolgate keys`: what it says, what it refuses, and that no key is ever in it."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import OperationalError, connections

from gateway.cli.main import main
from gateway.store.keyfile import read_keys, replace_keys
from gateway.store.sealed import SealedColumn
from tests.gateway.cli.conftest import Command, complains
from tests.support.keys import make_older


@pytest.fixture
def key_file(config: Path) -> Path:
    return config.parent / "data" / "key"


def listed(command: Command) -> list[dict[str, object]]:
    return [json.loads(line) for line in command("keys", "list", "--json").stdout.splitlines()]


def test_a_key_is_made_lists_say_so_and_the_old_one_is_retired(command: Command, key_file: Path) -> None:
    (first,) = listed(command)
    made = command("keys", "rotate")
    both = command("keys", "list")
    (old, new) = listed(command)
    refused = command("keys", "retire", str(new["id"]))
    make_older(key_file, timedelta(minutes=2))
    gone = command("keys", "retire", str(old["id"]).upper())

    assert made.returncode == 0, made.stderr
    assert f"Key {new['id']} is in use. Make a back-up of {key_file} now." in made.stdout
    assert f"schoolgate keys retire {old['id']}" in made.stdout
    assert "for all that is sealed now" in both.stdout
    assert "to open what is older" in both.stdout
    assert (first["id"], first["in_use"]) == (old["id"], True)
    assert (old["in_use"], old["values"], new["in_use"]) == (False, 0, True)
    assert (refused.returncode, "is the one in use" in refused.stderr) == (1, True)
    assert gone.returncode == 0, gone.stderr
    assert [each["id"] for each in listed(command)] == [new["id"]]
    said = made.stdout + both.stdout + gone.stdout + command("audit", "list").stdout
    for key in read_keys(key_file).each:
        assert base64.b64encode(key.secret).decode() not in said
        assert key.secret.hex() not in said


def test_only_a_new_one_and_the_rest_later(command: Command, key_file: Path) -> None:
    complains(
        command("keys", "rotate", "--only-new", "--resume"),
        "--only-new and --resume exclude each other: give one of them",
    )
    assert command("keys", "rotate").returncode == 0  # from then on there is something on record
    before = listed(command)

    assert command("keys", "rotate", "--only-new").returncode == 0
    kept = {str(each["id"]): each["values"] for each in listed(command)}
    make_older(key_file, timedelta(minutes=2))
    assert command("keys", "rotate", "--resume").returncode == 0

    assert len(kept) == len(before) + 1
    assert [each["values"] for each in listed(command)[:-1]] == [0] * len(before)
    noted = command("audit", "list").stdout
    assert noted.count("key-made") == 2


@pytest.mark.parametrize("key", ["", "00000000", "not-a-key", "../key"])
def test_an_unknown_key_is_not_retired(command: Command, key: str) -> None:
    complains(command("keys", "retire", key), f"there is no key {key}; see: schoolgate keys list", 1)


def test_what_nothing_opens_is_said(command: Command, key_file: Path) -> None:
    command("keys", "rotate", "--only-new")
    assert command("roster", "import", "pupils.csv").returncode == 0
    command("keys", "rotate", "--only-new")
    lost = read_keys(key_file).each[1]
    replace_keys(key_file, read_keys(key_file).without(lost))

    listing, sealing = command("keys", "list"), command("keys", "rotate", "--resume")

    assert (listing.returncode, sealing.returncode) == (1, 1)
    assert "damaged, or sealed with a key that is not in" in listing.stderr
    assert "open with none of the keys and are as they were" in sealing.stderr


@pytest.mark.parametrize(
    ("function", "words"),
    [
        ("make_new_key", ("rotate",)),
        ("note_new_key", ("rotate", "--resume")),
        ("retire_key", ("retire", "00000000")),
        ("values_by_key", ("list",)),
    ],
)
def test_a_database_that_is_locked_is_said(
    config: Path, function: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(f"gateway.cli.keys.{function}", locked)
    done = CliRunner().invoke(main, ["--config", str(config), "keys", *words])
    connections.close_all()

    assert done.exit_code == 2
    assert "the database does not answer in time; " in done.output


def test_a_database_that_fails_half_way_leaves_everything_as_it_opens(
    config: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(SealedColumn, "reseal", locked)
    done = CliRunner().invoke(main, ["--config", str(config), "keys", "rotate"])
    connections.close_all()

    assert done.exit_code == 2
    assert "0 of " in done.output
    assert "go on with: schoolgate keys rotate --resume" in done.output
    assert len(read_keys(key_file).each) == 2

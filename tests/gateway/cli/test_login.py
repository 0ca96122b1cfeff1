"""`schoolgate login`: as whom a login may send, said, shown and taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.support.certificates import write_certificate
from tests.support.process import run_command
from tests.support.school import write_school

PASSWORD = "seven blue herons\n"
OWN = "copier@oakfield.sch.uk"
Login = Callable[..., CompletedProcess[str]]


@pytest.fixture
def login(tmp_path: Path) -> Login:
    write_certificate(tmp_path)
    relay = 'certificate = "server.pem"\nprivate_key = "server.key"\nlogins = "logins"'
    config = write_school(tmp_path, "smtp://127.0.0.1:9", relay=relay)
    return lambda *words: run_command("--config", str(config), "login", *words, stdin=PASSWORD)


def add(login: Login, name: str, *words: str) -> str:
    done = login("add", name, *words, "--password-stdin")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()[1]


def test_as_whom_it_may_send_is_said_when_it_is_added(login: Login) -> None:
    assert add(login, OWN) == f"It may send as {OWN}."
    listed = add(login, OWN, "--may-send-as", "scans@oakfield.sch.uk")
    assert listed == f"It may send as {OWN}, scans@oakfield.sch.uk."
    assert add(login, "library") == (
        "It may send as anybody in the school; to change that: schoolgate login bind library ADDRESS"
    )
    domain = add(login, "reports", "--may-send-as", "*@oakfield.sch.uk")
    assert domain == "It may send as *@oakfield.sch.uk."


def test_list_and_remove(login: Login) -> None:
    assert login("list").stdout == "There are no logins.\n"
    add(login, OWN)
    add(login, "library")
    listed = [json.loads(line) for line in login("list", "--json").stdout.splitlines()]
    assert listed == [
        {"name": OWN, "may_send_as": [OWN], "anybody": False},
        {"name": "library", "may_send_as": [], "anybody": True},
    ]
    assert "anybody in the school" in login("list").stdout
    assert login("bind", "library", "library@oakfield.sch.uk", "*@pupils.oakfield.sch.uk").returncode == 0
    assert "anybody in the school" not in login("list").stdout
    assert login("remove", "library").stdout == "library can no longer sign in.\n"
    gone = login("remove", "library")
    assert gone.returncode == 2
    assert 'there is no login "library"' in gone.stderr


@pytest.mark.parametrize("address", ["head@example.com", "*@example.com", "head"])
def test_nobody_sends_for_another_school(login: Login, address: str) -> None:
    for words in (("add", OWN, "--may-send-as", address, "--password-stdin"), ("bind", OWN, address)):
        done = login(*words)
        assert done.returncode == 2
        assert f'"{address}" is not in a domain of the school; school.domains has those' in done.stderr
    assert login("list").stdout == "There are no logins.\n"

"""The smaller commands: outbox, policy, login and doctor."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gateway.cli.conftest import NOBODY, Command, complains
from tests.support.certificates import write_certificate
from tests.support.process import GatewayProcess, run_command
from tests.support.school import LEAD, NAMED_TEXT, PARENT, TEACHER, message, write_school
from tests.support.sink import Sink
from tests.support.waiting import wait_until


class TestOutbox:
    """What waits, and trying it now."""

    def test_nothing_waits(self, command: Command) -> None:
        assert command("outbox", "list").stdout == "Nothing waits.\n"
        assert command("outbox", "list", "--json").stdout == ""
        assert command("outbox", "retry").stdout == "0 to be tried now.\n"

    def test_what_waits_is_listed_and_tried_again(
        self, start_gateway: Callable[..., GatewayProcess], sink: Sink
    ) -> None:
        gateway = start_gateway(sink.url)
        sink.rcpt = lambda address: "450 4.2.0 Greylisted"
        assert gateway.send(TEACHER, [PARENT], message(NAMED_TEXT).as_bytes())[0] == 250
        waiting = wait_until(
            lambda: [each for each in gateway.waiting() if each["last_reply"]][1:] and gateway.waiting(),
            "two notices that wait",
        )
        assert sorted(each["purpose"] for each in waiting) == ["alert", "notice"]
        assert {tuple(each["recipients"]) for each in waiting} == {(TEACHER,), (LEAD,)}
        assert {each["last_reply"] for each in waiting} == {"450 4.2.0 Greylisted"}
        table = gateway.command("outbox", "list").stdout
        assert TEACHER in table
        assert "Greylisted" in table

        sink.rcpt = lambda address: None
        first = str(waiting[0]["id"])
        assert gateway.command("outbox", "retry", first).stdout == "1 to be tried now.\n"
        sink.wait_for(1)
        wait_until(lambda: len(gateway.waiting()) == 1, "one that is left")
        assert gateway.command("outbox", "retry").stdout == "1 to be tried now.\n"
        sink.wait_for(2)

    def test_an_id_that_does_not_exist(self, command: Command) -> None:
        complains(command("outbox", "retry", "4711"), "no delivery 4711 waits", status=1)


class TestPolicy:
    """Checking a policy, and reading it."""

    def test_check_the_one_in_force(self, command: Command) -> None:
        done = command("policy", "check")
        assert done.returncode == 0
        assert re.match(r"\S+/starter\.toml: fine, \d+ rules\n", done.stdout)

    def test_check_a_file(self, command: Command, config: Path) -> None:
        file = config.with_name("policy.toml")
        file.write_text('title = "Empty"\n', encoding="utf-8")
        done = command("policy", "check", str(file))
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"schoolgate: {file}: rule: is missing and must be set\n"

    def test_check_a_file_that_is_not_there(self, command: Command) -> None:
        complains(command("policy", "check", "nowhere.toml"), "nowhere.toml: there is no such file")

    def test_show_reads_like_english(self, command: Command) -> None:
        done = command("policy", "show")
        assert done.returncode == 0
        assert "A message that has a pupil's full name in it" in done.stdout
        assert not re.search(r"[{}\[\]]|any_of|none_of|when\.", done.stdout)
        assert command("policy", "show", "--preset", "starter").stdout == done.stdout

    def test_show_a_preset_that_does_not_exist(self, command: Command) -> None:
        done = command("policy", "show", "--preset", "strater")
        assert (done.returncode, done.stdout) == (2, "")
        assert 'did you mean "starter"?' in done.stderr
        assert done.stderr.count("\n") == 1

    def test_presets_need_no_configuration(self, tmp_path: Path) -> None:
        done = run_command("policy", "presets", cwd=tmp_path)
        assert done.returncode == 0
        assert re.search(r"(?m)^\s*starter\s+Starter policy", done.stdout)


class TestLogin:
    """A login for a client outside the school's networks."""

    @pytest.fixture
    def config(self, tmp_path: Path) -> Path:
        write_certificate(tmp_path)
        relay = 'certificate = "server.pem"\nprivate_key = "server.key"\nlogins = "logins"'
        return write_school(tmp_path, NOBODY, relay=relay)

    def test_add(self, command: Command, config: Path) -> None:
        done = command("login", "add", "copier", "--password-stdin", stdin="a long password\n")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(
            "copier may now send through the relay, with that password and over TLS.\n"
        )
        file = config.with_name("logins")
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.read_text(encoding="utf-8").startswith("copier:")
        assert "a long password" not in file.read_text(encoding="utf-8")

    def test_a_second_login_keeps_the_first_and_a_new_password_replaces(
        self, command: Command, config: Path
    ) -> None:
        for name, password in (("copier", "the first one"), ("lift", "another one"), ("copier", "the third")):
            command("login", "add", name, "--password-stdin", stdin=password + " is long\n")
        names = [line.partition(":")[0] for line in config.with_name("logins").read_text().splitlines()]
        assert names == ["copier", "lift"]

    @pytest.mark.parametrize("name", ["", "a b", "a:b", "ä", "x" * 101], ids=ascii)
    def test_a_name_that_cannot_be(self, command: Command, name: str) -> None:
        done = command("login", "add", name, "--password-stdin", stdin="a long password\n")
        complains(done, "a login's name has letters, digits and . _ @ + - only")

    @pytest.mark.parametrize("password", ["", "short", "12345678901"])
    def test_a_password_that_is_too_short(self, command: Command, password: str) -> None:
        done = command("login", "add", "copier", "--password-stdin", stdin=password + "\n")
        complains(done, "the password has fewer than 12 characters; a program will type it, so make it long")

    def test_logins_are_not_set_up(self, tmp_path: Path) -> None:
        (tmp_path / "plain").mkdir()
        config = write_school(tmp_path / "plain", NOBODY)
        done = run_command("--config", str(config), "login", "add", "copier", "--password-stdin")
        complains(done, f"{config}: relay.logins is not set; name the file in which logins are kept")


class TestDoctor:
    """Everything that the gateway depends on, and what to do about each fault."""

    def test_all_is_well(self, gateway: GatewayProcess) -> None:
        done = gateway.command("doctor")
        assert (done.returncode, done.stderr) == (0, "")
        assert "FAULT" not in done.stdout
        for what in ("relay.listen", "roster of Oakfield Academy: 4 pupils", "policy of", "inspection"):
            assert what in done.stdout
        assert "relay.next_hop: takes mail, without TLS" in done.stdout

    def test_as_json(self, gateway: GatewayProcess) -> None:
        looks = [json.loads(line) for line in gateway.command("doctor", "--json").stdout.splitlines()]
        assert all(list(look) == ["what", "grade", "sentence", "id"] for look in looks)
        ids = {look["id"] for look in looks}
        assert {"relay.next_hop", "relay.next_hop-addresses", "roster", "policy", "clock", "DNS"} <= ids
        assert not any("Oakfield" in each or " " in each for each in ids), "they are the same everywhere"
        assert {look["grade"] for look in looks} <= {"good", "warning"}

    def test_the_next_hop_is_down(self, command: Command) -> None:
        done = command("doctor")
        assert (done.returncode, done.stderr) == (1, "")
        faults = [line for line in done.stdout.splitlines() if line.startswith("FAULT")]
        assert [fault.split()[1] for fault in faults] == ["relay.next_hop:", "relay.home_hop:"]
        assert "smtp://127.0.0.1:" in faults[0], "it says which server"
        assert "could not be reached" in faults[0]
        assert "check the address, the firewall and the login" in faults[0]

    @pytest.mark.parametrize(
        ("days", "status", "words"),
        [(200, 0, "is valid until"), (10, 0, "runs out on"), (-2, 1, "has run out on")],
    )
    def test_the_certificate(self, tmp_path: Path, sink: Sink, days: int, status: int, words: str) -> None:
        write_certificate(tmp_path, days=days)
        relay = 'certificate = "server.pem"\nprivate_key = "server.key"'
        config = write_school(tmp_path, sink.url, relay=relay)
        done = run_command("--config", str(config), "doctor")
        assert done.returncode == status
        assert f"relay.certificate: {words}" in done.stdout

    def test_it_changes_nothing(self, command: Command, config: Path) -> None:
        shutil.rmtree(config.with_name("data"))  # what is missing it must not make either
        before = sorted(config.parent.rglob("*"))
        command("doctor")
        assert sorted(config.parent.rglob("*")) == before

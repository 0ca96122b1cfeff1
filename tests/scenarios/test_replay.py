"""A dry run beside a gateway at work: it says what the relay does, and does nothing itself."""

from __future__ import annotations

import json
import mailbox
from pathlib import Path
from typing import Any

import pytest

from tests.support.process import GatewayProcess, run_command
from tests.support.school import COLLEAGUE, CONSUMER, NAMED_TEXT, PARENT, TEACHER, message, write_school
from tests.support.sink import Sink
from tests.support.waiting import wait_until

FORWARDING = """\
title = "Forwarding"
[[rule]]
id = "ten-forwards"
title = "Ten forwards in a day"
clause = "1"
to.any_of = ["personal"]
when.sent = { at_least = 10, of = "forwards", within = "day" }
action = "hold"
"""
MAIL = (
    message(subject="Museum trip"),
    message(NAMED_TEXT, subject="PE kit"),
    message(NAMED_TEXT, subject="Minutes", to=COLLEAGUE),
    message(subject="Menu", to=CONSUMER),
    message(NAMED_TEXT, subject="Choir", to=f"{PARENT}, {COLLEAGUE}"),
)


def test_it_says_what_the_relay_does_and_does_nothing(
    gateway: GatewayProcess, sink: Sink, tmp_path: Path
) -> None:
    old = mailbox.Maildir(str(tmp_path / "old"))
    for mail in MAIL:
        old.add(mail)
        recipients = [address.strip() for address in mail["To"].split(",")]
        assert gateway.send(TEACHER, recipients, mail.as_bytes())[0] == 250
    held = gateway.cases()
    assert len(held) == 2
    wait_until(gateway.is_idle, "the notices")
    arrived = len(sink.taken)

    done = gateway.command("replay", "--json", str(tmp_path / "old"))

    assert (done.returncode, done.stderr) == (0, "")
    value = json.loads(done.stdout)
    assert value["outcomes"] == {
        "deliver": len(MAIL) - len(held),
        "rewrite": 0,
        "secure": 0,
        "hold": len(held),
        "return": 0,
    }
    assert {each["subject"] for each in value["rules"][0]["examples"]} == {"PE kit", "Choir"}
    assert (gateway.cases(), gateway.waiting(), len(sink.taken)) == (held, [], arrived)


def test_what_was_sent_before_counts_at_the_dates_of_the_messages(tmp_path: Path) -> None:
    """Twenty forwards on one day are too many, one a day is not."""
    config = write_school(tmp_path, "smtp://127.0.0.1:9", policy='file = "policy.toml"')
    config.with_name("policy.toml").write_text(FORWARDING, encoding="utf-8")
    for folder, date in (
        ("one-day", "Mon, 02 Nov 2026 15:{:02}:00 +0000"),
        ("each-day", "{} Nov 2026 15:00 +0000"),
    ):
        old = mailbox.mbox(str(tmp_path / folder))
        for number in range(1, 21):
            mail = message(subject=f"Fwd: {number}", to=CONSUMER)
            mail.replace_header("Date", date.format(number))
            old.add(mail)
        old.close()
        done = run_command("--config", str(config), "replay", "--json", str(tmp_path / folder))
        assert (done.returncode, done.stderr) == (0, "")
        held = json.loads(done.stdout)["outcomes"]["hold"]
        assert held == (11 if folder == "one-day" else 0)


@pytest.mark.timeout(900)
def test_real_mail(corpora: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every message is judged or said to be left out; how fast, is printed."""
    config = write_school(tmp_path, "smtp://127.0.0.1:9", inspection="")
    files = [path for path in sorted((corpora / "mime-spamassassin").rglob("*")) if path.is_file()]
    folder = tmp_path / "old"
    folder.mkdir()
    for number, path in enumerate(files):
        (folder / f"{number:05}.eml").symlink_to(path)

    done = run_command(
        "--config", str(config), "replay", "--json", "--all", "--against", "starter", str(folder), seconds=800
    )

    assert (done.returncode, done.stderr) == (0, "")
    value: dict[str, Any] = json.loads(done.stdout)
    assert value["messages"] + sum(value["left_out"].values()) == len(files) > 2000
    assert value["left_out"].get("not readable as a message", 0) < 20
    assert value["against"]["differing"] == 0
    with capsys.disabled():
        print(f"\nreplay: {value['messages']} messages, {value['messages_per_second']} a second")

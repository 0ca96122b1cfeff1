"""`schoolgate check`: text and JSON as documented, from files and standard input, and its exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.cli.conftest import Command, complains
from tests.support.school import CLEAN_TEXT, COLLEAGUE, NAMED_TEXT, PARENT, SOCIAL_WORKER, TEACHER, message

KEYS = [
    *("file", "message_id", "sender", "disposition", "recipients", "rules", "findings"),
    *("attachments", "rewrites", "warnings"),
]


@pytest.fixture
def folder(config: Path) -> Path:
    """With a clean message and one that names a pupil."""
    (config.parent / "clean.eml").write_bytes(message().as_bytes())
    (config.parent / "named.eml").write_bytes(message(NAMED_TEXT, subject="PE kit").as_bytes())
    return config.parent


def judged(command: Command, *words: str, stdin: str | bytes = "") -> dict[str, Any]:
    done = command("check", "--json", *words, stdin=stdin)
    assert done.stderr == ""
    (line,) = done.stdout.splitlines()
    value: dict[str, Any] = json.loads(line)
    assert done.returncode == (0 if value["disposition"] == "deliver" else 1)
    return value


def test_a_clean_message_is_status_0(command: Command, folder: Path) -> None:
    done = command("check", "clean.eml")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"clean.eml: deliver\n  deliver  {PARENT}  (external)\n"


def test_a_message_that_is_held_is_status_1_and_says_why(command: Command, folder: Path) -> None:
    done = command("check", "named.eml")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        "named.eml: hold",
        f"  hold     {PARENT}  (external)",
        "  rule     pupil-name-external: This message has a pupil's full name in it and is addressed to "
        "somebody outside the school.",
        "  found    pupil-name: “Grace Bishop” in the text of the message (full name, 98% sure)",
    ]


def test_json_of_a_clean_message(command: Command, folder: Path) -> None:
    value = judged(command, "clean.eml")
    assert list(value) == KEYS
    assert value["file"] == "clean.eml"
    assert value["message_id"].startswith("<")
    assert value["sender"] == TEACHER
    assert value["recipients"] == [
        {
            "address": PARENT,
            "classes": ["external"],
            "disposition": "deliver",
            "rules": [],
            "rewrites": [],
        }
    ]
    assert [value[key] for key in KEYS[5:]] == [[], [], [], [], []]


def test_json_of_a_held_message(command: Command, folder: Path) -> None:
    value = judged(command, "named.eml")
    assert value["disposition"] == "hold"
    assert value["recipients"][0]["rules"] == ["pupil-name-external"]
    (rule,) = value["rules"]
    assert {key: rule[key] for key in ("id", "title", "action", "mode")} == {
        "id": "pupil-name-external",
        "title": "A pupil's full name to an outside address",
        "action": "hold",
        "mode": "enforce",
    }
    assert rule["reason"].endswith(".")
    (finding,) = value["findings"]
    assert finding.items() >= {"detector": "pupil-name", "pupil": "1042", "where": "body"}.items()
    assert finding["text"] == "Grace Bishop"
    assert 0 < finding["confidence"] <= 1


def test_json_of_an_attachment(command: Command, folder: Path) -> None:
    mail = message()
    mail.add_attachment("id,name\n1,Bishop; Grace\n".replace(";", ","), subtype="csv", filename="trip.csv")
    (folder / "trip.eml").write_bytes(mail.as_bytes())
    value = judged(command, "trip.eml")
    (attachment,) = value["attachments"]
    assert list(attachment) == ["path", "type", "protection", "method", "password_disclosed"]
    assert attachment["path"] == "trip.csv"
    assert (attachment["protection"], attachment["password_disclosed"]) == ("none", False)
    assert "attachment:trip.csv" in {finding["where"] for finding in value["findings"]}


def test_several_files_in_their_order(command: Command, folder: Path) -> None:
    done = command("check", "--json", "named.eml", "clean.eml", "named.eml")
    assert done.returncode == 1
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(each["file"], each["disposition"]) for each in verdicts] == [
        ("named.eml", "hold"),
        ("clean.eml", "deliver"),
        ("named.eml", "hold"),
    ]


def test_standard_input(command: Command) -> None:
    value = judged(command, "-", stdin=message(NAMED_TEXT).as_bytes())
    assert (value["file"], value["disposition"]) == ("-", "hold")


def test_the_envelope_is_what_the_options_say(command: Command, folder: Path) -> None:
    value = judged(
        command, "--from", "head@oakfield.sch.uk", "--to", COLLEAGUE, "--to", SOCIAL_WORKER, "named.eml"
    )
    assert value["sender"] == "head@oakfield.sch.uk"
    assert [(each["address"], each["classes"][0]) for each in value["recipients"]] == [
        (COLLEAGUE, "internal"),
        (SOCIAL_WORKER, "external"),
    ]


def test_the_envelope_is_else_from_to_cc_and_bcc(command: Command, folder: Path) -> None:
    mail = message(Cc=f"Bea <{COLLEAGUE}>", Bcc="secret@example.org, secret@example.org")
    (folder / "many.eml").write_bytes(mail.as_bytes())
    value = judged(command, "many.eml")
    assert [each["address"] for each in value["recipients"]] == [PARENT, COLLEAGUE, "secret@example.org"]


def test_a_message_to_nobody_is_judged_as_for_somebody_outside(command: Command) -> None:
    value = judged(command, "-", stdin=b"From: a.teacher@oakfield.sch.uk\r\n\r\nGrace Bishop is ill.\r\n")
    assert value["disposition"] == "hold"
    assert value["warnings"] == [
        "The message names no recipient, so it was judged as for somebody outside; --to names one."
    ]


@pytest.mark.parametrize("name", ["clean.eml", "named.eml"])
def test_a_file_with_unix_line_ends_is_judged_like_the_one_that_was_sent(
    command: Command, folder: Path, name: str
) -> None:
    sent = (folder / name).read_bytes()
    unix = sent.replace(b"\r\n", b"\n")
    assert unix != sent
    (folder / "unix.eml").write_bytes(unix)
    assert judged(command, "unix.eml") == judged(command, name) | {"file": "unix.eml"}


def test_nothing_is_written(command: Command, folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    judged(command, "named.eml")
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("content", [b"", b"\0", b"\r\n", b"\n\n\n", bytes(range(256)) * 50], ids=len)
def test_what_is_hardly_a_message_is_judged_and_not_called_clean(command: Command, content: bytes) -> None:
    value = judged(command, "--to", PARENT, "-", stdin=content)
    assert value["disposition"] == "hold"


def test_a_hostile_message_cannot_steer_the_terminal(command: Command) -> None:
    raw = message(NAMED_TEXT).as_bytes().replace(b"Grace Bishop", b"Grace \x1b[2J[red]Bishop")
    done = command("check", "--to", "evil\x1b]0;x\x07@example.com", "-", stdin=raw)
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout


def test_a_file_that_is_not_there(command: Command) -> None:
    complains(command("check", "nowhere.eml"), "nowhere.eml: there is no such file")


def test_a_folder_is_no_message(command: Command, folder: Path) -> None:
    complains(command("check", str(folder)), f"{folder}: is a folder; name the message files in it")


def test_many_files_at_once(command: Command, folder: Path) -> None:
    names = []
    for number in range(30):
        names.append(f"{number}.eml")
        text = NAMED_TEXT if number % 3 == 0 else CLEAN_TEXT
        (folder / names[-1]).write_bytes(message(text).as_bytes())
    done = command("check", "--json", *names)
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["file"] for each in verdicts] == names
    assert [each["disposition"] == "hold" for each in verdicts] == [number % 3 == 0 for number in range(30)]


def test_a_member_of_staff_with_a_pupils_name_is_told_by_the_directory(
    command: Command, config: Path
) -> None:
    mail = config.parent / "staff.eml"
    text = f"From: {TEACHER}\nTo: {PARENT}\n\nThe club is run by our colleague Grace Bishop.\n"
    mail.write_text(text, encoding="utf-8")
    assert command("check", "staff.eml").returncode == 1
    (config.parent / "directory.toml").write_text('[staff]\nnames = ["Grace Bishop"]\n', encoding="utf-8")
    settings = config.read_text(encoding="utf-8")
    config.write_text(
        settings.replace("[school]\n", '[school]\ndirectory = "directory.toml"\n'), encoding="utf-8"
    )
    assert command("check", "staff.eml").returncode == 0

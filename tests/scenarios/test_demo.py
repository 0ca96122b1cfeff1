"""The demo school: what a newcomer sees first is true."""

from __future__ import annotations

import email
import json
import re
from base64 import urlsafe_b64decode
from email import policy
from pathlib import Path

import pytest

from tests.support.process import run_command

PUPILS = ("Grace Bishop", "Adeyemi", "WISNIEWSKI", "Kaur", "Al-Hassan", "O'Neill")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder, and what was printed."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    done = run_command("demo", "--leave", "--directory", str(folder), env={"COLUMNS": "160"})
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def _sent(folder: Path, route: str) -> list[email.message.EmailMessage]:
    files = sorted((folder / "outgoing" / route).glob("*.eml"))
    return [email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]


def test_the_table_says_what_became_of_each_message(demo: tuple[Path, str]) -> None:
    rows = [line for line in demo[1].splitlines() if "@" in line and line.startswith(" ")]
    fates = [
        fate
        for line in rows
        for fate in ("delivered", "held as", "sent by secure mail", "sent, changed")
        if f" {fate} " in line
    ]

    assert fates.count("delivered") == 6
    assert fates.count("held as") == 7
    assert fates.count("sent by secure mail") == 2
    assert fates.count("sent, changed") == 12
    assert "Automatic forwarding to a personal account" in demo[1]
    assert "quarantine list" in demo[1]
    assert re.search(r"dpl@oakfield\.sch\.uk +http://\S+/invitation/", demo[1])


def test_what_the_table_says_is_what_the_servers_got(demo: tuple[Path, str]) -> None:
    folder = demo[0]

    world = [str(mail["Subject"]) for mail in _sent(folder, "world")]
    assert sorted(world) == sorted(
        [
            "Museum trip on Friday",
            "PE kit",
            "Reading record",
            "Annual review",
            "Sports day: E.G. wins",
            "Marks so far",
            "Cake sale",
            *["Spring tournament"] * 5,
            "[Riverside] Packed lunches",
        ]
    )
    assert sorted(mail["Subject"] for mail in _sent(folder, "secure-mail")) == [
        "Attendance",
        "Meeting on Tuesday",
    ]
    inside = [str(mail["Subject"]) for mail in _sent(folder, "school")]
    assert {"Cover for 8B", "Attendance"} <= set(inside)
    held = sum(subject.startswith("Not sent yet:") for subject in inside)
    assert held == 6, "nobody answers an automatic forward"
    assert sum(subject.startswith("For review:") for subject in inside) == 7


def test_no_pupil_leaves_by_the_usual_way(demo: tuple[Path, str]) -> None:
    world = b"".join(path.read_bytes() for path in (demo[0] / "outgoing" / "world").iterdir())

    assert len(world) > 1000
    for name in PUPILS:
        assert name.encode() not in world


def test_every_change_is_shown_before_and_after(demo: tuple[Path, str]) -> None:
    folder, printed = demo
    names = sorted(path.name for path in (folder / "changed").iterdir())
    assert names == sorted(f"{number}-{when}.eml" for number in range(1, 9) for when in ("before", "after"))
    for line in (
        "X-Encrypt: yes",  # secure mail
        "Subject: Sports day: E.G. wins",
        "  1 | G. | E.",
        "File marks.xlsx (locked with a passphrase)",
        "To: undisclosed-recipients:;",
        "To: league@chess.example ",
        "Cc: d.patel@riverside.sch.uk",
        'The file "order.xlsx" was taken off this message',
        "Subject: [Riverside] Packed lunches",
        "X-School-Files: taken off",
        "Riverside School sends no files to suppliers.",
    ):
        assert line in printed, line


def test_the_passphrase_is_told_to_the_sender_alone(demo: tuple[Path, str]) -> None:
    told = [mail for mail in _sent(demo[0], "school") if "files locked" in str(mail["Subject"])]
    (notice,) = told
    passphrase = re.search(r"\b[a-z]+(?:-[a-z]+){4}\b", _text(notice))
    assert passphrase
    others = [
        path for path in demo[0].rglob("*") if path.is_file() and passphrase[0].encode() in path.read_bytes()
    ]
    assert len(others) == 1


def test_the_senders_page_that_it_names_is_the_one_in_the_notice(demo: tuple[Path, str]) -> None:
    (notice,) = [mail for mail in _sent(demo[0], "school") if "Football club" in str(mail["Subject"])]
    assert _linked(demo[1]) == _linked(_text(notice))


def _linked(text: str) -> tuple[str, str, str]:
    """Of the first link to a sender's page the server, the message and the sender; times differ."""
    link = re.search(r"(http://127\.0\.0\.1:\d+)/m/([\w-]+)", text)
    assert link
    said = urlsafe_b64decode(link[2] + "=" * (-len(link[2]) % 4))[16:].decode()
    message, _, sender = said.split(" ")
    return link[1], message, sender


def _text(notice: email.message.EmailMessage) -> str:
    part = next(part for part in notice.walk() if part.get_content_type() == "text/plain")
    return str(part.get_content())


def test_the_commands_it_recommends_work(demo: tuple[Path, str]) -> None:
    config = ("--config", str(demo[0] / "schoolgate.toml"))
    listed = run_command(*config, "quarantine", "list", "--json")
    case = json.loads(listed.stdout.splitlines()[0])["id"]

    shown = run_command(*config, "quarantine", "show", case)
    assert "“Harpreet Kaur” in the text of the message" in shown.stdout
    assert (
        "A message that has a pupil's full name in it (of a child who is not the recipient's)" in shown.stdout
    )
    assert "is released" in run_command(*config, "quarantine", "release", case).stdout


def test_the_log_names_nobody(demo: tuple[Path, str]) -> None:
    log = (demo[0] / "gateway.log").read_text()

    assert "disposition=hold" in log
    for secret in (*PUPILS, "@", "Attendance"):
        assert secret not in log


def test_somebody_elses_folder_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")

    done = run_command("demo", "--leave", "--directory", str(tmp_path))

    assert done.returncode == 2
    assert "not a demo of ours" in done.stderr
    assert (tmp_path / "letter.txt").read_text() == "mine"

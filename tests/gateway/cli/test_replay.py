"""`schoolgate replay`: every kind of mailbox, compared, as JSON and as a page, broken off and gone on."""

from __future__ import annotations

import json
import mailbox
import os
import re
import signal
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway.cli.common import CommandError
from gateway.cli.replay import _must_be_writable
from tests.gateway.cli.conftest import Command, complains
from tests.support.process import COMMAND
from tests.support.school import CONSUMER, NAMED_TEXT, PARENT, TEACHER, message
from tests.support.waiting import wait_until

MAIL = (
    message(subject="Museum trip"),
    message(NAMED_TEXT, subject="PE kit"),
    message(NAMED_TEXT, subject="Re: PE kit"),
    message(subject="Lunch menu", to=CONSUMER),
    message(subject="Question", sender=PARENT, to=TEACHER),
)
NOT_TO_CONSUMERS = """\
title = "Nothing to private mailboxes"
[[rule]]
id = "nothing-personal"
title = "Anything to a personal account"
clause = "Section 9"
to.any_of = ["personal"]
action = "return"
"""


def write_maildir(path: Path) -> None:
    maildir = mailbox.Maildir(str(path))
    for mail in MAIL[:2]:
        maildir.add(mail)
    sent = maildir.add_folder("Sent")
    for mail in MAIL:  # the first two lie in both
        sent.add(mail)


def write_mbox(path: Path) -> None:
    written = mailbox.mbox(str(path))
    for mail in (*MAIL, *MAIL[:2]):
        written.add(mail)
    written.flush()


def write_folder(path: Path) -> None:
    (path / "autumn").mkdir(parents=True)
    for number, mail in enumerate((*MAIL, *MAIL[:2])):
        (path / "autumn" / f"{number}.eml").write_bytes(mail.as_bytes())
    (path / "old.msg").write_bytes(b"\xd0\xcf\x11\xe0")
    (path / "broken.eml").write_bytes(b"\x00\x01")


def replayed(command: Command, *words: str) -> dict[str, Any]:
    done = command("replay", "--json", *words)
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = done.stdout.splitlines()
    value: dict[str, Any] = json.loads(line)
    return value


@pytest.fixture
def mbox(config: Path) -> Path:
    write_mbox(config.with_name("old.mbox"))
    return config.with_name("old.mbox")


@pytest.mark.parametrize(
    ("write", "left_out"),
    [
        (write_maildir, {}),
        (write_mbox, {}),
        (
            write_folder,
            {
                "not readable as a message": 1,
                "Outlook's own .msg files, which a dry run does not read": 1,
            },
        ),
    ],
    ids=["maildir", "mbox", "folder"],
)
def test_every_kind_of_mailbox_gives_the_same(
    command: Command, config: Path, write: Callable[[Path], None], left_out: dict[str, int]
) -> None:
    write(config.with_name("mail"))
    value = replayed(command, "mail")
    assert value["messages"] == 4
    assert value["outcomes"] == {"deliver": 2, "rewrite": 0, "secure": 0, "hold": 2, "return": 0}
    (rule,) = (each for each in value["rules"] if each["id"] == "pupil-name-external")
    assert (rule["messages"], rule["alone"]) == (2, 2)
    assert [each["subject"].removeprefix("Re: ") for each in rule["examples"]] == ["PE kit"]
    assert value["classes"]["external"]["hold"] == 2
    assert value["classes"]["personal"]["deliver"] == 1
    assert (value["first_day"], value["last_day"], value["days"]) == ("2026-11-02", "2026-11-02", 1)
    assert value["messages_per_second"] > 0
    assert 0 < value["megabytes_per_second"] < 1, "it is a few KB"
    assert value["left_out"] == {
        "not sent by the school": 1,
        "further copies of a message that is counted already": 2,
        **left_out,
    }


def test_everybodys_mail(command: Command, mbox: Path) -> None:
    value = replayed(command, "--all", "old.mbox")
    assert value["messages"] == 5
    assert "not sent by the school" not in value["left_out"]


def test_for_people(command: Command, mbox: Path) -> None:
    done = command("replay", "old.mbox")
    assert (done.returncode, done.stderr) == (0, "")
    words = " ".join(done.stdout.split())
    assert "Starter policy, on 4 messages, 2026-11-02 to 2026-11-02" in words
    assert "delivered 2 50 %" in words
    assert "2 2 pupil-name-external hold 2026-11-02 PE kit" in words
    assert "1 not sent by the school" in words
    assert re.search(r"4 messages in [\d.]+ s: \d+ a second, \d+\.\d MB/s", words)


def test_compared_with_a_file(command: Command, mbox: Path) -> None:
    mbox.with_name("new.toml").write_text(NOT_TO_CONSUMERS, encoding="utf-8")
    against = replayed(command, "--against", "new.toml", "old.mbox")["against"]
    assert against["policy"] == "Nothing to private mailboxes"
    assert against["outcomes"] == {"deliver": 3, "rewrite": 0, "secure": 0, "hold": 0, "return": 1}
    assert against["changes"] == [
        {"old": "hold", "new": "deliver", "messages": 2},
        {"old": "deliver", "new": "return", "messages": 1},
    ]
    assert against["differing"] == 3
    last = against["differences"][-1]
    assert {key: last[key] for key in ("day", "subject", "old", "new", "old_rules", "new_rules")} == {
        "day": "2026-11-02",
        "subject": "Lunch menu",
        "old": "deliver",
        "new": "return",
        "old_rules": [],
        "new_rules": ["nothing-personal"],
    }
    assert last["where"].startswith("old.mbox, byte ")
    words = " ".join(command("replay", "--against", "new.toml", "old.mbox").stdout.split())
    assert "With Nothing to private mailboxes, 3 messages would have fared otherwise" in words
    assert "2026-11-02 delivered returned +nothing-personal Lunch menu" in words


def test_compared_with_a_preset_that_is_the_same(command: Command, mbox: Path) -> None:
    against = replayed(command, "--against", "starter", "old.mbox")["against"]
    assert (against["differing"], against["differences"]) == (0, [])


def test_a_page(command: Command, mbox: Path) -> None:
    done = command("replay", "--html", "page.html", "old.mbox")
    assert done.stdout.endswith("The page is in page.html\n")
    page = mbox.with_name("page.html")
    assert "“PE kit”" in page.read_text(encoding="utf-8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_without_subjects(command: Command, mbox: Path) -> None:
    words = ("--without-subjects", "--html", "page.html", "--against", "starter", "old.mbox")
    assert "PE kit" not in command("replay", "--json", *words).stdout
    assert "PE kit" not in mbox.with_name("page.html").read_text(encoding="utf-8")
    assert "PE kit" not in command("replay", *words).stdout


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("gone.mbox",), "gone.mbox: there is no such file or folder"),
        (("--against", "startr", "old.mbox"),
         '--against: there is no file startr, and as a policy preset "startr" is not known here; allowed: '),
        (("--html", "no/page.html", "old.mbox"),
         "--html: no/page.html cannot be written; name a file in a folder where this command's user may "
         "write"),
        (("--state", "no/state", "old.mbox"),
         "no/state: cannot be written, so a dry run that is broken off could not go on; "
         "name another file with --state"),
    ],
    ids=["no-mail", "no-policy", "no-folder-for-page", "no-folder-for-state"],
)  # fmt: skip
def test_wrong_use(command: Command, mbox: Path, words: tuple[str, ...], complaint: str) -> None:
    done = command("replay", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"schoolgate: {complaint}")
    assert len(done.stderr.splitlines()) == 1


def test_a_state_that_is_none(command: Command, mbox: Path) -> None:
    mbox.with_name("mine").write_bytes(b"my own file")
    done = command("replay", "--state", "mine", "old.mbox")
    complains(
        done,
        "mine: this is not what an earlier dry run of this installation wrote down; begin anew with "
        "--restart, or name another file with --state",
    )
    assert mbox.with_name("mine").read_bytes() == b"my own file"


def start(config: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, "--config", str(config), "replay", *words],
        cwd=config.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def long_mbox(config: Path) -> Path:
    """More than is judged before anybody can stop it."""
    path = config.with_name("long.mbox")
    content = b"".join(
        b"From x\nFrom: %s\nTo: %s\nSubject: Number %d\nMessage-ID: <%d@x>\n\n%s\n"
        % (
            TEACHER.encode(),
            PARENT.encode(),
            number,
            number,
            (NAMED_TEXT if number % 2 else "Hello\n").encode(),
        )
        for number in range(2000)
    )
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_broken_off_it_goes_on_from_there(
    command: Command, config: Path, long_mbox: Path, number: signal.Signals
) -> None:
    state = config.with_name("state")
    first = start(config, "--state", "state", "long.mbox")
    wait_until(lambda: state.exists() and state.stat().st_size > 2000, "some hundred messages")
    first.send_signal(number)
    out, err = first.communicate(timeout=60)
    assert out == ""
    if number is signal.SIGKILL:
        done_before = 300
    else:
        assert first.returncode == 128 + signal.SIGINT
        said = "messages; the same command goes on from there, with --restart it begins anew\n"
        assert err.startswith("schoolgate: stopped after ")
        assert err.endswith(said)
        done_before = int(err.split()[3].replace(",", ""))
    assert 300 <= done_before < 2000
    assert b"Number" not in state.read_bytes()
    value = replayed(command, "--state", "state", "long.mbox")
    assert value["outcomes"] == {"deliver": 1000, "rewrite": 0, "secure": 0, "hold": 1000, "return": 0}
    assert value["rules"][0]["examples"][0]["subject"] == "Number 1"
    assert not state.exists()


def test_another_question_begins_anew(command: Command, config: Path, long_mbox: Path) -> None:
    state = config.with_name("state")
    first = start(config, "--state", "state", "long.mbox")
    wait_until(lambda: state.exists() and state.stat().st_size > 2000, "some hundred messages")
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=60)
    write_mbox(config.with_name("old.mbox"))
    done = command("replay", "--json", "--state", "state", "old.mbox")
    assert done.stderr == "schoolgate: the run that was broken off was another one; this one begins anew\n"
    assert json.loads(done.stdout)["messages"] == 4


def test_a_page_where_this_user_may_not_write_is_refused_beforehand(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        with pytest.raises(CommandError, match="where this command's user may write"):
            _must_be_writable(closed / "page.html")
    finally:
        if root:
            os.seteuid(0)
        closed.chmod(0o700)

"""Where mail lies: Maildirs with their subfolders, mbox files, folders of messages, and what is no mail."""

from __future__ import annotations

import mailbox
import os
from pathlib import Path

import pytest

from gateway.replay.files import Form, MailboxError, mailbox_at
from tests.support.school import message


def names(path: Path) -> list[str]:
    return [file.name for file in mailbox_at(path).files]


def test_a_maildir_with_its_subfolders(tmp_path: Path) -> None:
    maildir = mailbox.Maildir(str(tmp_path / "mail"))
    maildir.add(message().as_bytes())
    maildir.add_folder("Sent").add(message().as_bytes())
    (tmp_path / "mail" / "dovecot-uidlist").write_bytes(b"3 V1 N2\n")
    (tmp_path / "mail" / "tmp" / "half").write_bytes(b"Subject: half\n")
    found = mailbox_at(tmp_path / "mail")
    assert [file.name.partition("/")[0] for file in found.files if "/" in file.name] == [".Sent"]
    assert (len(found.files), found.others) == (2, 0)


def test_a_maildir_message_keeps_its_name_when_it_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    maildir = mailbox.Maildir(str(folder))
    key = maildir.add(message().as_bytes())
    before = names(folder)
    read = maildir[key]
    read.set_subdir("cur")
    read.set_flags("SR")
    maildir[key] = read
    (now,) = (folder / "cur").iterdir()
    assert now.name.endswith(":2,RS")
    assert names(folder) == before


def test_a_folder_with_all_that_is_below_it(tmp_path: Path) -> None:
    (tmp_path / "2026" / "autumn").mkdir(parents=True)
    (tmp_path / "2026" / "autumn" / "trip.EML").write_bytes(message().as_bytes())
    (tmp_path / "a.eml").write_bytes(message().as_bytes())
    (tmp_path / "old.mbox").write_bytes(b"From x Mon Nov  2 15:40:00 2026\n" + message().as_bytes())
    (tmp_path / "outlook.msg").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "notes.txt").write_text("From me to you: notes", encoding="utf-8")
    found = mailbox_at(tmp_path)
    assert [(file.name, file.form) for file in found.files] == [
        ("2026/autumn/trip.EML", Form.MESSAGE),
        ("a.eml", Form.MESSAGE),
        ("old.mbox", Form.MBOX),
    ]
    assert (found.outlook, found.others, found.closed) == (1, 1, 0)
    assert found.size == sum(file.path.stat().st_size for file in found.files)


def test_one_file(tmp_path: Path) -> None:
    (tmp_path / "Sent").write_bytes(b"From x Mon Nov  2 15:40:00 2026\n" + message().as_bytes())
    (tmp_path / "one").write_bytes(message().as_bytes())
    assert mailbox_at(tmp_path / "Sent").files[0].form is Form.MBOX
    assert mailbox_at(tmp_path / "one").files[0].form is Form.MESSAGE


def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.eml")).write_bytes(message().as_bytes())
    (file,) = mailbox_at(tmp_path).files
    assert file.name == "caf\\xe9.eml"
    assert file.path.read_bytes()


def test_what_never_ends_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(message().as_bytes())
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(tmp_path / "pipe.eml")
    assert names(tmp_path) == ["a.eml"]


def write_nothing(path: Path) -> None:
    pass


def write_outlook(path: Path) -> None:
    path.mkdir()
    (path / "a.msg").write_bytes(b"\xd0\xcf")


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (write_nothing, "there is no such file or folder"),
        (Path.mkdir, "there is no mail in it; name a Maildir"),
        (write_outlook, "holds 1 .msg files of Outlook's own kind, which a dry run does not read"),
        (Path.touch, "holds no mail, or cannot be read; name a Maildir"),
        (lambda path: path.write_bytes(b"\x89PNG\r\n"), "holds no mail, or cannot be read; name a Maildir"),
    ],
    ids=["missing", "empty-folder", "only-outlook", "empty-file", "picture"],
)
def test_no_mail(tmp_path: Path, make: object, complaint: str) -> None:
    path = tmp_path / "mail"
    assert callable(make)
    make(path)
    with pytest.raises(MailboxError, match=complaint) as raised:
        mailbox_at(path)
    assert str(raised.value).startswith(f"{path}: ")


def test_where_this_user_may_not_look(tmp_path: Path) -> None:
    """A root shell's own folder, seen by the gateway's user: one sentence, no traceback."""
    closed = tmp_path / "closed"
    (closed / "mail").mkdir(parents=True)
    closed.chmod(0)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        with pytest.raises(MailboxError, match="may not look; put it where that user may read it"):
            mailbox_at(closed / "mail")
    finally:
        if root:
            os.seteuid(0)
        closed.chmod(0o700)

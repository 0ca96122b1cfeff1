"""Where mail lies on disk: a Maildir, an mbox file, or a folder of message files, with all that is below."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from detectors.mime.header import begins_header
from gateway.errors import SetupError

# What mail programs add to a Maildir's file name when a message is read, answered or moved. It changes
# between two runs; the message does not. Where a file name cannot have a colon, they write another mark.
_FLAGS = re.compile(r"[:;!]2,[A-Za-z]*$")
_MAILDIR = ("cur", "new")
_NOT_YET_MAIL = "tmp"
_MBOX_SUFFIXES = frozenset({"", ".mbox", ".mbx"})
_SNIFFED = 4096  # bytes
_WANTED = "a Maildir (the folder that has cur and new in it), an mbox file, or a folder with .eml files"


class MailboxError(SetupError):
    """One sentence about why there is no mail to be read at a path."""


class Form(Enum):
    """How a file keeps mail."""

    MESSAGE = "message"  # one
    MBOX = "mbox"  # many


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file with mail in it. `name`: below the mailbox, without flags; `size` in bytes."""

    path: Path
    name: str
    form: Form
    size: int


@dataclass(frozen=True, slots=True)
class Mailbox:
    """All files with mail at a path, in the order of their names, and what is there but not read.

    outlook: files of Outlook's own kind (.msg)
    others: files of other kinds
    closed: folders that may not be listed
    """

    path: Path
    files: tuple[MailFile, ...]
    outlook: int = 0
    others: int = 0
    closed: int = 0

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(file.size for file in self.files)


@dataclass(slots=True)
class _Found:
    files: list[MailFile] = field(default_factory=list)
    outlook: int = 0
    others: int = 0
    closed: int = 0


def mailbox_at(path: Path) -> Mailbox:
    """Raises MailboxError."""
    if _is_folder(path):
        found = _Found()
        _look_through(path, "", found)
        files = tuple(sorted(found.files, key=lambda file: file.name))
        if files:
            return Mailbox(path, files, found.outlook, found.others, found.closed)
        raise MailboxError(f"{path}: {_why_nothing(found)}; name {_WANTED}")
    form = _form_of(path)
    if form is None:
        raise MailboxError(f"{path}: holds no mail, or cannot be read; name {_WANTED}")
    return Mailbox(path, (MailFile(path, _readable(path.name), form, path.stat().st_size),))


def _is_folder(path: Path) -> bool:
    """Raises MailboxError where nothing is there, or it stands in a folder that may not be entered."""
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        raise MailboxError(f"{path}: there is no such file or folder") from None
    except OSError:
        raise MailboxError(
            f"{path}: stands where this command's user may not look; put it where that user may read it"
        ) from None


def _why_nothing(found: _Found) -> str:
    if found.outlook:
        return f"holds {found.outlook} .msg files of Outlook's own kind, which a dry run does not read"
    return "cannot be listed" if found.closed else "there is no mail in it"


def _form_of(path: Path) -> Form | None:
    """By what the file begins with, whatever it is called."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return None
        with path.open("rb") as file:
            start = file.read(_SNIFFED)
    except OSError:
        return None
    if start.startswith(b"From "):
        return Form.MBOX
    return Form.MESSAGE if begins_header(start) else None


def _look_through(folder: Path, below: str, found: _Found) -> None:
    """`below`: the folder's name under the mailbox, with a slash at its end; empty for the mailbox itself."""
    try:
        with os.scandir(folder) as listing:
            entries = list(listing)
    except OSError:
        found.closed += 1
        return
    # A link to a folder is not followed: it may lead round in circles.
    folders = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
    is_maildir = {entry.name for entry in folders}.issuperset(_MAILDIR)
    for entry in folders:
        if is_maildir and entry.name in _MAILDIR:
            _look_through_maildir(Path(entry.path), below, found)
        elif not (is_maildir and entry.name == _NOT_YET_MAIL):
            _look_through(Path(entry.path), f"{below}{entry.name}/", found)
    if not is_maildir:  # beside cur and new lie the mail server's own files
        for entry in entries:
            if entry.is_file():
                _take(entry, below, found)


def _look_through_maildir(folder: Path, below: str, found: _Found) -> None:
    """Every file is a message, whatever it is called."""
    try:
        with os.scandir(folder) as listing:
            entries = [entry for entry in listing if entry.is_file()]
    except OSError:
        found.closed += 1
        return
    for entry in entries:
        if not entry.name.startswith("."):
            _add(entry, below + _FLAGS.sub("", entry.name), Form.MESSAGE, found)


def _take(entry: os.DirEntry[str], below: str, found: _Found) -> None:
    suffix = Path(entry.name).suffix.lower()
    if suffix == ".eml":
        _add(entry, below + entry.name, Form.MESSAGE, found)
    elif suffix == ".msg":
        found.outlook += 1
    elif suffix in _MBOX_SUFFIXES and _form_of(Path(entry.path)) is Form.MBOX:
        _add(entry, below + entry.name, Form.MBOX, found)
    else:
        found.others += 1


def _add(entry: os.DirEntry[str], name: str, form: Form, found: _Found) -> None:
    try:
        size = entry.stat().st_size
    except OSError:
        size = 0  # it has just gone, and is counted as unreadable when its turn comes
    found.files.append(MailFile(Path(entry.path), _readable(name), form, size))


def _readable(name: str) -> str:
    """Old exports have names that are not UTF-8; two that differ still do."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")

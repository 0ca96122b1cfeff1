"""The messages of a mailbox, one after the other, from any position on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.replay.files import Form, Mailbox, MailFile
from gateway.replay.leftout import LeftOut
from gateway.replay.mbox import messages


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where in a mailbox a message is: the file's name below the mailbox, and the byte in it."""

    file: str
    offset: int = 0

    def __str__(self) -> str:
        return f"{self.file}, byte {self.offset}" if self.offset else self.file


@dataclass(frozen=True, slots=True)
class Stored:
    """One message as it lies there. `size`: how much of the mailbox it takes up, in bytes.

    content: its bytes, or why there are none
    """

    position: Position
    size: int
    content: bytes | LeftOut


def stored(mailbox: Mailbox, most: int, after: Position | None = None) -> Iterator[Stored]:
    """All messages behind a position. What cannot be read, or has more than `most` bytes, is among them."""
    for file in mailbox.files:
        if after is None or file.name > after.file:
            yield from _in_file(file, most)
        elif file.name == after.file and file.form is Form.MBOX:
            yield from _in_file(file, most, after.offset)


def bytes_before(mailbox: Mailbox, after: Position | None) -> int:
    """How much of the mailbox lies in front of the messages behind a position, as good as it is known."""
    if after is None:
        return 0
    whole = sum(file.size for file in mailbox.files if file.name < after.file)
    last = next((file for file in mailbox.files if file.name == after.file), None)
    if last is None:
        return whole
    return whole + (after.offset if last.form is Form.MBOX else last.size)


def _in_file(file: MailFile, most: int, after: int = -1) -> Iterator[Stored]:
    """`after`: the byte at which the last message begins that is not wanted any more."""
    try:
        if file.form is Form.MBOX:
            yield from _in_mbox(file, most, after)
        else:
            yield Stored(Position(file.name), file.size, _content(file, most))
    except OSError:
        yield Stored(Position(file.name, after + 1), file.size, LeftOut.UNREADABLE)


def _content(file: MailFile, most: int) -> bytes | LeftOut:
    """Raises OSError."""
    if file.size > most:
        return LeftOut.TOO_LARGE
    with file.path.open("rb") as opened:
        content = opened.read(most + 1)
    return LeftOut.TOO_LARGE if len(content) > most else content


def _in_mbox(file: MailFile, most: int, after: int) -> Iterator[Stored]:
    """Raises OSError."""
    descriptor = os.open(file.path, os.O_RDONLY)
    try:
        for kept in messages(descriptor, most, max(after, 0)):
            content = LeftOut.TOO_LARGE if kept.content is None else kept.content
            if kept.offset > after:
                yield Stored(Position(file.name, kept.offset), kept.size, content)
    finally:
        os.close(descriptor)

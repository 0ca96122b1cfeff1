"""An mbox taken apart: every dialect, at every place where a chunk may end, in little memory."""

from __future__ import annotations

import mailbox
import os
import time
import tracemalloc
from pathlib import Path

import pytest

from gateway.replay import mbox
from gateway.replay.mbox import Kept, messages
from tests.support.school import message

MOST = 1024**2
DATED = b"From a.teacher@oakfield.sch.uk Mon Nov  2 15:40:00 2026\n"


def read(path: Path, content: bytes, most: int = MOST, start: int = 0) -> list[Kept]:
    path.write_bytes(content)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return list(messages(descriptor, most, start))
    finally:
        os.close(descriptor)


def contents(path: Path, content: bytes) -> list[bytes | None]:
    return [kept.content for kept in read(path, content)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mail.mbox"


TWO = [b"Subject: a\n\nOne\n", b"Subject: b\n\nTwo\n"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%s%s\n%s%s\n" % (DATED, TWO[0], DATED, TWO[1]), TWO),
        (b"%s%s%s%s" % (DATED, TWO[0], DATED, TWO[1]), TWO),
        (b"From -\n%s\nFrom -\n%s\n" % (TWO[0], TWO[1]), TWO),
        ((b"%s%s\n%s%s\n" % (DATED, TWO[0], DATED, TWO[1])).replace(b"\n", b"\r\n"),
         [each.replace(b"\n", b"\r\n") for each in TWO]),
        (DATED + b"Subject: a\n\nHello\n\n>From me to you\n\n", [b"Subject: a\n\nHello\n\nFrom me to you\n"]),
        (DATED + b"Subject: a\n\n>>From me\n> From you\n", [b"Subject: a\n\n>From me\n> From you\n"]),
        (DATED + b"Subject: a\n\nHello\n\nFrom me to you\nand back\n",
         [b"Subject: a\n\nHello\n\nFrom me to you\nand back\n"]),
        (DATED + b"Subject: a\n\nHello\nFrom me to you\nNote: all\n",
         [b"Subject: a\n\nHello\nFrom me to you\nNote: all\n"]),
        (DATED + b"Content-Length: 24\n\nHello\n\nFrom x\nNote: all\n\n" + DATED + TWO[1],
         [b"Content-Length: 24\n\nHello\n\nFrom x\nNote: all\n", TWO[1]]),
        (DATED + b"Content-Length: 7\n\nHello\n\nFrom x\nSubject: b\n",
         [b"Content-Length: 7\n\nHello\n", b"Subject: b\n"]),
        (DATED + b"Content-Length: 99999\n\nHello\n\n" + DATED + TWO[1],
         [b"Content-Length: 99999\n\nHello\n", TWO[1]]),
        (b"no mail at all\n\n" + DATED + TWO[0], [b"no mail at all\n", TWO[0]]),
        (b"", []),
    ],
    ids=["rfc-4155", "no-empty-line", "no-date", "crlf", "quoted", "quoted-twice", "unquoted-prose",
         "prose-like-a-header", "content-length", "content-length-no-more", "content-length-wrong",
         "something-before", "empty"],
)  # fmt: skip
def test_dialects(file: Path, content: bytes, expected: list[bytes]) -> None:
    assert contents(file, content) == expected


def test_what_python_writes(file: Path) -> None:
    written = mailbox.mbox(str(file))
    mails = [message(f"Dear all,\n\nFrom next week on: {number}\n\nFrom me\n") for number in range(50)]
    for mail in mails:
        written.add(mail)
    written.flush()
    expected = [mail.as_bytes() for mail in mails]
    assert contents(file, file.read_bytes()) == expected


def test_wherever_a_chunk_ends(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"".join(
        b"%sSubject: %d\n\n%sHello\n\nFrom here\n\n" % (DATED, number, b"x\n" * number)
        for number in range(40)
    )
    whole = read(file, content)
    assert len(whole) == 40
    for size in (1, 2, 3, 7, 64, 511, 4096):
        monkeypatch.setattr(mbox, "_CHUNK", size)
        assert read(file, content) == whole


def test_from_any_message_on(file: Path) -> None:
    content = b"".join(b"%sSubject: %d\n\nHello\n\n" % (DATED, number) for number in range(20))
    whole = read(file, content)
    for number, kept in enumerate(whole):
        assert read(file, content, start=kept.offset) == whole[number:]
    assert sum(kept.size for kept in whole) == len(content)


def test_a_message_that_is_too_large_is_said_to_be_there(file: Path) -> None:
    large = DATED + b"Subject: large\n\n" + b"x" * 5000 + b"\n\n"
    small = DATED + b"Subject: small\n\nHello\n"
    assert [kept.content for kept in read(file, large + small, most=1000)] == [
        None,
        b"Subject: small\n\nHello\n",
    ]


def test_a_large_mailbox_takes_little_memory(file: Path) -> None:
    one = DATED + b"Subject: x\n\n" + b"%s\n" % (b"x" * 76) * 5000 + b"\n"
    file.write_bytes(one * 160)  # 60 MB
    descriptor = os.open(file, os.O_RDONLY)
    tracemalloc.start()
    try:
        count = sum(kept.content is not None for kept in messages(descriptor, MOST))
        assert (count, tracemalloc.get_traced_memory()[1] < 8 * 1024**2) == (160, True)
    finally:
        tracemalloc.stop()
        os.close(descriptor)


@pytest.mark.parametrize(
    "line",
    [b"From x\n", b"From " + b"1:11 " * 190 + b"\n", b"\n\n\n", b">From \n", b"From x\nA:\n", b"From "],
    ids=["prose", "times", "empty", "quoted", "tiny-messages", "no-line-end"],
)
def test_hostile_text_takes_no_longer(file: Path, line: bytes) -> None:
    content = DATED + b"Subject: a\n\n" + line * (20 * 1024**2 // len(line))
    started = time.process_time()
    assert sum(kept.size for kept in read(file, content, most=50 * 1024**2)) == len(content)
    assert time.process_time() - started < 20

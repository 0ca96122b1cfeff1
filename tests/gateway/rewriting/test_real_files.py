"""Attachments locked and taken off in real mail: read by another parser, the rest is as it was."""

from __future__ import annotations

import email
from collections import Counter
from collections.abc import Callable, Iterator
from email.message import Message
from email.policy import compat32
from pathlib import Path

import pytest

from gateway.rewriting.change import CannotRewriteError, Step
from gateway.rewriting.locking.lock_attachments import lock_attachments
from gateway.rewriting.mime.files import find_files
from gateway.rewriting.take_off import take_off_attachments
from tests.gateway.rewriting.filemail import PASSPHRASE

SETS = ("mime-cpython", "mime-enmime", "mime-mime4j", "mime-phpmmp", "mime-chasquid", "evasion-noxxi")
WITH_FILES = (b"attachment", b"name=", b"message/rfc822", b"image/")


def messages(corpora: Path) -> Iterator[bytes]:
    """Those that seem to have files, each once."""
    seen = set()
    for name in SETS:
        for path in sorted(corpora.joinpath(name).rglob("*")):
            if (
                path.is_file()
                and path.stat().st_size < 300_000
                and path.suffix not in (".json", ".xml", ".py")
            ):
                raw = path.read_bytes()
                if raw not in seen and any(sign in raw for sign in WITH_FILES):
                    seen.add(raw)
                    yield raw


def texts(raw: bytes) -> list[str]:
    """The message's own fields, and each text in it that is no file, as they stand."""
    message = email.message_from_bytes(raw, policy=compat32)
    fields = [
        f"{name}: {value}" for name, value in message.items() if not name.lower().startswith("content-")
    ]
    return fields + [text.as_string() for text in shown(message)]


def shown(message: Message) -> Iterator[Message]:
    """The texts of a multipart; not those of attached messages, which are files themselves."""
    if message.get_content_maintype() != "multipart" or not message.is_multipart():
        return
    for part in message.get_payload():
        assert isinstance(part, Message)
        if part.get_content_type() in ("text/plain", "text/html") and not is_file(part):
            yield part
        yield from shown(part)


def is_file(part: Message) -> bool:
    return bool(part.get_filename()) or part.get_content_disposition() not in (None, "inline")


@pytest.mark.parametrize(
    "rewrite", [lambda raw: lock_attachments(raw, PASSPHRASE), take_off_attachments], ids=["lock", "take off"]
)
def test_the_rest_is_as_it_was(corpora: Path, rewrite: Callable[[bytes], Step]) -> None:
    counts: Counter[str] = Counter()
    for raw in messages(corpora):
        try:
            step = rewrite(raw)
        except CannotRewriteError:
            counts["refused"] += 1
            continue
        if not step.changes:
            assert step.content == raw
            continue
        counts["changed"] += 1
        files = find_files(raw).files
        first = min(file.leaf.whole.start for file in files)
        assert step.content.startswith(raw[: raw.rfind(b"--", 0, first)].rstrip() if first else b"")
        assert set(texts(raw)) <= set(texts(step.content))
    assert counts["changed"] > 100
    assert counts["refused"] > 50

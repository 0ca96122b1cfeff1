"""Tests for detectors.extract.unlock, and of how the passwords in a message open what is locked in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.extract import read as reading_room
from detectors.extract.budget import Budget
from detectors.extract.contents import Contents, Locked, Reader, inside, outer_path
from detectors.extract.read import read
from detectors.extract.unlock import Locksmith
from detectors.finding import Location, Place, Protection
from detectors.message import Attachment, Message, Part, Reading, Unread
from detectors.protection.passwords.candidates import Candidate
from tests.detectors.extract.files import attachment, body
from tests.detectors.protection.samplelock import SampleLock

WORDS = [Candidate(each) for each in ("one", "two", "three", "four")]


def test_every_lock_is_tried_with_the_likeliest_first() -> None:
    first, second = SampleLock("two"), SampleLock("three")

    opened = [(lock, key.password) for lock, key in Locksmith(Budget()).open([first, second], WORDS)]

    assert opened == [(first, "two"), (second, "three")]
    assert first.tried == ["one", "two"]


def test_a_password_is_tried_once_on_a_lock_however_often_it_comes_up() -> None:
    locksmith, lock = Locksmith(Budget()), SampleLock("five")

    assert not list(locksmith.open([lock], WORDS))
    assert list(locksmith.open([lock], [*WORDS, Candidate("five")])) == [(lock, Candidate("five"))]
    assert list(locksmith.open([SampleLock("five")], [])) == [(lock, Candidate("five"))]
    assert lock.tried == ["one", "two", "three", "four", "five"]


def test_a_slow_lock_takes_its_share_of_the_time_and_leaves_the_others_theirs() -> None:
    clock = [0.0]
    slow, quick = SampleLock("four", 1.0, clock), SampleLock("four", 0.01, clock)
    budget = Budget(trying=2.0, clock=lambda: clock[0])

    opened = [lock for lock, _ in Locksmith(budget).open([slow, quick], WORDS)]

    assert opened == [quick]
    assert slow.tried == ["one", "two"]


def _reader(lock: SampleLock, *, again: bool = False) -> Reader:
    """Reads a file that a lock keeps shut; `again`: what is inside is locked by the same lock."""

    def inner(part: Part) -> Contents:
        if again:
            return locked(part)
        return Contents(files=(inside(part, "letter.txt", b"Grace Bishop. The password is sesame9."),))

    def locked(part: Part) -> Contents:
        path = outer_path(part)
        sealed = Attachment(f"{path}/letter.txt", "", Protection.ENCRYPTED)
        shut = Unread(part.location, "It is shut.")
        keeps = Locked(path, lock, lambda password, budget: inner(part), (sealed,), (shut,))
        return Contents(locked=(keeps,), protection=Protection.ENCRYPTED, method="sample")

    return lambda part, budget: locked(part)


def _read(monkeypatch: pytest.MonkeyPatch, readers: dict[str, Reader], *parts: Part) -> Reading:
    """With readers of our own for files that begin with a letter in brackets."""
    kinds, reader_of = reading_room.kinds, reading_room.reader_of
    monkeypatch.setattr(
        reading_room, "kinds", lambda part: (part.content.decode(),) if part.content in names else kinds(part)
    )
    monkeypatch.setattr(reading_room, "reader_of", lambda kind: readers.get(kind) or reader_of(kind))
    names = {kind.encode() for kind in readers}
    return read(Message((), parts), Budget())


def test_a_password_in_the_text_opens_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = attachment(b"[a]", "a.zip"), body(b"The password is kestrel9.")

    reading = _read(monkeypatch, {"[a]": _reader(SampleLock("kestrel9"))}, *parts)

    assert [each.path for each in reading.attachments] == ["a.zip", "a.zip/letter.txt"]
    outer, letter = reading.attachments
    assert outer.password_disclosed
    assert outer.is_open
    assert outer.password_at == Location(Place.BODY)
    assert outer.protection is Protection.ENCRYPTED
    assert letter.protection is Protection.NONE
    assert any("Grace Bishop" in text.text for text in reading.texts)
    assert not reading.unread


def test_without_it_what_is_sealed_is_named_and_stays_shut(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = attachment(b"[a]", "a.zip"), body(b"I shall tell you the password by phone.")

    reading = _read(monkeypatch, {"[a]": _reader(SampleLock("kestrel9"))}, *parts)

    assert [(each.path, each.is_open) for each in reading.attachments] == [
        ("a.zip", False), ("a.zip/letter.txt", False),
    ]  # fmt: skip
    assert [each.reason for each in reading.unread] == ["It is shut."]


def test_a_file_that_is_opened_may_hold_the_password_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    readers = {"[a]": _reader(SampleLock("sesame9")), "[b]": _reader(SampleLock("kestrel9"))}
    parts = attachment(b"[a]", "a.zip"), attachment(b"[b]", "b.zip"), body(b"password kestrel9")

    reading = _read(monkeypatch, readers, *parts)

    disclosed = {each.path: each.password_at for each in reading.attachments if each.password_disclosed}
    assert disclosed == {
        "a.zip": Location(Place.ATTACHMENT, "b.zip/letter.txt"),
        "b.zip": Location(Place.BODY),
    }


def test_what_is_locked_again_by_its_lock_is_not_opened_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parts = attachment(b"[a]", "a.zip"), body(b"password kestrel9")

    reading = _read(monkeypatch, {"[a]": _reader(SampleLock("kestrel9"), again=True)}, *parts)

    assert reading.attachments[0].password_disclosed
    assert reading.unread


def test_what_cannot_be_read_once_it_is_open_is_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(part: Part, budget: Budget) -> Contents:
        contents = _reader(SampleLock("kestrel9"))(part, budget)
        (locked,) = contents.locked
        return replace(contents, locked=(replace(locked, open=lambda password, budget: 1 / 0),))

    parts = attachment(b"[a]", "a.zip"), body(b"password kestrel9")
    reading = _read(monkeypatch, {"[a]": broken}, *parts)

    assert [each.reason for each in reading.unread] == ["It is damaged and could not be read."]
    assert reading.attachments[0].password_disclosed

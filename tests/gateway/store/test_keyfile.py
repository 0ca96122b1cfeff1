"""The key file: nobody else's, never half written, and read anew by whoever runs when it was replaced."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.store import keyfile, onestep
from gateway.store.faults import StorageFaultError, storage_faults
from gateway.store.keyfile import KeyFile, KeyFileError, make_key_file, read_keys, replace_keys
from gateway.store.keys import Key, Keys, new_key
from gateway.store.seal import Seal, make_key, read_key

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
AN_EARLIER_ONE = "schoolgate-key-1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"

moments = st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(microsecond=0))
key_files = st.lists(
    st.builds(Key, st.binary(min_size=32, max_size=32), moments),
    min_size=1,
    max_size=5,
    unique_by=lambda k: k.id,
).map(lambda each: Keys(tuple(each), Keys.of(each[0]).lasting))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    make_key_file(tmp_path / "key")
    return tmp_path / "key"


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_one_is_made_once_for_this_user_only(tmp_path: Path) -> None:
    made = make_key(tmp_path / "key")

    assert mode_of(tmp_path / "key") == 0o600
    assert read_key(tmp_path / "key").check == made.check
    with pytest.raises(KeyFileError, match="cannot be made"):
        make_key(tmp_path / "key")
    assert read_key(tmp_path / "key").check == made.check
    assert os.listdir(tmp_path) == ["key"]


def test_one_of_an_earlier_version_is_read_as_before(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(AN_EARLIER_ONE)
    (tmp_path / "key").chmod(0o600)
    os.utime(tmp_path / "key", (NOW.timestamp(), NOW.timestamp()))

    (key,) = read_keys(tmp_path / "key").each

    assert (key.secret, key.made_at) == (bytes(range(32)), NOW)


@given(key_files)
def test_what_is_written_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> None:
    path = tmp_path_factory.mktemp("keys") / "key"
    make_key_file(path)

    replace_keys(path, keys)

    assert read_keys(path) == keys
    assert mode_of(path) == 0o600


def test_a_file_that_lost_a_byte_a_line_or_its_end_is_refused(path: Path) -> None:
    replace_keys(path, read_keys(path).with_new(new_key(NOW)).with_new(new_key(NOW)))
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    harmed = [b"".join(lines[:index] + lines[index + 1 :]) for index in range(len(lines))]
    harmed += [whole[:index] for index in range(0, len(whole), 7)]
    harmed += [whole[:index] + b"A" + whole[index + 1 :] for index in range(0, len(whole), 7)]

    for each in harmed:
        path.write_bytes(each)
        if each != whole:
            with pytest.raises(KeyFileError, match="not a Schoolgate key file"):
                read_keys(path)


@pytest.mark.parametrize(
    ("content", "mode", "says"),
    [
        ("", 0o600, "not a Schoolgate key file"),
        ("schoolgate-key-1 c2hvcnQ=\n", 0o600, "not a Schoolgate key file"),
        ("schoolgate-key-1 !!!\n", 0o600, "not a Schoolgate key file"),
        ("AAAA\n", 0o600, "not a Schoolgate key file"),
        ("schoolgate-keys-2\nend 0\n", 0o600, "not a Schoolgate key file"),
        (AN_EARLIER_ONE, 0o640, "chmod 600"),
        (AN_EARLIER_ONE, 0o604, "chmod 600"),
        ("schlüssel\n", 0o600, "cannot be read"),
    ],
)
def test_a_bad_one_is_refused_in_one_sentence(tmp_path: Path, content: str, mode: int, says: str) -> None:
    path = tmp_path / "key"
    path.write_text(content, encoding="utf-8")
    path.chmod(mode)

    with pytest.raises(KeyFileError, match=says) as refused:
        read_key(path)

    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_link_to_it_stays_a_link(path: Path) -> None:
    link = path.with_name("link")
    link.symlink_to(path)

    replace_keys(link, read_keys(path).with_new(new_key(NOW)))

    assert link.is_symlink()
    assert len(read_keys(path).each) == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_it_stays_the_gateways_where_root_replaces_it(path: Path) -> None:
    os.chown(path, 12_345, 23_456)

    replace_keys(path, read_keys(path).with_new(new_key(NOW)))

    assert (path.stat().st_uid, path.stat().st_gid, mode_of(path)) == (12_345, 23_456, 0o600)


def test_one_that_systemd_hands_in_is_read_and_never_replaced(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.chmod(0o440)  # as systemd shows the right of the service
    with pytest.raises(KeyFileError, match="chmod 600"):
        read_keys(path)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(path.parent))

    keys = read_keys(path)

    with pytest.raises(KeyFileError, match="systemd hands this key in"):
        replace_keys(path, keys.with_new(new_key(NOW)))
    assert read_keys(path) == keys
    path.chmod(0o444)
    with pytest.raises(KeyFileError, match="others may read"):
        read_keys(path)


def test_who_runs_sees_a_new_key_and_a_retired_one_at_once(path: Path) -> None:
    running, elsewhere = read_key(path), read_key(path)
    first = running.keys.current().in_use
    before = running.close(b"Grace Bishop", "1")

    replace_keys(path, read_keys(path).with_new(new_key(NOW)))
    made = elsewhere.close("Zoë O'Neill".encode(), "2")

    assert running.open(made, "2") == "Zoë O'Neill".encode()
    assert running.close(b"", "3")[:5] == made[:5] != before[:5]
    assert running.open(before, "1") == b"Grace Bishop"
    replace_keys(path, read_keys(path).without(first))
    assert first not in running.keys.current().each


def gone(path: Path) -> None:
    path.unlink()


def open_to_others(path: Path) -> None:
    path.write_bytes(path.read_bytes())
    path.chmod(0o644)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def another_installations(path: Path) -> None:
    """What was sealed with it would be lost when the right one is put back."""
    other = path.with_name("other")
    make_key_file(other)
    path.write_bytes(other.read_bytes())
    os.utime(path, ns=(0, 0))


@pytest.mark.parametrize("harm", [gone, open_to_others, emptied, another_installations])
def test_without_its_file_nothing_more_is_sealed_and_what_is_sealed_still_opens(
    path: Path, harm: Callable[[Path], None]
) -> None:
    running = read_key(path)
    sealed, kept = running.close(b"Grace Bishop", "1"), path.read_bytes()

    harm(path)

    with pytest.raises(StorageFaultError) as fault, storage_faults():
        running.close(b"Henry Tudor", "2")
    assert not fault.value.is_full
    assert running.open(sealed, "1") == b"Grace Bishop"
    path.write_bytes(kept)
    path.chmod(0o600)
    assert running.open(running.close(b"Henry Tudor", "2"), "2") == b"Henry Tudor"


WRITING: list[tuple[object, str]] = [(os, "open"), (os, "fsync"), (keyfile, "write_private")]
REPLACING = [*WRITING, (keyfile, "read_keys"), (keyfile, "put_in_place"), (onestep, "sync_folder")]
MAKING = [*WRITING, (os, "link"), (Path, "unlink"), (keyfile, "sync_folder")]


def killed_at(module: object, name: str, after: bool, work: Callable[[], None]) -> bool:
    """Whether a child that does the work was killed at the call, on that side of it."""
    child = os.fork()
    if not child:
        function = getattr(module, name)

        def deadly(*args: object, **named: object) -> object:
            if not after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = function(*args, **named)
            os.kill(os.getpid(), signal.SIGKILL)
            return result

        try:
            setattr(module, name, deadly)
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(("module", "name"), REPLACING)
def test_killed_while_it_is_replaced_it_is_the_old_one_or_the_new_one(
    path: Path, module: object, name: str, after: bool
) -> None:
    old = read_keys(path)
    new = old.with_new(new_key(NOW))
    sealed = Seal(old).close(b"Grace Bishop", "1")

    assert killed_at(module, name, after, lambda: replace_keys(path, new))

    assert read_keys(path) in (old, new)
    assert read_key(path).open(sealed, "1") == b"Grace Bishop"
    again = read_keys(path).with_new(new_key(NOW + timedelta(days=1)))
    replace_keys(path, again)
    assert read_keys(path) == again
    assert os.listdir(path.parent) == ["key"]  # a key must not be left in a file that nobody looks after


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(("module", "name"), MAKING)
def test_killed_while_the_first_is_made_there_is_none_or_a_whole_one(
    tmp_path: Path, module: object, name: str, after: bool
) -> None:
    path = tmp_path / "key"

    assert killed_at(module, name, after, lambda: make_key_file(path))

    if not path.exists():
        make_key_file(path)
    assert len(read_keys(path).each) == 1


def test_a_first_start_that_was_killed_does_not_stop_the_next_of_the_same_number(tmp_path: Path) -> None:
    """In a container it is always the same."""
    onestep.unfinished_of(tmp_path / "key").write_text("schoolgate-k")

    make_key_file(tmp_path / "key")

    assert len(read_keys(tmp_path / "key").each) == 1
    assert os.listdir(tmp_path) == ["key"]


@pytest.mark.parametrize("step", ["read_keys", "put_in_place"])
def test_where_it_cannot_be_replaced_no_key_is_left_in_another_file(
    path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = read_keys(path)

    def fails(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(keyfile, step, fails)
    with pytest.raises(KeyFileError, match="cannot be replaced"):
        replace_keys(path, keys.with_new(new_key(NOW)))

    assert KeyFile(path).current() == keys
    assert os.listdir(path.parent) == ["key"]


def test_a_disk_that_fails_leaves_the_old_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = read_keys(path)

    def full(_descriptor: int) -> None:
        raise OSError

    monkeypatch.setattr(onestep.os, "fsync", full)
    with pytest.raises(KeyFileError, match="cannot be replaced"):
        replace_keys(path, keys.with_new(new_key(NOW)))

    assert KeyFile(path).current() == keys
    assert os.listdir(path.parent) == ["key"]

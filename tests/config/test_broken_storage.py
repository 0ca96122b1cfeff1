"""A storage directory or key file that cannot be used: said in one line, and nothing is overwritten."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.process import GatewayProcess, run_command
from tests.support.school import NAMED_TEXT, PARENT, TEACHER, message, write_school
from tests.support.sink import Sink

COMMANDS = [["serve"], ["quarantine", "list"], ["outbox", "list"]]


@pytest.fixture(scope="module")
def first_school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school that holds one message: the first start has made its storage; the gateway is stopped."""
    sink = Sink().start()
    config = write_school(tmp_path_factory.mktemp("oakfield"), sink.url, new=True)
    gateway = GatewayProcess(config).start()
    assert gateway.send(TEACHER, [PARENT], message(NAMED_TEXT).as_bytes())[0] == 250
    assert gateway.stop() == 0
    sink.stop()
    return config


@pytest.fixture
def school(first_school: Path, tmp_path: Path) -> Path:
    """A copy of it, which a test may spoil."""
    return Path(shutil.copytree(first_school.parent, tmp_path / "oakfield")) / first_school.name


def key_of(config: Path) -> Path:
    return config.parent / "data" / "key"


def refused(config: Path, sentence: str) -> None:
    """By `serve` and by what reads the database; `doctor` says the same among its findings."""
    for command in COMMANDS:
        done = run_command("--config", str(config), *command)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", f"schoolgate: {sentence}\n")
    doctor = run_command("--config", str(config), "doctor")
    assert doctor.returncode == 1
    assert f"FAULT  storage: {sentence}\n" in doctor.stdout


def test_others_may_read_the_key(school: Path) -> None:
    key = key_of(school)
    key.chmod(0o640)
    refused(school, f"{key}: others may read the key file (mode 0640); run: chmod 600 {key}")
    key.chmod(0o600)
    assert TEACHER in run_command("--config", str(school), "quarantine", "list").stdout


@pytest.mark.parametrize(
    "content", [b"", b"not a key\n", b"schoolgate-key-1 c2hvcnQ=\n", b"schoolgate-key-1 ???\n"], ids=repr
)
def test_the_key_is_no_key(school: Path, content: bytes) -> None:
    key = key_of(school)
    key.write_bytes(content)
    refused(school, f"{key}: this is not a Schoolgate key file; put yours back from your back-up")
    assert key.read_bytes() == content


def test_the_key_is_binary(school: Path) -> None:
    key_of(school).write_bytes(bytes(range(256)))
    refused(school, f"{key_of(school)}: the key file cannot be read, or is not a key file")


def test_the_key_is_that_of_another_school(school: Path, tmp_path: Path) -> None:
    other = tmp_path / "elmfield"
    other.mkdir()
    elmfield = write_school(other, "smtp://127.0.0.1:9", new=True)
    assert run_command("--config", str(elmfield), "quarantine", "list").returncode == 0
    shutil.copy(key_of(elmfield), key_of(school))
    database = school.parent / "data" / "schoolgate.sqlite3"
    refused(school, f"{database}: was made with another key file; put back the key file that belongs to it")


def test_the_key_is_gone_and_a_new_one_would_open_nothing(school: Path) -> None:
    key = key_of(school)
    key.unlink()
    lost = "the key file is missing, and held mail cannot be read without it"
    refused(school, f"{key}: {lost}; put it back from your back-up")
    assert not key.exists()


def test_a_key_file_of_ones_own_is_made_where_it_is_wanted(tmp_path: Path) -> None:
    config = write_school(tmp_path, "smtp://127.0.0.1:9", storage='key_file = "secret/key"')
    done = run_command("--config", str(config), "quarantine", "list")
    assert done.stderr == f"schoolgate: {tmp_path}/secret/key: the key file cannot be made there\n"
    (tmp_path / "secret").mkdir()
    assert run_command("--config", str(config), "quarantine", "list").stdout == "Nothing is held.\n"
    assert (tmp_path / "secret" / "key").stat().st_mode & 0o777 == 0o600


def test_a_file_stands_where_the_storage_directory_belongs(tmp_path: Path) -> None:
    config = write_school(tmp_path, "smtp://127.0.0.1:9", new=True)
    (tmp_path / "data").write_text("somebody's notes", encoding="utf-8")
    refused(config, f"{tmp_path}/data: the storage directory cannot be made or is not yours")
    assert (tmp_path / "data").read_text(encoding="utf-8") == "somebody's notes"


def test_storage_that_cannot_be_written_to(tmp_path: Path) -> None:
    """/proc takes no files, not even from root."""
    config = write_school(tmp_path, "smtp://127.0.0.1:9", storage='directory = "/proc/1/schoolgate"')
    done = run_command("--config", str(config), "serve")
    sentence = "/proc/1/schoolgate: the storage directory cannot be made or is not yours"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"schoolgate: {sentence}\n")


def test_the_storage_directory_is_for_its_user_only(first_school: Path) -> None:
    data = first_school.parent / "data"
    assert data.stat().st_mode & 0o777 == 0o700
    assert key_of(first_school).stat().st_mode & 0o777 == 0o600
    assert (data / "schoolgate.sqlite3").stat().st_mode & 0o777 == 0o600


def test_nothing_readable_of_a_held_message_is_on_the_disk(school: Path) -> None:
    for file in (school.parent / "data").iterdir():
        content = file.read_bytes()
        assert [word for word in (b"Grace", b"Bishop", b"PE kit") if word in content] == []

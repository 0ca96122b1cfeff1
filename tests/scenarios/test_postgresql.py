"""A gateway on PostgreSQL: held mail, rulings, a server that is restarted in the middle, read-only mode."""

from __future__ import annotations

import shutil
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gateway.store.place import Storage
from gateway.store.postgresql.server import MOST_CONNECTIONS
from tests.support.postgres import IN_MEMORY, Cluster, new_cluster, new_database
from tests.support.process import GatewayProcess
from tests.support.review import signed_in
from tests.support.school import NAMED_TEXT, PARENT, TEACHER, message, write_school
from tests.support.sink import Sink
from tests.support.waiting import wait_until

CLEAN = message().as_bytes()
LOCAL_ERROR = (451, "4.3.0 Local error, try again later")
_TOKEN = "t" * 32  # of a form: the same in it and in the cookie


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """One that may be stopped: no other test has it."""
    folder = Path(tempfile.mkdtemp(prefix="schoolgate-postgres-", dir=IN_MEMORY))
    made = new_cluster(folder)
    yield made
    made.stop("immediate")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def storage(server: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Storage:
    directory = tmp_path_factory.mktemp("oakfield") / "data"
    return Storage(directory, server.url(new_database(server)), server.password_file)


@pytest.fixture(scope="module")
def world() -> Iterator[Sink]:
    running = Sink().start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def gateway(storage: Storage, world: Sink) -> Iterator[GatewayProcess]:
    lines = f'database_url = "{storage.database_url}"\ndatabase_password_file = "{storage.password_file}"'
    config = write_school(storage.directory.parent, world.url, storage=lines)
    running = GatewayProcess(config).start(60)
    yield running
    assert running.stop() == 0


def named(to: str) -> bytes:
    return message(NAMED_TEXT, to=to).as_bytes()


def held_for(gateway: GatewayProcess, recipient: str) -> str:
    """The case of what is held now."""
    assert gateway.send(TEACHER, [recipient], named(recipient))[0] == 250
    (case,) = [each for each in gateway.cases() if recipient in str(each)]
    return str(case["id"])


def test_clean_mail_goes_on_and_held_mail_goes_when_it_is_released(
    gateway: GatewayProcess, world: Sink, storage: Storage
) -> None:
    assert gateway.send(TEACHER, [PARENT], CLEAN)[0] == 250
    case = held_for(gateway, "shell@example.com")
    assert not world.to("shell@example.com")
    done = gateway.command("quarantine", "release", case)
    assert done.returncode == 0, done.stderr
    world.wait_for(1, 30, lambda taken: "shell@example.com" in taken.recipients)
    assert not list(storage.directory.glob("*.sqlite3*")), "nothing is in a file"
    assert gateway.command("audit", "verify").returncode == 0


def test_a_release_from_the_page(gateway: GatewayProcess, world: Sink, storage: Storage) -> None:
    case = held_for(gateway, "page@example.com")
    cookie = signed_in(storage)
    form = {"way": "release", "seen": f"1.{case}", "csrfmiddlewaretoken": _TOKEN}
    asked = urllib.request.Request(
        f"http://{gateway.review}/cases/rulings",
        urllib.parse.urlencode(form).encode(),
        {"Cookie": f"schoolgate={cookie}; schoolgate-form={_TOKEN}"},
    )
    with urllib.request.urlopen(asked, timeout=20) as answer:
        assert answer.status == 200
    world.wait_for(1, 30, lambda taken: "page@example.com" in taken.recipients)
    for _ in range(MOST_CONNECTIONS + 1):  # each page gives back what it has
        assert gateway.get("/healthz")[0] == 200


def test_a_server_that_is_restarted(gateway: GatewayProcess, server: Cluster, world: Sink) -> None:
    """What cannot be kept is not taken; clean mail goes on; nothing that was taken is lost."""
    before = held_for(gateway, "before@example.com")
    server.stop()
    assert gateway.send(TEACHER, ["during@example.com"], named("during@example.com")) == LOCAL_ERROR
    assert gateway.send(TEACHER, ["clean@example.com"], CLEAN)[0] == 250
    status, reason = gateway.get("/healthz")
    assert (status, reason) == (503, "The database cannot be read, so nothing can be held.\n")
    server.start()
    wait_until(lambda: gateway.get("/healthz")[0] == 200, "the gateway to go on by itself")
    during = held_for(gateway, "during@example.com")
    assert {before, during} <= {str(each["id"]) for each in gateway.cases()}
    gateway.command("quarantine", "release", before)
    world.wait_for(1, 30, lambda taken: "before@example.com" in taken.recipients)
    log = gateway.log.read_text(encoding="utf-8")
    assert "store-failed error=OperationalError" in log
    for secret in ("Bishop", "Traceback", "connection", str(server.port), "oak-tree"):
        assert secret not in log.replace("new-connections", ""), secret


@pytest.fixture
def stands_still(server: Cluster, gateway: GatewayProcess) -> Iterator[None]:
    """The gateway is connected."""
    assert gateway.get("/healthz")[0] == 200
    server.stand_still()
    yield
    server.go_on()


@pytest.mark.usefixtures("stands_still")
def test_a_server_that_stands_still(gateway: GatewayProcess, server: Cluster, world: Sink) -> None:
    """Whoever sends hears so in time, the gateway lives on, and takes the mail when the server is back."""
    recipients = [f"still-{number}@example.com" for number in range(4)]
    began = time.monotonic()
    with ThreadPoolExecutor(5) as senders:
        answers = senders.map(lambda each: gateway.send(TEACHER, [each], named(each)), recipients)
        clean = senders.submit(gateway.send, TEACHER, ["clean-still@example.com"], CLEAN)
        assert set(answers) == {LOCAL_ERROR}
        assert clean.result()[0] == 250
    assert time.monotonic() - began < 45, "within the watchdog's minute"
    assert gateway.has_ended() is None
    server.go_on()
    wait_until(lambda: gateway.get("/healthz")[0] == 200, "the gateway to go on by itself")
    for each in recipients:
        case = held_for(gateway, each)
        assert gateway.command("quarantine", "release", case).returncode == 0
        world.wait_for(1, 30, lambda taken, to=each: to in taken.recipients)
        assert len(world.to(each)) == 1
    assert gateway.command("audit", "verify").returncode == 0


def test_what_is_not_ours_to_do(gateway: GatewayProcess, tmp_path: Path) -> None:
    for words in (("backup", str(tmp_path)), ("restore", str(tmp_path / "school.tar"))):
        done = gateway.command(*words)
        assert done.returncode == 2
        assert "pg_dump and pg_restore" in done.stderr
        assert str(gateway.config.parent / "data" / "key") in done.stderr
    assert "with its key, and every commit goes to disk" in gateway.command("doctor").stdout


def test_read_only_mode(gateway: GatewayProcess, world: Sink) -> None:
    """The last one: the gateway is started anew."""
    case = held_for(gateway, "late@example.com")
    assert gateway.stop() == 0
    text = gateway.config.read_text(encoding="utf-8")
    gateway.config.write_text(text.replace("[storage]\n", "[storage]\nread_only = true\n"), encoding="utf-8")
    gateway.start()
    assert gateway.send(TEACHER, ["held@example.com"], named("held@example.com")) == LOCAL_ERROR
    assert gateway.send(TEACHER, ["reader@example.com"], CLEAN)[0] == 250
    assert case in {str(each["id"]) for each in gateway.cases()}
    assert gateway.command("quarantine", "release", case).returncode == 2
    assert not world.to("late@example.com")

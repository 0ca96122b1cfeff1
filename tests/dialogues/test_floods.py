"""Many clients, slow ones and obstinate ones: the school's own server is served as if they were not there.

Strangers come from addresses of the loopback network that the gateway does not take for the school's.
"""

from __future__ import annotations

import base64
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from tests.dialogues.player import Connection
from tests.support.certificates import write_certificate
from tests.support.process import GatewayProcess, run_command
from tests.support.school import PARENT, TEACHER, message, write_school
from tests.support.sink import Sink
from tests.support.waiting import wait_until

LOGIN, PASSWORD = "copier@oakfield.sch.uk", "correct horse battery"
SCHOOL, STRANGER, GUESSER = "127.0.0.1", "127.0.9.1", "127.0.9.2"
RELAY = (
    f'clients = ["{SCHOOL}"]\nidle_timeout_seconds = 2\nslow_message_seconds = 3\n'
    "max_connections = 40\nmax_connections_per_client = 12\n"
    'certificate = "server.pem"\nprivate_key = "server.key"\nlogins = "logins"'
)
CLEAN = message().as_bytes()


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    sink = Sink().start()
    yield sink
    sink.stop()


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory, sink: Sink) -> Iterator[GatewayProcess]:
    directory: Path = tmp_path_factory.mktemp("floods")
    write_certificate(directory)
    config = write_school(directory, sink.url, relay=RELAY)
    words = ("--config", str(config), "login", "add", LOGIN, "--password-stdin")
    assert run_command(*words, stdin=PASSWORD).returncode == 0
    gateway = GatewayProcess(config).start()
    yield gateway
    gateway.stop()


@pytest.fixture
def connect(gateway: GatewayProcess) -> Iterator[Callable[[str], Connection]]:
    with ExitStack() as stack:

        def connect(source: str) -> Connection:
            connection = Connection(gateway.port, source)
            stack.callback(connection.close)
            return connection

        yield connect


@contextmanager
def seconds_at_most(limit: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < limit


def turned_away(gateway: GatewayProcess, why: str) -> float:
    """How often the gateway says that it sent a client away for this."""
    found = re.search(rf'schoolgate_turned_away_total{{why="{why}"}} (\S+)', gateway.get("/metrics")[1])
    return float(found[1]) if found else 0


def ask(connection: Connection, command: str) -> str:
    connection.send(command.encode() + b"\r\n")
    return connection.reply()


def sign_in(connection: Connection, password: str) -> str:
    """The answer to AUTH, after TLS."""
    assert connection.reply().startswith("220")
    for command in ("EHLO app.example", "STARTTLS"):
        assert ask(connection, command)[0] == "2"
    connection.begin_tls()
    ask(connection, "EHLO app.example")
    return ask(connection, "AUTH PLAIN " + base64.b64encode(f"\0{LOGIN}\0{password}".encode()).decode())


def test_three_hundred_idle_strangers_take_no_place_of_the_schools_server(
    gateway: GatewayProcess, connect: Callable[[str], Connection], sink: Sink
) -> None:
    """Only so many get in, the others hear 421 at once; mail goes through all the while."""
    strangers = [connect(f"127.0.{1 + number % 60}.1") for number in range(300)]
    with seconds_at_most(1):
        code, text = gateway.send(TEACHER, [PARENT], CLEAN)
    assert code == 250, text
    greetings = [stranger.reply()[:3] for stranger in strangers]
    assert greetings.count("220") == 10, "a quarter of all places"
    assert greetings.count("421") == 290
    with seconds_at_most(1):
        assert gateway.send(TEACHER, [PARENT], CLEAN)[0] == 250
    assert turned_away(gateway, "full") == 290
    log = gateway.log.read_text()
    assert 1 <= log.count("turned-away why=full client=127.0.") <= 6, "a flood of clients, but not of lines"


def test_one_stranger_gets_few_places_and_few_tries(
    gateway: GatewayProcess, connect: Callable[[str], Connection]
) -> None:
    wait_until(lambda: connect("127.0.8.1").reply().startswith("220"), "the strangers to be gone", 10)
    answers = [connect("127.0.8.2").reply() for _ in range(40)]
    assert {each[:3] for each in answers} == {"220", "421"}
    assert turned_away(gateway, "too-many-new-connections") >= 10


def test_the_schools_server_has_a_limit_of_its_own(
    gateway: GatewayProcess, connect: Callable[[str], Connection]
) -> None:
    greetings = [connect(SCHOOL).reply()[:3] for _ in range(14)]
    assert greetings == ["220"] * 12 + ["421"] * 2
    assert turned_away(gateway, "too-many-connections") == 2


def welcomed(connect: Callable[[str], Connection], source: str) -> Connection:
    """As soon as the gateway has noticed that those of the test before have gone."""

    def tried() -> Connection | None:
        connection = connect(source)
        return connection if connection.reply().startswith("220") else None

    connection = wait_until(tried, "a place", 10)
    assert connection is not None
    return connection


@pytest.mark.parametrize("source", [SCHOOL, STRANGER])
def test_a_command_that_comes_a_byte_at_a_time(source: str, connect: Callable[[str], Connection]) -> None:
    """A trickle of bytes keeps no connection open: the whole of a command has the time of a silence."""
    connection = welcomed(connect, source)
    with seconds_at_most(5):
        with suppress(OSError):
            for _ in range(40):
                connection.send(b"N")
                time.sleep(0.1)  # the slowness is the subject
        assert connection.reply() == "421 4.4.2 Idle for too long"


def test_a_message_that_comes_a_byte_at_a_time(
    gateway: GatewayProcess, connect: Callable[[str], Connection]
) -> None:
    before = turned_away(gateway, "too-slow")
    connection = connect(SCHOOL)
    connection.reply()
    for command in ("EHLO mail.oakfield.sch.uk", f"MAIL FROM:<{TEACHER}>", f"RCPT TO:<{PARENT}>", "DATA"):
        assert ask(connection, command)[0] in "23"
    with seconds_at_most(8):
        with suppress(OSError):
            for _ in range(70):
                connection.send(b"x")
                time.sleep(0.1)  # the slowness is the subject
        assert connection.reply() == "421 4.4.2 The message comes too slowly, or not at all"
    assert turned_away(gateway, "too-slow") == before + 1


def test_a_client_that_never_reads_its_answers(
    gateway: GatewayProcess, connect: Callable[[str], Connection]
) -> None:
    """It gives its place back, although our last words to it never leave."""
    deaf = connect(SCHOOL)
    deaf.reply()
    ask(deaf, "EHLO mail.oakfield.sch.uk")
    ask(deaf, f"MAIL FROM:<{TEACHER}>")
    deaf._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    deaf._socket.settimeout(1)
    with suppress(OSError):
        while True:  # until there are more answers than the system keeps for it
            deaf.send(f"RCPT TO:<{PARENT}>\r\n".encode() * 10_000)
    wait_until(lambda: _free_places(connect) == 12, "the place of the deaf client", 15)


def _free_places(connect: Callable[[str], Connection]) -> int:
    inside = [connect(SCHOOL) for _ in range(12)]
    greetings = [each.reply()[:3] for each in inside]
    for each in inside:
        each.close()
    return greetings.count("220")


def test_guessing_on_ever_new_connections(
    gateway: GatewayProcess, connect: Callable[[str], Connection]
) -> None:
    """After ten wrong passwords from one address no more is tried from there, not even the right one."""
    answers = []
    for number in range(11):
        connection = connect(GUESSER)
        answers.append(sign_in(connection, f"wrong password {number}"))
        connection.close()
    assert answers == ["535 5.7.8 Authentication credentials invalid"] * 10 + [
        "421 4.7.0 Too many failed logins, try again later"
    ]
    assert sign_in(connect(GUESSER), PASSWORD).startswith("421 4.7.0")
    assert sign_in(connect(STRANGER), PASSWORD).startswith("235")
    assert turned_away(gateway, "too-many-failed-logins") == 2


def test_where_somebody_has_signed_in_is_no_stranger(connect: Callable[[str], Connection]) -> None:
    """An application that connects anew for each message is not taken for a flood."""
    application = "127.0.9.3"
    assert sign_in(connect(application), PASSWORD).startswith("235")
    for _ in range(40):
        connection = connect(application)
        assert connection.reply().startswith("220")
        connection.close()

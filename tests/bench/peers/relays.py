"""What a school would otherwise run in front of its way out, each in a folder of its own on the loopback."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Template

from tests.bench.roster import pupils, roster_csv
from tests.support.postfix import Postfix, free_port
from tests.support.process import COMMAND, GatewayProcess
from tests.support.school import write_school
from tests.support.system import needs
from tests.support.waiting import wait_until

HERE = Path(__file__).parent
STRAIGHT, PLAIN, RSPAMD, AMAVIS, OURS = (
    "straight",
    "Postfix",
    "Postfix, rspamd",
    "Postfix, amavis",
    "Schoolgate",
)
_FILTERS_AT_ONCE = "4"


@dataclass(frozen=True, slots=True, eq=False)
class Relay:
    """One that takes mail on a port and hands it to the target; `roots`: the processes that began it."""

    label: str
    port: int
    roots: tuple[int, ...] = ()
    gateway: GatewayProcess | None = None


@contextmanager
def nothing(_folder: Path, target: int) -> Iterator[Relay]:
    """Straight to the target."""
    yield Relay(STRAIGHT, target)


@contextmanager
def plain_postfix(folder: Path, target: int) -> Iterator[Relay]:
    """As it comes, with a relay host: it looks into nothing."""
    with _postfix(folder, target, {}) as (port, master):
        yield Relay(PLAIN, port, (master,))


@contextmanager
def postfix_with_rspamd(folder: Path, target: int) -> Iterator[Relay]:
    """rspamd as a milter, with nothing but a multimap of the names: none of its other rules costs it time."""
    socket_file = folder / "home" / "milter"
    names = folder / "names.map"
    names.write_text("".join(f"{_name_pattern(*pupil)}\n" for pupil in pupils()), encoding="utf-8")
    config = _config("rspamd.conf", folder, names=names)
    words = [needs("rspamd", "rspamd"), "--no-fork", "--config", str(config)]
    with _service([*words, "--user", "_rspamd", "--group", "_rspamd"], folder, "_rspamd", socket_file) as pid:
        (folder / "home").chmod(0o755)
        settings = {"smtpd_milters": f"unix:{socket_file}", "milter_default_action": "tempfail"}
        with _postfix(folder, target, settings) as (front, master):
            yield Relay(RSPAMD, front, (master, pid))


@contextmanager
def postfix_with_amavis(folder: Path, target: int) -> Iterator[Relay]:
    """amavis before the queue, so that it, too, answers for what it has seen; no virus or spam scanner."""
    port, back = free_port(), free_port()
    config = _config("amavisd.conf", folder, port=port, back=back, servers=_FILTERS_AT_ONCE)
    words = [needs("amavisd", "amavisd-new"), "-c", str(config), "foreground"]
    with _service(words, folder, "amavis", ("127.0.0.1", port)) as pid:
        options = "-o smtpd_proxy_filter= -o smtpd_authorized_xforward_hosts=127.0.0.0/8"
        behind = (f"127.0.0.1:{back} inet n - n - - smtpd {options}",)
        settings = {"smtpd_proxy_filter": f"127.0.0.1:{port}", "smtpd_proxy_options": "speed_adjust"}
        with _postfix(folder, target, settings, behind) as (front, master):
            yield Relay(AMAVIS, front, (master, pid))


@contextmanager
def schoolgate(folder: Path, target: int) -> Iterator[Relay]:
    """With the starter policy, full inspection and a worker for each core."""
    config = write_school(folder, f"smtp://127.0.0.1:{target}", new=True)
    (folder / "pupils.csv").write_text(roster_csv(), encoding="utf-8")
    text = config.read_text(encoding="utf-8").replace("workers = 1", "workers = 0")
    config.write_text(text, encoding="utf-8")
    gateway = GatewayProcess(config, COMMAND).start()
    try:
        yield Relay(OURS, gateway.port, (gateway.pid,), gateway)
    finally:
        gateway.stop()


ALL = (nothing, plain_postfix, postfix_with_rspamd, postfix_with_amavis, schoolgate)


@contextmanager
def all_relays(folder: Path, target: int) -> Iterator[tuple[Relay, ...]]:
    """Side by side; those with nothing to do take no time from the others. Root only: Postfix wants it."""
    with ExitStack() as stack:
        relays = []
        for start in ALL:
            place = folder / start.__name__
            place.mkdir()
            place.chmod(0o755)  # most of what runs there is not root
            relays.append(stack.enter_context(start(place, target)))
        yield tuple(relays)


def _name_pattern(forename: str, surname: str) -> str:
    return rf"/\b{re.escape(forename)}\s+{re.escape(surname)}\b/i"


def _config(name: str, folder: Path, **values: object) -> Path:
    config = folder / name
    text = Template((HERE / name).read_text(encoding="utf-8"))
    config.write_text(text.substitute(folder=folder, **values), encoding="utf-8")
    return config


@contextmanager
def _postfix(
    folder: Path, target: int, settings: dict[str, str], services: tuple[str, ...] = ()
) -> Iterator[tuple[int, int]]:
    """Its port, and the process that leads it."""
    place = folder / "postfix"
    place.mkdir(mode=0o755)
    own = {"relayhost": f"[127.0.0.1]:{target}", "smtp_destination_concurrency_limit": "20"}
    server = Postfix(place, free_port(), (), own | settings, services).start()
    try:
        yield server.port, int((place / "queue" / "pid" / "master.pid").read_text())
    finally:
        server.stop()


@contextmanager
def _service(words: list[str], folder: Path, user: str, address: Path | tuple[str, int]) -> Iterator[int]:
    """A program in the foreground that works as `user` in the folder `home`, until it is no longer wanted."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    shutil.chown(home, user, user)
    with (folder / "service.log").open("wb") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_until(lambda: _listens(address, process), f"{words[0]} to listen")
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _listens(address: Path | tuple[str, int], process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, "it has ended; see service.log"
    family = socket.AF_UNIX if isinstance(address, Path) else socket.AF_INET
    with socket.socket(family) as probe:
        return probe.connect_ex(str(address) if isinstance(address, Path) else address) == 0

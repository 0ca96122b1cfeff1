"""Postfix as a school runs it: a server of its own in a folder, beside whatever the system has."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.system import needs, needs_root
from tests.support.waiting import wait_until

PACKAGE = "postfix"
NOBODY = 65534

# Nothing is looked up in DNS, nothing is added to a header but Received, nothing is tried again unasked.
MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
multi_instance_name = postfix-oakfield
multi_instance_enable = yes
myhostname = mail.oakfield.sch.uk
mydestination =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
disable_dns_lookups = yes
smtpd_peername_lookup = no
local_header_rewrite_clients =
message_size_limit = 50000000
mailbox_size_limit = 0
minimal_backoff_time = 1h
smtp_destination_concurrency_limit = 5
virtual_mailbox_domains = oakfield.sch.uk
virtual_mailbox_maps = texthash:{folder}/conf/mailboxes
virtual_mailbox_base = {folder}/mail
virtual_mailbox_limit = 0
virtual_uid_maps = static:{nobody}
virtual_gid_maps = static:{nobody}
transport_maps = texthash:{folder}/conf/transport
"""

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass
class Postfix:
    """The mail server of Oakfield Academy: mailboxes inside, everything else by its relay host.

    `settings` are lines for main.cf, `services` lines for master.cf, `transport` the ways out for single
    domains. The folder must be one that every user may pass through: most of Postfix is not root.
    """

    folder: Path
    port: int
    mailboxes: tuple[str, ...]
    settings: dict[str, str] = field(default_factory=dict)
    services: tuple[str, ...] = ()
    transport: dict[str, str] = field(default_factory=dict)

    def start(self) -> Postfix:
        needs(PACKAGE, PACKAGE)
        needs_root("Postfix")
        for name in ("conf", "queue", "data", "mail"):
            (self.folder / name).mkdir()
        shutil.chown(self.folder / "data", "postfix")
        shutil.chown(self.folder / "mail", NOBODY, NOBODY)
        main = MAIN.format(folder=self.folder, nobody=NOBODY)
        main += "".join(f"{name} = {value}\n" for name, value in self.settings.items())
        master = MASTER.format(port=self.port) + "".join(f"{line}\n" for line in self.services)
        self._write("main.cf", main)
        self._write("master.cf", master)
        self._write("mailboxes", "".join(f"{address} {address}/\n" for address in self.mailboxes))
        self._write("transport", "".join(f"{name} {way}\n" for name, way in self.transport.items()))
        self._run("postfix", "start")
        wait_until(self._accepts, "Postfix to accept connections")
        return self

    def stop(self) -> None:
        self._run("postfix", "stop")

    def queue(self) -> list[dict[str, object]]:
        """What Postfix has not got rid of, one entry for each message."""
        return [json.loads(line) for line in self._run("postqueue", "-j").splitlines()]

    def flush(self) -> None:
        """Tries everything in the queue again, now."""
        self._run("postqueue", "-f")

    def wait_until_empty(self, seconds: float = 60) -> None:
        wait_until(lambda: not self.queue(), "Postfix to get rid of its mail", seconds)

    def wait_until_deferred(self, sender: str, seconds: float = 60) -> list[dict[str, object]]:
        """The sender's messages that wait for another try."""
        return wait_until(
            lambda: [
                each for each in self.queue() if (each["queue_name"], each["sender"]) == ("deferred", sender)
            ],
            "Postfix to put the message off",
            seconds,
        )

    def mailbox(self, address: str) -> list[bytes]:
        """The messages that were delivered to somebody inside."""
        return [each.read_bytes() for each in sorted((self.folder / "mail" / address / "new").glob("*"))]

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def _accepts(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _write(self, name: str, text: str) -> None:
        (self.folder / "conf" / name).write_text(text, encoding="utf-8")

    def _run(self, program: str, *words: str) -> str:
        command = [needs(program, PACKAGE), "-c", str(self.folder / "conf"), *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}{self.log()}"
        return done.stdout


def free_port() -> int:
    """A port that nobody listens on, for a server that has to be told its port before it starts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

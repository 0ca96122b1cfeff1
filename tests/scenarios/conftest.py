"""A whole school: Postfix, Schoolgate as its relay host, and two sinks as the world and the secure mail."""

from __future__ import annotations

import re
import smtplib
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.certificates import Authority, make_authority
from tests.support.postfix import Postfix, free_port
from tests.support.process import COMMAND, GatewayProcess
from tests.support.school import COLLEAGUE, LEAD, TEACHER, write_school
from tests.support.sink import Sink, Taken
from tests.support.system import needs, needs_root

UTF8_TEACHER = "jörg.müller@oakfield.sch.uk"
WITNESS = "copy@witness.example"  # Postfix sends this one to the world by itself, past Schoolgate
GATE = "gate.oakfield.sch.uk"
ON_TOP = re.compile(
    rb"Received: from [^\r]+\r\n\tby schoolgate\.oakfield\.sch\.uk \(Schoolgate\) with [A-Z0-9]+ id \w+;\r\n"
    rb"\t[^\r]+\r\nX-Schoolgate-Loop: \w+ [0-9a-f]+\r\n"
)


@dataclass
class Oakfield:
    """Mail is sent through `postfix`; `world` and `secure` is where it can come out."""

    postfix: Postfix
    gateway: GatewayProcess
    world: Sink
    secure: Sink

    def send(
        self,
        content: bytes,
        to: Sequence[str],
        *,
        sender: str = TEACHER,
        options: Sequence[str] = ("BODY=8BITMIME",),
    ) -> None:
        """Hands a message to Postfix, which takes it."""
        with smtplib.SMTP("127.0.0.1", self.postfix.port, "pc-12.oakfield.sch.uk", timeout=60) as client:
            client.sendmail(sender, to, content, mail_options=options)

    def swaks(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Talks to Postfix by swaks, unless `options` name another server."""
        server = ("--server", f"127.0.0.1:{self.postfix.port}", "--ehlo", "pc-12.oakfield.sch.uk")
        return subprocess.run(
            [needs("swaks", "swaks"), *server, *options],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def settle(self) -> None:
        """Until neither Postfix nor the outbox has anything left to send."""
        self.postfix.wait_until_empty()
        while not self.gateway.is_idle() or self.postfix.queue():
            self.postfix.wait_until_empty()

    def notices(self, message_id: str, mailbox: str = TEACHER) -> list[bytes]:
        """What somebody inside was told about a message."""
        return [each for each in self.postfix.mailbox(mailbox) if message_id.encode() in each]

    def cases_of(self, recipient: str) -> list[str]:
        """The ids of the open cases in which somebody waits for a message."""
        return [str(case["id"]) for case in self.gateway.cases() if recipient in list(case["recipients"])]  # type: ignore[call-overload]

    @contextmanager
    def world_is_down(self) -> Iterator[None]:
        self.world.stop()
        try:
            yield
        finally:
            self.world.start(self.world.port)

    @contextmanager
    def world_answers(self, recipient: str, reply: str) -> Iterator[None]:
        """The world has this reply for one recipient."""
        usual = self.world.rcpt
        self.world.rcpt = lambda address: reply if address == recipient else usual(address)
        try:
            yield
        finally:
            self.world.rcpt = usual


@pytest.fixture(scope="session")
def oakfield(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oakfield]:
    """One school for all scenarios, because it takes a while to open; each test uses addresses of its own.

    Its gateway starts from the disk, as after a restart of the machine, and for the first time.
    """
    needs("postfix", "postfix")
    needs_root("Postfix")
    with ExitStack() as stack:
        world, secure, port = Sink().start(), Sink().start(), free_port()
        stack.callback(world.stop)
        stack.callback(secure.stop)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="oakfield-")))
        folder.chmod(0o755)
        authority = make_authority(folder, "authority")
        config = _configure(tmp_path_factory.mktemp("oakfield"), world, secure, port, authority)
        gateway = GatewayProcess(config, COMMAND).start()
        stack.callback(gateway.stop)
        postfix = _postfix(folder, port, gateway.port, world.port, authority)
        stack.callback(postfix.stop)
        yield Oakfield(postfix.start(), gateway, world, secure)


def _configure(directory: Path, world: Sink, secure: Sink, home_port: int, authority: Authority) -> Path:
    certificate = authority.issue(directory, GATE, "127.0.0.1")
    return write_school(
        directory,
        world.url,
        new=True,
        relay=f'home_hop = "smtp://127.0.0.1:{home_port}"\n'
        f'certificate = "{certificate}"\nprivate_key = "{certificate}"',
        secure_mail=f'next_hop = "{secure.url}"',
    )


def _postfix(folder: Path, port: int, gateway: int, world: int, authority: Authority) -> Postfix:
    """Its relay host is the gateway; some domains go there by a way that a test looks at."""
    return Postfix(
        folder,
        port,
        mailboxes=(TEACHER, COLLEAGUE, LEAD, UTF8_TEACHER),
        settings={"relayhost": f"[127.0.0.1]:{gateway}", "smtp_tls_CAfile": str(authority.ca_file)},
        services=(
            "verified unix - - n - - smtp -o smtp_tls_security_level=secure"
            f" -o smtp_tls_secure_cert_match={GATE} -o smtp_tls_loglevel=1",
            "watched unix - - n - - smtp -o debug_peer_list=127.0.0.1",
        ),
        transport={
            "witness.example": f"smtp:[127.0.0.1]:{world}",
            "verified.example": f"verified:[127.0.0.1]:{gateway}",
            "watched.example": f"watched:[127.0.0.1]:{gateway}",
        },
    )


def only_fields_on_top(copy: Taken, witness: Taken) -> None:
    """Asserts that one is the other, byte for byte, below the fields that Schoolgate puts on top."""
    match = ON_TOP.match(copy.content)
    assert match, f"it begins with {copy.content[:300]!r}"
    assert copy.content[match.end() :] == witness.content

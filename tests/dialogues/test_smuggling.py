"""SMTP smuggling: of one message there is never made a second one, whatever the next hop takes for an end.

The spellings are those of the published tools (SEC Consult's scanner and analyser, smtpsmug, those that came
after) and all others of the same making: every line end before and behind the dot, with a NUL anywhere.
Each is tried through the real relay, towards a strict next hop and towards one that takes any of them.
"""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.dialogues.player import Connection
from tests.dialogues.receivers import LAX_END, STRICT_END, Receiver
from tests.support.postfix import Postfix, free_port
from tests.support.process import GatewayProcess
from tests.support.school import LEAD, PARENT, TEACHER, write_school
from tests.support.sink import Sink
from tests.support.system import needs_root

NAME = b"Grace Bishop"
HEADER = b"From: a.teacher@oakfield.sch.uk\r\nTo: parent@example.com\r\nSubject: Museum trip\r\n\r\n"
END = b"\r\n.\r\n"
SMUGGLED = (
    b"MAIL FROM:<head@oakfield.sch.uk>\r\nRCPT TO:<victim@example.com>\r\nDATA\r\n"
    b"From: head@oakfield.sch.uk\r\nSubject: Smuggled\r\n\r\nAbout " + NAME + b" of 8B.\r\n"
)
LINE_ENDS = (b"\r\n", b"\n", b"\r", b"\r\r\n", b"\n\r", b"\n\n", b"\r\0\n", b"\0\r\n", b"\r\n\0")
_BETWEEN = [
    *itertools.product(LINE_ENDS, (b".",), LINE_ENDS),
    *itertools.product(LINE_ENDS[:3], (b"\0.", b".\0"), LINE_ENDS[:3]),
]
SPELLINGS = [spelling for parts in _BETWEEN if END not in (spelling := b"".join(parts))]


@dataclass(frozen=True, slots=True)
class Way:
    """A gateway, and the next hop that it leads to."""

    gateway: GatewayProcess
    receiver: Receiver


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Way]]:
    ways = {}
    for name, end in (("strict", STRICT_END), ("lax", LAX_END)):
        receiver = Receiver(end).start()
        config = write_school(tmp_path_factory.mktemp(name), receiver.url)
        ways[name] = Way(GatewayProcess(config).start(), receiver)
    yield ways
    for way in ways.values():
        way.gateway.stop()
        way.receiver.stop()


@pytest.fixture(params=["strict", "lax"])
def way(request: pytest.FixtureRequest, ways: dict[str, Way]) -> Way:
    way = ways[request.param]
    way.receiver.taken.clear()
    return way


def offer(gateway: GatewayProcess, content: bytes, *, cut: int = 0) -> list[str]:
    """All answers after the 354, on one connection; `cut` sends the content in pieces of so many bytes."""
    connection = Connection(gateway.port)
    connection.reply()
    for command in ("EHLO mail.oakfield.sch.uk", f"MAIL FROM:<{TEACHER}>", f"RCPT TO:<{PARENT}>", "DATA"):
        connection.send(command.encode() + b"\r\n")
        connection.reply()
    for start in range(0, len(content), cut or len(content)):
        connection.send(content[start : start + (cut or len(content))])
        if cut:
            time.sleep(0.0005)
    answers = [connection.reply()]
    connection.send(b"QUIT\r\n")
    answers.append(connection.reply())
    connection.close()
    return answers


def only_ours(receiver: Receiver) -> bool:
    """Whether nothing has come but what was inspected, and notices to the school, which have no sender."""
    return all(
        not each.sender or (each.sender == TEACHER and NAME not in each.content) for each in receiver.taken
    )


@pytest.mark.parametrize("spelling", SPELLINGS, ids=repr)
def test_one_message_stays_one(way: Way, spelling: bytes) -> None:
    content = HEADER + b"Nine on Friday." + spelling + SMUGGLED + END[2:]
    answer, farewell = offer(way.gateway, content)
    assert answer[0] in "25"
    assert farewell.startswith("221")
    assert only_ours(way.receiver)


@pytest.mark.parametrize("spelling", [b"\n.\r\n", b"\r\n\0.\r\n", b"\r\n.\r", b"\r.\r\n"], ids=repr)
@pytest.mark.parametrize("place", ["first line", "after a doubled dot", "in the header", "twice"])
def test_wherever_it_stands(way: Way, spelling: bytes, place: str) -> None:
    contents = {
        "first line": spelling[spelling.index(b".") - 1 :] + SMUGGLED,
        "after a doubled dot": HEADER + b"Nine.\r\n.." + spelling + SMUGGLED,
        "in the header": HEADER[:-2] + b"X-Note: nine" + spelling + SMUGGLED,
        "twice": HEADER + b"Nine." + spelling + spelling + SMUGGLED,
    }
    answer, farewell = offer(way.gateway, contents[place] + END[2:])
    assert answer[0] in "25"
    assert farewell.startswith("221")
    assert only_ours(way.receiver)


@pytest.mark.parametrize("cut", [1, 2, 3, 7])
def test_however_the_network_cuts_it(way: Way, cut: int) -> None:
    """A piece for itself for each CR, LF and dot."""
    content = HEADER + b"Nine." + b"\r\n.\r" + b"MAIL FROM:<head@oakfield.sch.uk>" + END
    answer, farewell = offer(way.gateway, content, cut=cut)
    assert answer.startswith("550 5.6.11")
    assert farewell.startswith("221")
    assert way.receiver.taken == []


@pytest.mark.parametrize("shift", range(-6, 2))
def test_on_the_border_between_two_reads(way: Way, shift: int) -> None:
    filling = b"y" * 76 + b"\r\n"
    whole = HEADER + filling * ((256 * 1024 - len(HEADER)) // len(filling))
    content = whole + b"x" * (256 * 1024 - len(whole) + shift) + b"\n.\r\n" + SMUGGLED + END[2:]
    answer, _ = offer(way.gateway, content)
    assert answer.startswith("550 5.6.11")
    assert way.receiver.taken == []


def test_dots_that_are_text_arrive_as_text(way: Way) -> None:
    """Doubled dots, as an honest client writes them, are a dot at either next hop."""
    content = HEADER + b"Nine.\r\n..\r\nMAIL FROM:<head@oakfield.sch.uk>\r\n...\r\nTen."
    answer, _ = offer(way.gateway, content + END)
    assert answer.startswith("250")
    (arrived,) = way.receiver.taken
    assert arrived.content.endswith(content[len(HEADER) :])


def test_without_the_relay_the_lax_next_hop_is_fooled() -> None:
    """Or the tests above would show nothing."""
    receiver = Receiver(LAX_END).start()
    for spelling in SPELLINGS:
        connection = Connection(receiver.port)
        connection.send(f"EHLO x\r\nMAIL FROM:<{TEACHER}>\r\nDATA\r\n".encode())
        connection.send(HEADER + b"Nine" + spelling + SMUGGLED + END[2:] + b"QUIT\r\n")
        while not connection.reply().startswith("221"):
            pass
        connection.close()
    receiver.stop()
    fooled = len(receiver.taken) - len(SPELLINGS)
    assert fooled > len(SPELLINGS) * 0.8


def test_a_real_postfix_as_next_hop(tmp_path: Path) -> None:
    """As lax as it can be set up to be; it has the last word on what was one message."""
    needs_root("Postfix")
    sink, port = Sink().start(), free_port()
    with tempfile.TemporaryDirectory(prefix="smuggling-") as folder:
        Path(folder).chmod(0o755)
        lax = {"relayhost": f"[127.0.0.1]:{sink.port}", "smtpd_forbid_bare_newline": "no"}
        postfix = Postfix(Path(folder), port, mailboxes=(TEACHER, LEAD), settings=lax).start()
        gateway = GatewayProcess(write_school(tmp_path, f"smtp://127.0.0.1:{port}")).start()
        try:
            for spelling in SPELLINGS:
                offer(gateway, HEADER + b"Nine on Friday." + spelling + SMUGGLED + END[2:])
            assert offer(gateway, HEADER + b"Nine on Friday." + END)[0].startswith("250")
            sink.wait_for(1)
            postfix.wait_until_empty()
        finally:
            gateway.stop()
            postfix.stop()
            sink.stop()
    assert {(each.sender, each.recipients) for each in sink.taken} == {(TEACHER, (PARENT,))}
    assert not any(NAME in each.content for each in sink.taken)

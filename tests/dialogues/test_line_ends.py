"""Line ends of every wrong kind: nothing smuggled ever arrives, and the connection stays in step.

Servers disagree on what ends a line, so a dot between two wrong line ends may end a message at one server
and be text at the next. What stands behind it is then a second message, with a sender of somebody's choice.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.dialogues.conftest import Scene
from tests.dialogues.player import Connection
from tests.support.school import PARENT, TEACHER

HEADER = b"From: a.teacher@oakfield.sch.uk\r\nSubject: Museum trip\r\n\r\n"
END = b"\r\n.\r\n"
SMUGGLED = (
    b"MAIL FROM:<head@oakfield.sch.uk>\r\nRCPT TO:<victim@example.com>\r\nDATA\r\n"
    b"Subject: Smuggled\r\n\r\nPay this invoice.\r\n"
)
REFUSED = "550 5.6.11"

# What some server has taken for the end of a message: the published cases and what lies between them.
FALSE_ENDS = [
    *(
        before + b"." + after
        for before in (b"\n", b"\r", b"\n\n", b"\r\r")
        for after in (b"\n", b"\r", b"\r\n")
    ),
    *(b"\r\n." + after for after in (b"\n", b"\r", b"\r\r\n", b"\n\r\n")),
    b"\r\r\n.\r\r\n",
    b"\n\r\n.\n",
    b"\n\r.\r\n",
    b"\r\n\r.\r\n",
    b"\r\n.\n\r",
]
# Not one wrong line end in them, and still no end: they are text, and stay text.
HARMLESS_ENDS = [
    b"\r\n.\0\r\n",
    b"\r\n\0x.\r\n",
    b"\r\n. \r\n",
    b"\r\n .\r\n",
    b"\r\n..\r\n",
    b"\r\n.\x85\r\n",
    b"\r\n.\v\r\n",
    b"\r\n.\f\r\n",
    b"\r\n.\xe2\x80\xa8\r\n",
]
BARE = {"LF": b"\n", "CR": b"\r", "CRCRLF": b"\r\r\n", "LFCR": b"\n\r", "LFLF": b"\n\n", "CRLFLF": b"\r\n\n"}


class Dialogue:
    """One transaction with a clean sender and recipient, up to DATA."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.connection = Connection(scene.gateway.port)
        assert self.connection.reply().startswith("220")
        self.ask("EHLO mail.oakfield.sch.uk", "250")

    def ask(self, command: str, answer: str) -> str:
        self.connection.send(command.encode() + b"\r\n")
        reply = self.connection.reply()
        assert reply.startswith(answer), reply
        return reply

    def offer(self, content: bytes) -> str:
        """The answer to the message whose content, with its end mark, is given as it goes on the wire."""
        self.ask(f"MAIL FROM:<{TEACHER}>", "250")
        self.ask(f"RCPT TO:<{PARENT}>", "250")
        self.ask("DATA", "354")
        self.connection.send(content)
        return self.connection.reply()

    def end_in_step(self) -> None:
        """A good message still goes through, then QUIT is the last that is answered."""
        before = len(self.scene.arrived())
        assert self.offer(HEADER + b"Nine on Friday." + END).startswith("250")
        assert len(self.scene.arrived()) == before + 1
        self.ask("QUIT", "221")
        self.connection.expect_end()
        assert not self.scene.sink.to("victim@example.com")


@pytest.fixture
def dialogue(scene_of: Callable[[str], Scene]) -> Dialogue:
    return Dialogue(scene_of("plain"))


@pytest.mark.parametrize("false_end", FALSE_ENDS, ids=repr)
def test_nothing_can_be_smuggled_behind_a_false_end(dialogue: Dialogue, false_end: bytes) -> None:
    reply = dialogue.offer(HEADER + b"Nine on Friday." + false_end + SMUGGLED + END[2:])
    assert reply.startswith(REFUSED)
    assert dialogue.scene.arrived() == []
    dialogue.end_in_step()


@pytest.mark.parametrize("text", HARMLESS_ENDS, ids=repr)
def test_what_only_looks_like_an_end_is_text(dialogue: Dialogue, text: bytes) -> None:
    reply = dialogue.offer(HEADER + b"Nine on Friday." + text + SMUGGLED + END[2:])
    assert reply.startswith("250")
    for arrived in dialogue.scene.arrived():
        assert arrived.count(b"Pay this invoice.") == 1
    assert len(dialogue.scene.arrived()) <= 1  # none where it is held for a look
    dialogue.end_in_step()


@pytest.mark.parametrize("line_end", BARE.values(), ids=BARE)
@pytest.mark.parametrize("place", ["at the start", "in the header", "in the body", "before the end"])
def test_a_wrong_line_end_anywhere_is_refused(dialogue: Dialogue, line_end: bytes, place: str) -> None:
    contents = {
        "in the header": b"From: a.teacher@oakfield.sch.uk" + line_end + b"Subject: Trip\r\n\r\nNine.",
        "in the body": HEADER + b"Nine" + line_end + b"on Friday.",
        "before the end": HEADER + b"Nine on Friday." + line_end,
        "at the start": line_end + HEADER + b"Nine on Friday.",
    }
    assert dialogue.offer(contents[place] + END).startswith(REFUSED)
    assert dialogue.scene.arrived() == []
    dialogue.end_in_step()


@pytest.mark.parametrize("lone", [b"\n", b"\r"], ids=["LF", "CR"])
def test_a_wrong_line_end_deep_in_a_large_message_is_found(dialogue: Dialogue, lone: bytes) -> None:
    """On either side of the borders between the chunks that are read."""
    for size in (256 * 1024 - 1, 256 * 1024, 2 * 256 * 1024 + 1):
        assert dialogue.offer(HEADER + b"x" * size + lone + b"x" + END).startswith(REFUSED)
    assert dialogue.scene.arrived() == []
    dialogue.end_in_step()


def test_an_end_mark_is_found_wherever_the_pieces_are_cut(dialogue: Dialogue) -> None:
    """The mark lies across the border of two reads, at each of its places."""
    for shift in range(6):
        filling = b"y" * (512 * 1024 - len(HEADER) - shift)
        assert dialogue.offer(HEADER + filling + END).startswith("250")
    assert len(dialogue.scene.arrived()) == 6
    dialogue.end_in_step()


def test_commands_may_end_with_a_lone_line_feed_but_never_hide_another(dialogue: Dialogue) -> None:
    """Nothing can be smuggled in commands: each is answered, whoever counts replies sees it."""
    dialogue.connection.send(b"NOOP\nNOOP\r\n")
    assert [dialogue.connection.reply()[:3] for _ in range(2)] == ["250", "250"]
    dialogue.connection.send(b"NOOP\rNOOP\r\n")
    assert dialogue.connection.reply().startswith("5")
    dialogue.end_in_step()

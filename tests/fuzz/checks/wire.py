"""SMTP in and out: only CRLF.CRLF ends a message, no address carries a command, replies are printable."""

from __future__ import annotations

from detectors.message import Envelope
from gateway.actions.trace import Trace, count_received, header_of, is_loop, loop_field, received_field
from gateway.smtp.data import END, Data, DataFault, DataReader
from gateway.smtp.path import MOST_ADDRESS, NULL_PATH, parse_path
from gateway.transport.content import encode_content, has_bare_line_ends
from gateway.transport.extensions import Extensions, parse_extensions
from gateway.transport.reply import MalformedReplyError, Reply, ReplyParser
from gateway.transport.script import Script, write_script
from tests.support.judged import NOW

_LIMIT = 2_000
_ALL = Extensions(pipelining=True, eight_bit=True, smtputf8=True, announces_size=True)
_MESSAGE = b"Subject: Trip\r\n\r\nHello\r\n"


def check_data(wire: bytes) -> None:
    """The reader against the plainest statement of what it must do; a byte says how it is cut."""
    cut = 1 + (wire[0] if wire else 0)
    read, rest = _read(wire, cut)
    whole = b"\r\n" + wire
    end = whole.find(END)
    if end < 0:
        assert read is None, "a message without an end was taken"
        return
    lines = whole[2 : end + 2]
    assert rest == whole[end + len(END) :], "what follows belongs to the next command"
    assert read is not None
    if len(lines) > _LIMIT:
        assert read == Data(b"", DataFault.TOO_LARGE)
    elif has_bare_line_ends(lines):
        assert read == Data(b"", DataFault.BARE_LINE_END)
    else:
        undone = b"".join(line.removeprefix(b".") + b"\r\n" for line in lines.split(b"\r\n")[:-1])
        _check_taken(undone, read, cut)


def _check_taken(undone: bytes, read: Data, cut: int) -> None:
    """Nothing in it ends the message early, not even where NUL is dropped; and it leaves as it came."""
    leaves = encode_content(undone)
    if END in b"\r\n" + leaves.replace(b"\0", b"")[: -len(b".\r\n")]:
        assert read == Data(b"", DataFault.HIDDEN_END), "an end that others see"
        return
    assert read == Data(undone)
    assert _read(leaves, cut) == (read, b""), "it does not leave as it came"


def _read(wire: bytes, cut: int) -> tuple[Data | None, bytes]:
    reader = DataReader(_LIMIT)
    for start in range(0, len(wire), cut):
        if reader.feed(wire[start : start + cut]):
            return reader.data(), reader.rest + wire[start + cut :]
    return None, b""


def check_path(raw: bytes) -> None:
    argument = raw.decode("utf-8", "surrogateescape")
    parsed = parse_path(argument)
    if parsed is None:
        return
    address, rest = parsed
    assert len(address) <= MOST_ADDRESS
    assert not any(ord(each) < 32 or 127 <= ord(each) < 160 for each in address)
    if address == NULL_PATH:
        return
    assert parse_path(f"<{address}> {rest}".rstrip()) == parsed, "it is read differently the second time"
    script = write_script(Envelope(address, (address,), smtputf8=True), _MESSAGE, _ALL)
    assert isinstance(script, Script), "what was taken cannot be sent on"
    for command in (script.mail, *script.recipients):
        assert command is not None
        assert command.count(b"\r\n") == 1
        assert command.endswith(b"\r\n")


def check_replies(raw: bytes) -> None:
    """The same replies, however what the other server says is cut."""
    whole = _replies([raw])
    assert whole == _replies([raw[at : at + 1] for at in range(len(raw))])
    for reply in whole:
        assert reply.text.isprintable()
        assert reply.text.isascii()
        parse_extensions(reply)
        assert _replies([f"{reply.to_smtp()}\r\n".encode()]) == [reply]


def _replies(pieces: list[bytes]) -> list[Reply]:
    parser = ReplyParser()
    found: list[Reply] = []
    try:
        for piece in pieces:
            for reply in parser.feed(piece):
                found.append(reply)
    except MalformedReplyError:
        pass
    return found


def check_trace(raw: bytes) -> None:
    """Nobody without the secret makes a loop mark, and what a client calls itself ends no field."""
    header = header_of(raw)
    assert not is_loop(header, b"a secret of this installation")
    assert is_loop(loop_field("01M", b"secret").rstrip(), b"secret")
    assert count_received(header) <= header.count(b"\r\n") + 1
    helo = raw.decode("utf-8", "surrogateescape")
    field = received_field(Trace("01M", "192.0.2.1", helo, "mx.oakfield.sch.uk", "ESMTP", NOW))
    assert field.count(b"\r\n") == 3
    assert field.replace(b"\r\n\t", b" ").count(b"\n") == 1

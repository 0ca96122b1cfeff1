"""A reader of notices that forgives nothing: RFC 5322, 2047, 2045, 2046, 6522 and 3464, by their letter.

It shares no code with the standard library's parser, which forgives almost everything. Every function raises
AssertionError with what is wrong.
"""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_NAME = re.compile(r"[!-9;-~]+")
_ONCE = {
    "from",
    "to",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "content-language",
    "auto-submitted",
}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(r"(\w{3}), (\d{1,2}) (\w{3}) (\d{4}) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d [+-]\d{4}")
_ID = r"<[!-;=?A-~]+@[!-;=?A-~]+>"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = rf"{_ATOM}(?:\.{_ATOM})*@(?:{_ATOM}(?:\.{_ATOM})*|\[[0-9A-Za-z:.]+\])"
_ENCODED_WORD = re.compile(r"=\?utf-8\?([bq])\?([!->@-~]+)\?=")
_PHRASE_WORD = re.compile(rf"=\?utf-8\?[bq]\?[^?\s]+\?=|{_ATOM}")
_BOUNDARY = re.compile(r"[A-Za-z0-9'()+_,./:=?-]{1,70}")  # RFC 2046 §5.1.1, without the space
_QP_LINE = re.compile(r"(?:[!-<>-~ \t]|=[0-9A-F]{2})*=?")  # RFC 2045 §6.7
_STATUS = re.compile(r"[245]\.(?:0|[1-9]\d{0,2})\.(?:0|[1-9]\d{0,2})")  # RFC 3463 §2
_CLASSES = {"failed": "45", "delayed": "4", "delivered": "2", "relayed": "2", "expanded": "2"}
_PER_MESSAGE = {"original-envelope-id", "reporting-mta", "dsn-gateway", "received-from-mta", "arrival-date"}
_PER_RECIPIENT = {
    "original-recipient",
    "final-recipient",
    "action",
    "status",
    "remote-mta",
    "diagnostic-code",
    "last-attempt-date",
    "will-retry-until",
    "final-log-id",
}


@dataclass(frozen=True, slots=True)
class Entity:
    """A message or a part: its fields unfolded, by lower-case name, and its body as it stands."""

    fields: tuple[tuple[str, str], ...]
    body: bytes

    def value(self, name: str) -> str:
        values = [value for each, value in self.fields if each == name]
        assert len(values) == 1, f"{name}: {len(values)} times"
        return values[0]

    @property
    def names(self) -> set[str]:
        return {name for name, _ in self.fields}

    @property
    def media_type(self) -> str:
        return self.value("content-type").split(";")[0].strip()


def read_letter(notice: bytes) -> Entity:
    """Any notice: a message with a multipart in it, down to every leaf."""
    _check_wire(notice)
    message = _entity(notice)
    for name in ("from", "to", "subject", "date", "message-id", "auto-submitted"):
        message.value(name)
    assert message.value("mime-version") == "1.0"
    assert message.value("auto-submitted") in ("auto-replied", "auto-generated")
    _check_date(message.value("date"))
    _check_mailboxes(message)
    assert re.fullmatch(_ID, message.value("message-id"))
    if "in-reply-to" in message.names:
        assert re.fullmatch(_ID, message.value("in-reply-to"))
        references = message.value("references").split()
        assert all(re.fullmatch(_ID, each) for each in references)
        assert references[-1] == message.value("in-reply-to")  # RFC 5322 §3.6.4
        assert len(references) == len(set(references))
    _check_words(message.value("subject"))
    _check_entity(message)
    return message


def read_report(notice: bytes) -> tuple[Entity, ...]:
    """A notice to a sender; the groups about recipients."""
    report = read_letter(notice)
    assert re.fullmatch(
        r'multipart/report; report-type=delivery-status; boundary="[^"]+"', report.value("content-type")
    )
    words, status, original = _parts(report)
    assert words.media_type == "multipart/alternative"
    assert [part.media_type for part in _parts(words)] == ["text/plain", "text/html"]
    assert status.media_type == "message/delivery-status"
    assert original.media_type == "text/rfc822-headers"
    _fields(original.body)
    return _groups(status.body)


def _check_wire(notice: bytes) -> None:
    """RFC 5322 §2.1 and §2.3, RFC 2045 §2.7."""
    assert notice.endswith(b"\r\n")
    text = notice.decode("ascii")
    assert "\0" not in text
    assert not re.search(r"\r(?!\n)|(?<!\r)\n", text), "a bare CR or LF"
    assert max(map(len, text.split("\r\n"))) <= 998


def _entity(raw: bytes) -> Entity:
    if raw.startswith(b"\r\n"):
        return Entity((), raw[2:])
    header, end, body = raw.partition(b"\r\n\r\n")
    assert end, "no empty line after the header"
    return Entity(_fields(header + b"\r\n"), body)


def _fields(header: bytes) -> tuple[tuple[str, str], ...]:
    """RFC 5322 §2.2. Beyond 78 characters only what cannot be folded."""
    lines = header.decode("ascii").removesuffix("\r\n").split("\r\n")
    found: list[tuple[str, str]] = []
    for line in lines:
        assert line.strip(), "a line of nothing in a header"
        assert all(" " <= each <= "~" or each == "\t" for each in line)
        if line[0] in " \t":
            assert len(line) <= 78 or len(line.split()) == 1, f"could be folded: {line}"
            name, value = found.pop()
            found.append((name, value + line))
        else:
            name, colon, value = line.partition(":")
            assert colon
            assert _NAME.fullmatch(name), name
            assert len(line) <= 78 or len(value.split()) == 1, f"could be folded: {line}"
            found.append((name.lower(), value))
    for name in _ONCE:
        assert sum(each == name for each, _ in found) <= 1, f"{name} more than once"
    return tuple((name, value.strip()) for name, value in found)


def _check_date(text: str) -> None:
    """RFC 5322 §3.3: the day of the week is that of the date."""
    match = _DATE.fullmatch(text)
    assert match, text
    day = date(int(match[4]), _MONTHS.index(match[3]) + 1, int(match[2]))
    assert _DAYS[day.weekday()] == match[1], text


def _check_mailboxes(message: Entity) -> None:
    """RFC 5322 §3.4, with the empty group that says an address beyond ASCII (RFC 6857 §3.1.8)."""
    for name in message.names & {"to", "reply-to"}:
        for each in message.value(name).split(", "):
            *words, last = each.split(" ")
            named = words and last == ":;" and all(_PHRASE_WORD.fullmatch(word) for word in words)
            assert named or re.fullmatch(_ADDRESS, each), f"{name}: {each}"
    assert re.fullmatch(rf"Schoolgate <{_ADDRESS}>", message.value("from"))


def _check_words(text: str) -> None:
    """RFC 2047 §2 and §5: each encoded word is whole, and short enough."""
    for word in text.split():
        if word.startswith("=?"):
            match = _ENCODED_WORD.fullmatch(word)
            assert match, word
            assert len(word) <= 75
            coded = match[2].encode("ascii")
            decoded = (
                base64.b64decode(coded, validate=True) if match[1] == "b" else quopri.decodestring(coded)
            )
            decoded.decode("utf-8")
        else:
            assert "=?" not in word, word


def _check_entity(entity: Entity) -> None:
    kind = entity.media_type
    if kind.startswith("multipart/"):
        for part in _parts(entity):
            _check_entity(part)
    elif kind.startswith("text/") and kind != "text/rfc822-headers":
        assert entity.value("content-type").endswith("; charset=utf-8")
        assert entity.value("content-transfer-encoding") == "quoted-printable"
        _check_quoted_printable(entity.body)
        text = quopri.decodestring(entity.body).decode("utf-8")
        assert not [each for each in text if ord(each) < 32 and each not in "\r\n"]


def _check_quoted_printable(body: bytes) -> None:
    for line in body.decode("ascii").split("\r\n"):
        assert len(line) <= 76
        assert _QP_LINE.fullmatch(line), line
        assert not line.endswith((" ", "\t"))


def _parts(entity: Entity) -> tuple[Entity, ...]:
    """RFC 2046 §5.1.1: every line that begins with the boundary ends a part, and the last one closes."""
    match = re.search(r'; boundary="([^"]+)"', entity.value("content-type"))
    assert match
    boundary = match[1]
    assert _BOUNDARY.fullmatch(boundary)
    before, *parts = (b"\r\n" + entity.body).split(f"\r\n--{boundary}".encode("ascii"))
    assert before.strip(b"\r\n") == b"", "a preamble"
    *parts, last = parts
    assert last in (b"--\r\n", b"--"), "not closed, or with an epilogue"
    assert all(part.startswith(b"\r\n") for part in parts), "a line that only begins like the boundary"
    return tuple(_entity(part[2:]) for part in parts)


def _groups(body: bytes) -> tuple[Entity, ...]:
    """RFC 3464 §2.1: one group about the message, and at least one about a recipient."""
    about, *groups = [
        Entity(_fields(each + b"\r\n"), b"") for each in body.rstrip(b"\r\n").split(b"\r\n\r\n")
    ]
    _check_known(about, _PER_MESSAGE)
    assert re.fullmatch(r"dns; [!-~]+", about.value("reporting-mta"))
    if "arrival-date" in about.names:
        _check_date(about.value("arrival-date"))
    assert groups, "nobody is reported of"
    for each in groups:
        _check_recipient(each)
    return tuple(groups)


def _check_recipient(group: Entity) -> None:
    """RFC 3464 §2.3, RFC 6533 §3."""
    _check_known(group, _PER_RECIPIENT)
    assert re.fullmatch(r"(?:rfc822|utf-8); [!-~]+", group.value("final-recipient"))
    action, status = group.value("action"), group.value("status")
    assert _STATUS.fullmatch(status), status
    assert action in _CLASSES, action
    assert status[0] in _CLASSES[action], f"{action} does not go with {status}"
    if "remote-mta" in group.names:
        assert re.fullmatch(r"dns; [!-~]+", group.value("remote-mta"))
    if "diagnostic-code" in group.names:
        assert re.fullmatch(r"smtp; [ -~]+", group.value("diagnostic-code"))
    if "will-retry-until" in group.names:
        assert action == "delayed"
    for name in group.names & {"last-attempt-date", "will-retry-until"}:
        _check_date(group.value(name))


def _check_known(group: Entity, known: Iterable[str]) -> None:
    names = [name for name, _ in group.fields]
    assert len(names) == len(set(names)), "a field more than once"
    assert set(names) <= set(known), names

"""What the gateway, the fork server and the inspection workers say to one another."""

from __future__ import annotations

import gc
import pickle
import struct
from dataclasses import dataclass, field, replace
from enum import Enum

from pydantic import TypeAdapter

from detectors.context import Facts
from detectors.finding import Report
from detectors.sending import NOBODY, Sending
from gateway.inspection.confinement.confinement import Confinement
from gateway.inspection.exhibit import Exhibit, Wish
from gateway.rewriting.task import Made, Task

PID = struct.Struct("!I")  # what the fork server answers: a worker's process id, or that there is none
NOBODY_FORKED = 0
HEAD = struct.Struct("!cQ")  # kind, length of the body in bytes
MOST_JSON = 8 * 1024**2  # bytes of an answer: what is made of them takes ten times the memory, and more
_ORDER = struct.Struct("!HI")  # in front of a message: whose facts to use, length of the circumstances

_REPORT: TypeAdapter[Report] = TypeAdapter(Report)
_TASKS: TypeAdapter[Task] = TypeAdapter(Task)
_MADE: TypeAdapter[Made] = TypeAdapter(Made)
_WISHES: TypeAdapter[Wish] = TypeAdapter(Wish)
_EXHIBITS: TypeAdapter[Exhibit] = TypeAdapter(Exhibit)
_CONFINEMENTS: TypeAdapter[Confinement] = TypeAdapter(Confinement)


class Asked(Enum):
    """What is asked of the fork server, each with an open file."""

    SETUP = b"S"  # the file: what the workers must know that are forked from now on
    FORK = b"F"  # the file: a worker's socket


class Kind(Enum):
    """The kinds of frame on a worker's socket: a kind, a length, the bytes."""

    MESSAGE = b"M"  # to the worker: an order, and the message's bytes
    REWRITE = b"W"  # to the worker: a task, and the message's bytes
    SHOW = b"H"  # to the worker: a wish, and the message's bytes
    PART = b"P"  # from the worker: the path of what it is about to read
    READY = b"Y"  # from the worker: that it is there, and how it is confined
    REPORT = b"R"  # from the worker: what it found
    LAST_REPORT = b"L"  # the same, and the worker ends: it has grown too large
    REWRITTEN = b"N"  # from the worker: what it changed, and the message's bytes
    LAST_REWRITTEN = b"Z"  # the same, and the worker ends
    SHOWN = b"V"  # from the worker: an exhibit, and the bytes of an attachment
    LAST_SHOWN = b"E"  # the same, and the worker ends


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker must know: the facts of each school, packed, and its limits.

    must_be_confined: better no worker than one that could reach the school's files or the network
    """

    facts: tuple[bytes, ...]
    deadline_seconds: float
    memory: int  # bytes of address space
    must_be_confined: bool = False


def pack(facts: Facts) -> bytes:
    """Once for each version of a roster: a large one takes seconds. All workers get the same bytes."""
    return pickle.dumps(facts, pickle.HIGHEST_PROTOCOL)


def unpack(packed: bytes) -> Facts:
    """Only for what came from our own parent. It stays, so nothing looks through it for garbage."""
    gc.disable()
    try:
        facts: Facts = pickle.loads(packed)  # noqa: S301 - over a socket that nobody else has
        return facts
    finally:
        gc.freeze()
        gc.enable()


@dataclass(frozen=True, slots=True)
class Order:
    """How a message is to be inspected: with which school's facts, for whom, and without which parts.

    skipped: paths and reasons, one plain sentence each
    leave_private: of mail that is marked as private only the header is looked at
    """

    school: int
    sending: Sending = NOBODY
    skipped: dict[str, str] = field(default_factory=dict)
    leave_private: bool = False

    def encode(self) -> bytes:
        plain = self == Order(self.school)
        text = b"" if plain else _ORDERS.dump_json(self)
        return _ORDER.pack(self.school, len(text)) + text


_ORDERS: TypeAdapter[Order] = TypeAdapter(Order)


def decode_order(body: bytes) -> tuple[Order, bytes]:
    """The order, and the message that follows it."""
    school, length = _ORDER.unpack_from(body)
    start = _ORDER.size + length
    order = _ORDERS.validate_json(body[_ORDER.size : start]) if length else Order(school)
    return order, body[start:]


def encode_task(school: int, task: Task) -> bytes:
    """What goes in front of the message that is to be changed."""
    text = _TASKS.dump_json(task)
    return _ORDER.pack(school, len(text)) + text


def decode_task(body: bytes) -> tuple[int, Task, bytes]:
    """The school, the task, and the message that follows it."""
    school, length = _ORDER.unpack_from(body)
    start = _ORDER.size + length
    return school, _TASKS.validate_json(body[_ORDER.size : start]), body[start:]


def encode_made(made: Made, content: bytes) -> bytes:
    """JSON and bytes, not pickle, as with a report."""
    text = _MADE.dump_json(made)
    return _ORDER.pack(0, len(text)) + text + content


def decode_made(body: bytes) -> tuple[Made, bytes]:
    """Raises ValueError."""
    text, content = _divided(body)
    return _MADE.validate_json(text), content


def encode_wish(school: int, wish: Wish) -> bytes:
    """What goes in front of the message of which a piece is to be shown."""
    text = _WISHES.dump_json(wish)
    return _ORDER.pack(school, len(text)) + text


def decode_wish(body: bytes) -> tuple[int, Wish, bytes]:
    """The school, the wish, and the message that follows it."""
    school, length = _ORDER.unpack_from(body)
    start = _ORDER.size + length
    return school, _WISHES.validate_json(body[_ORDER.size : start]), body[start:]


def encode_exhibit(exhibit: Exhibit) -> bytes:
    """JSON and bytes, as with what was changed."""
    text = _EXHIBITS.dump_json(replace(exhibit, content=b""))
    return _ORDER.pack(0, len(text)) + text + exhibit.content


def decode_exhibit(body: bytes) -> Exhibit:
    """Raises ValueError."""
    text, content = _divided(body)
    return replace(_EXHIBITS.validate_json(text), content=content)


def _divided(body: bytes) -> tuple[bytes, bytes]:
    """An answer's JSON, and the bytes that follow it. Raises ValueError."""
    if len(body) < _ORDER.size:
        raise ValueError("too short")
    _, length = _ORDER.unpack_from(body)
    start = _ORDER.size + length
    return _not_too_long(body[_ORDER.size : start]), body[start:]


def _not_too_long(text: bytes) -> bytes:
    """A hostile worker may say as much as it likes. Raises ValueError."""
    if len(text) > MOST_JSON:
        raise ValueError("too long")
    return text


def encode_confinement(confinement: Confinement) -> bytes:
    return _CONFINEMENTS.dump_json(confinement)


def decode_confinement(body: bytes) -> Confinement:
    """Raises ValueError."""
    return _CONFINEMENTS.validate_json(_not_too_long(body))


def encode_report(report: Report) -> bytes:
    """JSON, not pickle: a worker that a hostile file has taken over must not take over the gateway."""
    return _REPORT.dump_json(report)


def decode_report(body: bytes) -> Report:
    """Raises ValueError."""
    return _REPORT.validate_json(_not_too_long(body))

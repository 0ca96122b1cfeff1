"""A tracer measures the steps that a message takes; the one that is there by default measures nothing.

What a span may say is a table here, so that no free text can carry an address or a message.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from enum import StrEnum
from typing import Protocol


class SpanName(StrEnum):
    """What takes time. All but the first and the last happen inside one of those two."""

    RECEIVE = "receive"  # from the final dot to our answer
    INSPECT = "inspect"
    DECIDE = "decide"
    SEND = "send"
    COMMIT = "commit"
    DELIVER = "deliver"  # one delivery of the outbox


class Fact(StrEnum):
    """What may be said of a step: ids, counts, sizes and words of our own."""

    MESSAGE = "schoolgate.message"  # the gateway's own id of it
    SCHOOL = "schoolgate.school"
    BYTES = "schoolgate.bytes"
    RECIPIENTS = "schoolgate.recipients"
    FINDINGS = "schoolgate.findings"
    DISPOSITION = "schoolgate.disposition"
    ANSWER = "schoolgate.answer"  # its class: 2xx, 4xx or 5xx
    ROUTE = "schoolgate.route"
    REFUSED = "schoolgate.refused"  # recipients for whom the next hop did not take it
    REPEATED = "schoolgate.repeated"
    JOB = "schoolgate.job"


class Span(Protocol):
    """One step that is being measured.

    trace: the id (32 hexadecimal digits) of what it is a part of; empty where nobody is told
    """

    @property
    def trace(self) -> str: ...

    def note(self, fact: Fact, value: str | int | bool) -> None: ...


class Tracer(Protocol):
    """Measures from the beginning to the end of a `with`; steps inside it are parts of it."""

    def span(self, name: SpanName, /) -> AbstractContextManager[Span]: ...


class _NoSpan:
    trace = ""

    def note(self, fact: Fact, value: str | int | bool) -> None:
        pass

    def __enter__(self) -> Span:
        return self

    def __exit__(self, *_error: object) -> None:
        pass


class _NoTracer:
    def span(self, _name: SpanName) -> AbstractContextManager[Span]:
        return _NO_SPAN


_NO_SPAN = _NoSpan()
UNTRACED: Tracer = _NoTracer()

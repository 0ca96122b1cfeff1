"""The header fields we put on top of a message, and what they tell when it comes back."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

LOOP_FIELD = b"X-Schoolgate-Loop"
MAC_CHARACTERS = 32
_NOT_OF_A_NAME = re.compile(r"[^A-Za-z0-9._:\[\]-]")


@dataclass(frozen=True, slots=True)
class Trace:
    """How a message came in. `client` is its address, `helo` what it called itself."""

    id: str
    client: str
    helo: str
    host: str
    protocol: str  # ESMTP, ESMTPS, ESMTPSA …: RFC 3848, RFC 6531 §4.3
    received_at: datetime


def received_field(trace: Trace) -> bytes:
    """RFC 5321 §4.4. Recipients are left out: they would tell each of the others."""
    literal = f"IPv6:{trace.client}" if ":" in trace.client else trace.client
    return (
        f"Received: from {_atom(trace.helo)} ([{literal}])\r\n"
        f"\tby {trace.host} (Schoolgate) with {trace.protocol} id {trace.id};\r\n"
        f"\t{_dated(trace.received_at.replace(microsecond=0))}\r\n"
    ).encode("ascii", "replace")


def loop_field(message_id: str, secret: bytes) -> bytes:
    """Says that we have seen this message, in a way that nobody without the secret can say."""
    return LOOP_FIELD + f": {message_id} {_mac(message_id, secret)}\r\n".encode("ascii")


def without_trace(stored: bytes) -> tuple[bytes, bytes]:
    """The fields that we have put on top of a stored message, and the message as its client sent it.

    Raises ValueError where there are none: then it is no message of ours.
    """
    mark = stored.index(b"\n" + LOOP_FIELD + b": ") + 1
    end = stored.index(b"\n", mark) + 1
    return stored[:end], stored[end:]


def is_loop(header: bytes, secret: bytes) -> bool:
    """Whether the header carries our own mark. Anybody else's, forged or another school's, says nothing."""
    if LOOP_FIELD.lower() not in header.lower():
        return False
    wanted = LOOP_FIELD.lower() + b":"
    for line in header.split(b"\r\n"):
        if line[: len(wanted)].lower() == wanted:
            words = line[len(wanted) :].decode("ascii", "replace").split()
            if len(words) == 2 and hmac.compare_digest(words[1].encode(), _mac(words[0], secret).encode()):
                return True
    return False


def count_received(header: bytes) -> int:
    """How many servers the message has been through (RFC 5321 §6.3)."""
    return (b"\r\n" + header.lower()).count(b"\r\nreceived:")


def header_of(message: bytes) -> bytes:
    """The bytes up to the empty line."""
    if message.startswith(b"\r\n"):
        return b""
    end = message.find(b"\r\n\r\n")  # not split(): it would copy the rest, which may be large
    return message if end < 0 else message[:end]


def _mac(message_id: str, secret: bytes) -> str:
    return hmac.new(secret, message_id.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[
        :MAC_CHARACTERS
    ]


def _atom(text: str) -> str:
    """What a client calls itself, without what could end or fold the field."""
    return _NOT_OF_A_NAME.sub("?", text)[:255]


@lru_cache(maxsize=16)
def _dated(second: datetime) -> str:
    return format_datetime(second)

"""One-time codes as an app on a phone works them out (RFC 6238 §4, RFC 4226 §5.3)."""

from __future__ import annotations

import base64
import hmac
import struct
import time

_STEP = 30  # seconds
_TYPING = 3


def code_of(secret: str, steps: int = 0) -> str:
    """Six digits; `steps` of half a minute from now. There is always time left to type them."""
    if (left := _STEP - time.time() % _STEP) < _TYPING:
        time.sleep(left)
    counter = struct.pack(">Q", int(time.time()) // _STEP + steps)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 0xF
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"

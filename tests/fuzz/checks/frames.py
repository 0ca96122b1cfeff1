"""What a worker answers is a ValueError, or a value that is written the same: a hostile file may own it."""

from __future__ import annotations

from contextlib import suppress

from gateway.inspection.frames import (
    decode_exhibit,
    decode_made,
    decode_report,
    encode_exhibit,
    encode_made,
    encode_report,
)


def check_frames(body: bytes) -> None:
    with suppress(ValueError):
        report = decode_report(body)
        assert decode_report(encode_report(report)) == report
    with suppress(ValueError):
        made, content = decode_made(body)
        assert decode_made(encode_made(made, content)) == (made, content)
    with suppress(ValueError):
        exhibit = decode_exhibit(body)
        assert decode_exhibit(encode_exhibit(exhibit)) == exhibit

"""Old mail for a dry run: the messages of an mbox lie side by side and cover all of it."""

from __future__ import annotations

import os
from itertools import pairwise

from gateway.replay.mbox import messages


def check_mbox(raw: bytes) -> None:
    descriptor = os.memfd_create("mbox")
    try:
        os.write(descriptor, raw)
        kept = list(messages(descriptor, 1_000_000))
    finally:
        os.close(descriptor)
    assert all(one.offset + one.size == other.offset for one, other in pairwise(kept)), "a gap"
    assert not kept or (kept[0].offset, kept[-1].offset + kept[-1].size) == (0, len(raw))
    assert bool(raw) == bool(kept)

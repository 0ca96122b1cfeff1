"""A picture cannot be read, which matters only where it is large enough to hold words."""

from __future__ import annotations

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents
from detectors.message import Part, Unread

# Logos and portraits in signatures are smaller, scans and photographs of paper are larger. Nearly every
# mail from a school has a logo in it: if that held the mail, nobody would look at what is held any more.
SMALL_PICTURE = 50_000  # bytes


def read_picture(part: Part, budget: Budget) -> Contents:
    """A picture of any format. Those under 50 KB are taken for decoration and not called unread."""
    del budget
    if len(part.content) < SMALL_PICTURE:
        return Contents()
    return Contents(unread=(Unread(part.location, "A picture cannot be read."),))

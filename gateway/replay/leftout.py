"""Why a stored message is not judged: said in figures, so that nothing is passed over in silence."""

from __future__ import annotations

from enum import StrEnum


class LeftOut(StrEnum):
    """The reasons for leaving a message out."""

    NOT_OUTGOING = "not-outgoing"  # its sender is not the school's
    COPY = "copy"  # of a message that was judged already: it lies in several mailboxes
    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"  # the relay would have refused it for its size

"""What is signed is often packed too, as one stream whose size nobody declares."""

from __future__ import annotations

from detectors.extract.budget import Budget
from detectors.extract.contents import CannotRead
from detectors.extract.streams import DAMAGED, Decompressor, Stream, Till

_DAMAGED = "It is damaged and cannot be unpacked."


def unpack_stream(decompressor: Decompressor, packed: bytes, budget: Budget) -> bytes:
    """The stream that `packed` is, to its last byte. Raises CannotRead and BudgetExceeded."""
    stream, till, out = Stream(decompressor, packed), Till(budget), bytearray()
    before = 0
    try:
        for piece in stream.pieces():
            out += piece
            till.add(stream.at - before, len(piece))
            before = stream.at
    except DAMAGED as error:
        raise CannotRead(_DAMAGED) from error
    till.settle()
    if not stream.is_complete:
        raise CannotRead(_DAMAGED)
    if stream.at < len(packed):
        raise CannotRead("There is something else behind it.")
    return bytes(out)

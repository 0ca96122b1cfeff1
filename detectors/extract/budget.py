"""A budget is what one message may cost to read, and it runs out before the machine does."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

# Small members of an archive may shrink a great deal (a blank page, an empty spreadsheet), so the
# ratio is asked about only above this size, in bytes.
_RATIO_MATTERS_FROM = 10_000_000


class BudgetExceeded(Exception):  # noqa: N818  it names what happened, as StopIteration does
    """The message costs more to read than it may. `reason` is one plain sentence for the sender."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Budget:
    """What is left of one message's allowance. Every reader draws on the same one, so it changes.

    unpacked: bytes that may still come out of compressed or encrypted data
    ratio: largest growth, unpacked to packed, of one large piece
    depth: how many files may lie inside each other
    files: nested files that may still be looked at
    characters: of text and table cells that may still be handed to the detectors
    pages: of paginated documents that may still be read
    pictures: pictures and scanned pages that may still be recognised
    recognition: seconds that recognising them may still take
    trying: seconds that passwords may still be tried
    seconds: for all reading, from the moment at which the budget is made
    """

    unpacked: int = 200_000_000
    ratio: int = 200
    depth: int = 8
    files: int = 1_000
    characters: int = 20_000_000
    pages: int = 500
    pictures: int = 30
    recognition: float = 16.0
    trying: float = 4.0
    seconds: float = 20.0
    clock: Callable[[], float] = time.monotonic
    _started: float = field(init=False)

    def __post_init__(self) -> None:
        self._started = self.clock()

    @property
    def seconds_left(self) -> float:
        return self._started + self.seconds - self.clock()

    def check_time(self) -> None:
        """To be called before every piece of work that may take a while."""
        if self.seconds_left < 0:
            raise BudgetExceeded("It takes too long to be read.")

    def unpack(self, packed: int, unpacked: int) -> None:
        """Pay for `packed` bytes becoming `unpacked` bytes, before it is done where sizes are declared."""
        self.check_time()
        if unpacked > _RATIO_MATTERS_FROM and unpacked > self.ratio * max(packed, 1):
            raise BudgetExceeded("It grows too much when it is unpacked, as files made to do harm do.")
        self.unpacked -= unpacked
        if self.unpacked < 0:
            raise BudgetExceeded("It is too large to be read once it is unpacked.")

    def nest(self, depth: int) -> None:
        """Go `depth` files deep; 0 is the message's own parts."""
        self.check_time()
        if depth > self.depth:
            raise BudgetExceeded(f"More than {self.depth} files lie one inside the other.")

    def open_files(self, count: int) -> None:
        """Pay for `count` nested files."""
        self.files -= count
        if self.files < 0:
            raise BudgetExceeded("It holds too many files for all of them to be read.")

    def write(self, characters: int) -> None:
        """Pay for text, in characters."""
        self.characters -= characters
        if self.characters < 0:
            raise BudgetExceeded("It holds too much text for all of it to be read.")

    def turn_pages(self, count: int) -> None:
        """Pay for `count` pages."""
        self.check_time()
        self.pages -= count
        if self.pages < 0:
            raise BudgetExceeded("It has too many pages for all of them to be read.")

    def recognise(self, count: int) -> None:
        """Pay for `count` pictures; the seconds are paid for afterwards, by `spend_on_recognition`."""
        self.check_time()
        self.pictures -= count
        if self.pictures < 0 or self.recognition <= 0:
            raise BudgetExceeded("It holds too many pictures for all of them to be read.")

    def spend_on_recognition(self, seconds: float) -> None:
        self.recognition -= seconds

"""Not read yet."""

from __future__ import annotations

from detectors.extract.budget import Budget
from detectors.extract.contents import CannotRead, Contents
from detectors.message import Part


def read_tar(part: Part, budget: Budget) -> Contents:
    """Not read yet."""
    del part, budget
    raise CannotRead("This kind of file cannot be opened yet.")

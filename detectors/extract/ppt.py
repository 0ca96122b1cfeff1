"""Not read yet: only its protection is judged."""

from __future__ import annotations

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents
from detectors.extract.ole import read_ole
from detectors.message import Part


def read_ppt(part: Part, budget: Budget) -> Contents:
    """Its properties, and whether it has a password."""
    return read_ole(part, budget)

"""A form is one way in which people write a name; written down, it is a text and perhaps two cells."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from detectors.roster import Pupil


class Usage(Enum):
    """How often a school's staff write a name so. The value is the share of all written names."""

    PLAIN = 0.60  # forename and surname as the roster has them
    EVERYDAY = 0.25
    OCCASIONAL = 0.11
    RARE = 0.035
    HOSTILE = 0.005  # to get past a filter


@dataclass(frozen=True, slots=True)
class Written:
    """A name as it stands in a text, and as it stands in the columns forename and surname.

    `cells` is None where the form belongs to running text. `after` is what must follow it there.
    """

    text: str
    cells: tuple[str, str] | None = None
    after: str = ""

    @property
    def said(self) -> str:
        """As it stands in a sentence."""
        return f"{self.text} {self.after}".rstrip()

    def map(self, change: Callable[[str], str]) -> Written:
        """With every text changed."""
        cells = None if self.cells is None else (change(self.cells[0]), change(self.cells[1]))
        return replace(self, text=change(self.text), cells=cells)


Writer = Callable[[Pupil, random.Random], Written | None]


@dataclass(frozen=True, slots=True)
class Form:
    """`write` says None of a pupil whose name cannot be written so, or would be the same in another form.

    Where a form does not `show_capitals`, a name of two ordinary words cannot be told from the words.
    """

    group: str
    name: str
    usage: Usage
    write: Writer
    show_capitals: bool = True


def full(forename: str, surname: str) -> Written:
    return Written(f"{forename} {surname}", (forename, surname))


def plainly(pupil: Pupil, _chance: random.Random) -> Written:
    """Forename and surname."""
    return full(pupil.forename, pupil.surname)


def each_letter(change: Callable[[str], str]) -> Writer:
    """Forename and surname with their letters changed; None where there is nothing to change."""

    def write(pupil: Pupil, _chance: random.Random) -> Written | None:
        name = full(pupil.forename, pupil.surname)
        changed = name.map(change)
        return None if changed == name else changed

    return write


def as_text(change: Callable[[str, str], str | None]) -> Writer:
    """What `change` makes of forename and surname, in running text only."""

    def write(pupil: Pupil, _chance: random.Random) -> Written | None:
        text = change(pupil.forename, pupil.surname)
        return None if text is None else Written(text)

    return write

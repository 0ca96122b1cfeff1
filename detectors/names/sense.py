"""What a sequence of words stands for: whose name it is, and how sure we are of it where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import NamedTuple

from detectors.names.joints import Joint
from detectors.names.ordinary import Certainty


class Form(StrEnum):
    """How a name stands there."""

    FULL = "full"  # forename, then surname
    SURNAME_FIRST = "surname-first"
    PARTIAL = "partial"  # with one half of a double name, in either order
    CELLS = "cells"  # forename and surname in different cells of one row


class Setting(Enum):
    """What kind of text is searched."""

    TEXT = auto()
    CELL = auto()
    FILE_NAME = auto()


@dataclass(frozen=True, slots=True)
class NameHit:
    """One place where pupils' full name stands, and the ids of all pupils it may be.

    `text` is as it stands there, `span` its offsets in the text; in a table, its offsets in the row with
    one character between its cells. `confidence` is 0 to 1.
    """

    text: str
    span: tuple[int, int]
    pupils: tuple[str, ...]
    confidence: float
    form: Form


class Sense(NamedTuple):
    """Whose name some words are, read one way: the first `split` words are one name, the rest the other."""

    partial: bool
    surname_first: bool
    split: int
    ordinary: bool  # every word is also an English word
    pupils: tuple[str, ...]

    @property
    def form(self) -> Form:
        if self.partial:
            return Form.PARTIAL
        return Form.SURNAME_FIRST if self.surname_first else Form.FULL

    def allows(self, joints: Sequence[Joint], setting: Setting) -> bool:
        """Whether the words, so joined, can be this name."""
        return all(self._allows(at, joint, len(joints), setting) for at, joint in enumerate(joints, start=1))

    def _allows(self, at: int, joint: Joint, count: int, setting: Setting) -> bool:
        between = at == self.split  # forename and surname
        allowed = {
            Joint.SPACE: True,
            Joint.LINE: setting is not Setting.CELL,  # in a cell, a new line is a new entry
            Joint.COMMA: between and self.surname_first,
            Joint.CELL: between,
            Joint.DOT: between,
            Joint.DASH: not between or setting is Setting.FILE_NAME,
            Joint.BRACKET: count > 1,
            Joint.STOP: False,
        }
        return allowed[joint]

    def confidence(self, joints: Sequence[Joint], meant: Certainty, setting: Setting) -> float:
        """How sure it is that the words, so joined, are this name; 0 if they are not meant as one."""
        sure = 0.97
        if self.surname_first:
            sure = 0.95 if Joint.COMMA in joints else 0.85
        if Joint.CELL in joints or Joint.DOT in joints:
            sure = min(sure, 0.85)
        if self.partial:
            sure = min(sure, 0.7)
        if self.ordinary:
            limit = 0.5 if setting is Setting.FILE_NAME else 0.85
            sure = min(sure, {Certainty.NO: 0.0, Certainty.DOUBTFUL: 0.5, Certainty.LIKELY: limit}[meant])
        return sure

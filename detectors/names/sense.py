"""What a name that stands somewhere rests on, and how sure that makes us."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from detectors.names.joints import Joint
from detectors.names.lists import Neighbours
from detectors.names.spelling import Manner


class Form(StrEnum):
    """How a name was matched."""

    FULL = "full name"
    SURNAME_FIRST = "surname first"
    SPELLING = "another spelling of the name"
    SHORT = "a short form of the forename"
    HALF = "one half of a double name"
    SLIP = "with a typing error"
    MIDDLE = "with a middle name that is not on the roster"
    JOINED = "forename and surname in one word"
    SHARED = "forename before a shared surname"
    CELLS = "forename and surname in different cells of one row"
    RECORD = "forename and surname in different fields of one record"


class Setting(Enum):
    """What kind of text is searched."""

    TEXT = auto()
    CELL = auto()
    FILE_NAME = auto()


class Middle(Enum):
    """What stands between forename and surname."""

    NOTHING = auto()
    KNOWN = auto()  # middle names or initials of the pupil, or another forename
    UNKNOWN = auto()  # of a pupil whose middle names are not on the roster
    OTHER = auto()  # of a pupil who has others


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


@dataclass(frozen=True, slots=True)
class Evidence:
    """How forename and surname stand to one another.

    `between` is what joins them; `reversible` says that the surname could as well be a forename, so that
    "James Henry" may be somebody who is called that.
    """

    forename: Manner
    surname: Manner
    surname_first: bool = False
    between: Joint = Joint.SPACE
    setting: Setting = Setting.TEXT
    middle: Middle = Middle.NOTHING
    slip: bool = False
    reversible: bool = False
    surname_in_capitals: bool = False
    neighbours: Neighbours = Neighbours.TOGETHER
    special: Form | None = None

    @property
    def form(self) -> Form:
        """The weakest point."""
        if self.slip:
            return Form.SLIP
        if self.middle in (Middle.UNKNOWN, Middle.OTHER):
            return Form.MIDDLE
        if self.special:
            return self.special
        for manner, form in _FORMS.items():
            if manner in (self.forename, self.surname):
                return form
        return Form.SURNAME_FIRST if self.surname_first else Form.FULL

    @property
    def confidence(self) -> float:
        """How sure it is that this is the pupil's name, before anything around it is looked at."""
        sure = _SUREST * _FORENAME[self.forename] * _SURNAME[self.surname] * _MIDDLE[self.middle]
        sure *= _NEIGHBOURS[self.neighbours]
        if self.surname_first:
            sure *= self._order()
        if self.slip:
            sure *= 0.87
        if self.special:
            sure *= _SPECIAL[self.special]
        return sure

    def _order(self) -> float:
        if self.between in (Joint.COMMA, Joint.CELL) or self.surname_in_capitals:
            return 0.98
        if self.slip:
            return 0.55
        return 0.72 if self.reversible else 0.93


_SUREST = 0.98
_FORMS = {Manner.HALF: Form.HALF, Manner.SHORT: Form.SHORT, Manner.FAMILY: Form.SPELLING}
_FORENAME = {Manner.WHOLE: 1.0, Manner.FAMILY: 0.95, Manner.SHORT: 0.84, Manner.HALF: 0.95}
_SURNAME = {Manner.WHOLE: 1.0, Manner.FAMILY: 0.95, Manner.SHORT: 1.0, Manner.HALF: 0.9}
_MIDDLE = {Middle.NOTHING: 1.0, Middle.KNOWN: 1.0, Middle.UNKNOWN: 0.88, Middle.OTHER: 0.78}
_NEIGHBOURS = {
    Neighbours.TOGETHER: 1.0,
    Neighbours.BROKEN: 0.82,
    Neighbours.ALONE: 0.9,
    Neighbours.APART: 0.3,
}
_SPECIAL = {Form.JOINED: 0.93, Form.SHARED: 0.75, Form.CELLS: 0.95, Form.RECORD: 0.98}

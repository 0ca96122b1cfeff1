"""A chart keeps a copy of the cells it was drawn from, which are a table again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar

from detectors.extract.budget import Budget
from detectors.extract.office.officewords import Begin, End, Words
from detectors.extract.office.officexml import Rows, local_name


class ChartWords(Words):
    """Reads a chart (ECMA-376 part 1, §21.2; cx in [MS-ODRAWXML]): its words, and each cache as a column."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: list[dict[int, str]] = []
        self._index = 0
        self._point = 0  # where in the story the point begins that is being read

    def _begin_column(self, _name: str, _attributes: dict[str, str]) -> None:
        self.columns.append({})

    def _begin_point(self, name: str, attributes: dict[str, str]) -> None:
        index = next((value for key, value in attributes.items() if local_name(key) == "idx"), "")
        self._index = int(index) if index.isdecimal() and len(index) < 10 else 0
        self._point = len(self._story.pieces)
        self._begin_text(name, attributes)

    def _end_point(self) -> None:
        if self.columns:
            self.columns[-1][self._index] = "".join(self._story.pieces[self._point :]).strip()
        self._end_line()

    _BEGINS: ClassVar[Mapping[str, Begin]] = MappingProxyType({
        **Words._BEGINS,
        **dict.fromkeys(("strCache", "numCache", "lvl", "strLit", "numLit"), _begin_column),
        "pt": _begin_point,
    })  # fmt: skip
    _ENDS: ClassVar[Mapping[str, End]] = MappingProxyType({**Words._ENDS, "pt": _end_point})


def rows_of(columns: Sequence[dict[int, str]], budget: Budget) -> Rows:
    """The columns side by side, each of them once. Raises BudgetExceeded."""
    different = list({tuple(column.items()): column for column in columns if column}.values())
    indices = sorted({index for column in different for index in column})
    budget.write(len(different) * len(indices))
    return tuple(tuple(column.get(index, "") for column in different) for index in indices)

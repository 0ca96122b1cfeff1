"""An Excel workbook of 2003 or earlier: every sheet as a table, also those that nobody sees."""

from __future__ import annotations

from collections.abc import Iterable

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents
from detectors.extract.gathered import Gathered
from detectors.extract.office97.office97 import read_office97
from detectors.extract.office97.xlsbook import gather_workbook
from detectors.extract.office97.xlspivot import gather_pivot_cache
from detectors.message import Part
from detectors.protection.office.office97 import Streams
from detectors.protection.office.sealedexcel import ExcelSealing
from detectors.protection.office.storage import Storage

_WORKBOOKS = ("Workbook", "Book")  # of Excel 97 and of Excel 5; a file may be saved for both
_PIVOT_CACHES = "_sx_db_cur/"  # [MS-XLS] §2.1.7.3


def read_xls(part: Part, budget: Budget) -> Contents:
    """An xls ([MS-XLS], and BIFF2 to 5): cached values, not formulas; dates as 2012-05-17.

    Hidden sheets are part "hidden-sheet", hidden rows "hidden-rows". Names of sheets are "sheet-names",
    defined names and what they stand for "defined-names", cached cells of other workbooks
    "external-links", what pivot tables were made from "pivot-cache", headers and footers "header"; "data" is
    all other text that stands somewhere.
    """
    return read_office97(part, budget, _ExcelFormat())


class _ExcelFormat:
    sealing = ExcelSealing()

    def own(self, storage: Storage) -> tuple[str, ...]:
        caches = (name.lower() for name in storage.names if name.lower().startswith(_PIVOT_CACHES))
        return (*map(str.lower, _WORKBOOKS), *caches)

    def streams(self, storage: Storage) -> Iterable[Streams]:
        """Pivot caches are encrypted as the workbook is, each from its own beginning (§2.2.10)."""
        caches = [name for name in storage.names if name.lower().startswith(_PIVOT_CACHES)]
        extras = tuple(map(storage.read, caches))
        for name in filter(storage.has, _WORKBOOKS):
            yield Streams(storage.read(name), extras=extras)

    def gather(self, streams: Streams, gathered: Gathered) -> None:
        gather_workbook(streams.main, gathered)
        for cache in streams.extras:
            with gathered.keeping():
                gather_pivot_cache(cache, gathered)

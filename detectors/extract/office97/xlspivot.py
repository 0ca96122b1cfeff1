"""What the pivot tables of an old workbook were made from, also when its sheet has been deleted."""

from __future__ import annotations

from detectors.extract.gathered import Gathered
from detectors.extract.leftovers import words_in
from detectors.extract.office97.biff import Dialect, Strings, whole_records

PLACE = "pivot-cache"
_STRING, _FIELD = 0xCD, 0xC7  # [MS-XLS] §2.4.310 and §2.4.281
_NAME_AT = 14  # bytes into a field


def gather_pivot_cache(stream: bytes, gathered: Gathered) -> None:
    """One cache ([MS-XLS] §2.1.7.3): the names of its fields, and under each the values that come in it."""
    found = []
    for number, record in enumerate(whole_records(stream)):
        if number % 4_096 == 0:
            gathered.budget.check_time()
        if record.number == _STRING:
            length = int.from_bytes(record.body[:2], "little")
            strings = Strings((record.body, *record.more))
            strings.skip(2)
            found.append(strings.flagged(length))
        elif record.number == _FIELD:
            found.append(Dialect(8).text(record.whole, _NAME_AT))
        else:
            found.append(words_in(record.whole))
    gathered.text(PLACE, "\n".join(filter(None, found)))

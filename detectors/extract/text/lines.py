"""Address cards, calendars and settings files say one thing a line, and cut long lines where they like."""

from __future__ import annotations

import quopri
import re

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents, at
from detectors.extract.text.records import Record, RecordTables
from detectors.extract.text.text import decode
from detectors.message import Part, Table, Text
from detectors.mime.charset import decode as decode_bytes

_FOLD = re.compile(r"\r?\n[ \t]")  # RFC 5545 §3.1, RFC 6350 §3.2
_SOFT_BREAK = re.compile(r"=\r?\n")  # RFC 2045 §6.7, in cards of version 2.1
_CONTENT_LINE = re.compile(r"([\w.-]+)((?:;[^:\";]*(?:\"[^\"]*\"[^:\";]*)*)*):(.*)")
_COMMON_NAME = re.compile(r";CN=(?:\"([^\"]*)\"|([^;]*))", re.IGNORECASE)
_QUOTED_PRINTABLE = re.compile(r"QUOTED-PRINTABLE", re.IGNORECASE)
_CHARSET = re.compile(r";CHARSET=\"?([^;\"]*)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)")
_STRUCTURE = re.compile(r"(?<!\\);")
_SETTING = re.compile(r"[ \t]*([^=:;#\[\]\s][^=:\n]*+)[=:](.*)")


def read_lines(part: Part, budget: Budget) -> Contents:
    """iCalendar (RFC 5545) and vCard (RFC 6350, and 2.1) as they stand, and again, as part "values".

    Values are made whole there and stand apart. A structured one, as a card's name is, is a row too.
    """
    text = decode(part)
    budget.write(len(text))
    values: list[str] = []
    rows: list[tuple[str, ...]] = []
    for parameters, value in _whole_lines(text):
        pieces = tuple(_unescaped(piece) for piece in _STRUCTURE.split(value))
        if len(pieces) > 1:
            rows.append(pieces)
        values += [double or single for double, single in _COMMON_NAME.findall(parameters)]
        values.append(_unescaped(value))
    spoken = "\n\n".join(values)
    budget.write(len(spoken) + sum(map(len, rows)))
    texts = (Text(part.location, text), Text(at(part, "values"), spoken))
    return Contents(texts=texts, tables=(Table(part.location, tuple(rows)),) if rows else ())


def _whole_lines(text: str) -> list[tuple[str, str]]:
    """The parameters and the value of each content line, its folds and transfer encoding undone."""
    if _QUOTED_PRINTABLE.search(text):
        text = _SOFT_BREAK.sub("", text)
    found = []
    for line in _FOLD.sub("", text).splitlines():
        if parsed := _CONTENT_LINE.fullmatch(line):
            _, parameters, value = parsed.groups()
            if _QUOTED_PRINTABLE.search(parameters):
                charset = _CHARSET.search(parameters)
                value = decode_bytes(quopri.decodestring(value.encode()), charset[1] if charset else "")
            found.append((parameters, value))
    return found


def _unescaped(value: str) -> str:
    """RFC 6350 §3.4."""
    return _ESCAPED.sub(lambda escape: "\n" if escape[1] in "nN" else escape[1], value)


def read_ini(part: Part, budget: Budget) -> Contents:
    """A settings file, as it stands and with a row for each section."""
    text = decode(part)
    budget.write(len(text))
    tables = RecordTables(budget)
    section = Record()
    for line in text.splitlines():
        if line.lstrip().startswith("["):
            tables.close_last(section)
            section = Record()
        elif setting := _SETTING.fullmatch(line):
            section.fields.append((setting[1].rstrip(" \t"), setting[2].strip(" \t\"'")))
    tables.close_last(section)
    return Contents(texts=(Text(part.location, text),), tables=tables.tables(part))

"""JSON is text of which the objects are records, however many documents stand one after the other."""

from __future__ import annotations

import re
from json import JSONDecoder

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents
from detectors.extract.text.records import Field, Record, RecordTables
from detectors.extract.text.text import decode
from detectors.message import Part, Text, Unread

_BETWEEN = re.compile(r"[\s,;\ufeff]*")  # documents that follow each other
_LONE_SURROGATE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
_IDENTIFIER = re.compile(r"[a-z_]\w*", re.ASCII)
# For what is broken, or is rather JavaScript or Python.
_INNERMOST = re.compile(r"\{([^{}]*)\}")
_QUOTED = r'(?<!\\)(?:"((?:[^"\\]|\\.)*+)"|\'((?:[^\'\\]|\\.)*+)\')'
_BARE_KEY = r"(?<![\w$-])([\w$-]++)"
_BARE_VALUE = r"([^,{}\[\]\"'\s][^,{}\[\]\"'\n]*)"
_MEMBER = re.compile(rf"(?:{_QUOTED}|{_BARE_KEY})\s*+:\s*+(?:{_QUOTED}|{_BARE_VALUE})", re.DOTALL)
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)


def read_json(part: Part, budget: Budget) -> Contents:
    """JSON (RFC 8259) and JSON Lines, as they stand and as records.

    From where it is broken on, the innermost objects are read as far as they can be understood.
    """
    text = decode(part)
    budget.write(len(text))
    reader = _JsonReader(budget)
    unread: tuple[Unread, ...] = ()
    try:
        reader.read(_LONE_SURROGATE.sub(r"\\ufffd", text))
    except RecursionError:
        unread = (Unread(part.location, "Its values are nested too deeply for all of them to be read."),)
    return Contents(texts=(Text(part.location, text),), tables=reader.tables.tables(part), unread=unread)


class _JsonReader:
    """Makes a record of each object at the moment the parser closes it: the innermost come first."""

    def __init__(self, budget: Budget) -> None:
        self.tables = RecordTables(budget)
        self._decoder = JSONDecoder(
            object_pairs_hook=self._record, parse_int=str, parse_float=str, parse_constant=str, strict=False
        )

    def read(self, text: str) -> None:
        """Raises RecursionError where values are nested too deeply; what stood before them is taken in."""
        root = Record()
        at = _after_space(text, 0)
        try:
            while at < len(text):
                value, end = self._decoder.raw_decode(text, at)
                self._put(value, root)
                at = _after_space(text, end)
        except ValueError:
            for braces in _INNERMOST.finditer(text, at):
                root.inner.append(Record([_field(member) for member in _MEMBER.finditer(braces[1])]))
        finally:
            self.tables.close_last(root)

    def _record(self, members: list[tuple[str, object]]) -> Record:
        record = Record()
        for key, value in members:
            if type(value) is str:
                record.fields.append((key, value))
            else:
                self._put(value, record, key)
        self.tables.close(record)
        return record

    def _put(self, value: object, outer: Record, key: str = "") -> None:
        if isinstance(value, list):
            self._put_list(value, outer, key)
        elif isinstance(value, Record):
            if key and not _IDENTIFIER.fullmatch(key):  # a number or a name by which the record can be found
                value.fields.insert(0, ("", key))
            self.tables.put(value, outer, key)
        else:
            outer.fields.append((key, _cell(value)))

    def _put_list(self, members: list[object], outer: Record, key: str) -> None:
        """Lists of values are rows; an object in a list is a thing of its own, unless it is there alone."""
        work = [members]
        while work:
            members = work.pop()
            rows = [member for member in members if isinstance(member, list)]
            if rows and len(rows) == len(members) and not any(map(_is_nested, rows)):
                self.tables.add_grid(tuple(map(_cell, row)) for row in rows)
                continue
            work += rows
            for member in members:
                if isinstance(member, Record) and len(members) > 1:
                    self.tables.put(member, outer, "")
                elif not isinstance(member, list):
                    self._put(member, outer, key)


def _after_space(text: str, at: int) -> int:
    between = _BETWEEN.match(text, at)
    return between.end() if between else at


def _is_nested(members: list[object]) -> bool:
    return any(isinstance(member, (list, Record)) for member in members)


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else str(value).lower()


def _field(member: re.Match[str]) -> Field:
    """A member of a broken object; its key and value may be in either quotation marks or in none."""
    double_key, single_key, bare_key, double, single, bare = member.groups()
    key = double_key or single_key or bare_key or ""
    return _plain(key), _plain(double or single or (bare or "").strip())


def _plain(text: str) -> str:
    return _ESCAPED.sub(_unescaped, text) if "\\" in text else text


def _unescaped(escape: re.Match[str]) -> str:
    """What an escape stands for (RFC 8259 §7); surrogates were made harmless before."""
    code, character = escape.groups()
    if code:
        return chr(int(code, 16))
    return " " if character in "bfnrt" else str(character)

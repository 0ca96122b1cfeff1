"""Looks for records in running text: lines of delimited values, and values that say what they are.

1042;Grace;F;Bishop          "givenName": "Grace", "familyName": "Bishop"
Surname: Bishop              <Surname>BISHOP</Surname><Forename>Grace</Forename>
Forename: Grace
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.names.fold import Folded, words_in
from detectors.names.labels import role_of_label
from detectors.names.lexicon import Lexicon, Reading, Role
from detectors.names.rows import CELL_END, spelt_first
from detectors.names.sense import Evidence, Form, NameHit, Setting
from detectors.names.slips import SHORTEST

_LABEL_END = re.compile(r"names?(?![^\W\d_])|known[ _-]?as(?![^\W\d_])")
_LABEL = re.compile(r"(?:[^\W\d_]+[ _-]?){0,3}\Z")  # the words of a label that stand before its last
_LONGEST_LABEL = 40  # characters
# What sets a value apart from its label, and the value up to what ends it.
_VALUE = re.compile(
    r"[\"'*_`)]{0,3}(?:[ \t]*+[:=>|]| *+\t|\[\d*+\])[ \t*_]*+(?:\r?\n)?[ \t]*+"
    r"[\"'*_`]{0,3}(?:<!\[cdata\[)?([^\W\d_][^\n\r\"<>=:;|{}\[\]\t,*]{0,60})"
)
_NEAR = 400  # characters between the two fields of one record
_DELIMITER = re.compile(r"[\t|]|[;,](?! )")
_LONGEST_LINE = 4000  # characters
# Without a space or a line's end after it. Each begins with its mark, so it is found fast.
_TIGHT_COMMA, _TIGHT_SEMICOLON = re.compile(r",(?![ \n\r])"), re.compile(r";(?![ \n\r])")


def labelled(lexicon: Lexicon, folded: Folded) -> Iterator[NameHit]:
    """Forename and surname in two labelled fields of one record."""
    if "name" not in folded.text and "known" not in folded.text:
        return
    last: dict[Role, _Field] = {}
    for field in _fields(lexicon, folded.text):
        last[field.role] = field
        other = last.get(Role(1 - field.role))
        if other is not None and _in_one_record(folded.text, other, field):
            yield from _hits(lexicon, folded, other, field)


@dataclass(frozen=True, slots=True)
class _Field:
    """A value that is labelled as a forename or a surname; its place in the text, and its readings."""

    role: Role
    start: int
    end: int
    readings: tuple[Reading, ...]
    slip: bool = False


def _in_one_record(text: str, first: _Field, second: _Field) -> bool:
    return second.start - first.end <= _NEAR and "}" not in text[first.end : second.start]


def _fields(lexicon: Lexicon, text: str) -> Iterator[_Field]:
    for label in _LABEL_END.finditer(text):
        value = _VALUE.match(text, label.end())
        if value is None:
            continue
        before = _LABEL.search(text[max(0, label.start() - _LONGEST_LABEL) : label.start()])
        role = role_of_label((before[0] if before else "") + label[0], is_key=False)
        if role is not None:
            _, readings = spelt_first(lexicon, [word[0] for word in words_in(value[1])])
            exact = tuple(each for each in readings if each.role is role)
            meant = () if exact else _meant(lexicon, role, value[1])
            yield _Field(role, *value.span(1), exact or meant, slip=not exact)


def _meant(lexicon: Lexicon, role: Role, value: str) -> tuple[Reading, ...]:
    """Of a value with a typing error."""
    name = "".join(word[0] for word in words_in(value))
    if len(name) < SHORTEST:
        return ()
    return tuple(reading for readings in lexicon.near(role, name) for reading in readings)


def _hits(lexicon: Lexicon, folded: Folded, first: _Field, second: _Field) -> Iterator[NameHit]:
    if first.slip and second.slip:
        return
    for couple in lexicon.couples(first.readings, second.readings):
        evidence = Evidence(
            couple.forename.manner,
            couple.surname.manner,
            setting=Setting.CELL,
            slip=first.slip or second.slip,
            special=Form.RECORD,
        )
        left, right = (folded.quote(each.start, each.end).strip() for each in (first, second))
        yield NameHit(
            f"{left} {right}",
            folded.span(first.start, second.end),
            tuple(lexicon.ids[pupil] for pupil in couple.pupils),
            evidence.confidence,
            evidence.form,
        )


def rows(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are records of delimited values: where each starts, with CELL_END between its values."""
    if (
        "\t" not in text
        and "|" not in text
        and not _TIGHT_COMMA.search(text)
        and not _TIGHT_SEMICOLON.search(text)
    ):
        return
    done = 0
    for delimiter in _DELIMITER.finditer(text):
        if delimiter.start() >= done:
            begin = text.rfind("\n", done, delimiter.start()) + 1 or done
            end = text.find("\n", begin)
            done = len(text) if end < 0 else end
            if done - begin <= _LONGEST_LINE and len(_DELIMITER.findall(text, begin, done)) > 1:
                yield begin, _DELIMITER.sub(CELL_END, text[begin:done])

"""Tests for detectors.extract.text.json."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.extract import mediatypes
from detectors.extract.budget import Budget
from detectors.extract.filetype import kinds
from detectors.extract.text.json import read_json
from tests.detectors.extract.files import attachment, body, read_file, texts_at

SECONDS = 15  # many times what it takes


def rows_of(content: str | bytes) -> list[tuple[str, ...]]:
    found = content.encode() if isinstance(content, str) else content
    return [row for table in read_file(found, "list.json").tables for row in table.rows]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ('[["Grace","Bishop"],["Henry","Tudor"]]', [("Grace", "Bishop"), ("Henry", "Tudor")]),
        ('{"a":"Grace"}\n{"a":"Henry"}\n', [("a",), ("Grace",), ("Henry",)]),
        ('{"a": "Zo\\u00eb", "b": "O\\u2019Neill"}', [("a", "b"), ("Zoë", "O’Neill")]),
        ('{"a": "\\ud800", "b": "\\ud83d\\ude00", "c": "\\udc00"}', [("a", "b", "c"), ("�", "😀", "�")]),
        ('{"name": "Grace", "name": "Bishop"}', [("name", "name"), ("Grace", "Bishop")]),
        ('{"a": 1.50, "b": true, "c": NaN}', [("a", "b", "c"), ("1.50", "true", "NaN")]),
        ('{"a": ' + "9" * 5_000 + "}", [("a",), ("9" * 5_000,)]),
        ('{"Zo\\u00eb Bishop": 3}', [("Zoë Bishop",), ("3",)]),
        ('["Grace Bishop"]', [("Grace Bishop",)]),
        ("[]", []),
    ],
)
def test_rows(content: str, rows: list[tuple[str, ...]]) -> None:
    assert rows_of(content) == rows


@pytest.mark.parametrize(
    "content",
    [
        '[{"forename": "Grace", "surname": "Bishop",}]',
        '[{"forename": "Grace", "surname": "Bishop"}, {"forename": "Hen',
        '[{"forename": "Grace", "surname": "Bishop"} {"forename": "Henry"}]',
        "[{'forename': 'Grace', 'surname': \"Bishop\"}]",
        "[{forename: 'Grace', surname: 'Bishop', year: 8}]",
        '{"year": 8}\nnot JSON\n{"forename": "Grace", "surname": "Bishop"}',
        '{"pupils": [{"forename": "\\u0047race", "surname": "Bishop"}], /* here */ "more": 1}',
    ],
)
def test_broken_json_is_read_as_far_as_it_can_be_understood(content: str) -> None:
    assert any({"Grace", "Bishop"} <= set(row) for row in rows_of(content))


def test_the_text_stays_as_it_stands() -> None:
    content = '{"note": "Grace Bishop"}'
    assert texts_at(read_file(content.encode(), "a.json"), "attachment:a.json") == content


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_in_any_encoding(encoding: str) -> None:
    assert ("Zoë", "Łukasz") in rows_of('[{"a": "Zoë", "b": "Łukasz"}]'.encode(encoding))


@pytest.mark.parametrize("content", ["[" * 100_000, '{"a":' * 100_000, "[" * 100_000 + "]" * 100_000])
def test_what_is_nested_too_deeply_is_unread(content: str) -> None:
    reading = read_file(content.encode(), "a.json")
    assert [unread.reason for unread in reading.unread] == [
        "Its values are nested too deeply for all of them to be read."
    ]
    assert texts_at(reading, "attachment:a.json") == content


def test_what_stands_before_the_depths_is_read() -> None:
    assert ("Grace", "Bishop") in rows_of('{"a": "Grace", "b": "Bishop"}\n' + "[" * 100_000)


HOSTILE = {
    "quotation marks": "{" + '"' * 500_000,
    "keys without end": '{"' + "a" * 500_000,
    "backslashes": '{"' + "\\" * 500_001,
    "spaces": '{"a"' + " " * 500_000,
    "one word": "{" + "a" * 500_000 + "}",
    "mixed marks": "{" + "\"'" * 250_000 + "}",
    "braces": "{" * 500_000 + "a",
    "half surrogates": '["' + "\\ud800" * 80_000 + '"]',
    "little lists": "[" + "[1],[[2]]," * 50_000 + "1]",
    "a digit": "[" + "9" * 500_000 + "]",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_json_takes_no_longer_than_its_length(content: str) -> None:
    started = time.perf_counter()
    read_json(attachment(content.encode(), "x.json"), Budget())
    assert time.perf_counter() - started < 5


def test_two_hundred_thousand_records() -> None:
    record = '{"id":%d,"forename":"Grace","surname":"Bishop","year":8,"n":{"given":"Ann"}}'
    content = ("[" + ",".join(record % number for number in range(200_000)) + "]").encode()
    started = time.perf_counter()
    contents = read_json(attachment(content, "x.json"), Budget())
    assert time.perf_counter() - started < SECONDS
    assert sum(len(table.rows) for table in contents.tables) >= 200_000


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES, st.text(max_size=5))
def test_every_string_is_in_a_cell_whatever_follows(value: object, rest: str) -> None:
    contents = read_json(
        attachment((json.dumps(value) + " " + rest).encode("utf-8", "replace"), "x"), Budget()
    )
    cells = {cell for table in contents.tables for row in table.rows for cell in row}
    assert strings_in(value) <= cells


def strings_in(value: object) -> set[str]:
    if isinstance(value, dict):
        return set().union(*map(strings_in, value.values()))
    if isinstance(value, list):
        return set().union(*map(strings_in, value))
    return {value} if isinstance(value, str) else set()


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (b'{"a": 1}', "list.txt", "text/plain"),
        (b'\n [{"a": 1}]', "list", ""),
        (b"1", "list.json", ""),
        (b"1", "list", "application/ld+json"),
        (b"1", "list.ndjson", ""),
        ('{"a": 1}'.encode("utf-16"), "list.txt", ""),
    ],
)
def test_it_is_told_by_its_beginning_or_its_name(content: bytes, name: str, media_type: str) -> None:
    assert kinds(attachment(content, name, media_type)) == (mediatypes.JSON,)


@pytest.mark.parametrize("content", [b"[EXTERNAL] Hello", b"{name}, hello", b"{\\rtf1}", b"[1] See below"])
def test_brackets_alone_make_no_json(content: bytes) -> None:
    assert mediatypes.JSON not in kinds(attachment(content, "a.txt"))


def test_the_words_of_a_message_are_text_and_no_file() -> None:
    assert kinds(body(b'{"a": 1}')) == (mediatypes.PLAIN,)

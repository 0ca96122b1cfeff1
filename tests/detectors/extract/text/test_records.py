"""Tests for detectors.extract.text.records, through the readers of JSON and XML that make records."""

from __future__ import annotations

import pytest

from detectors.extract.budget import Budget
from detectors.extract.read import read
from detectors.message import Message
from tests.detectors.extract.files import attachment, read_file, reasons


def rows_of(content: str, name: str) -> list[tuple[str, ...]]:
    return [row for table in read_file(content.encode(), name).tables for row in table.rows]


def stand_together(content: str, name: str, *words: str) -> bool:
    return any(set(words) <= set(row) for row in rows_of(content, name))


TOGETHER = [
    '[{"forename": "Grace", "surname": "Bishop"}, {"forename": "Henry", "surname": "Tudor"}]',
    '{"data": {"pupils": [{"first_name": "Grace", "last_name": "Bishop"}]}}',
    '{"id": 7, "name": {"given": "Grace", "family": "Bishop"}}',
    '{"surname": "Bishop", "name": {"given": "Grace"}}',
    '{"forename": {"value": "Grace"}, "surname": {"value": "Bishop"}}',
    '{"name": [{"family": "Bishop", "given": ["Grace", "Ann"]}]}',
    '{"fields": [{"name": "Forename", "value": "Grace"}, {"name": "Surname", "value": "Bishop"}]}',
    '{"answers": [{"question": "First?", "answer": "Grace"}, {"question": "Last?", "answer": "Bishop"}]}',
    '{"surname": "Bishop", "children": [{"forename": "Grace"}, {"forename": "Henry"}]}',
    '{"Bishop": {"forename": "Grace", "form": "8K"}}',
    '{"columns": ["a", "b"], "data": [["Grace", "Bishop"], ["Henry", "Tudor"]]}',
    "<c><Pupil><Forename>Grace</Forename><Surname>Bishop</Surname></Pupil></c>",
    '<c><Pupil forename="Grace" surname="Bishop"/><Pupil forename="Henry" surname="Tudor"/></c>',
    '<c><Pupil forename="Grace">Bishop</Pupil></c>',
    '<c><Pupil forename="Grace"><Surname>Bishop</Surname><Year>8</Year></Pupil></c>',
    "<c><Pupil><Name><Given>Grace</Given><Family>Bishop</Family></Name><Year>8</Year></Pupil></c>",
    "<c><Pupil><Surname>Bishop</Surname><Given><First>Grace</First></Given></Pupil></c>",
    '<c><Pupil><First t="legal">Grace</First><Last t="legal">Bishop</Last></Pupil></c>',
    '<Row><Cell><Data Type="String">Grace</Data></Cell><Cell><Data Type="String">Bishop</Data></Cell></Row>',
    '<c><Field name="Forename" value="Grace"/><Field name="Surname" value="Bishop"/></c>',
    '<x:c xmlns:x="u"><x:Pupil><x:Forename>Grace</x:Forename><x:Surname>Bishop</x:Surname></x:Pupil></x:c>',
    '<Family surname="Bishop"><Child forename="Grace"/><Child forename="Henry"/></Family>',
]
APART = [
    '[{"forename": "Grace", "surname": "Tudor"}, {"forename": "Henry", "surname": "Bishop"}]',
    '{"pupil": {"forename": "Grace", "surname": "Tudor"}, "head": {"forename": "Ann", "surname": "Bishop"}}',
    '{"forename": "Grace", "surname": "Tudor", "mother": {"forename": "Ann", "surname": "Bishop"}}',
    '{"forename": "Grace", "surname": "Tudor", "contacts": [{"first_name": "Ann", "last_name": "Bishop"}]}',
    '{"pupil": {"forename": "Grace"}, "teacher": {"surname": "Bishop"}}',
    '{"pupils": [{"forename": "Grace"}], "teachers": [{"surname": "Bishop"}]}',
    '[["Grace", "Tudor"], ["Henry", "Bishop"]]',
    '<c><p forename="Grace" surname="Tudor"/><p forename="Henry" surname="Bishop"/></c>',
    '<c><p><Forename>Grace</Forename></p><t><Surname>Bishop</Surname></t></c>',
    '<Class teacher="Bishop"><Pupil forename="Grace" surname="Tudor"/></Class>',
]  # fmt: skip


def name_for(content: str) -> str:
    return "list.xml" if content.startswith("<") else "list.json"


@pytest.mark.parametrize("content", TOGETHER)
def test_what_one_record_says_stands_in_one_row(content: str) -> None:
    assert stand_together(content, name_for(content), "Grace", "Bishop")


@pytest.mark.parametrize("content", APART)
def test_what_two_people_are_called_never_does(content: str) -> None:
    assert stand_together(content, name_for(content), "Grace")
    assert not stand_together(content, name_for(content), "Grace", "Bishop")


def test_records_of_one_kind_are_one_table_under_their_keys() -> None:
    content = (
        '[{"id": 1, "surname": "Bishop"}, {"id": 2, "surname": "Tudor"}, {"surname": "Field", "left": null}]'
    )
    tables = [table.rows for table in read_file(content.encode(), "x.json").tables]
    assert tables == [
        (("id", "surname"), ("1", "Bishop"), ("2", "Tudor")),
        (("surname", "left"), ("Field", "")),
    ]


def test_a_long_list_is_a_column_and_no_row() -> None:
    names = ", ".join(f'"Grace Bishop {number}"' for number in range(300))
    rows = rows_of(f'{{"school": "Oakfield Academy", "pupils": [{names}]}}', "x.json")
    assert ("Grace Bishop 299",) in rows
    assert max(map(len, rows)) == 1


def test_records_without_end_of_ever_new_kinds_share_a_table() -> None:
    content = "[" + ", ".join(f'{{"k{number}": "v{number}"}}' for number in range(5_000)) + "]"
    tables = read_file(content.encode(), "x.json").tables
    assert len(tables) <= 1_001
    assert ("v4999",) in tables[-1].rows


def test_what_a_record_lends_to_those_inside_it_is_paid_for() -> None:
    lent = ", ".join(f'"k{number}": 1' for number in range(30))
    inner = ", ".join('{"a": 1, "b": 2}' for _ in range(2_000))
    content = f'{{{lent}, "inner": [{inner}]}}'.encode()
    part = attachment(content, "x.json")
    enough, too_little = Budget(characters=len(content) + 70_000), Budget(characters=len(content) + 50_000)
    assert not read(Message((), (part,)), enough).unread
    assert reasons(read(Message((), (part,)), too_little)) == [
        "It holds too much text for all of it to be read."
    ]

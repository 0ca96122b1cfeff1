"""Unique pupil numbers: the check letter, the forms, and what merely looks like one."""

from __future__ import annotations

import pytest

from detectors.identifiers import upn


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("UPN H801200001001.", "H801200001001"),
        ("h801200001001", "H801200001001"),
        ("H 801 2000 01 001", "H801200001001"),
        ("H-801-2000-01-001", "H801200001001"),
        ("H\u00a0801\u00a02000\u00a001\u00a0001", "H801200001001"),
        ("report_H801200001001.pdf", "H801200001001"),
        ("<UPN>R674123101121</UPN>", "R674123101121"),  # Wales
        ("U80120000100A (temporary)", "U80120000100A"),
        ("E80120000100Z (temporary)", "E80120000100Z"),
    ],
)
def test_a_valid_number_is_found(text: str, value: str) -> None:
    assert [mark.value for mark in upn.find(text)] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "H801200001002",  # another check letter
        "I801200001001",  # I, O and S are never used
        "H80120000100O",
        "XH801200001001",  # part of something longer
        "H8012000010012",
        "H801 200001001",  # grouped in no usual way
        "Ｈ８０１２００００１００１",
        "",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert list(upn.find(text)) == []


def test_a_mark_says_where_it_stands() -> None:
    (mark,) = upn.find("Her UPN: H801200001001, as asked")
    assert (mark.start, mark.end) == (9, 22)


def test_one_letter_of_23_is_right() -> None:
    right = [letter for letter in "ABCDEFGHJKLMNPQRTUVWXYZ" if upn.is_valid(f"{letter}823203118042")]
    assert len(right) == 1


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("H801200001001", True),
        ("A838200001001", True),  # Dorset since 2019
        ("A943200001001", True),  # Westmorland and Furness
        ("A820200001001", True),  # Bedfordshire until 2009
        ("A123456789012", False),
    ],
)
def test_authorities(value: str, known: bool) -> None:
    assert upn.has_known_authority(value) is known


@pytest.mark.parametrize(
    ("cell", "is_valid"),
    [(" H801200001001 ", True), ("H801200001002", False), ("Grace Bishop H801200001001", None), ("", None)],
)
def test_cells(cell: str, is_valid: bool | None) -> None:
    assert upn.is_upn(cell) is is_valid

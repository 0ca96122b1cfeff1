"""National Insurance numbers: which prefixes are given out, and how they are written."""

from __future__ import annotations

import pytest

from detectors.identifiers import national_insurance


@pytest.mark.parametrize("text", ["AB123456C", "NI: AB 12 34 56 C.", "AB-12-34-56-C"])
def test_a_number_is_found(text: str) -> None:
    assert [mark.value for mark in national_insurance.find(text)] == ["AB123456C"]


@pytest.mark.parametrize(
    "text",
    [
        "QQ123456A",  # the example on forms
        "QQ 12 34 56 A",
        *(
            f"{prefix}123456A"
            for prefix in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ", "DA", "FA", "IA", "UA", "VA", "AO")
        ),
        "AB123456E",
        "AB 123456 C",
        "AB1234567C",
        "XAB123456C",
        "AB123456CD",
        "ab123456c",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert list(national_insurance.find(text)) == []

"""Tests for detectors.extract.office.macros."""

from __future__ import annotations

import pytest

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.contents import CannotRead
from detectors.extract.office.macros import decompress, macro_words
from tests.detectors.protection.storages import storage_of
from tests.samples.binaryworkbook import compressed, macros

# [MS-OVBA] §3.2.3, the normal compression example, and §3.2.4, the maximum one.
NORMAL = bytes.fromhex(
    "012fb000236161616263646582660070616768696a013808616b6c00306d6e6f700671027004107273747576107778797a003c"
)
MAXIMUM = bytes.fromhex("0103b002614500")


def test_the_examples_of_the_specification() -> None:
    text = b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"
    assert decompress(NORMAL, Budget()) == (text, True)
    assert decompress(MAXIMUM, Budget()) == (b"a" * 73, True)


def test_source_of_any_length_comes_out() -> None:
    source = b"'Grace Bishop\r\n" * 1_000
    assert decompress(compressed(source), Budget()) == (source, True)


def test_the_source_of_modules_is_read_and_the_words_of_what_has_none() -> None:
    words, is_whole = macro_words(macros('MsgBox "Zoë O\'Neill"'), Budget())
    assert 'MsgBox "Zoë O\'Neill"' in words
    assert is_whole
    assert "Grace Bishop" in macro_words(storage_of(o=b"\0\0\x0c\0Grace Bishop\0"), Budget())[0]


def test_damage_is_told() -> None:
    assert not decompress(NORMAL[:20], Budget())[1]
    assert not decompress(b"\x01\x02\xb0\xff\x00\x00", Budget())[1]


def test_what_is_no_storage_cannot_be_read() -> None:
    with pytest.raises(CannotRead):
        macro_words(b"Grace Bishop", Budget())


def test_what_comes_out_is_paid_for() -> None:
    with pytest.raises(BudgetExceeded):
        decompress(b"\x01" + MAXIMUM[1:] * 100, Budget(unpacked=100_000))

"""Tests for detectors.protection.randomness."""

from __future__ import annotations

import base64
import os
import random
import zlib

import pytest

from detectors.protection.randomness import inflates, looks_random
from tests.detectors.extract.files import docx_of, pdf_of, png_of


@pytest.mark.parametrize("size", [64, 100, 1_000, 100_000])
def test_random_bytes_look_random(size: int) -> None:
    assert all(looks_random(os.urandom(size)) for _ in range(50))


@pytest.mark.parametrize("size", [12, 13, 15, 16, 17, 20, 24, 28, 33, 48])
def test_few_random_bytes_are_not_text_and_do_not_inflate(size: int) -> None:
    chance = random.Random(size)
    samples = [chance.randbytes(size) for _ in range(20_000)]
    assert sum(not looks_random(sample) for sample in samples) <= 3
    assert sum(inflates(sample, -15) for sample in samples) <= 3


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(500),
        b"Grace Bishop",
        b"Grace Bishop is in Year 8 and has made good progress in mathematics. ",
        base64.b64encode(os.urandom(600)),
        os.urandom(300).hex().encode(),
        docx_of("Grace"),
        pdf_of("Grace"),
        png_of(900),
        bytes(range(256)) * 4,
    ],
)
def test_what_can_be_read_does_not_look_random(data: bytes) -> None:
    assert not looks_random(data)


def test_deflated_data_inflates_and_random_data_does_not() -> None:
    text = os.urandom(300).hex().encode() * 3
    assert inflates(zlib.compress(text))
    raw = zlib.compressobj(wbits=-15)
    assert inflates(raw.compress(text) + raw.flush(), -15)
    assert not any(inflates(os.urandom(400), window) for _ in range(2_000) for window in (15, -15))


def test_a_few_words_that_are_deflated_inflate() -> None:
    raw = zlib.compressobj(wbits=-15)
    short = raw.compress(b"Grace Bishop, Year 8") + raw.flush()
    assert len(short) < 33
    assert inflates(short, -15)

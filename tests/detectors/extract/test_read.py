"""Tests for detectors.extract.read, and for the readers of pictures and of files nobody can open."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors.finding import Protection
from tests.detectors.extract.files import (
    attachment,
    body,
    docx_of,
    encrypted_office,
    pdf_of,
    png_of,
    read_file,
    read_parts,
    reasons,
    texts_at,
    xlsx_of,
    zip_of,
)

SAMPLES = (
    docx_of("Grace"),
    xlsx_of(("Grace",)),
    pdf_of("Grace"),
    zip_of({"a.txt": b"Grace"}),
    b"<p>Grace</p>",
)


def test_bodies_and_attachments_in_order() -> None:
    reading = read_parts(body(b"Hello"), attachment(b"Grace", "a.txt"), attachment(b"Bishop", "b.txt"))
    assert [str(each.location) for each in reading.texts] == [
        "body", "attachment:a.txt#name", "attachment:a.txt", "attachment:b.txt#name", "attachment:b.txt",
    ]  # fmt: skip
    assert [each.path for each in reading.attachments] == ["a.txt", "b.txt"]


def test_a_body_that_is_really_an_archive_is_listed_and_read_both_ways() -> None:
    reading = read_parts(body(zip_of({"a.txt": b"Grace Bishop"})))
    assert texts_at(reading, "attachment:body/a.txt") == "Grace Bishop"
    assert texts_at(reading, "body")
    assert [each.path for each in reading.attachments] == ["body", "body/a.txt"]


@pytest.mark.parametrize(
    "content",
    [b"\x1f\x9d\x90" + bytes(60), b"\x00\x01\x02" + os.urandom(300)],
)
def test_what_nobody_can_open_is_unread(content: bytes) -> None:
    reading = read_file(content, "letter.docx")
    assert reasons(reading)[0].startswith("This kind of file cannot be opened (")
    assert reading.attachments[0].protection is Protection.UNKNOWN


def test_a_sealed_file_is_not_unread() -> None:
    reading = read_file(encrypted_office(docx_of("Grace"), "Str0ng!"), "letter.docx")
    assert not reading.unread
    assert texts_at(reading, "attachment:letter.docx#name") == "letter.docx"


def test_a_file_behind_a_picture_decides() -> None:
    reading = read_file(png_of(500) + zip_of({"a.txt": b"Grace Bishop"}), "logo.png")
    assert texts_at(reading, "attachment:logo.png/a.txt") == "Grace Bishop"
    assert reasons(reading) == ["There is something else in front of the archive."]


def test_one_file_that_fails_does_not_hide_the_next() -> None:
    reading = read_parts(attachment(docx_of("x")[:900], "a.docx"), attachment(b"Grace", "b.txt"))
    assert texts_at(reading, "attachment:b.txt") == "Grace"
    assert [str(each.location) for each in reading.unread] == ["attachment:a.docx"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sample=st.sampled_from(SAMPLES), at=st.floats(0, 1), noise=st.binary(min_size=1, max_size=40))
def test_no_damage_makes_it_raise(sample: bytes, at: float, noise: bytes) -> None:
    place = int(at * len(sample))
    damaged = sample[:place] + noise + sample[place + len(noise) :]
    reading = read_file(damaged, "file")
    assert reading.attachments[0].protection is not Protection.ENCRYPTED
    assert texts_at(reading, "attachment:file#name") == "file"

"""Tests for gateway.rewriting.locking.sealed."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from detectors.extract.budget import Budget
from detectors.extract.read import read
from detectors.finding import Protection
from detectors.message import HeaderField, Message, Part
from gateway.rewriting.locking.sealed import soundly_locked
from tests.detectors.extract.files import attachment, body, docx_of, encrypted_office, pdf_of, zip_of
from tests.gateway.rewriting.locking.bombs import zip_of_zeros
from tests.samples.makers import MAKERS
from tests.samples.odfseals import blowfish, package_of, said_to_be, whole_package

SEALED = encrypted_office(docx_of("Grace Bishop"), "Str0ng-Kestrel")

LETTER = package_of(
    {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": b"<office:text xmlns:office='o'>Grace Bishop has done well this year</office:text>",
        "META-INF/manifest.xml": b"<manifest:manifest xmlns:manifest='m'></manifest:manifest>",
    }
)


def judged(*parts: Part, text: str = "Dear Ms Tudor,") -> frozenset[str]:
    message = Message((HeaderField("Subject", "Files"),), (body(text.encode()), *parts))
    return soundly_locked(message, parts)


def known() -> Iterator[tuple[str, bytes]]:
    """Those of the samples that no other program has to make."""
    rars = 0
    for each in (*MAKERS["pdf"].protected(), *MAKERS["archives"].protected()):
        rars += each.kind == "rar"
        if each.kind != "rar" or rars < 4:  # a password that is tried on them takes long
            yield each.name, each.content
    yield "whole.odt", whole_package(LETTER, "Str0ng-Kestrel")
    yield "old.odt", blowfish(LETTER, "Str0ng-Kestrel")
    yield "open.odt", said_to_be(LETTER)
    yield "b.docx", SEALED


def test_as_the_detectors_judge_it() -> None:
    sealed = 0
    for name, content in known():
        part = attachment(content, name)
        whole = read(Message((), (part,)), Budget(trying=0.0)).attachments[0]
        assert judged(part) == ({name} if whole.protection is Protection.ENCRYPTED else set()), name
        sealed += len(judged(part))
    assert sealed > 15


def test_only_what_is_asked_about() -> None:
    letter, sealed = attachment(docx_of("Grace"), "a.docx"), attachment(SEALED, "b.docx")
    assert judged(letter, sealed, attachment(pdf_of("Grace"), "c.pdf")) == {"b.docx"}


def test_a_lock_whose_password_stands_in_the_message_is_none() -> None:
    assert judged(attachment(SEALED, "b.docx"), text="The password is Str0ng-Kestrel") == frozenset()


@pytest.mark.parametrize("kind", ["zip", "docx"])
def test_three_gigabytes_when_unpacked(kind: str) -> None:
    bomb = zip_of_zeros(3_000, "word/media/image1.bmp" if kind == "docx" else "zeros.bin")
    began = time.process_time()
    assert judged(attachment(bomb, f"bomb.{kind}")) == frozenset()
    assert time.process_time() - began < 1


def test_an_archive_of_which_one_file_is_open_is_open() -> None:
    assert judged(attachment(zip_of({"a.docx": SEALED, "b.txt": b"Grace"}), "a.zip")) == frozenset()

"""Mail sent on in bulk is told from a letter that is attached."""

from __future__ import annotations

import pytest

from detectors.bulk_forward import find
from detectors.extract.budget import Budget
from detectors.finding import DetectorId
from detectors.inspect import inspect
from detectors.message import Part
from tests.detectors.extract.files import attachment, docx_of, zip_of
from tests.detectors.matters import FACTS, matter_of
from tests.samples.mail import letter, mailbox_of, raw

EML = raw(letter())


def found(*parts: Part) -> list[tuple[str, str]]:
    findings = list(find(matter_of("See attached.", *parts)))
    assert all(each.detector is DetectorId.BULK_FORWARD and each.detail for each in findings)
    return [(each.kind, str(each.location)) for each in findings]


def messages(number: int) -> list[Part]:
    return [attachment(EML, f"{at}.eml") for at in range(number)]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([attachment(mailbox_of("one", "two"), "a.txt")], [("mailbox-file", "attachment:a.txt")]),
        ([attachment(b"!BDN" + bytes(600), "old.pst")], [("mailbox-file", "attachment:old.pst")]),
        ([attachment(b"!BDN" + bytes(600), "holiday.jpg")], [("mailbox-file", "attachment:holiday.jpg")]),
        ([attachment(zip_of({"x.xml": b"<m/>"}), "me.olm")], [("mailbox-file", "attachment:me.olm")]),
        (
            [attachment(zip_of({"a.mbox": mailbox_of("one", "two")}), "a.zip")],
            [("mailbox-file", "attachment:a.zip/a.mbox")],
        ),
        (
            [attachment(zip_of({"a.eml": EML, "b.eml": EML}), "a.zip")],
            [("archive-of-messages", "attachment:a.zip")],
        ),
        (messages(5), [("attached-messages", "body")]),
        (
            [*messages(4), attachment(zip_of({"x.eml": EML}), "x.zip")],
            [("attached-messages", "body")],
        ),
        (messages(4), []),
        ([attachment(zip_of({"a.eml": EML, "b.docx": docx_of("Trip")}), "a.zip")], []),
        ([attachment(mailbox_of("one"), "a.mbox")], []),
        ([attachment(docx_of("Trip"), "a.docx")], []),
        ([], []),
    ],
)
def test_bulks(parts: list[Part], expected: list[tuple[str, str]]) -> None:
    assert found(*parts) == expected


def test_the_number_is_told() -> None:
    (finding,) = find(matter_of(*messages(7)))
    assert finding.detail == "It carries 7 other messages."
    (finding,) = find(matter_of(attachment(mailbox_of("one", "two", "three"), "a.mbox")))
    assert "3 messages" in finding.detail


def test_it_is_one_of_the_detectors() -> None:
    mail = letter()
    mail.add_attachment(mailbox_of("one", "two"), "application", "octet-stream", filename="a.mbox")
    (finding,) = inspect(raw(mail), FACTS, Budget()).of(DetectorId.BULK_FORWARD)
    assert finding.kind == "mailbox-file"

"""Tests for detectors.extract.mail.mail."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from detectors.extract.budget import Budget
from detectors.extract.read import read
from detectors.mime.parse import parse
from tests.detectors.extract.files import docx_of, read_file, reasons, texts_at

WHERE = "attachment:forwarded.eml"


def message(subject: str, text: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@oakfield.sch.uk", "Grace Bishop <g@example.org>", subject
    mail.set_content(text)
    return mail


def raw(mail: EmailMessage) -> bytes:
    return mail.as_bytes().replace(b"\n", b"\r\n")


@pytest.mark.parametrize(
    "media_type", ["message/rfc822", "message/global", "message/news", "text/rfc822-headers"]
)
def test_whatever_calls_itself_a_message_is_opened_as_one(media_type: str) -> None:
    nested = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n"
    nested += b"Content-Transfer-Encoding: base64\r\n\r\nR3JhY2UgQmlzaG9w\r\n--x--\r\n"

    assert "Grace Bishop" in texts_at(read_file(nested, "forwarded.eml", media_type), WHERE)


def test_a_forwarded_messages_words_are_the_attachments() -> None:
    mail = message("About Grace", "Dear parents")
    mail.add_attachment(docx_of("Grace Bishop"), maintype="application", subtype="x", filename="letter.docx")
    reading = read_file(raw(mail), "forwarded.eml", "message/rfc822")
    assert texts_at(reading, f"{WHERE}#subject") == "About Grace"
    assert "Grace Bishop <g@example.org>" in texts_at(reading, f"{WHERE}#header")
    assert texts_at(reading, WHERE).strip() == "Dear parents"
    assert "Grace Bishop" in texts_at(reading, f"{WHERE}/letter.docx")
    assert [each.path for each in reading.attachments] == ["forwarded.eml", "forwarded.eml/letter.docx"]
    assert not reading.unread


def test_what_is_wrong_with_it_is_said() -> None:
    broken = raw(message("x", "y")).replace(b"Content-Type: text/plain", b"Content-Type: multipart/mixed")
    assert reasons(read_file(broken, "forwarded.eml", "message/rfc822"))


def test_messages_in_messages_in_messages() -> None:
    mail = message("innermost", "Grace Bishop")
    for number in range(12):
        outer = message(f"{number}", "see attached")
        outer.add_attachment(mail, filename="f.eml")
        mail = outer
    reading = read(parse(raw(mail)), Budget())
    assert set(reasons(reading)) == {"More than 8 files lie one inside the other."}


def test_the_messages_own_header_fields_that_people_write() -> None:
    mail = message("About Grace", "x")
    mail["Comments"], mail["Keywords"], mail["Thread-Topic"], mail["X-Mailer"] = "c", "k", "t", "m"
    reading = read(parse(raw(mail)), Budget())
    header = {str(each.location): each.text for each in reading.texts}
    assert header["subject"] == "About Grace"
    assert (header["header:Comments"], header["header:Keywords"], header["header:Thread-Topic"]) == (
        "c",
        "k",
        "t",
    )
    assert "header:X-Mailer" not in header


def test_a_length_in_front_that_is_a_lie_hides_nothing() -> None:
    """Apple Mail goes by the length; what stands behind it is read as mail unless it is a property list."""
    mail = message("Trip", "x")
    mail.add_attachment(docx_of("Grace Bishop"), maintype="application", subtype="x", filename="letter.docx")
    reading = read_file(b"20\n" + raw(mail), "1.emlx")
    assert "Grace Bishop" in texts_at(reading, "attachment:1.emlx/letter.docx")


def test_a_message_that_lies_elsewhere_is_what_it_says_of_itself() -> None:
    inner = b"Content-Type: text/plain; name=Bishop\r\nContent-ID: <Grace>\r\n\r\n"
    body = b'Content-Type: message/external-body; access-type=URL; URL="x"\r\n\r\n' + inner
    reading = read_file(b"From: a\r\nTo: b\r\nSubject: c\r\nMIME-Version: 1.0\r\n" + body, "forwarded.eml")
    assert any("name=Bishop" in each.text for each in reading.texts)


def test_a_page_saved_as_mail_is_read_by_its_name_alone() -> None:
    page = b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+R3JhY2UgQmlzaG9wPC9wPg=="
    assert "Grace Bishop" in texts_at(read_file(page, "page.mht"), "attachment:page.mht")

"""Finished mail from a teacher to the outside, with one thing of interest in it."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

SUBJECT = "Next week"
BOUNDARY = "=-boundary-of-the-parts"  # the same at each run
GREETING = "Dear colleague,"
CLOSING = "Kind regards\nM. Okafor"


def mail(subject: str = SUBJECT) -> EmailMessage:
    """Without a body yet."""
    message = EmailMessage(policy=SMTP)
    message["From"] = "M. Okafor <m.okafor@oakfield.sch.uk>"
    message["To"] = "reception@harrow-clinic.example"
    message["Date"] = "Tue, 04 Mar 2025 09:12:00 +0000"
    message["Message-ID"] = "<20250304.0912@oakfield.sch.uk>"
    message["Subject"] = subject
    return message


def letter(paragraph: str) -> str:
    return f"{GREETING}\n\n{paragraph}\n\n{CLOSING}\n"


def text_mail(text: str, charset: str = "utf-8", encoding: str = "8bit") -> bytes:
    message = mail()
    message.set_content(text, charset=charset, cte=encoding)
    return message.as_bytes()


def raw_text_mail(body: bytes, *fields: str) -> bytes:
    """With a body and its MIME fields as they are given; lines end in LF."""
    head = mail().as_bytes().rstrip()
    lines = (*fields, "", "")
    return head + b"\r\n" + "\r\n".join(lines).encode() + body.replace(b"\n", b"\r\n")


def html_mail(inner: str) -> bytes:
    page = f"<html><body><p>{GREETING}</p>\n{inner}\n<p>Kind regards<br>M. Okafor</p></body></html>"
    message = mail()
    message.set_content(page, subtype="html", charset="utf-8", cte="quoted-printable")
    return message.as_bytes()


def file_mail(content: bytes, name: str, media_type: str) -> bytes:
    """With one attached file and a few words that say nothing."""
    message = mail()
    message.set_content(letter("Please find the file attached."))
    main, _, sub = media_type.partition("/")
    message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    message.set_boundary(BOUNDARY)
    return message.as_bytes()


def mail_in_mail(inner: bytes) -> bytes:
    """With another message attached (RFC 2046, 5.2.1), its bytes untouched."""
    return _with_last_part(b"Content-Type: message/rfc822\r\n\r\n" + inner)


def mail_with_file_field(content: bytes, disposition: str) -> bytes:
    """With one attached text whose Content-Disposition field is given as it stands."""
    fields = f"Content-Type: application/octet-stream\r\nContent-Disposition: {disposition}\r\n\r\n"
    return _with_last_part(fields.encode() + content)


def _with_last_part(part: bytes) -> bytes:
    message = mail()
    message.set_content(letter("Please find the file attached."))
    message.make_mixed()
    message.attach(_placeholder())
    message.set_boundary(BOUNDARY)
    before, _, after = message.as_bytes().partition(_placeholder().as_bytes())
    return before + part.rstrip() + b"\r\n" + after.lstrip(b"\r\n")


def _placeholder() -> EmailMessage:
    part = EmailMessage(policy=SMTP)
    part["X-Here"] = "it goes"
    return part


def with_subject(field: str, body: str) -> bytes:
    """With a Subject field (RFC 5322, 2.2) as it is given, encoded words and folding and all."""
    message = mail()
    message.set_content(body)
    plain = f"Subject: {SUBJECT}\r\n".encode()
    return message.as_bytes().replace(plain, f"Subject: {field}\r\n".encode(), 1)


def mail_from(sender: str, text: str) -> bytes:
    message = mail()
    message.replace_header("From", sender)
    message.set_content(text, charset="utf-8", cte="8bit")
    return message.as_bytes()

"""Mail in files: msg, winmail.dat, mbox, eml and its kin."""

from __future__ import annotations

import mailbox
import tempfile
from collections.abc import Iterator
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import compressed_rtf
from aspose.email_foss.msg import MapiMessage, MapiNamedProperty, PropertyTypeCode

from tests.samples import winmail
from tests.samples.sample import WORDS, Broken, Protected, Sample

RTF = rf"{{\rtf1\ansi\ansicpg1252{{\fonttbl{{\f0 Arial;}}}}\f0\fs20 {WORDS} has done well.\par}}".encode()
HTML = f"<html><body><p>{WORDS} has done <b>well</b>.</p></body></html>".encode()
LETTER = f"Dear parents,\r\n{WORDS} has done well.\r\n".encode()


def note(subject: str = "Trip", body: str = "See below.", **options: bool) -> MapiMessage:
    """A message as Outlook would save it, made by a library; no program for this runs here."""
    message = MapiMessage.create(subject, body, **options)
    message.add_recipient("office@oakfield.sch.uk", display_name="School office")
    return message


def with_property(number: int, kind: PropertyTypeCode, value: object) -> bytes:
    message = note()
    message.set_property(number, kind, value)
    return message.to_bytes()


def with_attachment(name: str, content: bytes) -> bytes:
    message = note()
    message.add_attachment(name, content, mime_type="text/plain")
    return message.to_bytes()


def with_message(inner: MapiMessage, name: str = "forwarded") -> MapiMessage:
    message = note("FW: Trip")
    message.add_embedded_message_attachment(inner, filename=name)
    return message


def with_recipient() -> bytes:
    message = note()
    message.add_recipient("family@example.org", display_name=WORDS)
    return message.to_bytes()


def with_categories() -> bytes:
    message = note()
    name = MapiNamedProperty.string("Keywords")
    message.set_named_property(name, PropertyTypeCode.PTYP_MULTIPLE_STRING, ["Year 8", WORDS])
    return message.to_bytes()


def contact() -> bytes:
    message = note("Contact", "")
    message.message_class = "IPM.Contact"
    for number, value in ((0x3A06, "Grace"), (0x3A11, "Bishop")):
        message.set_property(number, PropertyTypeCode.PTYP_STRING, value)
    return message.to_bytes()


def _msg_samples() -> Iterator[Sample]:
    string, binary = PropertyTypeCode.PTYP_STRING, PropertyTypeCode.PTYP_BINARY
    packed = compressed_rtf.compress(RTF)
    header = f"From: {WORDS} <family@example.org>\r\nSubject: Trip\r\n"
    here = "attachment:letter.msg"
    for carrier, content, where in (
        ("subject", note(WORDS).to_bytes(), f"{here}#subject"),
        ("plain body", note(body=LETTER.decode()).to_bytes(), here),
        ("8-bit body", note(body=LETTER.decode(), unicode_strings=False).to_bytes(), here),
        ("html body", with_property(0x1013, binary, HTML), here),
        ("rtf body", with_property(0x1009, binary, packed), here),
        ("transport header", with_property(0x007D, string, header), f"{here}#header"),
        ("sender", with_property(0x0C1A, string, WORDS), f"{here}#header"),
        ("recipient", with_recipient(), f"{here}#header"),
        ("category", with_categories(), f"{here}#properties"),
        ("place of an appointment", with_property(0x8208, string, WORDS), f"{here}#properties"),
        ("names of a contact", contact(), here),
        ("attachment", with_attachment("notes.txt", LETTER), f"{here}/notes.txt"),
        ("attachment's name", with_attachment(f"{WORDS}.txt", b"x"), f"{here}/{WORDS}.txt#name"),
        ("message inside", with_message(note(body=LETTER.decode())).to_bytes(), f"{here}/forwarded"),
        (
            "attachment of a message inside",
            with_message(with_message(note(WORDS))).to_bytes(),
            f"{here}/forwarded/forwarded#subject",
        ),
    ):
        yield Sample("msg", carrier, "letter.msg", content, where)


def _tnef_samples() -> Iterator[Sample]:
    here = "attachment:winmail.dat"
    packed = compressed_rtf.compress(RTF)
    person = winmail.properties(winmail.value(0x3001, winmail.WIDE, WORDS))
    inner = winmail.winmail(body=LETTER.decode(), attachments=(winmail.attachment("a.txt", LETTER),))
    for carrier, content, where in (
        ("subject", winmail.winmail(subject=WORDS), f"{here}#subject"),
        ("plain body", winmail.winmail(body=LETTER.decode()), here),
        ("body as a property", winmail.winmail(winmail.value(0x1000, winmail.WIDE, WORDS)), here),
        ("html body", winmail.winmail(winmail.value(0x1013, winmail.BINARY, HTML)), here),
        ("rtf body", winmail.winmail(winmail.value(0x1009, winmail.BINARY, packed)), here),
        ("sender", winmail.winmail(winmail.value(0x0C1A, winmail.NARROW, WORDS)), f"{here}#header"),
        ("recipient", winmail.winmail(attachments=(winmail.recipients(person),)), f"{here}#header"),
        ("property with a name", winmail.winmail(winmail.named("Pupil", WORDS)), f"{here}#properties"),
        ("name of a property", winmail.winmail(winmail.named(WORDS, "x")), f"{here}#properties"),
        ("attachment", _with(winmail.attachment("a.txt", LETTER)), f"{here}/a.txt"),
        ("long name", _with(winmail.attachment("A~1.TXT", b"x", f"{WORDS}.txt")), f"{here}/{WORDS}.txt#name"),
        ("message inside", _with(winmail.embedded("forwarded", inner)), f"{here}/forwarded"),
        ("attachment inside", _with(winmail.embedded("forwarded", inner)), f"{here}/forwarded/a.txt"),
    ):
        yield Sample("winmail.dat", carrier, "winmail.dat", content, where)


def _with(*attachments: bytes) -> bytes:
    return winmail.winmail(attachments=attachments)


def letter(subject: str = "Trip", text: str = "See below.") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a.teacher@oakfield.sch.uk", "family@example.org", subject
    mail.set_content(text)
    return mail


def raw(mail: EmailMessage) -> bytes:
    return mail.as_bytes().replace(b"\n", b"\r\n")


@cache
def mailbox_of(*texts: str) -> bytes:
    """A mailbox as Python's own library writes it."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "mbox"
        box = mailbox.mbox(path)
        for text in texts:
            box.add(letter(text=text).as_bytes())
        box.close()
        return path.read_bytes()


def mht(html: bytes) -> bytes:
    """A page as Word saves it: no field but the two that MIME needs, and base64."""
    part = EmailMessage()
    part.set_content(html.decode(), subtype="html", cte="base64")
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
    return head + raw(part).replace(b"MIME-Version: 1.0\r\n", b"") + b"\r\n--x--\r\n"


def _other_samples() -> Iterator[Sample]:
    attached = letter()
    attached.add_attachment(LETTER, maintype="text", subtype="plain", filename="notes.txt")
    plain = raw(letter(text=LETTER.decode()))
    plist = f'<?xml version="1.0"?>\n<!DOCTYPE plist>\n<plist><string>{WORDS}</string></plist>'
    emlx = b"%d\n%s%s" % (len(plain), plain, plist.encode())
    box = mailbox_of("First.", LETTER.decode(), "From Monday on: last.")
    for kind, carrier, name, content, where in (
        ("mbox", "second message", "box.mbox", box, "attachment:box.mbox/2.eml"),
        ("eml", "subject", "a.eml", raw(letter(WORDS)), "attachment:a.eml#subject"),
        ("eml", "body", "a.eml", plain, "attachment:a.eml"),
        ("eml", "attachment", "a.eml", raw(attached), "attachment:a.eml/notes.txt"),
        ("eml", "behind a mark", "a.eml", b"\xef\xbb\xbf\r\n" + raw(attached), "attachment:a.eml/notes.txt"),
        ("eml", "no name", "unnamed", raw(attached), "attachment:unnamed/notes.txt"),
        ("emlx", "body", "1.emlx", emlx, "attachment:1.emlx"),
        ("emlx", "properties", "1.emlx", emlx, "attachment:1.emlx#properties"),
        ("mht", "page", "page.mht", mht(HTML), "attachment:page.mht"),
    ):
        yield Sample(kind, carrier, name, content, where)


def samples() -> Iterator[Sample]:
    yield from _msg_samples()
    yield from _tnef_samples()
    yield from _other_samples()


def protected() -> Iterator[Protected]:
    """None of these protects anything; signed and sealed mail has a module of its own."""
    return iter(())


def _nested_msg(depth: int) -> bytes:
    message = note(WORDS)
    for _ in range(depth):
        message = with_message(message)
    return message.to_bytes()


def _nested_tnef(depth: int) -> bytes:
    message = winmail.winmail(subject=WORDS)
    for _ in range(depth):
        message = _with(winmail.embedded("forwarded", message))
    return message


def _without_table(msg: bytes) -> bytes:
    """Its first sector, as the header names it ([MS-CFB] §2.2), says that all sectors are free."""
    start = 512 * (int.from_bytes(msg[76:80], "little") + 1)
    return msg[:start] + b"\xff" * 512 + msg[start + 512 :]


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes((content[at] ^ 0xFF,)) + content[at + 1 :]


def broken() -> Iterator[Broken]:
    msg = with_attachment("notes.txt", LETTER * 400)
    tnef = _with(winmail.attachment("a.txt", LETTER * 400))
    partial = raw(letter()).replace(b"text/plain", b'message/partial; id="1"; number=1; total=2')
    lying = winmail.SIGNATURE + winmail.attribute(1, 0x9003, 6, b"\xff\xff\xff\xff" * 40)
    recipients = winmail.attribute(1, 0x9004, 6, b"\xff" * 4_000)
    values = [winmail.value(0x3001, winmail.NARROW, "x")] * 60_000
    box = b"From a@b Mon Nov 02 10:00:00 2026\nSubject: x\n\nx\n\n"
    for kind, what, name, content in (
        ("msg", "cut in the middle", "a.msg", msg[: len(msg) // 2]),
        ("msg", "no allocation table", "a.msg", _without_table(msg)),
        ("msg", "messages in messages", "a.msg", _nested_msg(20)),
        ("winmail.dat", "cut in the middle", "winmail.dat", tnef[: len(tnef) // 2]),
        ("winmail.dat", "a byte of the content", "winmail.dat", flipped(tnef, len(tnef) // 2)),
        ("winmail.dat", "sizes that are lies", "winmail.dat", lying),
        ("winmail.dat", "recipients without end", "winmail.dat", _with(recipients)),
        ("winmail.dat", "values without end", "winmail.dat", winmail.winmail(*values)),
        ("winmail.dat", "messages in messages", "winmail.dat", _nested_tnef(40)),
        ("winmail.dat", "nothing but its signature", "winmail.dat", winmail.SIGNATURE + b"\x09" * 90_000),
        ("mbox", "too many messages", "box.mbox", box * 20_000),
        ("eml", "a piece of a message", "a.eml", partial),
    ):
        yield Broken(kind, what, name, content)
    # What is left of it is what any program shows.
    yield Broken("eml", "cut in the middle", "a.eml", mht(HTML)[:-40], harmless=True)

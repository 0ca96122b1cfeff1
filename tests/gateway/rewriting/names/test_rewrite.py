"""Whole messages: names shortened wherever they stand, and found nowhere afterwards."""

from __future__ import annotations

import base64
import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage

import pytest

from detectors.finding import Location, Place
from detectors.names.context.people import Staff
from detectors.roster import StaffMember
from gateway.policy.rewriting import Rewrite, ShortForm
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.edits import apply
from gateway.rewriting.names.attachments import SHORTENERS, difference
from gateway.rewriting.names.rewrite import shorten_names
from tests.gateway.rewriting.names.school import FACTS, GRACE, facts_of, named_in, shortened
from tests.samples.officefiles import plain_docx

NAMES = ("Grace Bishop", "Tudor, Henry", "Zoë O’Neill")


def letter(text: str = "Nothing.", subject: str = "Trip", html: str = "") -> EmailMessage:
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = "Mary Okafor <m.okafor@oakfield.sch.uk>"
    message["To"] = "parent@example.org"
    message["Subject"] = subject
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def texts_of(raw: bytes) -> str:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    names = [part.get_filename("") for part in message.walk()]
    return "\n".join([str(message["subject"]), *names, *(part.get_content() for part in parts)])


@pytest.mark.parametrize(
    ("form", "short"),
    [
        (ShortForm.INITIALS, ("G.B.", "H.T.", "Z.O.")),
        (ShortForm.FORENAME_AND_INITIAL, ("Grace B.", "Henry T.", "Zoë O.")),
    ],
)
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_subject_text_html_and_files(form: ShortForm, short: tuple[str, ...], encoding: str) -> None:
    text = "We saw {0}, then {1}; and {2} – and so on, at length, since a line may be too long: {0}\r\n"
    page = "<p>We saw <b>{0}</b>; {1}</p><img alt='{2}'>"
    message = letter("x", f"{NAMES[0]} and {NAMES[1]}")
    message.set_content(text.format(*NAMES), cte=encoding)
    message.add_alternative(page.format(*NAMES), subtype="html", cte=encoding)
    message.add_attachment(text.format(*NAMES).encode(), "text", "plain", filename="Grace Bishop é.txt")
    message.add_attachment(b"Forename,Surname\r\nGrace,Bishop\r\n", "text", "csv", filename="list.csv")
    step = shortened(message.as_bytes(), form)
    shown = texts_of(step.content)
    assert all(name in shown for name in short)
    assert not any(name in shown for name in ("Bishop", "Tudor", "Neill"))
    assert text.format(*short).strip() in shown.replace("\n", "\r\n")
    assert named_in(step.content) == {}
    (change,) = step.changes
    assert change.rewrite is Rewrite.SHORTEN_NAMES
    assert {Location(Place.SUBJECT), Location(Place.BODY), Location(Place.ATTACHMENT, "list.csv")} <= set(
        change.locations
    )


def test_what_is_around_the_names_stays_byte_for_byte() -> None:
    raw = (
        b"Received: by x;\r\n\tFri, 1 May 2026\r\nsubject:Trip\r\nFrom: a@oakfield.sch.uk\r\n"
        b'Content-Type: multipart/mixed; boundary="=_b"\r\n\r\npreamble \r\n--=_b\r\n'
        b"Content-Type: text/plain; charset=utf-8\r\nContent-transfer-encoding:quoted-printable\r\n\r\n"
        b"=e2=80=93 Grace=20Bishop=\r\n was late.  \r\n\r\n--=_b  \r\ncontent-type: text/html\r\n\r\n"
        b"<P>Grace <B>Bishop</b > \xe9\r\n--=_b--\r\nepilogue: Grace\r\n"
    )
    expected = raw.replace(b"Grace=20Bishop", b"G.B.").replace(b"Grace <B>Bishop<", b"G.B.<B><")
    assert shorten_names(raw, FACTS, [(GRACE.id,)], ShortForm.INITIALS).content == expected


def test_a_message_without_a_name_is_not_changed() -> None:
    raw = letter("Nobody is named here.", html="<p>Nobody").as_bytes()
    step = shorten_names(raw, FACTS, [], ShortForm.INITIALS)
    assert (step.content, step.changes) == (raw, ())


def test_places_are_counted() -> None:
    step = shortened(letter("Grace\r\nBishop and Henry Tudor", "Grace Bishop").as_bytes())
    assert step.changes[0].count == 3


def test_files_in_which_names_are_shortened() -> None:
    message = letter("See the file.")
    message.add_attachment(
        plain_docx("About Grace Bishop, 8K"), "application", "octet-stream", filename="a.bin"
    )
    message.add_attachment(b"\x89PNG no picture", "image", "png", filename="b.png")
    step = shortened(message.as_bytes())
    assert step.changes[0].locations == (Location(Place.ATTACHMENT, "a.bin"),)
    assert named_in(step.content) == {}
    assert b"b.png" in step.content


def test_an_attached_page_and_an_attached_text_in_their_character_sets() -> None:
    message = letter("See the files.")
    message.add_attachment("Zoë O'Neill, é", charset="iso-8859-1", cte="quoted-printable", filename="a.txt")
    message.add_attachment(
        "<p>Zo&euml; <b>O'Neill</b> é", subtype="html", charset="iso-8859-1", filename="b.htm"
    )
    step = shortened(message.as_bytes())
    assert b"Z.O., =E9" in step.content
    assert "<p>Z.O.<b></b> é" in texts_of(step.content)


def test_what_is_said_of_the_content_is_no_longer_said() -> None:
    message = letter("Grace Bishop")
    message["Content-MD5"] = "Q2hlY2sgSW50ZWdyaXR5IQ=="
    assert b"Content-MD5" not in shortened(message.as_bytes()).content


def test_files_of_other_kinds_keep_their_names_for_the_next_inspection() -> None:
    message = letter("See the file.")
    message.add_attachment(
        b"BEGIN:VCARD\r\nFN:Grace Bishop\r\nEND:VCARD\r\n", "text", "vcard", filename="a.vcf"
    )
    raw = message.as_bytes()
    step = shortened(raw)
    assert step.content == raw
    assert named_in(step.content)


def test_a_teacher_of_the_same_name_keeps_it() -> None:
    facts = replace(facts_of(GRACE), staff=Staff.of((StaffMember("Grace Bishop"),)))
    raw = letter("Please ask Miss Grace Bishop, Head of Year.").as_bytes()
    assert shorten_names(raw, facts, [(GRACE.id,)], ShortForm.INITIALS).content == raw


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Type: multipart/signed; boundary=b; protocol=x; micalg=y",
        b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data",
        b"Content-Type: multipart/encrypted; boundary=b; protocol=x",
    ],
)
def test_signed_and_encrypted_mail_is_never_touched(head: bytes) -> None:
    raw = (
        b"From: a@oakfield.sch.uk\r\n"
        + head
        + b"\r\n\r\n--b\r\n\r\nGrace Bishop\r\n--b\r\n\r\nx\r\n--b--\r\n"
    )
    with pytest.raises(CannotRewriteError, match="signed or encrypted"):
        shorten_names(raw, FACTS, [(GRACE.id,)], ShortForm.INITIALS)


def test_no_reason_names_anybody() -> None:
    body = base64.encodebytes("日本 Grace Bishop".encode("iso-2022-jp"))
    raw = b"Content-Type: text/plain; charset=iso-2022-jp\r\nContent-Transfer-Encoding: base64\r\n\r\n" + body
    with pytest.raises(CannotRewriteError) as refused:
        shorten_names(raw, FACTS, [(GRACE.id,)], ShortForm.INITIALS)
    assert "Grace" not in refused.value.reason
    assert refused.value.reason.endswith(".")


@pytest.mark.parametrize(
    ("before", "after", "edits"),
    [
        (b"a\nbxc\nd", b"a\nbyyc\nd", 1),
        (b"a\nb", b"a", 1),
        (b"a", b"a", 0),
        (b"a\nb\n", b"x\ny\n", 2),
        (b"aa", b"aaa", 1),
    ],
)
def test_the_difference_of_two_contents(before: bytes, after: bytes, edits: int) -> None:
    found = list(difference(before, after))
    assert apply(before, found) == after
    assert len(found) == edits


def test_the_table_of_files_is_by_what_they_are() -> None:
    assert all("/" in kind and callable(shorten) for kind, shorten in SHORTENERS.items())

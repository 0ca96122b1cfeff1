"""Mail that leaves changed: names shortened, files locked, addresses hidden, and its sender told of it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import docx
import msoffcrypto
import pytest
import pyzipper

from tests.gateway.rewriting.dkim.keys import rsa_key, verifies
from tests.support import smime
from tests.support.certificates import write_secret
from tests.support.process import GatewayProcess
from tests.support.school import TEACHER, message, write_school
from tests.support.sink import Sink, Taken
from tests.support.waiting import wait_until

POLICY = """
title = "A policy that changes"

[[rule]]
id = "names"
title = "Full names to the newspaper"
to.groups = ["newspaper"]
when.finding = "pupil-name"
action = "rewrite"
rewrite.names = "initials"

[[rule]]
id = "files"
title = "Open files to the tutor"
to.groups = ["tutor"]
when.attachment = { protection = ["none"], containing = "pupil-name" }
action = "rewrite"
rewrite.lock_attachments = true

[[rule]]
id = "families"
title = "Families' addresses"
to.any_of = ["external"]
to.except_groups = ["club", "newspaper", "tutor", "firm"]
when = { finding = "visible-recipients", kinds = ["families", "outside"] }
action = "rewrite"
rewrite.visible_recipients = "bcc"

[[rule]]
id = "club"
title = "The club's addresses"
to.groups = ["club"]
when = { finding = "visible-recipients", kinds = ["families", "outside"] }
action = "rewrite"
rewrite.visible_recipients = "one-copy-each"

[[rule]]
id = "colleague"
title = "Pupils get mail from two"
to.any_of = ["pupil"]
when.finding = "no-colleague-copied"
action = "rewrite"
rewrite.copy_to = "line-manager"

[[rule]]
id = "firm"
title = "No files to the firm"
to.groups = ["firm"]
when.attachment = { protection = ["none", "weak", "unknown"] }
action = "rewrite"
rewrite.take_off_attachments = true
rewrite.subject_tag = "[from Oakfield]"
rewrite.header = { X-School-Files = "taken off" }
rewrite.footer = "Oakfield Academy sends you no files."

[[rule]]
id = "police"
title = "Names to the police"
to.groups = ["police"]
when.finding = "pupil-name"
action = "secure"

[[rule]]
id = "partner"
title = "Names to partners"
to.any_of = ["professional"]
when.finding = "pupil-name"
action = "secure"
"""

DIRECTORY = """
[professional]
domains = ["gov.uk"]

[[partner]]
name = "Maths tutors"
class = "supplier"
domains = ["agreed.example"]
purpose = "Tutoring"
agreed_by = "The head"
agreed = 2026-01-01
expires = 2099-12-31
passphrase_file = "tutors.passphrase"

[smime]
certificates = "certificates"

[staff]
line_managers = { "a.teacher@oakfield.sch.uk" = "b.colleague@oakfield.sch.uk" }

[groups]
newspaper = ["news@gazette.example"]
tutor = ["tutor@maths.example", "agreed.example"]
club = ["chess.example", "draughts.example", "go.example", "bridge.example", "whist.example"]
firm = ["orders@firm.example"]
police = ["duty@police.example"]
"""


AGREED = "seven blue herons at noon"
_POLICE_KEY = smime.rsa_key()
POLICE = smime.Reader(_POLICE_KEY, smime.make_certificate(_POLICE_KEY, "duty@police.example", days=20_000))


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[GatewayProcess, Sink]]:
    folder = tmp_path_factory.mktemp("rewriting")
    (folder / "policy.toml").write_text(POLICY, encoding="utf-8")
    (folder / "directory.toml").write_text(DIRECTORY, encoding="utf-8")
    passphrase = folder / "tutors.passphrase"
    passphrase.touch(mode=0o600)
    passphrase.write_text(AGREED, encoding="utf-8")
    (folder / "certificates").mkdir()
    (folder / "certificates" / "duty.cer").write_bytes(POLICE.der)
    write_secret(folder / "dkim.key", rsa_key("gate")[0].private_key)
    sink = Sink().start()
    dkim = 'dkim = { selector = "gate", key_file = "dkim.key" }'
    config = write_school(
        folder, sink.url, school=f'directory = "directory.toml"\n{dkim}', policy='file = "policy.toml"'
    )
    gateway = GatewayProcess(config).start()
    yield gateway, sink
    gateway.stop()
    sink.stop()


def read(content: bytes) -> EmailMessage:
    mail = message_from_bytes(content, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def sent(school: tuple[GatewayProcess, Sink], mail: EmailMessage, *to: str) -> list[Taken]:
    """What comes out at the world for these recipients."""
    gateway, sink = school
    before = len(sink.taken)
    assert gateway.send(TEACHER, to, mail.as_bytes())[0] == 250
    wait_until(gateway.is_idle, "an empty outbox", 30)
    return [each for each in sink.taken[before:] if set(each.recipients) & set(to)]


def notices(school: tuple[GatewayProcess, Sink], mail: EmailMessage) -> list[EmailMessage]:
    told = [each for each in school[1].taken if each.recipients == (TEACHER,)]
    return [read(each.content) for each in told if str(mail["Message-ID"]).encode() in each.content]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def with_file(text: str, name: str, content: bytes, kind: str, **more: str) -> EmailMessage:
    mail = message(text, **more)
    maintype, subtype = kind.split("/")
    mail.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    return mail


def letter(*paragraphs: str) -> bytes:
    document, file = docx.Document(), io.BytesIO()
    for each in paragraphs:
        document.add_paragraph(each)
    document.save(file)
    return file.getvalue()


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def test_names_are_shortened_everywhere(school: tuple[GatewayProcess, Sink]) -> None:
    mail = with_file(
        "Grace Bishop and Zoë O'Neill won. Well done, Grace Bishop!\n",
        "winners.docx",
        letter("First: Grace Bishop", "Second: Zoë O'Neill"),
        DOCX,
        subject="A prize for Grace Bishop",
        to="news@gazette.example",
    )
    (taken,) = sent(school, mail, "news@gazette.example")
    out = read(taken.content)
    assert out["Subject"] == "A prize for G.B."
    assert text_of(out) == "G.B. and Z.O. won. Well done, G.B.!\n"
    (attached,) = out.iter_attachments()
    paragraphs = [each.text for each in docx.Document(io.BytesIO(attached.get_content())).paragraphs]
    assert paragraphs == ["First: G.B.", "Second: Z.O."]
    assert verifies(taken.content, rsa_key("gate")[1])
    (notice,) = notices(school, mail)
    assert "initials" in text_of(notice)


def test_what_cannot_be_shortened_is_held(school: tuple[GatewayProcess, Sink]) -> None:
    gateway, _ = school
    mail = with_file(
        "Please print.\n",
        "winners.rtf",
        rb"{\rtf1 Grace Bishop}",
        "application/rtf",
        to="news@gazette.example",
    )
    assert sent(school, mail, "news@gazette.example") == []
    (case,) = [each for each in gateway.cases() if each["recipients"] == ["news@gazette.example"]]
    assert case["rules"] == ["names"]
    gateway.command("quarantine", "delete", str(case["id"]))


def test_a_file_is_locked_and_only_the_sender_knows_how_to_open_it(
    school: tuple[GatewayProcess, Sink],
) -> None:
    content = letter("Report on Grace Bishop")
    mail = with_file("Here it is.\n", "report.docx", content, DOCX, to="tutor@maths.example")
    mail.add_attachment(b"Grace Bishop,8\n", maintype="text", subtype="csv", filename="list.csv")
    (taken,) = sent(school, mail, "tutor@maths.example")
    (notice,) = notices(school, mail)
    match = re.search(r"\b[a-z]+(?:-[a-z]+){4}\b", text_of(notice))
    assert match is not None
    passphrase = match[0]
    assert "phone" in text_of(notice)
    out = read(taken.content)
    assert text_of(out) == "Here it is.\n"
    assert passphrase.encode() not in taken.content
    report, packed = out.iter_attachments()
    locked = msoffcrypto.OfficeFile(io.BytesIO(report.get_content()))
    locked.load_key(passphrase, verify_password=True)
    opened = io.BytesIO()
    locked.decrypt(opened)
    assert opened.getvalue() == content
    with pyzipper.AESZipFile(io.BytesIO(packed.get_content())) as archive:
        archive.setpassword(passphrase.encode())
        (inner,) = archive.namelist()
        files = zipfile.ZipFile(io.BytesIO(archive.read(inner)))
    assert files.read("list.csv") == b"Grace Bishop,8\n"
    assert packed.get_filename() == "attachments.zip"


def test_a_partner_opens_it_with_the_passphrase_that_was_agreed(school: tuple[GatewayProcess, Sink]) -> None:
    mail = with_file("Here.\n", "report.docx", letter("Grace Bishop"), DOCX, to="tutor@agreed.example")
    (taken,) = sent(school, mail, "tutor@agreed.example")
    (attached,) = read(taken.content).iter_attachments()
    locked = msoffcrypto.OfficeFile(io.BytesIO(attached.get_content()))
    locked.load_key(AGREED, verify_password=True)
    (notice,) = notices(school, mail)
    assert AGREED not in text_of(notice)
    assert "agreed" in text_of(notice)


def test_who_has_a_certificate_gets_it_sealed(school: tuple[GatewayProcess, Sink], tmp_path: Path) -> None:
    mail = message("Grace Bishop was seen at noon.\n", to="duty@police.example")
    (taken,) = sent(school, mail, "duty@police.example")
    assert b"Bishop" not in taken.content
    assert read(taken.content).get_content_type() == "application/pkcs7-mime"
    assert b"Grace Bishop was seen at noon." in POLICE.open(taken.content, tmp_path)
    named = message("She is well.\n", subject="Grace Bishop", to="duty@police.example")
    assert sent(school, named, "duty@police.example") == [], "a subject can be read on the way"


def test_outside_addresses_are_hidden_from_one_another(school: tuple[GatewayProcess, Sink]) -> None:
    to = tuple(f"parent{number}@home{number}.example" for number in range(6))
    mail = message(to=", ".join(to))
    taken = sent(school, mail, *to)
    assert {address for each in taken for address in each.recipients} == set(to)
    for each in taken:
        assert b"parent" not in each.content
        assert read(each.content)["To"].addresses == ()
    (notice,) = notices(school, mail)
    assert "6" in text_of(notice)


def test_each_gets_a_copy_of_their_own(school: tuple[GatewayProcess, Sink]) -> None:
    to = (
        "one@chess.example",
        "two@draughts.example",
        "three@go.example",
        "four@bridge.example",
        "five@whist.example",
    )
    mail = message(to=", ".join(to))
    taken = sent(school, mail, *to)
    assert sorted(each.recipients for each in taken) == sorted((address,) for address in to)
    for each in taken:
        assert [str(address) for address in read(each.content)["To"].addresses] == list(each.recipients)
    assert len(notices(school, mail)) == 1


def test_a_colleague_is_copied_in(school: tuple[GatewayProcess, Sink]) -> None:
    pupil = "gbishop@pupils.oakfield.sch.uk"
    mail = message("Your homework is fine.\n", to=pupil)
    sent(school, mail, pupil)
    copies = [
        each for each in school[1].taken if str(mail["Message-ID"]).encode() in each.content and each.sender
    ]
    assert {address for each in copies for address in each.recipients} == {
        pupil,
        "b.colleague@oakfield.sch.uk",
    }
    assert all(read(each.content)["Cc"] == "b.colleague@oakfield.sch.uk" for each in copies)


def test_files_are_taken_off_and_the_message_is_marked(school: tuple[GatewayProcess, Sink]) -> None:
    mail = with_file("Here is our order.\n", "order.csv", b"pens,12\n", "text/csv", to="orders@firm.example")
    (taken,) = sent(school, mail, "orders@firm.example")
    out = read(taken.content)
    assert out["Subject"] == "[from Oakfield] Museum trip"
    assert out["X-School-Files"] == "taken off"
    assert "pens" not in taken.content.decode()
    assert "Oakfield Academy sends you no files." in taken.content.decode()
    (notice,) = notices(school, mail)
    assert "order.csv" in text_of(notice)


def test_without_a_product_files_for_partners_are_locked(school: tuple[GatewayProcess, Sink]) -> None:
    partner = "worker@social.oakshire.gov.uk"
    mail = with_file("Here it is.\n", "report.docx", letter("Grace Bishop"), DOCX, to=partner)
    (taken,) = sent(school, mail, partner)
    (attached,) = read(taken.content).iter_attachments()
    assert msoffcrypto.OfficeFile(io.BytesIO(attached.get_content())).is_encrypted()
    named = message("Grace Bishop was away.\n", to=partner)
    assert sent(school, named, partner) == []


def test_check_says_the_same(school: tuple[GatewayProcess, Sink], tmp_path: Path) -> None:
    file = tmp_path / "message.eml"
    file.write_bytes(message("Grace Bishop won.\n", to="news@gazette.example").as_bytes())
    judged = json.loads(school[0].command("check", "--json", str(file)).stdout)
    assert (judged["disposition"], judged["rewrites"]) == ("rewrite", ["shorten-names"])

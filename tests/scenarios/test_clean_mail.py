"""Clean mail passes from Postfix to the world byte for byte, whatever is in it."""

from __future__ import annotations

import random
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTPUTF8

import dkim  # type: ignore[import-untyped]
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.scenarios.conftest import UTF8_TEACHER, WITNESS, Oakfield, only_fields_on_top
from tests.support.school import CLEAN_TEXT, TEACHER, message
from tests.support.sink import Taken


def through_both_ways(oakfield: Oakfield, content: bytes, recipient: str) -> tuple[Taken, Taken]:
    """The copy that went through Schoolgate, and the one of the same queue file that did not."""
    before = len(oakfield.world.taken)
    oakfield.send(content, [recipient, WITNESS])
    oakfield.world.wait_for(before + 2, 60)
    (copy,) = oakfield.world.to(recipient)
    (witness,) = [each for each in oakfield.world.taken[before:] if WITNESS in each.recipients]
    return copy, witness


def plain() -> bytes:
    return message().as_bytes()


def eight_bit() -> bytes:
    mail = message()
    mail.set_content("Siân wünscht frohe Ostern: Čeština, 日本語.\n", cte="8bit")
    return mail.as_bytes()


def latin_1() -> bytes:
    mail = message()
    mail.set_content("Café, £5, à la carte.\n", charset="iso-8859-1", cte="8bit")
    return mail.as_bytes()


def long_lines() -> bytes:
    """As long as SMTP allows: 998 characters before the CRLF."""
    head, _, _ = message().as_bytes().partition(b"\r\n\r\n")
    return head + b"\r\n\r\n" + b"\r\n".join(b"word " * 199 + b"end" for _ in range(50)) + b"\r\n"


def dots() -> bytes:
    lines = [".", "..", ".hidden", "...", "", "a.", ".", "", "."]
    return message("\n".join(lines) + "\n").as_bytes()


def odd_header() -> bytes:
    """Folding, spacing and order that a program which writes the header anew would not keep."""
    return (
        b"received: from old.example by older.example; Mon, 2 Nov 2026 15:39:00 +0000\r\n"
        b"SUBJECT:   Museum\r\n\ttrip  \r\n"
        b"to: parent@example.com\r\nFrom:a.teacher@oakfield.sch.uk\r\n"
        b"Date: Mon, 02 Nov 2026 15:40:00 +0000\r\nX-Empty:\r\n"
        b"message-id: <odd@oakfield.sch.uk>\r\n\r\n" + CLEAN_TEXT.replace("\n", "\r\n").encode() + b"\r\n\r\n"
    )


def ten_megabytes() -> bytes:
    mail = message()
    draw = random.Random(1)
    rows = "\r\n".join(f"{row},bus {row % 40},{draw.random()}" for row in range(270_000))
    mail.add_attachment(rows.encode(), maintype="text", subtype="csv", filename="buses.csv")
    return mail.as_bytes()


@pytest.mark.parametrize(
    "make", [plain, eight_bit, latin_1, long_lines, dots, odd_header], ids=lambda make: str(make.__name__)
)
def test_leaves_byte_for_byte(oakfield: Oakfield, make: Callable[[], bytes]) -> None:
    content = make()
    copy, witness = through_both_ways(oakfield, content, f"{make.__name__}@example.com")
    only_fields_on_top(copy, witness)
    assert witness.content.endswith(content), "else Postfix has changed it, and the test shows little"
    assert copy.sender == TEACHER


def test_ten_megabytes_leave_byte_for_byte(oakfield: Oakfield) -> None:
    content = ten_megabytes()
    assert len(content) > 10_000_000
    copy, witness = through_both_ways(oakfield, content, "ten.megabytes@example.com")
    only_fields_on_top(copy, witness)
    assert witness.content.endswith(content)


def test_signature_made_before_verifies_after(oakfield: Oakfield) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + b"".join(public.splitlines()[1:-1])
    content = eight_bit()
    signature = dkim.sign(
        content,
        b"gate",
        b"oakfield.sch.uk",
        private,
        canonicalize=(b"simple", b"simple"),
        include_headers=None,
    )
    copy, _ = through_both_ways(oakfield, signature + content, "signed@example.com")

    def look_up(name: bytes, timeout: int = 5) -> bytes:
        assert name == b"gate._domainkey.oakfield.sch.uk."
        return record

    assert dkim.verify(copy.content, dnsfunc=look_up)
    assert not dkim.verify(copy.content.replace(b"Ostern", b"Oster"), dnsfunc=look_up)


def test_addresses_beyond_ascii(oakfield: Oakfield) -> None:
    recipient = "zoë@bücher.example"
    mail = EmailMessage(policy=SMTPUTF8)
    mail["From"], mail["To"], mail["Subject"] = UTF8_TEACHER, recipient, "Ausflug nächste Woche"
    mail["Date"] = "Mon, 02 Nov 2026 15:40:00 +0000"
    mail["Message-ID"] = "<beyond-ascii@oakfield.sch.uk>"
    mail.set_content("Wir treffen uns um neun.\n")
    oakfield.send(mail.as_bytes(), [recipient], sender=UTF8_TEACHER, options=["SMTPUTF8", "BODY=8BITMIME"])
    (copy,) = oakfield.world.wait_for(1, 60, lambda taken: recipient in taken.recipients)
    assert copy.sender == UTF8_TEACHER
    assert copy.content.endswith(mail.as_bytes())
    assert b" with UTF8SMTP id " in copy.content.partition(b"X-Schoolgate-Loop")[0]


def test_by_swaks(oakfield: Oakfield) -> None:
    said = oakfield.swaks("--from", TEACHER, "--to", "swaks@example.com", "--body", CLEAN_TEXT)
    assert said.returncode == 0, said.stdout + said.stderr
    (copy,) = oakfield.world.wait_for(1, 60, lambda taken: "swaks@example.com" in taken.recipients)
    assert b"museum" in copy.content

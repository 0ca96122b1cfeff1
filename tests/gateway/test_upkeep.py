"""What is said of certificates, partners and servers that need looking after."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from gateway import upkeep
from gateway.look import Grade
from gateway.policy.reach import EVERYBODY
from gateway.settings import Settings, load_settings
from gateway.transport import failure
from gateway.transport.endpoint import Endpoint, Scheme
from gateway.transport.pool import Probe, SmtpTransport
from gateway.transport.reply import Reply
from gateway.transport.secure.channel import Channel
from gateway.transport.secure.marks import Mark
from tests.support.school import write_school
from tests.support.smime import NOW, make_certificate, rsa_key

PARTNER = """
[[partner]]
name = "Elmwood Speech Therapy"
class = "professional"
addresses = ["grace.bishop@example.org"]
purpose = "speech therapy"
agreed_by = "the bursar"
agreed = 2026-09-01
expires = 2027-08-31
"""


def settings_with(directory: str, folder: Path) -> Settings:
    """Of a school with this text as its directory file."""
    config = write_school(folder, "smtp://127.0.0.1:2600")
    (folder / "directory.toml").write_text(directory, encoding="utf-8")
    plain = config.read_text(encoding="utf-8")
    config.write_text(plain.replace("[school]", '[school]\ndirectory = "directory.toml"'), encoding="utf-8")
    return load_settings(config)


@pytest.mark.parametrize(
    ("today", "grade", "says"),
    [
        (date(2027, 7, 31), Grade.GOOD, "1; none expires within 30 days"),
        (date(2027, 8, 1), Grade.WARNING, "expires on 31 August 2027; ask the bursar"),
        (date(2027, 9, 1), Grade.WARNING, "counts as outside since its agreement expired on 31 August 2027"),
    ],
)
def test_partners_whose_agreement_ends(tmp_path: Path, today: date, grade: Grade, says: str) -> None:
    (look,) = upkeep.look_at_partners(settings_with(PARTNER, tmp_path), today)
    assert (look.what, look.grade) == ("partners of Oakfield Academy", grade)
    assert says in look.sentence


@pytest.mark.parametrize("directory", ["", "[[partner]]", "partner ="])
def test_no_partners_or_a_directory_that_is_broken(tmp_path: Path, directory: str) -> None:
    assert list(upkeep.look_at_partners(settings_with(directory, tmp_path), date(2027, 1, 1))) == []


READY = Probe(is_ready=True, reply=Reply(250, ("Ready",)), tls_version="TLSv1.3", is_private=True)


def channel(*, tag: str = "") -> Channel:
    server = SmtpTransport(Endpoint(Scheme.SMTP, "secure.example", 25), ehlo_name="gate.oakfield.sch.uk")
    return Channel("egress", EVERYBODY, Mark(subject_tag=tag), server)


def test_a_secure_mail_service_that_takes_mail() -> None:
    look = upkeep.look_at_channel(channel(), READY)
    assert (look.what, look.grade, look.sentence) == (
        "secure_mail egress",
        Grade.GOOD,
        "takes mail, TLSv1.3",
    )


def test_what_is_marked_has_to_be_tried_out() -> None:
    look = upkeep.look_at_channel(channel(tag="[secure]"), READY)
    assert look.grade is Grade.GOOD
    assert "send a message to a private mailbox" in look.sentence


def test_a_way_to_secure_mail_on_which_anybody_can_read() -> None:
    in_clear = Probe(is_ready=True, reply=READY.reply)
    look = upkeep.look_at_channel(channel(tag="[secure]"), in_clear)
    assert look.grade is Grade.WARNING
    assert "smtp+starttls://" in look.sentence


def test_a_secure_mail_service_that_does_not_take_mail() -> None:
    down = Probe(is_ready=False, reply=failure.AUTH_FAILED)
    look = upkeep.look_at_channel(channel(tag="[secure]"), down)
    assert look.grade is Grade.FAULT
    assert "did not accept the user and password" in look.sentence


SMIME = '[smime]\ncertificates = "certificates"\n'


def test_certificates(tmp_path: Path) -> None:
    settings = settings_with(SMIME, tmp_path)
    (missing,) = upkeep.look_at_certificates(settings, NOW)
    assert (missing.what, missing.grade) == ("certificates of Oakfield Academy", Grade.WARNING)
    assert "there is no folder" in missing.sentence
    folder = tmp_path / "certificates"
    folder.mkdir()
    assert list(upkeep.look_at_certificates(settings, NOW)) == []
    certificate = make_certificate(rsa_key(), "zoe.oneill@example.org", days=100)
    (folder / "zoe.cer").write_bytes(certificate.public_bytes(Encoding.DER))
    (good,) = upkeep.look_at_certificates(settings, NOW)
    assert (good.grade, good.sentence) == (Grade.GOOD, "1; all of them can be used")
    (expired,) = upkeep.look_at_certificates(settings, NOW + timedelta(days=101))
    assert expired.grade is Grade.WARNING
    assert expired.sentence.startswith("zoe.cer expired on ")

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
from gateway.store.keyfile import make_key_file, read_keys, replace_keys
from gateway.store.keys import new_key
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


@pytest.mark.parametrize(
    ("age", "lines", "grade", "says"),
    [
        (timedelta(days=364), "", Grade.GOOD, "is 364 days old"),
        (timedelta(days=365), "", Grade.WARNING, "is 365 days old; make a new one: schoolgate keys rotate"),
        (timedelta(days=31), "key_days = 30", Grade.WARNING, "make a new one"),
        (timedelta(days=4000), "key_days = 0", Grade.GOOD, "is 4000 days old"),
    ],
)
def test_the_age_of_the_key(tmp_path: Path, age: timedelta, lines: str, grade: Grade, says: str) -> None:
    settings = with_key(tmp_path, lines)
    (look,) = upkeep.look_at_keys(settings, read_keys(settings.key_file).in_use.made_at + age)
    assert (look.what, look.grade) == ("keys", grade)
    assert says in look.sentence


def test_an_older_key_is_to_be_retired(tmp_path: Path) -> None:
    settings = with_key(tmp_path)
    (old,) = read_keys(settings.key_file).each
    replace_keys(settings.key_file, read_keys(settings.key_file).with_new(new_key(NOW)))
    (look,) = upkeep.look_at_keys(settings, NOW)
    assert look.grade is Grade.WARNING
    assert old.name in look.sentence
    assert "schoolgate keys retire" in look.sentence


def with_key(folder: Path, lines: str = "") -> Settings:
    """Of a school with these lines about its storage, and a key file of its own."""
    settings = load_settings(
        write_school(folder, "smtp://127.0.0.1:2600", storage=f'directory = "data"\n{lines}')
    )
    settings.storage.directory.mkdir()
    make_key_file(settings.key_file)
    return settings


def settings_with_logins(folder: Path, logins: str) -> Settings:
    for name, content in (("logins", logins), ("server.key", "")):
        (folder / name).touch(0o600)
        (folder / name).write_text(content, encoding="utf-8")
    relay = 'certificate = "server.pem"\nprivate_key = "server.key"\nlogins = "logins"'
    return load_settings(write_school(folder, "smtp://127.0.0.1:2600", relay=relay))


def test_a_login_that_may_send_as_anybody_is_named(tmp_path: Path) -> None:
    logins = "copier@oakfield.sch.uk:a\nlibrary:b\nhr:c:hr@oakfield.sch.uk\n"
    settings = settings_with_logins(tmp_path, logins)
    (look,) = upkeep.look_at_logins(settings)
    assert (look.what, look.grade) == ("relay.logins", Grade.WARNING)
    assert '"library" may send as anybody in the school' in look.sentence
    assert "schoolgate login bind library ADDRESS" in look.sentence


def test_logins_that_are_all_bound(tmp_path: Path) -> None:
    (look,) = upkeep.look_at_logins(settings_with_logins(tmp_path, "copier@oakfield.sch.uk:a\n"))
    assert (look.grade, look.sentence) == (Grade.GOOD, "1 bound, each to addresses of its own")


def test_secrets_that_others_can_get_at(tmp_path: Path) -> None:
    settings = settings_with_logins(tmp_path, "")
    assert list(upkeep.look_at_secrets(settings)) == []
    (tmp_path / "server.key").chmod(0o644)
    (tmp_path / "logins").chmod(0o640)
    looks = list(upkeep.look_at_secrets(settings))
    assert [(look.what, look.grade) for look in looks] == [("secrets", Grade.FAULT)] * 2
    assert [look.sentence.partition(":")[0] for look in looks] == ["relay.private_key", "relay.logins"]
    (fault,) = upkeep.look_at_logins(settings)
    assert fault.grade is Grade.FAULT

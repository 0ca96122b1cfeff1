"""The gateway's certificates, as those who check them see them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.doctor.certificate import look_at_chain, look_at_client_certificate
from gateway.look import Grade
from gateway.settings import Settings
from tests.gateway.doctor.conftest import MakeSettings
from tests.support.certificates import make_authority, write_certificate

TENANT = "smtp+starttls://oakfield-sch-uk.mail.protection.outlook.com:25"


def issued(make_settings: MakeSettings, folder: Path, host: str, *, known: bool) -> Settings:
    """With a certificate for an address, which is the gateway's own name where `host` is the same."""
    authority = make_authority(folder, "authority")
    file = authority.issue(folder, "gate", "192.0.2.7")
    lines = f'certificate = "{file}"\nprivate_key = "{file}"\nhostname = "{host}"'
    return make_settings(relay=lines + (f'\nca_file = "{authority.ca_file}"' if known else ""))


@pytest.mark.parametrize(
    ("host", "known", "grade", "says"),
    [
        ("192.0.2.7", True, Grade.GOOD, "a known authority has signed it, for 192.0.2.7"),
        ("192.0.2.7", False, Grade.WARNING, "leads to no authority that is known here"),
        ("192.0.2.8", True, Grade.WARNING, "is not for 192.0.2.8, by which the gateway calls itself"),
    ],
)
def test_the_chain(
    make_settings: MakeSettings, tmp_path: Path, host: str, known: bool, grade: Grade, says: str
) -> None:
    (look,) = look_at_chain(issued(make_settings, tmp_path, host, known=known))
    assert (look.id, look.grade) == ("relay.certificate-chain", grade)
    assert says in look.sentence


def test_no_certificate_or_one_that_is_none(make_settings: MakeSettings, tmp_path: Path) -> None:
    assert list(look_at_chain(make_settings())) == []
    (tmp_path / "none.pem").write_text("nothing", encoding="utf-8")
    lines = 'certificate = "none.pem"\nprivate_key = "none.pem"'
    assert list(look_at_chain(make_settings(relay=lines))) == [], "that it is none is said elsewhere"


def client(folder: Path, days: int = 90) -> str:
    """A certificate and its key in one file; the setting that names it."""
    write_certificate(folder, days=days)
    both = (folder / "server.pem").read_bytes() + (folder / "server.key").read_bytes()
    (folder / "client.pem").write_bytes(both)
    (folder / "client.pem").chmod(0o600)
    return 'client_certificate = "client.pem"'


@pytest.mark.parametrize(
    ("days", "grade", "says"),
    [
        (90, Grade.WARNING, "takes mail from it only where that is, or is below, an accepted domain"),
        (10, Grade.WARNING, "runs out on"),
        (-2, Grade.FAULT, "has run out on"),
    ],
)
def test_the_certificate_that_is_shown_to_exchange_online(
    make_settings: MakeSettings, tmp_path: Path, days: int, grade: Grade, says: str
) -> None:
    """The one of these tests has no names in it, only a subject, which counts for nothing (RFC 9525 §2)."""
    settings = make_settings(TENANT, relay=client(tmp_path, days))
    (look,) = look_at_client_certificate(settings)
    assert (look.id, look.grade) == ("relay.client_certificate", grade)
    assert says in look.sentence


def test_nothing_is_shown(make_settings: MakeSettings) -> None:
    assert list(look_at_client_certificate(make_settings())) == []
    (look,) = look_at_client_certificate(make_settings(TENANT))
    assert look.grade is Grade.WARNING
    assert "notices, which have no sender, may be refused (5.7.64)" in look.sentence


def test_what_is_shown_is_no_certificate(make_settings: MakeSettings, tmp_path: Path) -> None:
    (tmp_path / "client.pem").write_text("nothing", encoding="utf-8")
    (look,) = look_at_client_certificate(make_settings(TENANT, relay='client_certificate = "client.pem"'))
    assert look.grade is Grade.FAULT

"""The gateway's certificates, as those who check them see them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from gateway.doctor.certificate import look_at_chain, look_at_client_certificate
from gateway.look import Grade
from gateway.settings import Settings
from tests.gateway.doctor.conftest import MakeSettings
from tests.support.certificates import make_authority, write_certificate

SERVER_AUTH, CLIENT_AUTH = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH
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


@pytest.mark.parametrize(
    ("uses", "grade", "says"),
    [
        ((SERVER_AUTH,), Grade.WARNING, "is signed for servers only"),
        ((SERVER_AUTH, CLIENT_AUTH), Grade.GOOD, "for gate.oakfield.sch.uk"),
    ],
)
def test_a_certificate_for_servers_only_is_not_called_good(
    make_settings: MakeSettings,
    tmp_path: Path,
    uses: tuple[x509.ObjectIdentifier, ...],
    grade: Grade,
    says: str,
) -> None:
    """What public authorities issue by now; by its names alone it looked right."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gate.oakfield.sch.uk")])
    start = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, start, start + timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("gate.oakfield.sch.uk")]), critical=False)
        .add_extension(x509.ExtendedKeyUsage(uses), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(Encoding.PEM)
    pem += key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "client.pem").touch(0o600)
    (tmp_path / "client.pem").write_bytes(pem)
    (look,) = look_at_client_certificate(make_settings(TENANT, relay='client_certificate = "client.pem"'))
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

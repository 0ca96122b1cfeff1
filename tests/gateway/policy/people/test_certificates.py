"""Certificates in the directory: for whom they count, and what is said of those that do not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from gateway.policy.people.certificates import Certificates, load_certificates, read_certificates
from gateway.policy.people.directory import DirectoryError
from tests.support.smime import NOW, make_certificate, rsa_key

ZOE = "zoe.oneill@example.org"
AUTHORITY = x509.BasicConstraints(ca=True, path_length=None)
MAIL = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
WEB = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])


def usage(*, encryption: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not encryption,
        content_commitment=False,
        key_encipherment=encryption,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa_key()


def folder_with(folder: Path, **files: x509.Certificate) -> Certificates:
    for name, certificate in files.items():
        (folder / f"{name}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    return read_certificates(folder)


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_it_is_found_by_its_address(tmp_path: Path, key: rsa.RSAPrivateKey, encoding: Encoding) -> None:
    certificate = make_certificate(key, "Zoe.ONeill@Example.org", extensions=(usage(encryption=True), MAIL))
    (tmp_path / "zoe.cer").write_bytes(certificate.public_bytes(encoding))
    found = read_certificates(tmp_path)
    assert found.for_address("zoe.oneill@EXAMPLE.org", NOW) == (certificate.public_bytes(Encoding.DER),)
    assert found.for_address("oneill@example.org", NOW) == ()
    assert list(found.warnings(NOW)) == []


def test_the_address_may_stand_in_the_subject(tmp_path: Path, key: rsa.RSAPrivateKey) -> None:
    found = folder_with(tmp_path, zoe=make_certificate(key, subject_address=ZOE))
    assert len(found.for_address(ZOE, NOW)) == 1


def test_one_person_may_have_several(tmp_path: Path, key: rsa.RSAPrivateKey) -> None:
    found = folder_with(tmp_path, desk=make_certificate(key, ZOE), phone=make_certificate(key, ZOE))
    assert len(set(found.for_address(ZOE, NOW))) == 2


def test_authorities_in_a_file_are_passed_over(tmp_path: Path, key: rsa.RSAPrivateKey) -> None:
    zoe = make_certificate(key, ZOE)
    chain = zoe, make_certificate(key, extensions=(AUTHORITY,))
    (tmp_path / "chain.pem").write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in chain))
    found = read_certificates(tmp_path)
    assert found.for_address(ZOE, NOW) == (zoe.public_bytes(Encoding.DER),)
    assert found.faults == ()


@pytest.mark.parametrize(
    ("from_now", "counts", "says"),
    [
        (0, True, []),
        (350, True, ["zoe.pem expires on 2 November 2027; ask its owner for the new one"]),
        (366, False, ["zoe.pem expired on 2 November 2027; ask its owner for the new one"]),
        (-31, False, ["zoe.pem does not count before 3 October 2026"]),
    ],
)
def test_it_counts_for_a_time(
    tmp_path: Path, key: rsa.RSAPrivateKey, from_now: int, counts: bool, says: list[str]
) -> None:
    found = folder_with(tmp_path, zoe=make_certificate(key, ZOE, days=365))
    then = NOW + timedelta(days=from_now)
    assert bool(found.for_address(ZOE, then)) is counts
    assert found.reach(then).reaches(ZOE) is counts
    assert list(found.warnings(then)) == says


def test_what_cannot_be_used_is_told(tmp_path: Path, key: rsa.RSAPrivateKey) -> None:
    unusable = {
        "authority": (make_certificate(key, ZOE, extensions=(AUTHORITY,)), "put the person's own there"),
        "curve": (make_certificate(ec.generate_private_key(ec.SECP256R1()), ZOE), "has no RSA key of 2048"),
        "nobody": (make_certificate(key), "names no e-mail address"),
        "short": (make_certificate(rsa_key(1024), ZOE), "has no RSA key of 2048 bits or more"),
        "signing": (make_certificate(key, ZOE, extensions=(usage(encryption=False),)), "is for signatures"),
        "web": (make_certificate(key, ZOE, extensions=(WEB,)), "is not meant for e-mail"),
    }
    found = folder_with(tmp_path, **{name: certificate for name, (certificate, _) in unusable.items()})
    assert found.usable == ()
    for fault, (name, (_, says)) in zip(found.faults, unusable.items(), strict=True):
        assert fault.startswith(f"{name}.pem ")
        assert says in fault


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("notes.txt", b"Zoe's is on its way", "notes.txt is not a certificate"),
        ("zoe.pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "cannot be read"),
        ("zoe.der", b"\x30\x82\xff\xff" + bytes(1000), "cannot be read as a certificate"),
        ("zoe.cer", b"", "cannot be read as a certificate"),
    ],
)
def test_files_that_are_none(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / ".hidden").write_bytes(content)
    (fault,) = read_certificates(tmp_path).faults
    assert says in fault


def test_the_folder_lies_beside_the_directory_file(tmp_path: Path, key: rsa.RSAPrivateKey) -> None:
    directory = tmp_path / "directory.toml"
    directory.write_text('[smime]\ncertificates = "certificates"\n', encoding="utf-8")
    assert list(load_certificates(directory).warnings(NOW)) == [
        f"smime.certificates: there is no folder {tmp_path / 'certificates'}"
    ]
    (tmp_path / "certificates").mkdir()
    folder_with(tmp_path / "certificates", zoe=make_certificate(key, ZOE))
    assert len(load_certificates(directory).for_address(ZOE, NOW)) == 1


def test_without_a_folder_there_are_none(tmp_path: Path) -> None:
    directory = tmp_path / "directory.toml"
    directory.write_text("", encoding="utf-8")
    assert load_certificates(directory) == Certificates()
    assert not load_certificates(directory).reach(NOW).is_there


def test_a_directory_with_another_key(tmp_path: Path) -> None:
    directory = tmp_path / "directory.toml"
    directory.write_text('[smime]\nfolder = "x"\n', encoding="utf-8")
    with pytest.raises(DirectoryError, match=r"smime: .*allowed: certificates"):
        load_certificates(directory)

"""Tests for detectors.protection.mail.cms and detectors.protection.mail.openpgp."""

from __future__ import annotations

import base64
import datetime
import os

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.algorithms import AES128, AES256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from detectors.finding import Protection
from detectors.protection.mail import cms, openpgp
from tests.detectors.extract.files import read_file, texts_at

MAIL = b"Content-Type: text/plain\r\n\r\nGrace Bishop has done well this term.\r\n"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate() -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a.teacher@oakfield.sch.uk")])
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    builder = x509.CertificateBuilder(name, name, KEY.public_key(), 1, start, start.replace(year=2036))
    return builder.sign(KEY, hashes.SHA256())


CERTIFICATE = certificate()


def enveloped(encoding: Encoding, cipher: type[AES128] | type[AES256] = AES128) -> bytes:
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(MAIL).add_recipient(CERTIFICATE)
    return builder.set_content_encryption_algorithm(cipher).encrypt(encoding, [pkcs7.PKCS7Options.Binary])


def signed(*options: pkcs7.PKCS7Options) -> bytes:
    builder = pkcs7.PKCS7SignatureBuilder().set_data(MAIL).add_signer(CERTIFICATE, KEY, hashes.SHA256())
    return builder.sign(Encoding.DER, list(options))


@pytest.mark.parametrize(("cipher", "bits"), [(AES128, 128), (AES256, 256)])
@pytest.mark.parametrize("encoding", [Encoding.DER, Encoding.PEM])
def test_an_envelope_is_sealed(encoding: Encoding, cipher: type[AES128], bits: int) -> None:
    judgement = cms.judge(enveloped(encoding, cipher))
    assert (judgement.protection, judgement.method) == (Protection.ENCRYPTED, f"AES-{bits} (S/MIME)")


def test_what_is_only_signed_is_read() -> None:
    reading = read_file(signed(pkcs7.PKCS7Options.Binary), "smime.p7m", "application/pkcs7-mime")
    assert reading.attachments[0].protection is Protection.NONE
    assert "Grace Bishop" in texts_at(reading, "attachment:smime.p7m")


def test_a_detached_signature_is_no_file() -> None:
    options = (pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary)
    reading = read_file(signed(*options), "smime.p7s", "application/pkcs7-signature")
    assert reading.attachments[0].media_type == "application/pkcs7-signature"
    assert not reading.unread


def test_an_envelope_round_clear_text_is_not_sealed() -> None:
    content = enveloped(Encoding.DER)
    clear = (b"Grace Bishop " * 20)[:64]
    assert cms.judge(content[:-64] + clear).protection is Protection.UNKNOWN


@pytest.mark.parametrize("behind", [b"Grace Bishop", b"\0\0Grace Bishop"])
def test_words_behind_an_envelope_are_not_sealed(behind: bytes) -> None:
    assert cms.judge(enveloped(Encoding.DER) + behind).protection is Protection.UNKNOWN


def test_lengths_left_open_are_understood() -> None:
    inner = bytes.fromhex("06092a864886f70d010702")
    text = b"\x24\x80\x04\x05Grace\x04\x07 Bishop\x00\x00"
    data = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x80" + text + b"\x00\x00\x00\x00"
    content = (
        b"\x30\x80" + inner + b"\xa0\x80\x30\x80\x02\x01\x01\x31\x00" + data + b"\x00\x00\x00\x00\x00\x00"
    )
    assert cms.judge(content).opened == b"Grace Bishop"


@pytest.mark.parametrize(
    "content", [b"", b"0", b"0\x80", b"\x30\x84\xff\xff\xff\xff", b"-----BEGIN CMS-----x-----END"]
)
def test_what_is_no_structure_is_unknown(content: bytes) -> None:
    assert cms.judge(content).protection is Protection.UNKNOWN
    assert openpgp.judge(content).protection is Protection.UNKNOWN


def packet(tag: int, body: bytes) -> bytes:
    """New format, RFC 9580 §4.2.1, five-octet length."""
    return bytes((0xC0 | tag, 255)) + len(body).to_bytes(4, "big") + body


def armoured(content: bytes) -> bytes:
    lines = base64.encodebytes(content)
    return (
        b"-----BEGIN PGP MESSAGE-----\r\nVersion: 1\r\n\r\n"
        + lines
        + b"=aBcD\r\n-----END PGP MESSAGE-----\r\n"
    )


SESSION_KEY = packet(1, b"\x03" + os.urandom(260))
SEALED = packet(18, b"\x01" + os.urandom(700))
PARTIAL = b"\xd2\xe9" + b"\x01" + os.urandom(511) + b"\x64" + os.urandom(100)
CLEAR = packet(18, b"\x01" + b"Grace Bishop, " * 50)


@pytest.mark.parametrize("content", [SESSION_KEY + SEALED, SESSION_KEY * 2 + PARTIAL])
def test_openpgp_messages(content: bytes) -> None:
    for message in (content, armoured(content)):
        judgement = openpgp.judge(message)
        assert (judgement.protection, judgement.method) == (Protection.ENCRYPTED, "OpenPGP")


@pytest.mark.parametrize(
    "content",
    [
        SEALED,
        SESSION_KEY,
        SESSION_KEY + CLEAR,
        packet(8, b"\x01Grace Bishop"),
        packet(4, b"x" * 13) + packet(11, b"b\x00\x00\x00\x00\x00Grace Bishop"),
        SESSION_KEY + SEALED + b"Grace Bishop",
        SESSION_KEY + SEALED[:-9],
    ],
)
def test_packets_that_seal_nothing(content: bytes) -> None:
    assert openpgp.judge(content).protection is Protection.UNKNOWN
    assert openpgp.judge(armoured(content)).protection is Protection.UNKNOWN


def test_clear_text_between_armour_lines_is_read() -> None:
    content = b"-----BEGIN PGP MESSAGE-----\r\n\r\nGrace,Bishop\r\n-----END PGP MESSAGE-----\r\n"
    reading = read_file(content, "message.asc")
    assert reading.attachments[0].protection is Protection.UNKNOWN
    assert "Grace,Bishop" in texts_at(reading, "attachment:message.asc")
    assert reading.unread


def test_words_beside_a_sealed_message_are_not_sealed() -> None:
    content = armoured(SESSION_KEY + SEALED) + b"Grace Bishop\r\n"
    reading = read_file(content, "message.asc")
    assert reading.attachments[0].protection is not Protection.ENCRYPTED
    assert "Grace Bishop" in texts_at(reading, "attachment:message.asc")

"""Sealed by S/MIME: opened again by openssl it is what it was, and the rest of the header stays."""

from __future__ import annotations

from email import message_from_bytes
from pathlib import Path
from subprocess import CalledProcessError

import pytest

from detectors.mime.parse import parse
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.parts import take_apart
from gateway.rewriting.smime import seal
from tests.support.smime import Reader
from tests.support.timing import quickest

TEXT = (
    b"Received: from pc-12\r\n"
    b"From: Henry Tudor <h.tudor@oakfield.sch.uk>\r\n"
    b"Content-Type: text/plain;\r\n\tcharset=utf-8\r\n"
    b"To: zoe.oneill@example.org\r\n"
    b"MIME-Version: 1.0\r\n"
    b"Content-Transfer-Encoding: 8bit\r\n"
    b"Subject: =?utf-8?q?Review?=\r\n of the year\r\n"
    b"\r\n"
    b"Zo\xc3\xab,\r\n.\r\nabout Grace Bishop\r\n\r\n"
)
ENTITY = (
    b"Content-Type: text/plain;\r\n\tcharset=utf-8\r\n"
    b"Content-Transfer-Encoding: 8bit\r\n"
    b"\r\n"
    b"Zo\xc3\xab,\r\n.\r\nabout Grace Bishop\r\n\r\n"
)


@pytest.fixture(scope="module")
def zoe() -> Reader:
    return Reader.of("zoe.oneill@example.org")


@pytest.fixture(scope="module")
def henry() -> Reader:
    return Reader.of("henry.tudor@example.org")


def test_openssl_finds_the_very_same_bytes(zoe: Reader, tmp_path: Path) -> None:
    assert zoe.open(seal(TEXT, [zoe.der]).content, tmp_path) == ENTITY


def test_the_rest_of_the_header_stays(zoe: Reader) -> None:
    header, _, body = seal(TEXT, [zoe.der]).content.partition(b"\r\n\r\n")
    assert header.split(b"\r\n") == [
        b"Received: from pc-12",
        b"From: Henry Tudor <h.tudor@oakfield.sch.uk>",
        b"To: zoe.oneill@example.org",
        b"MIME-Version: 1.0",
        b"Subject: =?utf-8?q?Review?=",
        b" of the year",
        b'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"',
        b"Content-Transfer-Encoding: base64",
        b'Content-Disposition: attachment; filename="smime.p7m"',
    ]
    assert max(map(len, body.split(b"\r\n"))) <= 76
    assert b"\n" not in body.replace(b"\r\n", b"")


def test_each_of_several_can_open_it(zoe: Reader, henry: Reader, tmp_path: Path) -> None:
    sealed = seal(TEXT, [zoe.der, henry.der]).content
    assert zoe.open(sealed, tmp_path) == henry.open(sealed, tmp_path) == ENTITY


def test_nobody_else_can_read_it(zoe: Reader, henry: Reader, tmp_path: Path) -> None:
    sealed = seal(TEXT, [zoe.der]).content
    assert b"Bishop" not in (message_from_bytes(sealed).get_payload(decode=True) or b"Bishop")
    with pytest.raises(CalledProcessError):
        henry.open(sealed, tmp_path)


def test_a_message_that_says_nothing_of_its_type(zoe: Reader, tmp_path: Path) -> None:
    sealed = seal(b"Subject: Trip\r\n\r\nHello\r\n", [zoe.der]).content
    assert message_from_bytes(sealed)["MIME-Version"] == "1.0"
    assert zoe.open(sealed, tmp_path) == b"Content-Type: text/plain\r\n\r\nHello\r\n"


def test_it_counts_as_encrypted_and_is_not_sealed_again(zoe: Reader) -> None:
    sealed = seal(TEXT, [zoe.der]).content
    assert not parse(sealed).defects
    with pytest.raises(CannotRewriteError, match="signed or encrypted"):
        seal(sealed, [zoe.der])


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n--b--\r\n",
        b"Subject: Trip\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n",
        b"Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\nHello\r\n",
        b"Subject: Trip\r\n",
        b"Subject: Trip\r\nno field\r\n\r\nHello\r\n",
    ],
    ids=["signed", "PGP", "two readings", "no end of the header", "a line that is no field"],
)
def test_what_is_not_sealed(zoe: Reader, raw: bytes) -> None:
    with pytest.raises(CannotRewriteError) as refused:
        seal(raw, [zoe.der])
    assert refused.value.reason.endswith(".")


def test_without_a_certificate_nothing_is_sealed() -> None:
    with pytest.raises(ValueError, match="recipient"):
        seal(TEXT, [])


def test_real_mail_comes_out_as_it_went_in(zoe: Reader, corpora: Path, tmp_path: Path) -> None:
    sealed = 0
    for path in real_mail(corpora):
        raw = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        try:
            opened = take_apart(raw)
            content = seal(raw, [zoe.der]).content
        except CannotRewriteError:
            continue
        sealed += 1
        assert zoe.open(content, tmp_path).endswith(b"\r\n\r\n" + raw[opened.header.body_start :]), path.name
        assert message_from_bytes(content)["Subject"] == message_from_bytes(raw)["Subject"], path.name
    assert sealed > 50


def real_mail(corpora: Path) -> list[Path]:
    """Private mail as it was sent, and what tests of parsers are made of."""
    letters = sorted((corpora / "mime-spamassassin").rglob("*.txt"))[::50]
    odd_ones = sorted(path for path in (corpora / "mime-enmime").rglob("*.raw") if path.is_file())
    return letters + odd_ones


def test_it_takes_time_in_line_with_the_size(zoe: Reader) -> None:
    def seconds(size: int) -> float:
        raw = TEXT + b"x" * 70 * size + b"\r\n"
        return quickest(lambda: seal(raw, [zoe.der]))

    assert seconds(160_000) < 16 * max(seconds(20_000), 0.02)

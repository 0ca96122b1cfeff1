"""Endpoints: what an administrator may write, and what they are told otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.transport.endpoint import Endpoint, Scheme, parse_endpoint
from gateway.transport.tls import make_tls_context


@pytest.mark.parametrize(
    ("url", "scheme", "host", "port"),
    [
        ("smtp://127.0.0.1:2600", Scheme.SMTP, "127.0.0.1", 2600),
        ("smtp://mail", Scheme.SMTP, "mail", 25),
        ("smtps://mx-1.example.org", Scheme.SMTPS, "mx-1.example.org", 465),
        ("smtp+starttls://smtp.example.org/", Scheme.STARTTLS, "smtp.example.org", 587),
        ("SMTPS://mail:1", Scheme.SMTPS, "mail", 1),
        ("smtp://[::1]:65535", Scheme.SMTP, "::1", 65_535),
        ("smtp://[2001:DB8::0:1]", Scheme.SMTP, "2001:db8::1", 25),
    ],
)
def test_reads_an_address(url: str, scheme: Scheme, host: str, port: int) -> None:
    assert parse_endpoint(url) == Endpoint(scheme, host, port)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "write smtp://HOST:PORT"),
        ("mail.example.org", "write smtp://HOST:PORT"),
        ("smtp:mail", "write smtp://HOST:PORT"),
        ("smtp://::1:25", "IPv6 in brackets"),
        ("smtp://mail/path", "write smtp://HOST:PORT"),
        ("http://mail", "allowed are smtp://, smtps://, smtp\\+starttls://"),
        ("smtp://mail:0", "from 1 to 65535"),
        ("smtp://mail:65536", "from 1 to 65535"),
        ("smtp://mail:", "from 1 to 65535"),
        ("smtp://mail:２５", "from 1 to 65535"),
        ("smtp://", "not the name of a host"),
        ("smtp://mail host", "not the name of a host"),
        ("smtp://mail\r\nRSET", "not the name of a host"),
        ("smtp://-mail", "not the name of a host"),
        ("smtp://[mail]:25", "not an IPv6 address"),
        ("smtp://[127.0.0.1]:25", "not an IPv6 address"),
        ("smtp://grace:secret@mail", "give them beside it"),
    ],
)
def test_says_what_is_wrong(url: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as raised:
        parse_endpoint(url)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(("user", "password"), [("gate", ""), ("", "secret"), ("gate", "sec\0ret")])
def test_credentials_that_cannot_work(user: str, password: str) -> None:
    with pytest.raises(ValueError, match="password"):
        parse_endpoint("smtps://mail", user=user, password=password)


def test_the_password_is_not_shown() -> None:
    endpoint = parse_endpoint("smtps://mail", user="gate", password="secret")
    assert endpoint.password == "secret"
    assert "secret" not in repr(endpoint) + str(endpoint)


@pytest.mark.parametrize("url", ["smtp://mail:25", "smtps://[::1]:465", "smtp+starttls://mx.example.org:587"])
def test_is_written_as_it_is_read(url: str) -> None:
    assert str(parse_endpoint(url)) == url


def test_certificate_files_that_cannot_be_used(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_bytes(b"nothing here")
    for broken in (empty, tmp_path / "missing.pem"):
        with pytest.raises(ValueError, match="cannot be read as a file of certificates"):
            make_tls_context(parse_endpoint("smtps://mail", ca_file=broken))
        with pytest.raises(ValueError, match="cannot be read as a certificate with its key"):
            make_tls_context(parse_endpoint("smtps://mail", client_cert=broken))

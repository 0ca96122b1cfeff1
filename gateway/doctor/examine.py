"""The whole examination: one thing after another, in the order in which a message needs them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

from gateway.doctor.certificate import look_at_chain, look_at_client_certificate
from gateway.doctor.clients import look_at_clients
from gateway.doctor.collector import look_at_collector
from gateway.doctor.domains import look_at_domains
from gateway.doctor.hops import look_at_hops
from gateway.doctor.listeners import look_at_listeners
from gateway.doctor.machine import look_at_clock, look_at_model, look_at_recognition, look_at_workers
from gateway.doctor.resolver import Dns
from gateway.doctor.rules import look_at_schools
from gateway.look import Grade, Look
from gateway.policy.load import PolicyError
from gateway.policy.people.directory import DirectoryError
from gateway.policy.words import WordsError
from gateway.roster.errors import RosterError
from gateway.roster.taking import day_of
from gateway.schools import SchoolInForce
from gateway.settings import Settings, SettingsError
from gateway.store.condition import look_at_storage
from gateway.store.place import StoreError, storage_of
from gateway.store.seal import KeyFileError
from gateway.upkeep import (
    look_at_certificates,
    look_at_disk,
    look_at_keys,
    look_at_logins,
    look_at_own_certificate,
    look_at_partners,
    look_at_secrets,
)
from gateway.wiring import known_schools, schools_on_disk


async def examine(settings: Settings, dns: Dns | None) -> AsyncIterator[Look]:
    """`dns` is who knows the school's domains; None: nobody is asked, which is said."""
    async for look in look_at_listeners(settings):
        yield look
    for look in _look_at_access(settings):
        yield look
    schools: dict[str, SchoolInForce] = {}
    try:
        schools = await asyncio.to_thread(_schools, settings)
    except (RosterError, PolicyError, DirectoryError, WordsError, SettingsError) as error:
        yield Look("schools", Grade.FAULT, str(error))
    now = datetime.now(UTC)
    for look in look_at_schools(schools, now):
        yield look
    for look in look_at_partners(settings, day_of(now)):
        yield look
    for look in look_at_certificates(settings, now):
        yield look
    if schools:
        for look in await look_at_workers(settings, schools):
            yield look
    for look in await asyncio.to_thread(_look_at_machine, settings):
        yield look
    async for look in look_at_hops(settings):
        yield look
    async for look in look_at_collector(settings):
        yield look
    async for look in look_at_domains(settings, dns):
        yield look


def _schools(settings: Settings) -> dict[str, SchoolInForce]:
    try:
        return known_schools(settings)
    except (StoreError, KeyFileError):  # said when the storage is looked at
        return schools_on_disk(settings)


def _look_at_access(settings: Settings) -> Iterator[Look]:
    """Who may speak to the relay, and how both sides know each other."""
    yield from look_at_clients(settings)
    yield from look_at_own_certificate(settings)
    yield from look_at_chain(settings)
    yield from look_at_client_certificate(settings)
    yield from look_at_logins(settings)
    yield from look_at_secrets(settings)


def _look_at_machine(settings: Settings) -> tuple[Look, ...]:
    """What is installed and stored here. Blocks."""
    return (
        look_at_model(),
        look_at_recognition(),
        *look_at_storage(storage_of(settings.storage), settings.key_file),
        *look_at_keys(settings, datetime.now(UTC)),
        look_at_disk(settings),
        look_at_clock(),
    )

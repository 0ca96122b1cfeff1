"""Builds the gateway's objects from its settings; the only place that knows all rooms."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from detectors.context import School
from gateway.actions.plan import Route
from gateway.desks import host_name
from gateway.policy.load import load_policy
from gateway.policy.people.directory import load_directory
from gateway.policy.words import load_words
from gateway.roster.source import Source
from gateway.roster.taking import SchoolLists
from gateway.schools import SchoolBasis, SchoolInForce, known_school
from gateway.settings import SchoolSettings, Settings, SettingsError
from gateway.shipped import CONFIG, policy_path
from gateway.smtp.access import Access
from gateway.store.connect import looking_into
from gateway.transport.endpoint import Endpoint, parse_endpoint
from gateway.transport.pool import SmtpTransport


def worker_count(settings: Settings) -> int:
    return settings.inspection.workers or os.cpu_count() or 1


def make_bases(settings: Settings) -> dict[str, SchoolBasis]:
    """Every school with its policy. Raises PolicyError, DirectoryError, WordsError or SettingsError."""
    return {school.name: make_basis(settings, school) for school in settings.school}


def make_basis(settings: Settings, school: SchoolSettings) -> SchoolBasis:
    """A school with its policy as the files have it now. Raises as `make_bases` does."""
    policy, directory, words = rule_files(settings, school)
    return SchoolBasis(
        School(school.name, school.domains, school.pupil_addresses),
        make_lists(settings, school),
        load_policy(policy),
        load_directory(directory, datetime.now(UTC).astimezone().date()),
        load_words(words),
        secure_available=settings.secure_mail is not None,
    )


def rule_files(settings: Settings, school: SchoolSettings) -> tuple[Path, Path, Path]:
    """Where a school's policy, directory and words stand. Raises SettingsError: there may be no policy."""
    return (
        policy_path(settings.policy_of(school)),
        school.directory or CONFIG / "directory.toml",
        school.words or CONFIG / "words" / "en.toml",
    )


def make_lists(settings: Settings, school: SchoolSettings) -> SchoolLists:
    """Where a school's pupils are listed."""
    roster = settings.roster_of(school)
    sources = tuple(Source(each.path, each.format) for each in roster.sources)
    return SchoolLists(school.name, sources, roster.leavers_months, roster.terms)


def known_schools(settings: Settings) -> dict[str, SchoolInForce]:
    """Every school with the pupils whom a gateway that started now would look for; nothing is written.

    Blocks. Raises what `make_bases` does, RosterError, StoreError or KeyFileError.
    """
    bases, now = make_bases(settings), datetime.now(UTC)
    with looking_into(settings.storage.directory, settings.key_file) as seal:
        return {name: known_school(seal, basis, now) for name, basis in bases.items()}


def schools_on_disk(settings: Settings) -> dict[str, SchoolInForce]:
    """The same without a look into the database."""
    now = datetime.now(UTC)
    return {name: known_school(None, basis, now) for name, basis in make_bases(settings).items()}


def make_access(settings: Settings) -> Access:
    schools = {domain: school.name for school in settings.school for domain in school.domains}
    return Access(settings.relay.clients, schools)


def make_endpoints(settings: Settings) -> Mapping[Route, Endpoint]:
    """Where each route leads. Raises SettingsError, with the key."""
    relay, secure = settings.relay, settings.secure_mail
    endpoints = {
        Route.NEXT_HOP: _endpoint(
            "relay.next_hop", relay.next_hop, relay.user, relay.password_file, relay.ca_file
        )
    }
    if relay.home_hop:
        endpoints[Route.HOME] = _endpoint(
            "relay.home_hop", relay.home_hop, relay.home_user, relay.home_password_file, relay.ca_file
        )
    else:
        endpoints[Route.HOME] = endpoints[Route.NEXT_HOP]
    if secure is not None:
        endpoints[Route.SECURE_MAIL] = _endpoint(
            "secure_mail.next_hop", secure.next_hop, secure.user, secure.password_file, relay.ca_file
        )
    return endpoints


def make_transports(settings: Settings) -> Mapping[Route, SmtpTransport]:
    """One transport for each endpoint; routes that lead to the same place share their connections."""
    endpoints = make_endpoints(settings)
    transports: dict[Endpoint, SmtpTransport] = {}
    for endpoint in endpoints.values():
        if endpoint not in transports:
            try:
                transports[endpoint] = SmtpTransport(endpoint, ehlo_name=host_name(settings))
            except ValueError as error:
                raise SettingsError(f"relay: {error}") from None
    return {route: transports[endpoint] for route, endpoint in endpoints.items()}


def _endpoint(key: str, url: str, user: str, password_file: Path | None, ca_file: Path | None) -> Endpoint:
    try:
        return parse_endpoint(url, user=user, password=_password(key, password_file), ca_file=ca_file)
    except ValueError as error:
        raise SettingsError(f"{key}: {error}") from None


def _password(key: str, path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{key}: its password_file {path} cannot be read") from None

"""Builds the gateway's objects from its settings; the only place that knows all rooms."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from detectors.context import School
from gateway.actions.plan import Route
from gateway.desks import faults_in_notices, host_name
from gateway.inspection.aids import SchoolAids
from gateway.outbox.settle import Schedule
from gateway.policy.exceptions import Exceptions
from gateway.policy.load import load_policy
from gateway.policy.people.certificates import load_certificates
from gateway.policy.people.directory import line_managers_in, load_directory, read_directory
from gateway.policy.people.passphrases import load_passphrases
from gateway.policy.reach import EVERYBODY, SecureReach
from gateway.policy.words import load_words
from gateway.rewriting.dkim.key import DkimKey, read_key
from gateway.rewriting.marks.set_header import may_be_set
from gateway.roster.source import Source
from gateway.roster.taking import SchoolLists
from gateway.schools import SchoolBasis, SchoolInForce, known_school
from gateway.settings import OutboxSettings, SchoolSettings, SecureMailSettings, Settings, SettingsError
from gateway.shipped import CONFIG, policy_path
from gateway.smtp.access import Access
from gateway.smtp.connection import ProtocolSettings
from gateway.smtp.doorkeeper import Places
from gateway.smtp.proof import read_proof
from gateway.smtp.server import tls_context
from gateway.store.connect import looking_into
from gateway.store.exceptions import exceptions_in_force
from gateway.store.place import storage_of
from gateway.transport.endpoint import Endpoint, Scheme, parse_endpoint
from gateway.transport.pool import SmtpTransport
from gateway.transport.secure.channel import Channel
from gateway.transport.secure.marks import Mark
from gateway.transport.secure.transport import SecureMailTransport


def worker_count(settings: Settings) -> int:
    return settings.inspection.workers or os.cpu_count() or 1


def make_bases(settings: Settings) -> dict[str, SchoolBasis]:
    """Every school with its policy. Raises PolicyError, DirectoryError, WordsError or SettingsError."""
    return {school.name: make_basis(settings, school) for school in settings.school}


def make_basis(settings: Settings, school: SchoolSettings) -> SchoolBasis:
    """A school with its policy as the files have it now. Raises as `make_bases` does."""
    policy, directory, words = rule_files(settings, school)
    today = datetime.now(UTC).astimezone().date()
    return SchoolBasis(
        School(school.name, school.domains, school.pupil_addresses),
        make_lists(settings, school),
        load_policy(policy),
        load_directory(directory, today),
        load_words(words),
        secure=make_reach(settings),
        aids=SchoolAids(
            line_managers_in(read_directory(directory)),
            load_passphrases(directory, today),
            load_certificates(directory),
            make_dkim_key(school),
        ),
        notices=faults_in_notices(school),
    )


def make_dkim_key(school: SchoolSettings) -> DkimKey | None:
    """With what changed mail is signed. Raises SettingsError."""
    dkim = school.dkim
    if dkim is None:
        return None
    try:
        return DkimKey(dkim.domain or school.domains[0], dkim.selector, read_key(dkim.key_file))
    except ValueError as error:
        raise SettingsError(f"school.dkim.key_file: {dkim.key_file} {error}") from None


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
    with looking_into(storage_of(settings.storage), settings.key_file) as seal:
        return {name: known_school(seal, basis, now) for name, basis in bases.items()}


def known_exceptions(settings: Settings) -> Mapping[str, Exceptions]:
    """Those in force, by school; nothing is written. Blocks. Raises StoreError or KeyFileError."""
    with looking_into(storage_of(settings.storage), settings.key_file) as seal:
        return exceptions_in_force(seal, datetime.now(UTC).astimezone().date()) if seal else {}


def schools_on_disk(settings: Settings) -> dict[str, SchoolInForce]:
    """The same without a look into the database."""
    now = datetime.now(UTC)
    return {name: known_school(None, basis, now) for name, basis in make_bases(settings).items()}


def make_access(settings: Settings) -> Access:
    schools = {domain: school.name for school in settings.school for domain in school.domains}
    return Access(settings.relay.clients, schools)


def make_places(settings: Settings) -> Places:
    relay = settings.relay
    return Places(relay.max_connections, relay.max_connections_per_client, relay.new_connections_per_minute)


def make_reach(settings: Settings) -> SecureReach:
    """Whom the secure mail that is set up can reach."""
    reaches = [reach_of(table.recipients) for table in settings.secure_mail]
    return SecureReach(
        everybody=any(reach.everybody for reach in reaches),
        domains=frozenset().union(*(reach.domains for reach in reaches)),
        addresses=frozenset().union(*(reach.addresses for reach in reaches)),
    )


def reach_of(recipients: tuple[str, ...]) -> SecureReach:
    """The domains and addresses among them; everybody where there are none."""
    if not recipients:
        return EVERYBODY
    addresses = frozenset(each for each in recipients if "@" in each)
    return SecureReach(domains=frozenset(recipients) - addresses, addresses=addresses)


def make_endpoints(settings: Settings) -> Mapping[Route, Endpoint]:
    """Where the routes lead that go to one server each. Raises SettingsError, with the key."""
    relay = settings.relay
    client_cert = relay.client_certificate
    if client_cert and relay.next_hop.lower().startswith(f"{Scheme.SMTP}://"):
        raise SettingsError(
            "relay.client_certificate: next_hop must begin with smtp+starttls:// or smtps://; "
            "nothing is shown without TLS"
        )
    endpoints = {
        Route.NEXT_HOP: _endpoint(
            "relay.next_hop", relay.next_hop, relay.user, relay.password_file, relay.ca_file, client_cert
        )
    }
    if relay.home_hop:
        endpoints[Route.HOME] = _endpoint(
            "relay.home_hop",
            relay.home_hop,
            relay.home_user,
            relay.home_password_file,
            relay.ca_file,
            client_cert,
        )
    else:
        endpoints[Route.HOME] = endpoints[Route.NEXT_HOP]
    return endpoints


def make_transports(settings: Settings) -> Mapping[Route, SmtpTransport | SecureMailTransport]:
    """One transport for each endpoint; routes that lead to the same place share their connections."""
    endpoints = make_endpoints(settings)
    shown = read_proof("relay.shown_field", settings.relay.shown_field)
    transports = {
        endpoint: _transport("relay", endpoint, settings, shown.line if shown else b"")
        for endpoint in dict.fromkeys(endpoints.values())
    }
    routes: dict[Route, SmtpTransport | SecureMailTransport]
    routes = {route: transports[endpoint] for route, endpoint in endpoints.items()}
    if settings.secure_mail:
        usual = transports[endpoints[Route.NEXT_HOP]]
        routes[Route.SECURE_MAIL] = SecureMailTransport(make_channels(settings, usual))
    return routes


def make_channels(settings: Settings, usual: SmtpTransport) -> tuple[Channel, ...]:
    """One for each table of secure mail; `usual` leads to the usual next hop. Raises SettingsError."""
    return tuple(_channel(settings, table, usual) for table in settings.secure_mail)


def _channel(settings: Settings, table: SecureMailSettings, usual: SmtpTransport) -> Channel:
    for name, _ in table.header:
        if not may_be_set(name):
            raise SettingsError(
                f'secure_mail.header: "{name}" already means something in mail; '
                "take a name of your own, such as X-Secure-Mail"
            )
    return Channel(
        name=table.name,
        reach=reach_of(table.recipients),
        mark=Mark(table.header, table.subject_tag),
        transport=_secure_server(settings, table) if table.next_hop else usual,
        loop_field=table.loop_field,
    )


def _secure_server(settings: Settings, table: SecureMailSettings) -> SmtpTransport:
    endpoint = _endpoint(
        "secure_mail.next_hop",
        table.next_hop,
        table.user,
        table.password_file,
        settings.relay.ca_file,
        table.client_certificate,
    )
    return _transport("secure_mail", endpoint, settings)


def _transport(key: str, endpoint: Endpoint, settings: Settings, on_top: bytes = b"") -> SmtpTransport:
    try:
        return SmtpTransport(endpoint, ehlo_name=host_name(settings), on_top=on_top)
    except ValueError as error:
        raise SettingsError(f"{key}: {error}") from None


def _endpoint(
    key: str,
    url: str,
    user: str,
    password_file: Path | None,
    ca_file: Path | None,
    client_cert: Path | None = None,
) -> Endpoint:
    password = _password(key, password_file)
    try:
        return parse_endpoint(url, user=user, password=password, ca_file=ca_file, client_cert=client_cert)
    except ValueError as error:
        raise SettingsError(f"{key}: {error}") from None


def _password(key: str, path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{key}: its password_file {path} cannot be read") from None


def make_schedule(outbox: OutboxSettings) -> Schedule:
    return Schedule(
        timedelta(seconds=outbox.first_retry_seconds),
        timedelta(seconds=outbox.longest_retry_seconds),
        timedelta(days=outbox.give_up_after_days),
    )


def make_protocol_settings(settings: Settings) -> ProtocolSettings:
    """Raises SettingsError."""
    relay = settings.relay
    tls = None
    if relay.certificate and relay.private_key:
        try:
            tls = tls_context(relay.certificate, relay.private_key)
        except OSError:  # ssl.SSLError is one
            raise SettingsError(
                "relay.certificate, relay.private_key: these files are not a certificate and its key in PEM"
            ) from None
    return ProtocolSettings(
        host_name(settings),
        relay.max_message_size,
        relay.idle_timeout_seconds,
        relay.slow_message_seconds,
        tls,
        logins=relay.logins is not None,
    )

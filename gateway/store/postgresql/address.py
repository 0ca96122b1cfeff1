"""From `storage.database_url` to what libpq is told: whom it trusts, how long it waits."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from gateway.store.django_settings import LOCK_SECONDS
from gateway.store.place import Storage, StoreError

# What of a server that has gone away, or of a gateway that has, the other side notices within half a minute.
_NETWORK = {
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",  # milliseconds
}
_SHORTEST = 2  # seconds that libpq waits for one of several servers at least
_WRITABLE = {"read-write", "primary"}  # target_session_attrs that find the server which is written to
_SESSION = {
    "lock_timeout": f"{LOCK_SECONDS}s",
    "idle_in_transaction_session_timeout": "60s",  # or a machine that stands still would stop all the others
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}


def shown(url: str) -> str:
    """The address as sentences have it."""
    return urlsplit(url)._replace(query="", fragment="").geturl()


def libpq_options(storage: Storage) -> dict[str, str]:
    """The parameters of a connection, with the password. What the URL says counts. Raises StoreError."""
    try:
        parsed = conninfo_to_dict(storage.database_url)
    except ProgrammingError:
        raise StoreError(
            "storage.database_url: PostgreSQL's library does not understand it; what may stand in it: "
            "https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS"
        ) from None
    given = {key: str(value) for key, value in parsed.items() if value is not None}
    patience = {"connect_timeout": str(_patience(given))}
    options = {"application_name": "schoolgate", **_NETWORK, **patience, **given}
    if not _is_local(given):
        options.setdefault("sslmode", "verify-full")
    if storage.read_only and given.get("target_session_attrs") == "read-write":
        options["target_session_attrs"] = "primary"  # the same server, though our session may not write there
    options["options"] = f"{given.get('options', '')} {_session(storage)}".strip()
    if storage.password_file is not None:
        options["password"] = _password(storage.password_file)
    return options


def has_standby(storage: Storage) -> bool:
    """Whether several servers are named, of which one takes over from the other. Raises StoreError."""
    return len(_hosts(libpq_options(storage))) > 1


def finds_writable(storage: Storage) -> bool:
    """Whether of several servers it is the one that takes writers. Raises StoreError."""
    return libpq_options(storage).get("target_session_attrs") in _WRITABLE


def _patience(given: Mapping[str, str]) -> int:
    """Seconds for each of the servers, so that one that says nothing leaves time for the next."""
    return max(_SHORTEST, LOCK_SECONDS // len(_hosts(given)))


def _hosts(given: Mapping[str, str]) -> list[str]:
    return (given.get("hostaddr") or given.get("host", "")).split(",")


def _session(storage: Storage) -> str:
    said = dict(_SESSION)
    if storage.read_only:
        said["default_transaction_read_only"] = "on"
    return " ".join(f"-c {name}={value}" for name, value in said.items())


def _is_local(given: Mapping[str, str]) -> bool:
    """Whether nothing of it goes over a network, whichever of the hosts it is."""
    return all(map(_is_this_machine, _hosts(given)))


def _is_this_machine(host: str) -> bool:
    if not host or host.startswith(("/", "@")) or host == "localhost":  # "/", "@": a Unix socket
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _password(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise StoreError(f"storage.database_password_file: {file} cannot be read") from None

"""A database in PostgreSQL is opened: fit, durable, with the right key, by nobody of another version."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection, connections

from gateway.actions.arrival import plan_arrival
from gateway.policy.verdict import Disposition
from gateway.settings.load import SettingsError, parse_settings
from gateway.store import engine as engines
from gateway.store import models
from gateway.store.connect import key_for, looking_into, open_database, stay_at_work
from gateway.store.engine import close_storage, engine_in_use, use_storage
from gateway.store.faults import StorageFaultError, storage_faults
from gateway.store.intake import commit_plan
from gateway.store.place import Storage, StoreError
from gateway.store.postgresql import server
from gateway.store.postgresql.address import libpq_options
from gateway.store.seal import KeyFileError, Seal, make_key
from gateway.store.writing import try_to_write
from tests.support.judged import arrival, desk, judged
from tests.support.postgres import PASSWORD, cluster, new_database
from tests.support.storage import SCHOOL

URL = "postgresql://schoolgate@db.oakfield.sch.uk:5432/schoolgate"


def settings_with(url: str) -> str:
    text = f'{SCHOOL}database_url = "{url}"\n'
    return parse_settings(text, "schoolgate.toml", Path("/etc/schoolgate")).storage.database_url


@pytest.mark.parametrize(
    "url",
    [
        URL,
        "postgresql://schoolgate@one.example:5432,two.example/schoolgate?target_session_attrs=read-write",
        "postgresql:///schoolgate?host=/run/postgresql",
    ],
)
def test_addresses(url: str) -> None:
    assert settings_with(url) == url


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://db.oakfield.sch.uk/schoolgate", "must be the address of a database in PostgreSQL"),
        ("postgresql://schoolgate@db.oakfield.sch.uk", "must be the address of a database in PostgreSQL"),
        ("postgresql://schoolgate:oak@db.oakfield.sch.uk/schoolgate", "has a password in it"),
        ("postgresql://db.oakfield.sch.uk/schoolgate?password=oak", "has a password in it"),
    ],
)
def test_addresses_that_are_refused(url: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        settings_with(url)
    assert "storage.database_url" in str(caught.value)
    assert ":oak" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        (URL, "verify-full"),
        (f"{URL}?sslmode=require", "require"),
        ("postgresql://127.0.0.1/schoolgate", None),
        ("postgresql://[::1]/schoolgate", None),
        ("postgresql://localhost/schoolgate", None),
        ("postgresql:///schoolgate", None),
        ("postgresql://%2Frun%2Fpostgresql/schoolgate", None),
        ("postgresql://localhost,db.oakfield.sch.uk/schoolgate", "verify-full"),
    ],
)
def test_what_goes_over_a_network_is_encrypted_and_verified(url: str, mode: str | None) -> None:
    assert libpq_options(Storage(Path("data"), url)).get("sslmode") == mode


@pytest.mark.parametrize(
    ("url", "seconds"),
    [
        (URL, "5"),
        ("postgresql://schoolgate@one.example,two.example/schoolgate", "2"),
        ("postgresql://schoolgate@one.example,two.example,three.example/schoolgate", "2"),
        ("postgresql://schoolgate@one.example,two.example/schoolgate?connect_timeout=9", "9"),
    ],
)
def test_a_server_that_says_nothing_leaves_time_for_the_next(url: str, seconds: str) -> None:
    """Whoever needs a connection waits five seconds in all."""
    assert libpq_options(Storage(Path("data"), url))["connect_timeout"] == seconds


def test_an_address_that_nobody_understands() -> None:
    with pytest.raises(
        StoreError, match=r"storage\.database_url: PostgreSQL's library does not understand it"
    ):
        libpq_options(Storage(Path("data"), f"{URL}?colour=green"))


def test_without_what_speaks_to_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(engines.importlib, "import_module", missing)
    with pytest.raises(StoreError, match=r'pip install "psycopg\[binary,pool\]"'):
        use_storage(Storage(tmp_path, URL))


@pytest.fixture
def first_start(tmp_path: Path) -> Iterator[Callable[..., Storage]]:
    """An empty database that is asked for by name and password."""
    name = new_database(cluster())

    def there(*statements: str, database: str = name) -> Storage:
        for each in statements:
            cluster().as_administrator(each.format(name=name))
        storage = Storage(tmp_path, cluster().url(database), cluster().password_file)
        use_storage(storage)
        return storage

    yield there
    close_storage()
    cluster().as_administrator(f"DROP DATABASE {name} WITH (FORCE)")


def opened(storage: Storage) -> Seal:
    seal = key_for(storage, storage.directory / "key")
    open_database(seal)
    return seal


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("ALTER DATABASE {name} SET synchronous_commit = off", "may forget the last commits"),
        ("ALTER DATABASE {name} SET synchronous_commit = local", "synchronous_commit is local"),
    ],
)
def test_it_has_to_be_durable(first_start: Callable[..., Storage], statement: str, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        opened(first_start(statement))
    with connection.cursor() as cursor:
        assert connection.introspection.table_names(cursor) == [], "nothing was written before it was known"


def test_a_database_in_another_encoding(first_start: Callable[..., Storage]) -> None:
    cluster().as_administrator(
        "CREATE DATABASE latin OWNER schoolgate TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C' "
        "LOCALE_PROVIDER libc"
    )
    with pytest.raises(StoreError, match="its encoding is not UTF-8"):
        opened(first_start(database="latin"))


def test_a_server_that_is_not_there(first_start: Callable[..., Storage]) -> None:
    with pytest.raises(
        StoreError, match="the database cannot be reached, or does not let this user in"
    ) as caught:
        opened(first_start(database="nowhere"))
    assert PASSWORD not in str(caught.value)


def test_without_tls_where_that_is_asked_for(first_start: Callable[..., Storage]) -> None:
    """This server has none."""
    storage = first_start()
    storage = replace(storage, database_url=f"{storage.database_url}?sslmode=verify-full")
    with pytest.raises(StoreError, match="cannot be reached, or does not let this user in"):
        key_for(storage, storage.directory / "key")
    assert not (storage.directory / "key").exists()


def test_several_servers_of_which_one_takes_writers(first_start: Callable[..., Storage]) -> None:
    """As where a standby takes over: the first is not there."""
    url = first_start().database_url.replace("127.0.0.1:", "127.0.0.1:1,127.0.0.1:")
    storage = replace(first_start(), database_url=f"{url}?target_session_attrs=read-write")
    use_storage(storage)
    assert key_for(storage, storage.directory / "key").check
    assert not engine_in_use().exists()
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        assert cursor.fetchone() == ("off",)


def test_the_key_stays_where_there_is_a_database(seal: Seal, storage: Storage) -> None:
    key = storage.directory / "key"
    key.rename(key.with_name("key.old"))
    with pytest.raises(KeyFileError, match="back-up"):
        key_for(storage, key)
    with pytest.raises(KeyFileError, match="another key file"):
        open_database(make_key(key))


def test_looking_into_it(seal: Seal, storage: Storage, first_start: Callable[..., Storage]) -> None:
    with looking_into(storage, storage.directory / "key") as opens:
        assert opens is not None
    with looking_into(first_start(), storage.directory / "key") as opens:
        assert opens is None


def test_read_only_mode_is_kept_by_the_server(seal: Seal, storage: Storage) -> None:
    use_storage(replace(storage, read_only=True))
    open_database(seal)
    came, seen = arrival("parent@example.com"), judged(("parent@example.com", Disposition.HOLD))
    with pytest.raises(StorageFaultError) as caught, storage_faults():
        commit_plan(seal, plan_arrival(came, seen, desk()), came, seen)
    assert not caught.value.is_full
    with pytest.raises(DatabaseError):
        models.School.objects.create(name="Oakfield Academy")
    with pytest.raises(DatabaseError):
        try_to_write(storage.directory)
    assert models.School.objects.count() == 0


def test_read_only_mode_makes_no_database(first_start: Callable[..., Storage]) -> None:
    storage = replace(first_start(), read_only=True)
    with pytest.raises(StoreError, match="read-only mode makes none"):
        key_for(storage, storage.directory / "key")


def test_what_can_be_written_leaves_nothing(seal: Seal, storage: Storage) -> None:
    try_to_write(storage.directory)
    assert models.School.objects.count() == 0
    assert engine_in_use().size() > 1_000_000


@pytest.fixture
def later(seal: Seal) -> Seal:
    """As a version that does not exist yet would leave it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '0999_later', now())"
        )
        cursor.execute("UPDATE store_installation SET tables = 'others'")
    return seal


@pytest.fixture
def _forgotten() -> Iterator[None]:
    """Other tests share the database."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '0999_later'")


@pytest.mark.usefixtures("_forgotten")
def test_a_later_version_is_refused(later: Seal) -> None:
    made_by = f"Schoolgate {version('schoolgate')}"
    with pytest.raises(StoreError, match=f"was brought up to date by {made_by}, and this is {made_by}"):
        open_database(later)


def test_not_under_a_gateway_of_another_version(seal: Seal, storage: Storage) -> None:
    """One that works on it, on whichever machine, and is of the version that made its tables."""
    stay_at_work()
    connections.close_all()
    with psycopg.connect(storage.database_url, autocommit=True) as other:
        got = other.execute("SELECT pg_try_advisory_lock(%s)", [int.from_bytes(b"sg works")]).fetchone()
        assert got == (False,)
    close_storage()
    with psycopg.connect(storage.database_url, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock_shared(%s)", [int.from_bytes(b"sg works")])
        use_storage(storage)
        models.Installation.objects.update(tables="of an earlier version")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        with pytest.raises(StoreError, match="a gateway of another version works on it"):
            open_database(seal)


def test_a_gateway_whose_tables_were_changed_gets_no_connection(
    seal: Seal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was cut off, and came back after another version had brought the tables up to date."""
    monkeypatch.setattr(server, "LOCK_SECONDS", 0.3)
    stay_at_work()
    models.Installation.objects.update(tables="of a later version")
    cluster().as_administrator(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'schoolgate'"
    )
    for _ in range(2):
        with pytest.raises(StorageFaultError), storage_faults():
            models.School.objects.count()
        connection.close_if_unusable_or_obsolete()

"""Gateways on one database are upgraded one after the other, where what is new only adds to the tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from gateway.cli.common import Exit
from gateway.store.postgresql.base import TURN, UPGRADE
from tests.support.laterversion import later
from tests.support.nodes import node
from tests.support.postgres import cluster, new_database
from tests.support.process import GatewayProcess
from tests.support.school import NAMED_TEXT, TEACHER, message
from tests.support.sink import Sink

MIGRATION = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0012_fitting_versions")]
    beside_the_version_before = {beside}
    operations = [
        migrations.AddField("Delivery", "hue", models.CharField(max_length=20, {column})),
        migrations.CreateModel("Colour", [("id", models.BigAutoField(primary_key=True))]),
    ]
"""
OTHER_VERSION = "but a gateway of another version works on it"


@pytest.fixture
def database() -> Iterator[str]:
    name = new_database(cluster())
    yield name
    cluster().as_administrator(f"DROP DATABASE {name} WITH (FORCE)")


def version(folder: Path, *, beside: bool, column: str = "null=True") -> list[str]:
    folder.mkdir()
    text = MIGRATION.format(beside=beside, column=column)
    (folder / "0999_later.py").write_text(text, encoding="utf-8")
    return later(folder)


def hold(gateway: GatewayProcess, to: str) -> str:
    code, answer = gateway.send(TEACHER, [to], message(NAMED_TEXT, to=to).as_bytes())
    assert code == 250, answer
    return answer.split()[-1]


def cut_all() -> None:
    """Whoever was connected has to be let in again."""
    cluster().as_administrator(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'schoolgate'"
    )


def test_one_after_the_other(tmp_path: Path, sink: Sink, database: str) -> None:
    """The one of the version before goes on, comes back when it was cut off, and may be started again."""
    before, after = (node(tmp_path / name, sink.url, cluster(), database) for name in ("before", "after"))
    before.start(60)
    waiting = hold(before, "waiting@example.com")
    after.program = version(tmp_path / "later", beside=True)
    after.start(90)
    cut_all()
    for gateway in (before, after):
        while gateway.send(TEACHER, ["anew@example.com"], message(NAMED_TEXT).as_bytes())[0] != 250:
            pass
        hold(gateway, f"{gateway.config.parent.name}@example.com")
    assert before.stop() == 0
    before.start(60)
    assert before.command("quarantine", "release", waiting).returncode == 0, "its commands work on, too"
    sink.wait_for(1, 30, lambda taken: "waiting@example.com" in taken.recipients)
    assert before.command("audit", "verify").returncode == 0
    assert (before.stop(), after.stop()) == (0, 0)


@pytest.mark.parametrize(
    ("beside", "column"), [(False, "null=True"), (True, "default='blue'")], ids=["not-said", "said-and-wrong"]
)
def test_what_does_more_than_add_waits_until_nobody_is_at_work(
    tmp_path: Path, sink: Sink, database: str, beside: bool, column: str
) -> None:
    before, after = (node(tmp_path / name, sink.url, cluster(), database) for name in ("before", "after"))
    before.start(60)
    after.program = version(tmp_path / "later", beside=beside, column=column)
    with pytest.raises(AssertionError, match="instead of being ready it said ''"):
        after.start(90)
    assert OTHER_VERSION in after.log.read_text(encoding="utf-8")
    hold(before, "before@example.com")
    assert before.stop() == 0
    after.start(90)
    with pytest.raises(AssertionError, match="instead of being ready it said ''"):
        before.start(60)
    assert "which does not know all of its tables" in before.log.read_text(encoding="utf-8")
    assert after.stop() == 0


def ends_with(gateway: GatewayProcess) -> str:
    """What it says instead of being ready."""
    with pytest.raises(AssertionError, match="instead of being ready"):
        gateway.start(90)
    assert gateway.wait_for_end(10) == Exit.WRONG
    (said,) = gateway.log.read_text(encoding="utf-8").splitlines()
    gateway.log.unlink()
    return said


def test_somebody_has_a_table_in_use(tmp_path: Path, sink: Sink, database: str) -> None:
    """As a dump has them all while it runs: nothing is wrong with the database, and it is said who it is."""
    gateway = node(tmp_path / "school", sink.url, cluster(), database)
    gateway.start(60)
    waiting = hold(gateway, "waiting@example.com")
    assert gateway.stop() == 0
    gateway.log.unlink()
    gateway.program = version(tmp_path / "later", beside=True)
    with psycopg.connect(cluster().local_url(database)) as dump:
        dump.execute("LOCK TABLE store_delivery IN ACCESS SHARE MODE")
        pid, said = dump.info.backend_pid, ends_with(gateway)
    assert "another session (a dump, a report, a command) has had one of its tables" in said
    assert f"one of these processes of PostgreSQL: {pid}. Wait" in said
    assert "cannot be reached" not in said
    gateway.start(90)
    assert gateway.command("quarantine", "release", waiting).returncode == 0
    sink.wait_for(1, 30, lambda taken: "waiting@example.com" in taken.recipients)
    assert gateway.stop() == 0


@pytest.mark.parametrize(
    ("lock", "said"),
    [
        (UPGRADE, "is just being brought up to date by another process"),
        (
            TURN,
            "another session (a dump, a report, a command) has had one of its tables, or the turn to write",
        ),
    ],
)
def test_somebody_else_is_at_it(tmp_path: Path, sink: Sink, database: str, lock: int, said: str) -> None:
    """At a first start."""
    gateway = node(tmp_path / "school", sink.url, cluster(), database)
    with psycopg.connect(cluster().local_url(database)) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [lock])
        assert said in ends_with(gateway)
    gateway.start(60)
    assert gateway.stop() == 0


def test_somebody_writes_for_too_long(tmp_path: Path, sink: Sink, database: str) -> None:
    """At a start that has no tables to change."""
    gateway = node(tmp_path / "school", sink.url, cluster(), database)
    gateway.start(60)
    assert gateway.stop() == 0
    gateway.log.unlink()
    with psycopg.connect(cluster().local_url(database)) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [TURN])
        said = ends_with(gateway)
    assert "another process has written to the database for more than 5 seconds" in said

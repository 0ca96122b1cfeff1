"""`schoolgate audit`: the record from a shell."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from gateway.actions.plan import Action, AuditEntry
from gateway.store.connect import key_for, open_database, prepare_directory
from gateway.store.engine import use_storage
from gateway.store.history import note_down
from gateway.store.place import Storage
from gateway.store.record import forget_entries
from gateway.store.seal import Seal
from tests.gateway.cli.conftest import Command, complains
from tests.support.judged import NOW

LEAD = "dpl@oakfield.sch.uk"


def write_record(config: Path, *, forgotten: int = 0) -> Seal:
    """Three entries, the last with a reason; some of them deleted since."""
    directory = config.parent / "data"
    prepare_directory(directory)
    use_storage(Storage(directory))
    seal = key_for(Storage(directory), directory / "key")
    open_database(seal)
    for number in range(3):
        reason = "Henry Tudor was ill" if number == 2 else ""
        note_down(seal, AuditEntry(LEAD, Action.EXCEPTION_MADE, f"entry {number}", reason), NOW)
    forget_entries(seal, forgotten)
    return seal


def spoil(config: Path, statement: str) -> None:
    with closing(sqlite3.connect(config.parent / "data" / "schoolgate.sqlite3")) as database:
        database.execute(statement)
        database.commit()


def test_a_record_that_holds(config: Path, command: Command) -> None:
    write_record(config)
    done = command("audit", "verify")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "The record holds: entries 1 to 3 are as they were written.\n"
    noted = command("audit", "end").stdout.strip()
    value = json.loads(command("audit", "end", "--json").stdout)
    assert noted == f"3:{value['hash']}"
    assert command("audit", "verify", "--noted", noted).returncode == 0


def test_an_empty_record(command: Command) -> None:
    assert command("audit", "verify").stdout == "The record holds: it has no entries.\n"
    assert command("audit", "list").stdout == "Nothing is on record.\n"


def test_the_first_place_where_it_does_not_hold(config: Path, command: Command) -> None:
    write_record(config)
    spoil(config, "UPDATE store_audit SET note = 'nothing' WHERE number >= 2")
    complains(
        command("audit", "verify"),
        "the record does not hold: entry 2 is not as it was written: somebody changed it, or one before it. "
        "All before it is as it was.",
        1,
    )


def test_what_was_noted_down(config: Path, command: Command) -> None:
    write_record(config, forgotten=2)
    assert command("audit", "verify", "--noted", f"3:{'0' * 64}").returncode == 1
    complains(
        command("audit", "verify", "--noted", f"1:{'0' * 64}"),
        "--noted: entry 1 was deleted because its time was up, as the settings say "
        "(retention.record_days); the record begins with entry 3",
    )
    assert "NUMBER:HASH" in command("audit", "verify", "--noted", "3").stderr


def test_list(config: Path, command: Command) -> None:
    write_record(config)
    table = command("audit", "list").stdout
    assert table.index("entry 0") < table.index("entry 2")
    assert "Tudor" not in table
    lines = command("audit", "list", "--json", "--most", "2", "--actor", "dpl").stdout.splitlines()
    assert [json.loads(line)["note"] for line in lines] == ["entry 1", "entry 2"]
    assert command("audit", "list", "--since", "2026-11-03").stdout == "Nothing is on record.\n"
    assert command("audit", "list", "--until", "2026-11-01").stdout == "Nothing is on record.\n"
    assert command("audit", "list", "--case", "b7k2").stdout == "Nothing is on record.\n"
    assert "entry 0" in command("audit", "list", "--since", "2026-11-02", "--until", "2026-11-02").stdout


def test_export(config: Path, command: Command) -> None:
    write_record(config)
    out = config.parent / "record.csv"
    assert command("audit", "export", str(out)).returncode == 0
    rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"), newline="")))
    assert len(rows) == 5
    assert "Tudor" not in out.read_text(encoding="utf-8")
    told = command("audit", "export", "--format", "jsonl", "--reasons").stdout.splitlines()
    assert [json.loads(line)["detail"] for line in told][2] == "Henry Tudor was ill"
    assert json.loads(told[-1])["note"] == "record as JSON Lines, with reasons"
    assert "is there already" in command("audit", "export", str(out)).stderr

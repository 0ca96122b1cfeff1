"""A storage directory as an earlier version left it: the one before there was a review page (migration 0007).

`before_the_review_page.sql` is what SQLite's `iterdump` said of a database after that version's own
`schoolgate serve` had held four messages with invented names (one was returned, one released while the next
hop was down, two are open) and had taken the files off a fifth, which it kept for its sender. The key beside
it was made by that run and is used for nothing else.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "gateway" / "store"
DUMP, KEY = FOLDER / "before_the_review_page.sql", FOLDER / "before_the_review_page.key"
MADE = datetime(2026, 11, 23, 8, 54, 30, tzinfo=UTC)
LIST = "/srv/oakfield/pupils.csv"  # where its pupils were listed; the file is not there any more
OPEN, RELEASED, RETURNED, KEPT = (
    ("CRYZ6G874GMP", "X74C67SGJF8C"),
    "TKSNC92DV8GX",
    "XDZMT9F9JFDS",
    "22C24XFQ2MW3",
)
_MOMENTS = {
    "store_case": ("opened_at", "deadline_at", "reminded_at", "closed_at"),
    "store_message": ("received_at", "kept_until"),
    "store_delivery": ("created_at", "due_at"),
    "store_audit": ("at",),
}


def write_earlier_storage(directory: Path) -> None:
    """As if it had been made a moment ago: what was open then is not over its deadline now."""
    directory.mkdir(mode=0o700)
    (directory / "key").touch(0o600)
    (directory / "key").write_bytes(KEY.read_bytes())
    later = f"{(datetime.now(UTC) - MADE).total_seconds():+.0f} seconds"
    with closing(sqlite3.connect(directory / "schoolgate.sqlite3")) as database:
        database.executescript(DUMP.read_text(encoding="utf-8"))
        for table, columns in _MOMENTS.items():
            for column in columns:
                database.execute(f"UPDATE {table} SET {column} = datetime({column}, ?)", (later,))  # noqa: S608
        database.commit()
        database.execute("PRAGMA journal_mode=WAL")

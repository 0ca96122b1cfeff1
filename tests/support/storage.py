"""A storage directory as the first start leaves it: made once by each process that runs tests, then copied.

A new database takes more than a second to make, and most tests want one of their own.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from gateway.store.connect import key_for, open_database
from gateway.store.engine import use_storage
from gateway.store.place import Storage
from gateway.store.seal import Seal
from tests.support.process import run_command

SCHOOL = """\
[school]
name = "Oakfield Academy"
domains = ["oakfield.sch.uk"]
data_protection_lead = "dpl@oakfield.sch.uk"
[relay]
next_hop = "smtp://127.0.0.1:9"
[storage]
directory = "data"
"""


def copy_storage(directory: Path) -> Path:
    """Puts an empty database and its key there; every copy has the same key."""
    return Path(shutil.copytree(_first_storage(), directory))


def open_storage(directory: Path) -> Seal:
    """The same, and it is this process's database. Whoever asks closes the connections in the end."""
    use_storage(Storage(copy_storage(directory)))
    seal = key_for(Storage(directory), directory / "key")
    open_database(seal)
    return seal


@cache
def _first_storage() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="schoolgate-"))
    atexit.register(shutil.rmtree, folder)
    config = folder / "schoolgate.toml"
    config.write_text(SCHOOL, encoding="utf-8")
    done = run_command("--config", str(config), "outbox", "list")
    assert done.returncode == 0, done.stderr
    return folder / "data"

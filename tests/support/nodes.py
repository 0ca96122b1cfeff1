"""Several gateways on one database in PostgreSQL: each with a directory of its own, all with the same key."""

from __future__ import annotations

from pathlib import Path

from tests.support.postgres import USER, Cluster
from tests.support.process import GatewayProcess
from tests.support.school import write_school
from tests.support.storage import copy_storage


def node(
    directory: Path,
    next_hop: str,
    server: Cluster,
    database: str,
    *,
    port: int = 0,
    workers: int = 1,
    **extra: str,
) -> GatewayProcess:
    """A gateway that is not started yet. `port`: of a way round to the server; `extra`: as of a school."""
    directory.mkdir()
    data = copy_storage(directory / "data")
    for each in data.iterdir():
        if each.name != "key":
            each.unlink()
    url = f"postgresql://{USER}@127.0.0.1:{port or server.port}/{database}"
    storage = f'database_url = "{url}"\ndatabase_password_file = "{server.password_file}"\n'
    storage += extra.pop("storage", "")
    return GatewayProcess(write_school(directory, next_hop, workers=workers, storage=storage, **extra))

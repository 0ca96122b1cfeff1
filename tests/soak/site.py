"""Where a soak's storage is, and the gateways on it: one on SQLite; `shared` has several on PostgreSQL."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from gateway.store.place import Storage
from gateway.store.sqlite import DATABASE
from tests.soak.books import faults_of, read_books
from tests.soak.disk import small_disk
from tests.soak.judging import Stored
from tests.soak.launcher import launched
from tests.soak.schools import Hops, write_schools
from tests.support.databases import Kind
from tests.support.process import GatewayProcess

LAUNCHER = "tests.soak.launcher"


class Site(Protocol):
    """What of a storage a soak asks, whatever kind it is."""

    @property
    def storage(self) -> Path:
        """The directory of the first gateway."""
        ...

    @property
    def disk(self) -> Path | None:
        """Where the storage is, if it can be filled."""
        ...

    def sizes(self) -> tuple[int, int]:
        """Of the database and of its log, in bytes."""
        ...

    def read(self) -> list[Stored]:
        """Every message on record."""
        ...

    def faults(self) -> list[str]:
        """What the database's own check finds wrong."""
        ...


@dataclass(frozen=True, slots=True)
class Hurt:
    """How each gateway is run. `loaded`, `flaw`: as `Extent` has them; `grace`: as `launcher` has it."""

    workers: int
    loaded: bool
    flaw: str
    grace: str = ""

    def gateway(self, config: Path, switches: Path, kind: Kind) -> GatewayProcess:
        switches.mkdir()
        given = str(switches), self.flaw, str(kind), self.grace
        if self.loaded:
            return GatewayProcess(config, aside=(LAUNCHER, *given))
        return GatewayProcess(config, launched(*given))


@dataclass(frozen=True, slots=True)
class OnSqlite:
    """See `Site`."""

    storage: Path
    disk: Path | None

    def sizes(self) -> tuple[int, int]:
        database = self.storage / DATABASE
        return _size(database), _size(database.with_name(database.name + "-wal"))

    def read(self) -> list[Stored]:
        return read_books(Storage(self.storage))

    def faults(self) -> list[str]:
        return faults_of(self.storage)


def one_gateway(
    stack: ExitStack, folder: Path, hops: Hops, hurt: Hurt, megabytes: int
) -> tuple[OnSqlite, GatewayProcess]:
    """On a small disk, which `stack` takes away, where one can be had."""
    disk, switches = folder / "disk", folder / "switches"
    is_small = stack.enter_context(small_disk(disk, megabytes))
    config = write_schools(folder, hops, disk / "data", hurt.workers)
    site = OnSqlite(disk / "data", disk if is_small else None)
    return site, hurt.gateway(config, switches, Kind.SQLITE)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0

"""Several gateways that share a database on two PostgreSQL servers, each with a way of its own there."""

from __future__ import annotations

import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import psycopg

from gateway.store.place import Storage
from tests.soak.books import read_books
from tests.soak.judging import Stored
from tests.soak.schools import Hops, write_node, write_rules
from tests.soak.site import Hurt
from tests.support.cutwire import Wire
from tests.support.databases import Kind
from tests.support.process import GatewayProcess
from tests.support.standby import Pair, failover_url, new_installation, pair

SIZE_SECONDS = 4.0  # between two looks at how large the database is
CLAIMS = "SELECT id, attempts FROM store_delivery WHERE lease_until IS NOT NULL"
SIZE = "SELECT pg_database_size(current_database())"


@dataclass
class OnPostgresql:
    """See `Site`. `ways`: of each gateway, to the one server and to the other.

    calm: whoever has it is the only one who hurts the servers and the ways there
    watch: whoever has it wants to see what the nodes do when nobody hurts them; no fault of theirs begins
    """

    pair: Pair
    database: str
    storage: Path
    ways: tuple[tuple[Wire, Wire], ...]
    calm: Lock = field(default_factory=Lock)
    watch: Lock = field(default_factory=Lock)
    disk: Path | None = None
    _size: int = 0
    _sized_at: float = 0.0

    def claims(self) -> frozenset[tuple[str, ...]]:
        """Deliveries that a gateway has in hand, each with the number of its attempt."""
        return frozenset(self.pair.primary.ask(CLAIMS, self.database))

    def sizes(self) -> tuple[int, int]:
        """Its log is the server's, which keeps as much as it is told to."""
        now = time.monotonic()
        if now - self._sized_at > SIZE_SECONDS:
            self._sized_at = now
            with suppress(psycopg.Error):  # it is away; as it was, then
                self._size = int(self.pair.primary.ask(SIZE, self.database)[0][0])
        return self._size, 0

    def read(self) -> list[Stored]:
        url = failover_url(self.database, self.pair.first.port, self.pair.second.port)
        return read_books(Storage(self.storage, url, self.pair.password_file))

    def faults(self) -> list[str]:
        return [f"the database is damaged: {line}" for line in self.pair.primary.check(self.database)]


def nodes(
    stack: ExitStack, folder: Path, hops: Hops, hurt: Hurt, count: int
) -> tuple[OnPostgresql, tuple[GatewayProcess, ...]]:
    """So many, none of them started. `stack` takes the ways down in the end."""
    servers, database = pair(), new_installation()
    ways = tuple(_ways(stack, servers) for _ in range(count))
    write_rules(folder)
    gateways = []
    for number, way in enumerate(ways, 1):
        place = folder / f"node-{number}"
        lines = (
            f'database_url = "{failover_url(database, *(wire.port for wire in way))}"\n'
            f'database_password_file = "{servers.password_file}"\n'
        )
        config = write_node(place, hops, f"gate-{number}.oakfield.sch.uk", lines, hurt.workers)
        gateways.append(hurt.gateway(config, place / "switches", Kind.POSTGRESQL))
    return OnPostgresql(servers, database, folder / "node-1" / "data", ways), tuple(gateways)


def _ways(stack: ExitStack, servers: Pair) -> tuple[Wire, Wire]:
    first, second = (Wire(server.port).start() for server in (servers.first, servers.second))
    for wire in (first, second):
        stack.callback(wire.stop)
    return first, second

"""All that runs during a soak, started in order: servers, gateways, mail, rulings, measurements, faults."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path

from tests.soak.conductor import Conductor, Track
from tests.soak.faults import SERVERS
from tests.soak.gatekeeper import Death, Gatekeeper
from tests.soak.growth import Limits
from tests.soak.hops import Hop
from tests.soak.letters import Way
from tests.soak.mailer import Mailer
from tests.soak.meter import Meter, Sample
from tests.soak.reviewer import Reviewer
from tests.soak.schools import Hops
from tests.soak.shared import nodes
from tests.soak.site import Hurt, Site, one_gateway
from tests.soak.stage import Node, Stage
from tests.support.process import GatewayProcess

SETTLE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Extent:
    """How long and how hard. `rate`: letters a second; `accepted`: how many have to be, at least.

    `badly`: in what share of the tries the client behaves badly. `calm_seconds`: how long the gateway lives
    between two rounds of kills. `loaded`: the gateway is a fork of a process that has loaded it, to be quick.
    `flaw`: a bug that is put in on purpose. `nodes`: so many gateways that share a database in PostgreSQL; 0:
    one on SQLite. `grace`: seconds after which a node that is gone has its work taken over; empty: as usual.
    """

    seconds: float
    tracks: tuple[Track, ...]
    rate: float = 12.0
    accepted: int = 0
    badly: float = 0.03
    calm_seconds: float = 0.0
    loaded: bool = False
    flaw: str = ""
    sample_seconds: float = 1.0
    disk_megabytes: int = 64
    workers: int = 2
    nodes: int = 0
    grace: str = ""
    rulings_killed: bool = True
    settle_seconds: float = SETTLE_SECONDS
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Parts:
    """All that runs during a soak; of keepers and meters one for each gateway."""

    keepers: tuple[Gatekeeper, ...]
    stage: Stage
    mailer: Mailer
    meters: tuple[Meter, ...]
    reviewer: Reviewer
    conductor: Conductor

    @property
    def gateways(self) -> tuple[GatewayProcess, ...]:
        return tuple(keeper.gateway for keeper in self.keepers)

    @property
    def deaths(self) -> list[Death]:
        """Of all gateways, in the order in which they were."""
        return sorted((death for keeper in self.keepers for death in keeper.deaths), key=attrgetter("at"))

    @property
    def samples(self) -> list[Sample]:
        """Of all gateways, in the order in which they were taken."""
        return sorted((each for meter in self.meters for each in meter.samples), key=attrgetter("at"))

    @property
    def failures(self) -> list[BaseException]:
        """Faults of the soak's own."""
        parts = (*self.keepers, self.mailer, *self.meters, self.reviewer, self.conductor)
        return [error for part in parts for error in part.threads.failures]

    def untried(self) -> list[str]:
        """What has not come about yet, and can."""
        return self.conductor.untried() + self.reviewer.untried()


def start(stack: ExitStack, folder: Path, seed: int, extent: Extent) -> Parts:
    """Starts everything; `stack` stops it in the reverse order."""
    hops = {way: Hop(way, seed).start() for way in SERVERS}
    for hop in hops.values():
        stack.callback(hop.stop)
    urls = Hops(*(hops[way].url for way in (Way.OUTSIDE, Way.HOME, Way.SECURE)))
    site, gateways = _gateways(stack, folder, urls, extent)
    keepers = tuple(Gatekeeper(gateway, number).start() for number, gateway in enumerate(gateways, 1))
    for keeper in keepers:
        stack.callback(keeper.stop)
    players = tuple(Node(keeper, keeper.gateway.config.with_name("switches")) for keeper in keepers)
    stage = Stage(folder, players, site, hops)
    mailer = Mailer(gateways, seed=seed, badly=extent.badly).start()
    stack.callback(mailer.stop)
    meters = tuple(_meter(stack, keeper, site, mailer, extent.sample_seconds) for keeper in keepers)
    reviewer = Reviewer(gateways, seed, with_kills=extent.rulings_killed).start()
    stack.callback(reviewer.threads.stop)
    conductor = Conductor(stage, extent.tracks, seed, extent.calm_seconds).start()
    stack.callback(conductor.threads.stop)
    return Parts(keepers, stage, mailer, meters, reviewer, conductor)


def _gateways(
    stack: ExitStack, folder: Path, hops: Hops, extent: Extent
) -> tuple[Site, tuple[GatewayProcess, ...]]:
    hurt = Hurt(extent.workers, extent.loaded, extent.flaw, extent.grace)
    if extent.nodes:
        return nodes(stack, folder, hops, hurt, extent.nodes)
    site, gateway = one_gateway(stack, folder, hops, hurt, extent.disk_megabytes)
    return site, (gateway,)


def _meter(stack: ExitStack, keeper: Gatekeeper, site: Site, mailer: Mailer, every: float) -> Meter:
    meter = Meter(keeper, site.sizes, lambda: mailer.accepted, every).start()
    stack.callback(meter.threads.stop)
    return meter

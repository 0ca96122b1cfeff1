"""What befalls PostgreSQL, the way to it, and a node that stays away; and the tracks of several gateways."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from tests.soak.conductor import Fault, Track
from tests.soak.faults import RULES, end_at, of_gateway, rules_and_servers
from tests.soak.launcher import SLOW
from tests.soak.shared import OnPostgresql
from tests.soak.stage import Stage
from tests.support.standby import Pair

TAKEN_OVER_SECONDS = 45.0  # "well under a minute" after a node died
UNHEARD_SECONDS = 8.0  # in which some COMMIT comes by
LOOK_SECONDS = 0.1
STAYS_AWAY = "a node stays away, and others do its work"
RESTARTED, KILLED = "PostgreSQL restarted", "PostgreSQL killed and started"
FAILED_OVER = "PostgreSQL failed over to its standby"
SHORT = {
    *(f"SIGKILL at {arrow}" for arrow in ("taken", "committed", "sent", "settled")),
    *("SIGKILL at random", "SIGTERM and restart", "SIGSTOP, SIGCONT", STAYS_AWAY),
}
Do = Callable[[Pair], None]


def shared(stage: Stage) -> OnPostgresql:
    site = stage.site
    assert isinstance(site, OnPostgresql), "these faults are for gateways that share a database"
    return site


@contextmanager
def in_trouble(stage: Stage, node: int = 0) -> Iterator[OnPostgresql]:
    """Not while somebody waits to see what the gateways do without trouble."""
    site = shared(stage)
    with site.calm, stage.storage_in_trouble(node):
        yield site


def to_server(do: Do, stage: Stage, draw: random.Random) -> bool:
    with in_trouble(stage) as site:
        do(site.pair)
    return True


def crash(pair: Pair) -> None:
    pair.restart("immediate")


def fail_over(pair: Pair) -> None:
    """What had failed comes back as the new standby."""
    pair.fail_over()
    pair.follow()


def cut(least: float, most: float, stage: Stage, draw: random.Random) -> bool:
    """One node loses all its connections and gets no new ones for a while."""
    which = draw.randrange(len(stage.nodes))
    with in_trouble(stage, which + 1) as site:
        for wire in site.ways[which]:
            wire.cut()
        time.sleep(draw.uniform(least, most))
        for wire in site.ways[which]:
            wire.mend()
    return True


def leave_unheard(stage: Stage, draw: random.Random) -> bool:
    """A COMMIT of one node is done, and its connection is lost before the answer."""
    which = draw.randrange(len(stage.nodes))
    with in_trouble(stage, which + 1) as site:
        ways, until = site.ways[which], time.monotonic() + UNHEARD_SECONDS
        for wire in ways:
            wire.cuts = 1
        while all(wire.cuts for wire in ways) and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
        came = not all(wire.cuts for wire in ways)
        for wire in ways:
            wire.cuts = 0
    return came


def slow_down(stage: Stage, draw: random.Random) -> bool:
    """The COMMITs of one node take long, and the others wait for their turn."""
    node = draw.choice(stage.nodes)
    with in_trouble(stage), node.switched_on(SLOW):
        time.sleep(draw.uniform(1.5, 3))
    return True


def stay_away(which: int, stage: Stage, draw: random.Random) -> bool:
    """Comes about when it died with work in hand, and the others have done that while it was away."""
    site, node = shared(stage), stage.nodes[which]
    with site.watch, site.calm:
        node.keeper.may_rise.clear()
        try:
            return end_at("claimed", node) and _is_taken_over(site)
        finally:
            node.keeper.may_rise.set()


def _is_taken_over(site: OnPostgresql) -> bool:
    """Whether nothing that is in hand now, by whomever, stays so."""
    left, until = site.claims(), time.monotonic() + TAKEN_OVER_SECONDS
    if not left:
        return False
    while left and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
        left &= site.claims()
    return not left


def _unwatched(fault: Fault) -> Fault:
    """The same, but not before nobody watches the nodes."""

    def perform(stage: Stage, draw: random.Random) -> bool:
        with shared(stage).watch:
            pass
        return fault.perform(stage, draw)

    return replace(fault, perform=perform)


def of_node(which: int) -> tuple[Fault, ...]:
    return (*map(_unwatched, of_gateway(which)), Fault(STAYS_AWAY, partial(stay_away, which), deadly=True))


SERVER = (  # what the short run has, too
    Fault(RESTARTED, partial(to_server, Pair.restart)),
    Fault(KILLED, partial(to_server, crash)),
    Fault(FAILED_OVER, partial(to_server, fail_over)),
    Fault("a node cut off from PostgreSQL", partial(cut, 0.5, 3)),
    Fault("a COMMIT done, its answer lost", leave_unheard),
)
MORE = (
    Fault("standby restarted", partial(to_server, Pair.restart_standby)),
    Fault("database slow", slow_down),
    Fault("a node cut off for long", partial(cut, 15, 25)),  # the others take over what it has
)


def short_tracks(nodes: int) -> tuple[Track, ...]:
    """To be quick: each fault over one of the nodes only, and not what one gateway meets alone."""
    faults = [[each for each in of_node(which) if each.name in SHORT] for which in range(nodes)]
    shares = [faults[each][each::nodes] for each in range(nodes)]
    return (
        *(Track(f"node {each}", share, 0.1, 0.4, once=True) for each, share in enumerate(shares, 1)),
        Track("PostgreSQL", SERVER, 1, 2, once=True),
        Track("rules", RULES, 0.1, 0.5, once=True),
    )


def node_tracks(nodes: int, pace: float) -> tuple[Track, ...]:
    """All faults. `pace`: how many times longer than the shortest the pauses are."""
    return (
        *(Track(f"node {each + 1}", of_node(each), 0.3 * pace, 1.5 * pace) for each in range(nodes)),
        Track("PostgreSQL", (*SERVER, *MORE), 1 * pace, 4 * pace),
        *rules_and_servers(pace),
    )

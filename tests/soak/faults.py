"""Every fault of a soak, each a function that does it and waits until it is over; and their tracks."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections.abc import Sequence
from functools import partial

from gateway.store.sqlite import DATABASE
from tests.soak.conductor import Fault, Track
from tests.soak.disk import fill, lock_database
from tests.soak.hops import Manner, Mood, Phase
from tests.soak.launcher import READ_ONLY, SLOW
from tests.soak.letters import Way
from tests.soak.schools import NEWCOMERS, policy, roster
from tests.soak.stage import Node, Stage
from tests.support.arrows import WAY_IN, WAY_OUT
from tests.support.process import workers_of

ARROW_SECONDS = 8.0  # in which a message comes by at each arrow
LATE_SECONDS = 0.2  # in which a kill comes about that was under way when its order was taken back
LOCK_SECONDS = 6.0  # longer than a writer waits for another
MOOD_SECONDS = 15.0  # in which some mail comes by at each phase
LOOK_SECONDS = 0.05
RULES_READ = 'rules-read school="Oakfield Academy"'
ROSTER_READ = 'roster-read school="Oakfield Academy" pupils={}\n'
HANG_SECONDS = 2.5  # longer than the launcher lets the gateway wait for a command


def kill(which: int, stage: Stage, draw: random.Random) -> bool:
    keeper = stage.nodes[which].keeper
    deaths = len(keeper.deaths)
    keeper.kill()
    return keeper.await_death(deaths + 1, 10)


def kill_at(arrow: str, which: int, stage: Stage, draw: random.Random) -> bool:
    return end_at(arrow, stage.nodes[which]) and stage.nodes[which].keeper.is_up.wait(60)


def end_at(arrow: str, node: Node) -> bool:
    keeper = node.keeper
    keeper.is_up.wait(60)
    deaths = len(keeper.deaths)
    keeper.expect_arrow()
    with node.switched_on(arrow):
        ended = keeper.await_end(deaths + 1, ARROW_SECONDS)
    ended = ended or keeper.await_end(deaths + 1, LATE_SECONDS)
    if not ended:
        keeper.forget_arrow()
    return ended


def kill_worker(which: int, stage: Stage, draw: random.Random) -> bool:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        workers = workers_of(stage.nodes[which].keeper.gateway.pid)
        if workers:
            os.kill(draw.choice(workers), signal.SIGKILL)
            return True
    return False


def restart(which: int, stage: Stage, draw: random.Random) -> bool:
    stage.nodes[which].keeper.restart()
    return True


def freeze(which: int, stage: Stage, draw: random.Random) -> bool:
    keeper = stage.nodes[which].keeper
    keeper.is_up.wait(60)
    pid = keeper.gateway.pid
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGSTOP)
        time.sleep(draw.uniform(0.5, 2))
        os.kill(pid, signal.SIGCONT)
        return True
    return False


def fill_disk(stage: Stage, draw: random.Random) -> bool:
    if stage.site.disk is None:
        return False
    with stage.storage_in_trouble():
        filler = fill(stage.site.disk)
        time.sleep(draw.uniform(1.5, 3))
        filler.unlink()
    return True


def lock(stage: Stage, draw: random.Random) -> bool:
    with stage.storage_in_trouble():
        lock_database(stage.site.storage / DATABASE, LOCK_SECONDS)
    return True


def switch_on(name: str, stage: Stage, draw: random.Random) -> bool:
    with stage.storage_in_trouble(), stage.nodes[0].switched_on(name):
        time.sleep(draw.uniform(1.5, 3))
    return True


def shut(way: Way, stage: Stage, draw: random.Random) -> bool:
    hop = stage.hops[way]
    hop.shut()
    time.sleep(draw.uniform(0.3, 1))
    hop.open()
    return True


def feel(way: Way, mood: Mood, stage: Stage, draw: random.Random) -> bool:
    """Comes about when some mail has met with it."""
    hop = stage.hops[way]
    felt, until = hop.felt, time.monotonic() + MOOD_SECONDS
    hop.mood = mood
    if mood.phase in (Phase.BANNER, Phase.EHLO):
        hop.cut()  # so that there are new connections
    while hop.felt == felt and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
        if not stage.is_up:  # nothing can come by
            until += LOOK_SECONDS
    if hop.felt > felt:
        time.sleep(HANG_SECONDS if mood.manner is Manner.HANG else draw.uniform(0.1, 0.5))
    hop.mood = None
    return hop.felt > felt


def change_rules(stage: Stage, draw: random.Random) -> bool:
    """From the one edition to the other; never before it is known that the last change counts."""
    if not stage.strict.is_settled:
        return False
    strict = not stage.strict.last
    stage.strict.write(strict, time.monotonic())
    if not stage.is_in_force(stage.change("policy.toml", policy(strict=strict), RULES_READ)):
        return False
    stage.strict.settle(time.monotonic())
    return True


def add_pupil(stage: Stage, draw: random.Random) -> bool:
    """One more on the list."""
    count = stage.listed.last + 1
    if not stage.listed.is_settled or count > len(NEWCOMERS):
        return False  # or all are on it
    written = roster(count)
    event = ROSTER_READ.format(len(written.splitlines()) - 1)
    stage.listed.write(count, time.monotonic())
    if not stage.is_in_force(stage.change("pupils.csv", written, event)):
        return False
    stage.listed.settle(time.monotonic())
    return True


def of_gateway(which: int) -> tuple[Fault, ...]:
    """What befalls one gateway."""
    arrows = (*WAY_IN, *WAY_OUT)
    return (
        *(Fault(f"SIGKILL at {arrow}", partial(kill_at, arrow, which), deadly=True) for arrow in arrows),
        Fault("SIGKILL at random", partial(kill, which), deadly=True),
        Fault("SIGTERM and restart", partial(restart, which), deadly=True),
        Fault("SIGKILL of a worker", partial(kill_worker, which)),
        Fault("SIGSTOP, SIGCONT", partial(freeze, which)),
    )


GATEWAY = (
    *of_gateway(0),
    Fault("disk full", fill_disk, needs_disk=True),
    Fault("database locked", lock),
    Fault("database slow", partial(switch_on, SLOW)),
    Fault("database read-only", partial(switch_on, READ_ONLY)),
)
RULES = (Fault("rules changed", change_rules), Fault("roster changed", add_pupil))
MOODS = (
    *(Mood(phase, manner) for phase in Phase for manner in (Manner.HANG, Manner.CUT)),
    *(
        Mood(phase, manner, 0.5)
        for phase in (Phase.BANNER, Phase.EHLO, Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.DOT)
        for manner in (Manner.TEMPORARY, Manner.PERMANENT)
    ),
    Mood(Phase.RCPT, Manner.DAWDLE),
    Mood(Phase.DOT, Manner.DAWDLE),
)


SERVERS = {Way.OUTSIDE: "next hop", Way.HOME: "home server", Way.SECURE: "secure mail"}


def of_hop(way: Way, moods: Sequence[Mood]) -> tuple[Fault, ...]:
    """What a server does wrong."""
    said = SERVERS[way]
    felt = (Fault(f"{said} {mood.manner}: {mood.phase}", partial(feel, way, mood)) for mood in moods)
    return (Fault(f"{said} refuses connections", partial(shut, way)), *felt)


def tracks(pace: float, *, shared: bool = False) -> tuple[Track, ...]:
    """All faults. `pace`: how many times longer than the shortest the pauses are.

    shared: each mood comes over one of the servers only, to be quick
    """
    return (
        Track("gateway", GATEWAY, 0.1 * pace, 0.6 * pace),
        *rules_and_servers(pace, shared=shared),
    )


def rules_and_servers(pace: float, *, shared: bool = False) -> tuple[Track, ...]:
    """What befalls rules, lists and the servers that mail is sent on to."""
    return (
        Track("rules", RULES, 1 * pace, 4 * pace),
        *(
            Track(
                way, of_hop(way, MOODS[number :: len(SERVERS)] if shared else MOODS), 0.3 * pace, 0.8 * pace
            )
            for number, way in enumerate(SERVERS)
        ),
    )

"""Who has a case open, and for how long that is believed."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.review.rulings.presence import POLL_SECONDS, Presence


@dataclass
class Ticking:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_others_are_seen_and_oneself_is_not() -> None:
    presence = Presence(Ticking())
    presence.note("CASE1", 1, "Jo Evans")
    presence.note("CASE1", 2, "Sam Price")
    presence.note("CASE2", 2, "Sam Price")
    assert presence.others(("CASE1", "CASE2", "CASE3")) == {
        "CASE1": ("Jo Evans", "Sam Price"),
        "CASE2": ("Sam Price",),
    }
    assert presence.others(("CASE1", "CASE2"), besides=2) == {"CASE1": ("Jo Evans",)}


def test_whoever_falls_silent_is_gone_and_nothing_is_kept() -> None:
    clock = Ticking()
    presence = Presence(clock)
    presence.note("CASE1", 1, "Jo Evans")
    clock.now += 2 * POLL_SECONDS
    assert presence.others(("CASE1",)) == {"CASE1": ("Jo Evans",)}, "one poll may be late"
    clock.now += POLL_SECONDS
    assert presence.others(("CASE1",)) == {}
    assert presence._looks == {}


def test_whoever_is_done_with_it_is_gone_at_once() -> None:
    presence = Presence(Ticking())
    presence.note("CASE1", 1, "Jo Evans")
    presence.leave("CASE1", 1)
    presence.leave("CASE2", 1)
    assert presence.others(("CASE1", "CASE2")) == {}


def test_several_gateways_know_the_same() -> None:
    clock = Ticking()
    first = Presence(clock)
    second = Presence(clock, tell=first.hear)
    second.note("CASE1", 1, "Zoë O'Neill")
    assert first.others(("CASE1",)) == {"CASE1": ("Zoë O'Neill",)}
    second.note("CASE2", 1, "Zoë O'Neill")
    second.leave("CASE1", 1)
    first.hear("")
    assert first.others(("CASE1", "CASE2")) == {"CASE2": ("Zoë O'Neill",)}

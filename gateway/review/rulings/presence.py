"""Who has which case open at this moment: in memory, and forgotten when their page falls silent.

Where several gateways show the page, each tells the others: one poll goes to this one, the next to that.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from threading import Lock

POLL_SECONDS = 10
_LASTS = 25.0  # seconds: two polls and a half


@dataclass(frozen=True, slots=True)
class _Look:
    name: str
    at: float


@dataclass(slots=True)
class Presence:
    """Views look and tell from threads of their own.

    clock: seconds that only go forward
    tell: the other gateways; what it is given they `hear`
    """

    clock: Callable[[], float] = time.monotonic
    tell: Callable[[str], None] = lambda _said: None
    _lock: Lock = field(default_factory=Lock)
    _looks: dict[str, dict[int, _Look]] = field(default_factory=dict)

    def note(self, case_id: str, person: int, name: str) -> None:
        """The person, by the id of their account, has the case open now."""
        self._put(case_id, person, name)
        self.tell(json.dumps([case_id, person, name]))

    def leave(self, case_id: str, person: int) -> None:
        """They are done with it."""
        self._put(case_id, person, "")
        self.tell(json.dumps([case_id, person, ""]))

    def hear(self, said: str) -> None:
        """What another has told; or nothing, where it may have told something meanwhile."""
        if said:
            self._put(*json.loads(said))

    def _put(self, case_id: str, person: int, name: str) -> None:
        """Without a name they have left."""
        with self._lock:
            self._forget()
            if name:
                self._looks.setdefault(case_id, {})[person] = _Look(name, self.clock())
            else:
                self._looks.get(case_id, {}).pop(person, None)

    def others(self, case_ids: Collection[str], besides: int | None = None) -> Mapping[str, tuple[str, ...]]:
        """The names of those who have them open, `besides` this person; nothing of cases that nobody has."""
        with self._lock:
            self._forget()
            found = {each: self._names(each, besides) for each in case_ids if each in self._looks}
        return {case_id: names for case_id, names in found.items() if names}

    def _names(self, case_id: str, besides: int | None) -> tuple[str, ...]:
        looks = self._looks[case_id].items()
        return tuple(sorted(look.name for person, look in looks if person != besides))

    def _forget(self) -> None:
        """There are never more cases here than people have open: all are gone through."""
        oldest = self.clock() - _LASTS
        for case_id, looks in list(self._looks.items()):
            for person in [each for each, look in looks.items() if look.at < oldest]:
                del looks[person]
            if not looks:
                del self._looks[case_id]

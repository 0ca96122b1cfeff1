"""A bucket of tokens for each key: so many can be spent at once, and they come back one by one."""

from __future__ import annotations

MOST_KEYS = 10_000
_ROUNDING = 1e-6  # seconds: what is added to a clock and taken off again is not quite the same


class Buckets:
    """Holds `size` tokens for each key, of which one comes back every `refill_seconds`.

    A bucket is one moment: that at which it is full again (the generic cell rate algorithm, ITU-T I.371).
    Memory is bounded: those longest known go when there are too many, which forgives what they spent.
    """

    def __init__(self, size: int, refill_seconds: float) -> None:
        self._most_owed = size * refill_seconds
        self._refill = refill_seconds
        self._full_at: dict[str, float] = {}

    def spend(self, key: str, now: float) -> bool:
        """Takes a token, if there is one; whether there was."""
        if self.is_spent(key, now):
            return False
        self._put(key, max(now, self._full_at.get(key, now)) + self._refill, now)
        return True

    def empty(self, key: str, now: float) -> None:
        """Takes all there is: the first comes back after a whole `refill_seconds`."""
        self._put(key, now + self._most_owed, now)

    def is_spent(self, key: str, now: float) -> bool:
        owed = max(0.0, self._full_at.get(key, now) - now) + self._refill
        return owed > self._most_owed + _ROUNDING

    def __len__(self) -> int:
        return len(self._full_at)

    def _put(self, key: str, full_at: float, now: float) -> None:
        self._full_at.pop(key, None)  # so that it is the one known last
        if len(self._full_at) >= MOST_KEYS:
            self._make_room(now)
        self._full_at[key] = full_at

    def _make_room(self, now: float) -> None:
        self._full_at = {key: full_at for key, full_at in self._full_at.items() if full_at > now}
        for key in list(self._full_at)[: max(0, len(self._full_at) - MOST_KEYS // 2)]:
            del self._full_at[key]

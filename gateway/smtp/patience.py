"""How long a client may keep us waiting: for a command, for the next bytes of a message, for all of it."""

from __future__ import annotations

from dataclasses import dataclass

LEAST_PACE = 500  # bytes a second, over a whole message; Postfix's smtpd_min_data_rate
STRANGER_SECONDS = 60.0  # for a command, of a client that has to sign in first
STRANGER_STAYS = 300.0  # seconds in which it must have signed in


@dataclass(slots=True)
class Patience:
    """Times are the event loop's. A command counts from its first moment: a trickle of bytes wins nothing.

    Clients that may send have the five minutes of RFC 5321 §4.5.3.2, if `idle` is as it should be. A message
    may be slower than LEAST_PACE for `slow` seconds and no longer.
    """

    idle: float
    slow: float
    came_at: float
    heard_at: float  # the last command; while a message comes, its last bytes
    may_send: bool = True
    _message_began: float | None = None
    _received: int = 0

    def command(self, now: float) -> None:
        self.heard_at = now

    def message_begins(self, now: float) -> None:
        self._message_began, self._received = now, 0

    def bytes_came(self, count: int, now: float) -> None:
        if self._message_began is not None:
            self._received += count
            self.heard_at = now

    def message_ends(self) -> None:
        self._message_began = None

    @property
    def is_in_message(self) -> bool:
        return self._message_began is not None

    def left(self, now: float) -> float:
        """Seconds until it is over, none or fewer when it is."""
        if not self.may_send:
            return min(
                self.heard_at + min(self.idle, STRANGER_SECONDS) - now, self.came_at + STRANGER_STAYS - now
            )
        left = self.heard_at + self.idle - now
        if self._message_began is None:
            return left
        return min(left, self._message_began + self.slow + self._received / LEAST_PACE - now)

"""What counts beside the report and the recipients: how large, when, what went before, what is excepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from gateway.policy.exceptions import NO_EXCEPTIONS, Exceptions
from gateway.policy.past import NOTHING_SENT, Past
from gateway.policy.reach import EVERYBODY, SecureReach


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How large the message is in bytes, when it is sent, what went before, whom secure mail reaches.

    exceptions: of the sender's school, those that have not ended
    """

    size: int = 0
    at: datetime = datetime(2000, 1, 3, 12, tzinfo=UTC)
    past: Past = NOTHING_SENT
    secure: SecureReach = EVERYBODY
    exceptions: Exceptions = NO_EXCEPTIONS

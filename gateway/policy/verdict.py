"""A verdict says for each recipient what becomes of the message, and by which rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum

from detectors.finding import Finding
from detectors.sending import RecipientClass


class Disposition(IntEnum):
    """What becomes of a message for a recipient, from the weakest to the strongest."""

    DELIVER = 0
    REWRITE = 1
    SECURE = 2
    HOLD = 3
    RETURN = 4

    def __str__(self) -> str:
        return self.name.lower()


class Truth(Enum):
    """The value of a condition. UNKNOWN: something that would decide it could not be inspected."""

    NO = "no"
    UNKNOWN = "unknown"
    YES = "yes"


class Mode(StrEnum):
    """Whether a rule acts, only records what it would have done, or is not asked."""

    ENFORCE = "enforce"
    MONITOR = "monitor"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """One rule that matched (or may have, where `truth` is UNKNOWN) for at least one recipient."""

    id: str
    title: str
    clause: str  # document and section of the school's policy
    action: Disposition
    mode: Mode
    truth: Truth
    reason: str  # one sentence for the sender
    advice: str  # what the sender can do now
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class RecipientVerdict:
    """What becomes of the message for one recipient; `rules` are the ids of all rules that matched."""

    address: str
    classes: frozenset[RecipientClass]
    disposition: Disposition
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on one message. Recipients in the order of the envelope, each exactly once."""

    recipients: tuple[RecipientVerdict, ...]
    rules: tuple[RuleMatch, ...]
    warnings: tuple[str, ...] = ()

    @property
    def disposition(self) -> Disposition:
        """The strongest of its recipients'."""
        return max((each.disposition for each in self.recipients), default=Disposition.DELIVER)

    def addresses(self, disposition: Disposition) -> tuple[str, ...]:
        return tuple(each.address for each in self.recipients if each.disposition is disposition)

"""A verdict says for each recipient what becomes of the message, and by which rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum, IntEnum, StrEnum

from detectors.finding import Finding
from detectors.sending import RecipientClass
from gateway.policy.past import Crossing
from gateway.policy.rewriting import NOTHING, Rewriting


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


class PrivateMail(StrEnum):
    """What becomes of a message that its sender has marked as private or personal."""

    SCAN = "scan"  # like any other
    SCAN_UNSEEN = "scan-unseen"  # inspected by the program, and its content shown to nobody
    METADATA_ONLY = "metadata-only"  # only its header, addresses and size are looked at


class SenderMay(StrEnum):
    """What the sender may do about a message that a rule has stopped."""

    SEND_SECURELY = "send-securely"
    SHORTEN_NAMES = "shorten-names"
    LOCK_ATTACHMENTS = "lock-attachments"
    ASK = "ask"  # for it to be let go, with a reason


class AtDeadline(StrEnum):
    """What becomes of a held message when nobody has decided in time, from the weakest to the strictest."""

    DELIVER = "deliver"  # as it came
    SECURE = "secure"  # by secure mail, where that reaches everybody for whom it is held; else it is returned
    RETURN = "return"  # it is not sent


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
    sentence: str = ""  # the rule itself, in plain English
    warns: bool = False  # the message goes on, and the sender is told
    sender_may: tuple[SenderMay, ...] = ()
    approver: str = ""  # the role that decides; empty: the data protection lead
    crossings: tuple[Crossing, ...] = ()  # thresholds for what goes to personal accounts
    rewriting: Rewriting = NOTHING  # what it has changed in the message
    otherwise: Disposition = Disposition.HOLD  # what becomes of it where that cannot be done
    exceptions: bool = True  # whether the policy allows any to it
    at_deadline: AtDeadline = AtDeadline.RETURN  # what becomes of what it holds when nobody decides


@dataclass(frozen=True, slots=True)
class Excepted:
    """A rule that an exception, by its id, has kept from counting for these recipients."""

    exception: int
    rule: str
    title: str
    last_day: date
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A rule that would have stopped what could not be checked, and lets it pass for some weeks."""

    rule: str
    title: str
    last_day: date
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecipientVerdict:
    """What becomes of the message for one recipient; `rules` are the ids of all enforced rules that matched.

    fast_lane: the policy never holds mail to them
    rewriting: what is changed before it goes to them, whether by the usual way or by secure mail
    otherwise: what becomes of it where that cannot be done
    """

    address: str
    classes: frozenset[RecipientClass]
    disposition: Disposition
    rules: tuple[str, ...]
    fast_lane: bool = False
    rewriting: Rewriting = NOTHING
    otherwise: Disposition = Disposition.HOLD


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on one message. Recipients in the order of the envelope, each exactly once.

    unseen: it is marked as private, and by the policy nobody is shown what it says
    excepted: rules that would have counted but for an exception
    unchecked: rules that would have counted had the policy not let pass what could not be checked
    """

    recipients: tuple[RecipientVerdict, ...]
    rules: tuple[RuleMatch, ...]
    warnings: tuple[str, ...] = ()
    unseen: bool = False
    excepted: tuple[Excepted, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()

    @property
    def disposition(self) -> Disposition:
        """The strongest of its recipients'."""
        return max((each.disposition for each in self.recipients), default=Disposition.DELIVER)

    def addresses(self, disposition: Disposition) -> tuple[str, ...]:
        return tuple(each.address for each in self.recipients if each.disposition is disposition)

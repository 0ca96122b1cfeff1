"""What a notice is about: the school that writes, the message it concerns, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import Enum

from detectors.finding import Headline
from detectors.message import Envelope
from gateway.actions.bulk import Bulk
from gateway.policy.verdict import AtDeadline, RuleMatch, Unchecked, Verdict
from gateway.rewriting.version import Version


@dataclass(frozen=True, slots=True)
class House:
    """On whose behalf a notice is written.

    host: the gateway's own domain name (Reporting-MTA)
    secure_mail: whether the school has a secure mail service
    roles: who decides beside the data protection lead, by the names that rules use
    site: the address of the review page, without a slash at its end; empty where there is none
    """

    school: str
    postmaster: str
    data_protection_lead: str
    host: str
    roles: tuple[tuple[str, tuple[str, ...]], ...] = ()
    secure_mail: bool = True
    site: str = ""

    @property
    def queue(self) -> str:
        """Where held mail is looked at."""
        return f"{self.site}/cases" if self.site else ""

    def case_page(self, case: str) -> str:
        """Where those who decide find a case; whoever opens it has to sign in."""
        return f"{self.queue}/{case}" if self.site else ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What makes one notice this notice: its Message-ID, with angle brackets, and the time, with its zone."""

    message_id: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Original:
    """The message that a notice is about.

    arrived: in the zone in which the sender reads it
    link: the address of the sender's own page about it; empty where there is none
    """

    envelope: Envelope
    headline: Headline
    arrived: datetime
    link: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Held:
    """The message waits for a decision on at least one recipient; others it may have reached.

    A recipient to whom the verdict returns it is told of in the same notice. `deadline` is when the
    message is given up if nobody has decided.
    """

    original: Original
    verdict: Verdict
    case: str
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """The message does not go to these `recipients`: by policy, or because the data protection lead said so.

    `ruling` is the lead's reason, and empty where it was policy. `expired` is the deadline by which nobody
    had decided, where that is why. Recipients who are held, and are not among these, are not mentioned.
    """

    original: Original
    verdict: Verdict
    recipients: tuple[str, ...]
    case: str = ""
    ruling: str = ""
    expired: datetime | None = None


@dataclass(frozen=True, slots=True)
class Released:
    """A held message is on its way to these recipients, to some of them by secure mail.

    expired: the deadline by which nobody had decided, where it goes because a rule says so
    """

    original: Original
    recipients: tuple[str, ...]
    secure: frozenset[str] = frozenset()
    case: str = ""
    expired: datetime | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """The message has left rewritten: each version to its own recipients."""

    original: Original
    versions: tuple[Version, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Reminded:
    """The message goes on, and its sender is reminded of these rules."""

    original: Original
    verdict: Verdict
    rules: tuple[RuleMatch, ...]


class Cause(Enum):
    """Why the outbox stopped trying."""

    REFUSED = "refused"  # the next hop said no for good
    GAVE_UP = "gave up"  # it was not possible in the time allowed


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient who cannot be reached. `reply` is the remote server's last: "550 5.1.1 No such user"."""

    address: str
    cause: Cause
    reply: str = ""
    remote_host: str = ""
    last_attempt: datetime | None = None


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """The message could not be delivered to some recipients; nobody tries again."""

    original: Original
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Alert:
    """A case waits for the data protection lead.

    `sender_told`: the sender has a notice, which mail that a program
    sent does not get.
    """

    sender: str
    verdict: Verdict
    case: str
    deadline: datetime | None = None
    sender_told: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """A sender asks for a held message to be let go. `reason`: why, in the sender's own words."""

    sender: str
    reason: str = field(repr=False)
    verdict: Verdict
    case: str


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A case that still waits, when it runs out, and what becomes of it then."""

    id: str
    deadline: datetime
    then: AtDeadline = AtDeadline.RETURN


@dataclass(frozen=True, slots=True)
class Waiting:
    """These cases wait for the same people, and soon nobody needs to decide on them any more."""

    cases: tuple[WaitingCase, ...]


@dataclass(frozen=True, slots=True)
class Unseen:
    """Nobody has looked at so many cases, for so many hours that count; the first runs out at `deadline`."""

    count: int
    hours: float
    deadline: datetime


@dataclass(frozen=True, slots=True)
class OpeningAsked:
    """Somebody asks to see what a message says that is marked as private; the case, nothing of it."""

    case: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A private message was opened, with a second person's approval."""

    original: Original
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Expired:
    """Nobody has decided on a case in time.

    became: what was done with the message
    unreached: it was to go by secure mail, which does not reach everybody
    sender_told: the sender has a notice, which mail that a program sent does not get
    """

    sender: str
    verdict: Verdict
    case: str
    deadline: datetime
    became: AtDeadline = AtDeadline.RETURN
    unreached: bool = False
    sender_told: bool = False


@dataclass(frozen=True, slots=True)
class Morning:
    """One school's held mail on a morning, as far as it is one person's to see: counts only.

    today, next_day: how many of those that wait run out today, and on the next day that counts
    by_me, by_others, by_senders: how many were decided since the last such day began
    returned, sent: how many of which nobody decided in time
    exceptions: how many end within a week; `faults`: how many things somebody has to look after
    """

    school: str
    waiting: int = 0
    today: int = 0
    next_day: int = 0
    unseen: int = 0
    by_me: int = 0
    by_others: int = 0
    by_senders: int = 0
    returned: int = 0
    sent: int = 0
    exceptions: int = 0
    faults: int = 0

    def __bool__(self) -> bool:
        """Whether there is anything to say."""
        return any(getattr(self, each.name) for each in fields(self) if each.name != "school")


@dataclass(frozen=True, slots=True)
class Digest:
    """A morning's overview for one person.

    since: from which day on what was decided is counted
    record: number and hash of the last entry on the record
    """

    schools: tuple[Morning, ...]
    since: date
    record: tuple[int, str]


@dataclass(frozen=True, slots=True)
class LetPass:
    """A message of this sender's could not be checked, and by these rules it passed."""

    sender: str
    rules: tuple[Unchecked, ...]


@dataclass(frozen=True, slots=True)
class Crossed:
    """A sender has crossed thresholds for what goes to personal accounts, with the message of that id."""

    sender: str
    verdict: Verdict
    bulk: Bulk
    message: str

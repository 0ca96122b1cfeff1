"""From the books of a soak to complaints: nothing lost, nothing let out, no duplicate without a reason."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from gateway.actions.plan import CaseState, DeliveryFate, Purpose
from tests.soak.gatekeeper import Cause, Death
from tests.soak.hops import Notice, Receipt
from tests.soak.letters import Hinge, Letter, Way
from tests.soak.mailer import Attempt
from tests.soak.timeline import Timeline

AFTERWARDS = 10.0  # seconds in which a try may still be worked on when its client is gone
STOP_SECONDS = 30.0
NOT_SENT = ("undeliverable", "returned", "expired")  # kinds of notices that say so


class Reason(StrEnum):
    """Why a letter may have come twice."""

    POSTED = "the school sent it twice"
    UNSAID = "a server took it and did not say so"
    DEATH = "the gateway ended between the taking and the record"
    UNHEARD = "the answer did not reach the school"
    STORAGE = "what was left to do could not be written"


class Place(StrEnum):
    """Where a letter is for one recipient."""

    SENT = "delivered"
    HELD = "held"
    WAITING = "in the outbox"
    TOLD = "its sender was told"


@dataclass(frozen=True, slots=True)
class Job:
    """One delivery in the database, with each recipient's fate."""

    purpose: Purpose
    recipients: tuple[tuple[str, DeliveryFate], ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """One message in the database."""

    id: str
    number: int
    state: CaseState | None = None
    held: tuple[str, ...] = ()
    jobs: tuple[Job, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A time, by the monotonic clock. `node`: whose alone it was; 0 where it was that of all."""

    began: float
    ended: float
    node: int = 0

    def meets(self, began: float, ended: float) -> bool:
        return self.began <= ended and began <= self.ended

    def is_of(self, *nodes: int) -> bool:
        return not self.node or self.node in nodes


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that is known of a run. `released`: the cases for which a release was given, or tried."""

    letters: Sequence[Letter]
    attempts: Sequence[Attempt]
    receipts: Sequence[Receipt]
    notices: Sequence[Notice]
    stored: Sequence[Stored]
    deaths: Sequence[Death] = ()
    storage_faults: Sequence[Span] = ()
    released: frozenset[str] = frozenset()
    strict: Timeline[bool] = field(default_factory=lambda: Timeline(True))
    listed: Timeline[int] = field(default_factory=lambda: Timeline(0))


@dataclass(frozen=True, slots=True)
class Judgement:
    """`places` counts recipients of letters that were answered 250; `twice` duplicates by their reason."""

    complaints: tuple[str, ...]
    places: Mapping[Place, int]
    twice: Mapping[Reason, int]


class _Case:
    """All that is known of one letter."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.attempts: list[Attempt] = []
        self.receipts: list[Receipt] = []
        self.notices: list[Notice] = []
        self.stored: list[Stored] = []

    @property
    def accepted(self) -> bool:
        return any(200 <= each.code < 300 for each in self.attempts)

    def is_released(self, released: frozenset[str]) -> bool:
        return any(each.state is CaseState.RELEASED and each.id in released for each in self.stored)


def judge(ledger: Ledger) -> Judgement:
    places: Counter[Place] = Counter()
    twice: Counter[Reason] = Counter()
    complaints: list[str] = []
    for case in _cases(ledger):
        complaints += _unanswered(case)
        complaints += _lost(case, places)
        complaints += _let_out(case, ledger)
        complaints += _changed(case)
        complaints += _repeated(case, ledger, twice)
        complaints += _held_twice(case)
    complaints += _unruled(ledger)
    complaints += _bad_ends(ledger)
    return Judgement(tuple(complaints), places, twice)


def _cases(ledger: Ledger) -> Iterable[_Case]:
    cases = {letter.number: _Case(letter) for letter in ledger.letters}
    for attempt in ledger.attempts:
        cases[attempt.number].attempts.append(attempt)
    for receipt in ledger.receipts:
        cases[receipt.number].receipts.append(receipt)
    for notice in ledger.notices:
        if notice.number in cases:
            cases[notice.number].notices.append(notice)
    for stored in ledger.stored:
        if stored.number in cases:
            cases[stored.number].stored.append(stored)
    return cases.values()


def _unanswered(case: _Case) -> list[str]:
    last_words = sum(bool(each.code) and not 400 <= each.code < 500 for each in case.attempts)
    if last_words >= case.letter.copies:
        return []
    return [f"{_name(case)}: the school's server never had a last word on it"]


def _lost(case: _Case, places: Counter[Place]) -> list[str]:
    """Where it is for each recipient, if it was answered 250."""
    found = []
    for address in case.letter.recipients if case.accepted else ():
        place = _place(case, address)
        if place is None:
            found.append(f"{_name(case)}: LOST for {address}: answered 250, and it is nowhere")
        else:
            places[place] += 1
    return found


def _place(case: _Case, address: str) -> Place | None:
    if any(address in each.recipients for each in case.receipts):
        return Place.SENT
    if any(each.state is CaseState.OPEN and address in each.held for each in case.stored):
        return Place.HELD
    jobs = [job for each in case.stored for job in each.jobs]
    mail = [job for job in jobs if job.purpose is Purpose.MESSAGE]
    if any((address, DeliveryFate.WAITING) in job.recipients for job in mail):
        return Place.WAITING
    told = any(each.kind in NOT_SENT and address in each.about for each in case.notices)
    return Place.TOLD if told or _will_be_told(jobs) else None


def _will_be_told(jobs: Sequence[Job]) -> bool:
    """Whether the sender's notice waits too, or the school's own server has refused it for good."""
    fates = [fate for job in jobs if job.purpose is Purpose.NOTICE for _, fate in job.recipients]
    return DeliveryFate.WAITING in fates or DeliveryFate.FAILED in fates


def _let_out(case: _Case, ledger: Ledger) -> list[str]:
    """What is held may leave after a release only, and so may what names a pupil by the next hop."""
    if case.is_released(ledger.released):
        return []
    held = {address for address, way in case.letter.ways if way is Way.HELD and _surely(case, ledger)}
    found = []
    for each in case.receipts:
        for address in held.intersection(each.recipients):
            found.append(f"{_name(case)}: LET OUT to {address}: it is held, and nobody has released it")
        if each.names and each.hop == Way.OUTSIDE:
            found.append(f"{_name(case)}: LET OUT: a pupil's full name reached {', '.join(each.recipients)}")
    return found


def _surely(case: _Case, ledger: Ledger) -> bool:
    """Whether all that may have been in force while it was tried holds it."""
    letter = case.letter
    if letter.hinge is Hinge.NOTHING or not case.attempts:
        return True
    began = min(each.began for each in case.attempts)
    ended = max(each.ended for each in case.attempts) + AFTERWARDS
    if letter.hinge is Hinge.RULES:
        return all(ledger.strict.between(began, ended))
    return all(count > letter.newcomer for count in ledger.listed.between(began, ended))


def _changed(case: _Case) -> list[str]:
    digest = case.letter.digest
    bad = [each for each in case.receipts if digest and each.digest != digest]
    return [f"{_name(case)}: arrived with other bytes than it was sent with"] if bad else []


def _repeated(case: _Case, ledger: Ledger, twice: Counter[Reason]) -> list[str]:
    """Each time too many has to have a reason of its own."""
    found = []
    for address in case.letter.recipients:
        receipts = [each for each in case.receipts if address in each.recipients]
        extra = len(receipts) - 1
        if extra < 1:
            continue
        reasons = list(_reasons(case, receipts, ledger))
        twice.update(reasons[:extra])
        if extra > len(reasons):
            found.append(
                f"{_name(case)}: came {len(receipts)} times to {address}, {extra - len(reasons)} of them"
                " without a reason"
            )
    return found


def _reasons(case: _Case, receipts: Sequence[Receipt], ledger: Ledger) -> Iterable[Reason]:
    """One for each event that makes a time too many, the plainest first.

    What befell one node is no reason for what another had sent.
    """
    senders = {each.node for each in receipts}
    began = min((each.began for each in case.attempts), default=receipts[0].at)
    last = receipts[-1].at
    accepted = sum(200 <= each.code < 300 for each in case.attempts)
    yield from [Reason.POSTED] * (accepted - 1)
    yield from [Reason.UNSAID] * sum(not each.answered for each in receipts)
    yield from [Reason.DEATH] * sum(_had_sent(each, receipts) for each in ledger.deaths if each.at <= last)
    unheard = sum(each.code == 0 and each.dotted and each.began <= last for each in case.attempts)
    yield from [Reason.UNHEARD] * unheard
    put_off = [each for each in case.attempts if 400 <= each.code < 500]
    for fault in ledger.storage_faults:
        if fault.meets(began, last) and fault.is_of(*senders):
            yield from [Reason.STORAGE] * (1 + sum(fault.meets(each.began, each.ended) for each in put_off))


def _had_sent(death: Death, receipts: Sequence[Receipt]) -> bool:
    """Whether the node that ended then had sent it before."""
    return any(each.at <= death.at and each.node == death.node for each in receipts)


def _held_twice(case: _Case) -> list[str]:
    cases = [each for each in case.stored if each.state is not None]
    return [f"{_name(case)}: held {len(cases)} times"] if len(cases) > 1 else []


def _unruled(ledger: Ledger) -> list[str]:
    return [
        f"case {each.id} of letter {each.number} was released, and nobody had said so"
        for each in ledger.stored
        if each.state is CaseState.RELEASED and each.id not in ledger.released
    ]


def _bad_ends(ledger: Ledger) -> list[str]:
    found = []
    for death in ledger.deaths:
        if death.cause is Cause.STOPPED and (death.status != 0 or death.seconds > STOP_SECONDS):
            found.append(f"SIGTERM ended it after {death.seconds:.1f} s with exit status {death.status}")
        faults = (each for each in ledger.storage_faults if each.is_of(death.node))
        troubled = any(each.meets(death.at - STOP_SECONDS, death.at) for each in faults)
        if _is_its_own(death) and not troubled:
            found.append(f"the gateway ended by itself, with exit status {death.status}")
    return found


def _is_its_own(death: Death) -> bool:
    """Also where somebody was about to kill it, and it ended in another way first."""
    if death.cause in (Cause.KILLED, Cause.ARROW):
        return death.status != -signal.SIGKILL
    return death.cause is not Cause.STOPPED


def _name(case: _Case) -> str:
    return f"letter {case.letter.number} ({case.letter.kind})"

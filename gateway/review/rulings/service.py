"""Does what a reviewer chose: one ruling, one transaction, on the version of the case that they saw."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detectors.message import Envelope
from gateway.actions.plan import Action, AuditEntry, Case, CaseState, RulingPlan
from gateway.actions.trace import without_trace
from gateway.inspection.judge import Judge
from gateway.policy.rewriting import NOTHING, Rewriting
from gateway.policy.verdict import SenderMay
from gateway.review import ruling
from gateway.review.ruling import NOT_SENT_TO_THEM, Leaving, Rest, Share
from gateway.review.rulings.choice import SENDS, Choice, Way
from gateway.review.rulings.offers import holding_rules, not_about_names, open_ways, other_rules
from gateway.review.rulings.standing import Position, position_of
from gateway.review.sender.offers import held_verdict, short_form
from gateway.review.sender.preview import Preview, preview
from gateway.review.web.guard import Visit
from gateway.review.web.site import Outbox, awaited
from gateway.rewriting.version import Version
from gateway.store.cases import NoSuchCaseError, StaleCaseError, content_of, write_ruling
from gateway.store.looks import note
from gateway.store.rulings import Proposal, delete_as_proposed, drop_deletion, propose_deletion

_SHORTENED = "how it reads with names shortened"


class NotAllowedError(Exception):
    """This person may not rule on this case, or not in this way."""


class UnseenError(Exception):
    """What would be sent is not what the reviewer was shown; `preview` is."""

    def __init__(self, shown: Preview) -> None:
        super().__init__()
        self.preview = shown


def rule(visit: Visit, case: Case, choice: Choice) -> None:
    """Does it, whole or not at all.

    Raises NotAllowedError, StaleCaseError where somebody was quicker, UnseenError, CannotRewriteError and
    WorkersUnavailableError.
    """
    position = position_of(visit, case)
    _must_be_open(case, choice, position)
    match choice.way:
        case Way.PROPOSE_DELETION:
            propose_deletion(visit.seal, case.id, choice.version, visit.person, choice.reason, visit.now)
        case Way.DROP_DELETION:
            drop_deletion(visit.seal, case.id, choice.version, visit.person, visit.now)
        case Way.AGREE_TO_DELETION:
            _delete(visit, case, position.proposal)
        case _:
            write_ruling(visit.seal, _plan(visit, case, choice), visit.now)
    if choice.way not in (Way.PROPOSE_DELETION, Way.DROP_DELETION):
        awaited(_wake, visit.site.outbox)
    visit.site.presence.leave(case.id, visit.person.id)


def shortened(visit: Visit, case: Case) -> Preview:
    """How it would read with names shortened; the look is on record.

    Raises NotAllowedError, StaleCaseError, CannotRewriteError and WorkersUnavailableError.
    """
    position = position_of(visit, case)
    if not position.may_rule or Way.SHORTENED not in open_ways(case, position.standing):
        raise NotAllowedError
    bench = _bench(visit, case, case.held)
    version = bench.shortened().versions[0]
    note(visit.seal, case.id, AuditEntry(visit.person.email, Action.READ, _SHORTENED), visit.now)
    return preview(bench.raw, version.content, version.changes)


def _must_be_open(case: Case, choice: Choice, position: Position) -> None:
    """Raises NotAllowedError and StaleCaseError."""
    if not position.may_rule:
        raise NotAllowedError
    if case.version != choice.version or case.state is not CaseState.OPEN:
        raise StaleCaseError(case.id)
    ways = open_ways(case, position.standing)
    offered = Way.SOME in ways if choice.some else choice.way in ways
    # By secure mail it may go to some, though it does not reach all.
    if not offered or (choice.some and choice.way not in SENDS - {Way.SHORTENED}):
        raise NotAllowedError


def _plan(visit: Visit, case: Case, choice: Choice) -> RulingPlan:
    desk, actor, now = visit.site.desk(case.school), visit.person.email, visit.now
    if choice.way is Way.RETURN:
        return ruling.give_back(case, desk, actor, choice.note, now)
    share = choice.share
    if share.rest is Rest.NOT_SENT and not share.note:
        share = replace(share, note=NOT_SENT_TO_THEM)
    return ruling.send(case, _leaving(visit, case, choice, share), desk, actor, now, share)


def _leaving(visit: Visit, case: Case, choice: Choice, share: Share) -> Leaving:
    """The way out that was chosen, tried and proved where anything has to be changed."""
    plain = choice.way is Way.RELEASE and not other_rules(case, share.people)
    if plain or choice.way is Way.AS_IT_CAME:
        return ruling.as_it_came(case)
    bench = _bench(visit, case, share.people)
    match choice.way:
        case Way.SECURELY:
            way = bench.secured()
        case Way.SHORTENED:
            way = bench.shortened()
            _must_be_seen(bench.raw, way.versions, choice)
        case _:
            way = bench.as_the_others_ask()
    if way.versions:
        leaving = replace(case.judged, versions=way.versions)
        awaited(visit.site.judge.sent, case.school, bench.envelope, leaving)
    return way


@dataclass(frozen=True, slots=True)
class _Bench:
    """A message as it is kept, for the people who are to get it. Its methods raise CannotRewriteError."""

    judge: Judge
    case: Case
    envelope: Envelope
    on_top: bytes
    raw: bytes

    def secured(self) -> Leaving:
        """Reviewers overrule what holds it. Other rules have it changed as they would."""
        overruled = tuple(each.id for each in holding_rules(self.case))
        versions = self._versions(NOTHING, SenderMay.SEND_SECURELY, overruled)
        return self._out(Action.RELEASED_SECURELY, versions)

    def shortened(self) -> Leaving:
        """Rules that are about names must be content with it; from the others it is let go."""
        overruled = not_about_names(holding_rules(self.case))
        names = Rewriting(names=short_form(self.case))
        return self._out(Action.RELEASED_SHORTENED, self._versions(names, SenderMay.SHORTEN_NAMES, overruled))

    def as_the_others_ask(self) -> Leaving:
        overruled = tuple(each.id for each in holding_rules(self.case))
        judged = awaited(self.judge.let_go, self.case.school, self.envelope, self.raw, overruled)
        return Leaving(Action.RELEASED, judged.verdict, judged.versions, self.on_top)

    def _versions(
        self, rewriting: Rewriting, may: SenderMay, overruled: tuple[str, ...]
    ) -> tuple[Version, ...]:
        school = self.case.school
        return awaited(self.judge.rewrite, school, self.envelope, self.raw, rewriting, may, overruled)

    def _out(self, action: Action, versions: tuple[Version, ...]) -> Leaving:
        return Leaving(action, held_verdict(self.case), versions, self.on_top)


def _bench(visit: Visit, case: Case, people: tuple[str, ...]) -> _Bench:
    """Raises StaleCaseError where the message is not kept any more."""
    try:
        on_top, raw = without_trace(content_of(visit.seal, case.id))
    except NoSuchCaseError:
        raise StaleCaseError(case.id) from None
    return _Bench(visit.site.judge, case, replace(case.envelope, recipients=people), on_top, raw)


def _must_be_seen(raw: bytes, versions: tuple[Version, ...], choice: Choice) -> None:
    """Raises UnseenError."""
    shown = preview(raw, versions[0].content, versions[0].changes)
    if shown.digest != choice.previewed:
        raise UnseenError(shown)


def _delete(visit: Visit, case: Case, proposal: Proposal | None) -> None:
    """Raises NotAllowedError where nobody else has asked for it."""
    if proposal is None or proposal.by == visit.person.id:
        raise NotAllowedError
    desk, person, now = visit.site.desk(case.school), visit.person, visit.now
    note = f"asked for by {proposal.email}"
    plan = ruling.delete(case, desk, person.email, now, note, proposal.reason)
    delete_as_proposed(visit.seal, plan, proposal, person, now)


async def _wake(outbox: Outbox) -> None:
    """In the gateway's event loop."""
    outbox.wake()

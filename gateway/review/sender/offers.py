"""Offers: the ways in which its sender may put a held message right, as far as they can work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from detectors.finding import DetectorId, Protection
from detectors.sending import RecipientClass
from gateway.actions.notices.ways import Way, ways
from gateway.actions.plan import Case, CaseState
from gateway.policy.reach import SecureReach
from gateway.policy.rewriting import LOCKED, NOTHING, Rewriting, ShortForm
from gateway.policy.verdict import SenderMay, Verdict


@dataclass(frozen=True, slots=True)
class Remedy:
    """How the message is sent after all: what is changed in it, and on which permission."""

    may: SenderMay
    rewriting: Rewriting


@dataclass(frozen=True, slots=True)
class Offer:
    """One way. Where it has a remedy, that must still be tried: it may turn out not to be enough."""

    way: Way
    remedy: Remedy | None = None


def offers_for(case: Case, secure: SecureReach) -> tuple[Offer, ...]:
    """What all rules leave open that hold it now, the best first; nothing once the case is closed.

    secure: whom the school's secure mail reaches
    """
    return tuple(_offers(case, secure)) if case.state is CaseState.OPEN else ()


def held_verdict(case: Case) -> Verdict:
    """What was decided, for those only for whom it is held now."""
    verdict = case.judged.verdict
    return replace(
        verdict, recipients=tuple(each for each in verdict.recipients if each.address in case.held)
    )


def _offers(case: Case, secure: SecureReach) -> Iterator[Offer]:
    allowed = ways(held_verdict(case))
    securely = Way.SEND_SECURELY in allowed
    reached = all(map(secure.reaches, outside(case)))
    if securely and reached:
        yield Offer(Way.SEND_SECURELY, Remedy(SenderMay.SEND_SECURELY, NOTHING))
    if Way.SHORTEN_NAMES in allowed and any(case.judged.report.of(DetectorId.PUPIL_NAME)):
        yield Offer(Way.SHORTEN_NAMES, Remedy(SenderMay.SHORTEN_NAMES, Rewriting(names=short_form(case))))
    # Where secure mail is not to be had, a locked file takes its place.
    if (Way.LOCK_ATTACHMENTS in allowed or (securely and not reached)) and _has_open_files(case):
        yield Offer(Way.LOCK_ATTACHMENTS, Remedy(SenderMay.LOCK_ATTACHMENTS, LOCKED))
    for way in (Way.TAKE_SOMEBODY_OFF, Way.ASK, Way.WITHDRAW):
        if way in allowed and not (way is Way.ASK and case.asked):
            yield Offer(way)


def outside(case: Case) -> tuple[str, ...]:
    """Those for whom it is held who are not of the school."""
    people = held_verdict(case).recipients
    return tuple(each.address for each in people if RecipientClass.INTERNAL not in each.classes)


def short_form(case: Case) -> ShortForm:
    """As the rules on the message have it, else what gives away least."""
    asked = {match.rewriting.names for match in case.judged.verdict.rules} - {None}
    return ShortForm.FORENAME_AND_INITIAL if asked == {ShortForm.FORENAME_AND_INITIAL} else ShortForm.INITIALS


def _has_open_files(case: Case) -> bool:
    return any(each.protection is not Protection.ENCRYPTED for each in case.judged.report.attachments)

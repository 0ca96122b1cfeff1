"""The ways that are open to the sender of a held message, as short words on the way to their page."""

from __future__ import annotations

from enum import StrEnum

from detectors.finding import Place
from gateway.actions.notices.reasons import holding
from gateway.policy.verdict import Disposition, RuleMatch, SenderMay, Verdict


class Way(StrEnum):
    """What a sender can do, in the order of how good it is; as templates name it."""

    SEND_SECURELY = "send-securely"
    SHORTEN_NAMES = "shorten-names"
    LOCK_ATTACHMENTS = "lock-attachments"
    TAKE_SOMEBODY_OFF = "take-somebody-off"
    ASK = "ask"
    WITHDRAW = "withdraw"


_BY_THE_RULES = {
    Way.SEND_SECURELY: SenderMay.SEND_SECURELY,
    Way.SHORTEN_NAMES: SenderMay.SHORTEN_NAMES,
    Way.LOCK_ATTACHMENTS: SenderMay.LOCK_ATTACHMENTS,
    Way.ASK: SenderMay.ASK,
}


def ways(verdict: Verdict) -> tuple[Way, ...]:
    """Those that are open: what the rules allow only where all rules that hold it do.

    Whether a way then works, the page finds out: names in a picture cannot be shortened.
    """
    several = len(verdict.addresses(Disposition.HOLD)) > 1
    rules = holding(verdict)

    def is_open(way: Way) -> bool:
        if way in _BY_THE_RULES:
            return bool(rules) and all(_BY_THE_RULES[way] in rule.sender_may for rule in rules)
        return several or way is Way.WITHDRAW

    return tuple(filter(is_open, Way))


def likely_ways(verdict: Verdict, *, secure_mail: bool) -> tuple[Way, ...]:
    """Those of them that a notice names.

    secure_mail: whether the school has any; files are locked in its place. That is no way either where the
    rules found nothing in a file.
    """
    wanted = set(ways(verdict))
    if Way.SEND_SECURELY in wanted and not secure_mail:
        wanted ^= {Way.SEND_SECURELY}
        wanted |= {Way.LOCK_ATTACHMENTS}
    if not any(map(_speaks_of_files, holding(verdict))):
        wanted -= {Way.LOCK_ATTACHMENTS}
    return tuple(way for way in Way if way in wanted)


def _speaks_of_files(rule: RuleMatch) -> bool:
    return any(finding.location.place is Place.ATTACHMENT for finding in rule.findings)

"""What becomes of a message that cannot be changed as its rules ask: the next stronger disposition stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from gateway.policy.rewriting import NOTHING
from gateway.policy.verdict import Disposition, RecipientVerdict, RuleMatch, Verdict

NO_SECURE_MAIL = (
    "The policy asks for secure mail that is not set up for all recipients, and to lock the files was not "
    "enough: the message is held instead."
)
_BY_SECURE_MAIL = "Under “{title}” this must go by secure mail, but none is set up for everybody it goes to."
_WAIT_FOR_THE_LEAD = (
    "The data protection lead can look at it and let it go; if it is urgent, ask them straight away."
)


def not_rewritten(verdict: Verdict, addresses: Collection[str], why: str) -> Verdict:
    """The verdict where the message could not be changed for these recipients.

    why: one plain sentence for the sender
    """
    concerned = [each for each in verdict.recipients if each.address in addresses]
    failed = {match.id for each in concerned for match in verdict.rules if _asked(match, each)}
    rules = tuple(_explained(match, why) if match.id in failed else match for match in verdict.rules)
    lacking = any(match.id in failed and match.action is Disposition.SECURE for match in verdict.rules)
    warnings = (*verdict.warnings, NO_SECURE_MAIL) if lacking else verdict.warnings
    return replace(
        verdict,
        recipients=tuple(_stopped(each) if each in concerned else each for each in verdict.recipients),
        rules=rules,
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _stopped(recipient: RecipientVerdict) -> RecipientVerdict:
    otherwise = recipient.otherwise if recipient.rewriting else Disposition.HOLD
    disposition = max(recipient.disposition, otherwise)
    return replace(recipient, disposition=disposition, rewriting=NOTHING)


def _asked(match: RuleMatch, recipient: RecipientVerdict) -> bool:
    """Whether the rule asked for the change: itself, or because secure mail does not reach the recipient."""
    if match.id not in recipient.rules:
        return False
    if match.action is not Disposition.SECURE:
        return bool(match.rewriting)
    is_secure_to_them = recipient.disposition is Disposition.SECURE and bool(recipient.rewriting)
    return bool(match.rewriting) or not is_secure_to_them


def _explained(match: RuleMatch, why: str) -> RuleMatch:
    """A rule that promises its sender a change, or secure mail, says instead that there was none, and why."""
    promise = match.reason
    if match.action is Disposition.SECURE:
        promise = _BY_SECURE_MAIL.format(title=match.title)
    return replace(
        match,
        action=max(match.otherwise, Disposition.HOLD),
        reason=f"{promise} {why}",
        advice=_WAIT_FOR_THE_LEAD if match.action is Disposition.SECURE else match.advice,
    )

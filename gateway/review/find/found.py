"""What became of a message, and what it says about one person, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from detectors.finding import Finding
from detectors.names.fold import words_of
from gateway.actions.places import in_words
from gateway.actions.plan import Action
from gateway.policy.verdict import Mode
from gateway.review.case.words import kind_in_words, phrases
from gateway.review.find.people import Kind, Somebody
from gateway.review.queue.words import STATES
from gateway.review.record.words import who
from gateway.review.shown import shown
from gateway.store.about import OnRecord

_DECIDED = frozenset(
    {
        Action.RELEASED,
        Action.RELEASED_SECURELY,
        Action.RELEASED_SHORTENED,
        Action.RETURNED,
        Action.DELETED,
        Action.EXPIRED,
        Action.WITHDRAWN,
        Action.SENT_SHORTENED,
        Action.SENT_LOCKED,
        Action.SENT_SECURELY,
    }
)
# Of a message that was never held, by what its record says first.
_WENT = {
    Action.SENT_SECURELY: gettext_noop("Sent by secure mail"),
    Action.REWRITTEN: gettext_noop("Changed and sent on"),
    Action.RETURNED: gettext_noop("Returned"),
    Action.DELIVERED: gettext_noop("Sent on"),
    Action.WATCHED: gettext_noop("Sent on"),
}


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing that was found about somebody: what kind, as it stands there, and where."""

    kind: str
    text: str
    where: str

    @property
    def said(self) -> str:
        quoted = f"“{self.text}” " if self.text else ""
        return f"{quoted}{self.where} ({self.kind})"


def outcome(message: OnRecord) -> str:
    """What became of it."""
    if message.state is not None:
        return str(STATES[message.state])
    actions = {each.action for each in message.deeds}
    return next(
        (gettext(words) for action, words in _WENT.items() if action in actions), gettext("On record")
    )


def decided_by(message: OnRecord) -> str:
    """Who decided on it last; empty where nobody has, yet."""
    deciders = [each.actor for each in message.deeds if each.action in _DECIDED]
    return who(deciders[-1]) if deciders and message.state is not None else ""


def subject_of(message: OnRecord) -> str:
    """Empty where nobody may see it, or it is not kept any more."""
    if message.judged is None or message.is_private or not message.are_details_kept:
        return ""
    return shown(message.judged).headline.subject


def rules_of(message: OnRecord) -> tuple[str, ...]:
    """The rules that acted on it."""
    if message.judged is None:
        return ()
    return tuple(each.title for each in message.judged.verdict.rules if each.mode is Mode.ENFORCE)


def findings_of(message: OnRecord) -> tuple[Finding, ...]:
    """All that was found in it and may be shown: of private mail nothing."""
    if message.judged is None or message.is_private:
        return ()
    return shown(message.judged).report.findings


def mentions(message: OnRecord, somebody: Somebody) -> tuple[Mention, ...]:
    """What was found about this person in particular, each once."""
    mine = (each for each in findings_of(message) if is_about(each, somebody))
    return tuple(dict.fromkeys(_mentions(mine)))


def is_about(finding: Finding, somebody: Somebody) -> bool:
    if somebody.kind is Kind.PUPIL:
        return somebody.pupil in finding.pupils
    quoted = set(words_of(finding.text))
    return any(quoted.issuperset(words) for words in somebody.names)


def _mentions(findings: Iterable[Finding]) -> Iterable[Mention]:
    for finding in findings:
        where = in_words(finding.location, phrases())
        yield Mention(kind_in_words(finding.detector), finding.text, where)

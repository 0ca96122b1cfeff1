"""What exceptions leave of the judgements on one message under one rule; they can only make it milder."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from detectors.finding import DetectorId, Finding
from detectors.sending import Addressee, Sending
from gateway.policy.condition import STRENGTH, Asked, Judgement, judge
from gateway.policy.exceptions import Exceptions, RuleException, mailbox_of, phrase_of
from gateway.policy.rules import Rule
from gateway.policy.seen import Seen
from gateway.policy.verdict import Excepted, Mode, Truth

_LET_PASS = Judgement(Truth.NO)


class Excepting:
    """The exceptions to one rule, for one message; it notes which of them let it pass, and to whom."""

    def __init__(self, rule: Rule, sending: Sending, seen: Seen, exceptions: Exceptions) -> None:
        acts = rule.exceptions and rule.mode is Mode.ENFORCE and bool(exceptions)
        mine = exceptions.to(rule.id, sending.envelope.sender) if acts else ()
        self._rule = rule
        self._seen = seen
        self._fine = next((each.fine for each in mine if each.fine), {})
        self._names = _names_in(seen, [each.names for each in mine if each.names])
        self._known: dict[Hashable, Judgement] = {}
        self._passed: dict[RuleException, list[str]] = {}

    def __bool__(self) -> bool:
        """Whether there is any that may count."""
        return bool(self._fine or self._names)

    @property
    def excepted(self) -> tuple[Excepted, ...]:
        """By which exceptions the rule does not count, and for whom."""
        return tuple(
            Excepted(each.id, self._rule.id, self._rule.title, each.last_day, tuple(addresses))
            for each, addresses in self._passed.items()
        )

    def left(self, kind: Hashable, judged: Judgement, asked: Asked) -> Judgement:
        """What is left of the judgement on `asked`; `kind` is equal for recipients who are judged alike."""
        if judged.truth is Truth.NO:
            return judged
        mailbox = mailbox_of(asked.addressee.address)
        fine = self._fine.get(mailbox) if mailbox else None
        # What cannot be read is never called clean, whoever it goes to.
        if fine is not None and judged.truth is Truth.YES and self._seen.is_whole:
            self._note((fine,), asked.addressee)
            return _LET_PASS
        mine = tuple(each for each in self._names if each.recipient in ("", mailbox))
        if not mine:
            return judged
        if (kind, mine) not in self._known:
            again = replace(asked, seen=self._seen_without(mine))
            self._known[kind, mine] = judge(self._rule.when, again)
        milder = self._known[kind, mine]
        if STRENGTH[milder.truth] > STRENGTH[judged.truth]:  # the rule asks for names to be missing
            return judged
        if milder.truth is Truth.NO:
            self._note(mine, asked.addressee)
        return milder

    def _seen_without(self, mine: tuple[RuleException, ...]) -> Seen:
        named = {finding for each in mine for finding in self._names[each]}
        report = self._seen.report
        kept = tuple(finding for finding in report.findings if finding not in named)
        return Seen(replace(report, findings=kept))

    def _note(self, exceptions: tuple[RuleException, ...], addressee: Addressee) -> None:
        for each in exceptions:
            self._passed.setdefault(each, []).append(addressee.address)


def _names_in(
    seen: Seen, names: Sequence[Mapping[str, tuple[RuleException, ...]]]
) -> dict[RuleException, set[Finding]]:
    """The names in the message that are none, by the exception that says so."""
    found: dict[RuleException, set[Finding]] = {}
    if names:
        for finding in seen.report.of(DetectorId.PUPIL_NAME):
            phrase = phrase_of(finding.text)
            for each in chain.from_iterable(those.get(phrase, ()) for those in names):
                if each.pupils.issuperset(finding.pupils):  # else it may be somebody else's name
                    found.setdefault(each, set()).add(finding)
    return found

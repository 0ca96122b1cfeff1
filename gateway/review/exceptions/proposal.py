"""From what somebody asks for to the exception as it would be made, and what else there is to choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from gateway.actions.plan import Case
from gateway.policy.exceptions import Kind, RuleException, mailbox_of, phrase_of
from gateway.policy.narrow import refusal_of
from gateway.policy.verdict import Disposition
from gateway.review.exceptions.ends import End, Until
from gateway.review.exceptions.subjects import Name, Pair, Rule, names_in, pairs_in


class Scope(StrEnum):
    """Whose mail a name is to be no name in."""

    SENDER = "sender"
    SCHOOL = "school"
    PAIR = "pair"  # from the sender to one recipient: all that is left for a real pupil's name


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link of the page of a case, or the form, asks for.

    place: of the finding, or of the recipient
    to: the place of the one recipient, for `Scope.PAIR`
    """

    kind: Kind
    place: int
    rule: str = ""
    scope: Scope | None = None
    to: int | None = None
    until: Until = Until.THREE_MONTHS

    @property
    def fields(self) -> dict[str, str]:
        """As a link or a form says it; `asked_in` reads it."""
        said = {
            "kind": self.kind,
            "place": self.place,
            "rule": self.rule,
            "scope": self.scope,
            "to": self.to,
            "until": self.until,
        }
        return {name: str(value) for name, value in said.items() if value not in ("", None)}


@dataclass(frozen=True, slots=True)
class Bounds:
    """Within which somebody may make an exception; `rules`: the ids of those to which they may."""

    today: date
    ends: tuple[End, ...]
    rules: frozenset[str]

    def end(self, until: Until) -> End:
        """The one asked for, or the usual one."""
        return next((each for each in self.ends if each.until is until), self.ends[0])


@dataclass(frozen=True, slots=True)
class Proposal:
    """An exception as it would be made.

    phrase: as it stands in the message; empty for a sender, a recipient and a rule
    scopes, recipients, ends: the choices
    of_a_pupil: the phrase is the name of a pupil on the list, word for word
    """

    asked: Asked
    exception: RuleException
    rules: tuple[Rule, ...]
    phrase: str = field(repr=False)
    scopes: tuple[Scope, ...]
    recipients: tuple[tuple[int, str], ...]
    ends: tuple[End, ...]
    of_a_pupil: bool = False


def asked_in(form: Mapping[str, str]) -> Asked | None:
    """None where it makes no sense: nobody has pressed anything that asks for this."""
    try:
        return Asked(
            kind=Kind(form.get("kind", "")),
            place=int(form.get("place", "")),
            rule=form.get("rule", ""),
            scope=Scope(form["scope"]) if form.get("scope") else None,
            to=int(form["to"]) if form.get("to") else None,
            until=Until(form.get("until") or Until.THREE_MONTHS),
        )
    except ValueError:
        return None


def name_of(case: Case, asked: Asked) -> Name | None:
    """The name that somebody says is none."""
    names = names_in(case) if asked.kind is Kind.NOT_A_PUPIL else ()
    return next((each for each in names if each.place == asked.place), None)


def name_proposal(
    case: Case, asked: Asked, name: Name, bounds: Bounds, *, of_a_pupil: bool
) -> Proposal | None:
    """None where nothing narrow is left."""
    sender = mailbox_of(case.envelope.sender)
    people = tuple(
        (place, each.address)
        for place, each in enumerate(case.judged.verdict.recipients)
        if each.disposition is Disposition.HOLD and mailbox_of(each.address)
    )
    scopes = _scopes(sender=bool(sender), recipients=bool(people), of_a_pupil=of_a_pupil)
    mine = tuple(each for each in name.rules if each.id in bounds.rules)
    if not scopes or not mine:
        return None
    scope = asked.scope if asked.scope in scopes else scopes[0]
    end = bounds.end(asked.until)
    to, recipient = next((each for each in people if each[0] == asked.to), people[0] if people else (0, ""))
    exception = RuleException(
        id=0,
        kind=Kind.NOT_A_PUPIL,
        rules=frozenset(each.id for each in mine),
        last_day=end.last_day,
        sender="" if scope is Scope.SCHOOL else sender,
        recipient=mailbox_of(recipient) if scope is Scope.PAIR else "",
        phrase=phrase_of(name.phrase),
        pupils=name.pupils,
    )
    if refusal_of(exception, bounds.today, is_pupils_name=of_a_pupil):
        return None
    chosen = Asked(Kind.NOT_A_PUPIL, name.place, "", scope, to if scope is Scope.PAIR else None, end.until)
    shown = people if scope is Scope.PAIR else ()
    return Proposal(chosen, exception, mine, name.phrase, scopes, shown, bounds.ends, of_a_pupil)


def pair_proposal(case: Case, asked: Asked, bounds: Bounds) -> Proposal | None:
    """None where there is no such recipient and rule, or a part of the message could not be read."""
    pair = next((each for each in pairs_in(case) if _is_asked(each, asked)), None)
    if pair is None or pair.rule.id not in bounds.rules:
        return None
    end = bounds.end(asked.until)
    exception = RuleException(
        id=0,
        kind=Kind.FINE,
        rules=frozenset({pair.rule.id}),
        last_day=end.last_day,
        sender=mailbox_of(case.envelope.sender),
        recipient=mailbox_of(pair.recipient),
    )
    if refusal_of(exception, bounds.today, is_pupils_name=False):
        return None
    chosen = Asked(Kind.FINE, pair.place, pair.rule.id, until=end.until)
    return Proposal(chosen, exception, (pair.rule,), "", (), (), bounds.ends)


def _is_asked(pair: Pair, asked: Asked) -> bool:
    return asked.kind is Kind.FINE and (pair.place, pair.rule.id) == (asked.place, asked.rule)


def _scopes(*, sender: bool, recipients: bool, of_a_pupil: bool) -> tuple[Scope, ...]:
    """The narrowest that will do for most comes first."""
    if of_a_pupil:
        return (Scope.PAIR,) if sender and recipients else ()
    return (Scope.SENDER, Scope.SCHOOL) if sender else (Scope.SCHOOL,)

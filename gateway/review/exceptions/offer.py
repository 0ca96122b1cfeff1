"""What the page of a case offers against false holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from gateway.actions.plan import Case
from gateway.actions.quoting import one_line
from gateway.policy.exceptions import Kind, mailbox_of, phrase_of
from gateway.review.exceptions.proposal import Asked
from gateway.review.exceptions.subjects import Name, Pair, names_in, pairs_in, was_read
from gateway.review.exceptions.words import until_in_words
from gateway.review.web.guard import Visit
from gateway.reviewers.roles import Right
from gateway.store.exceptions import ExceptionRecord, false_hold_of, list_made_for

_MOST = 8


@dataclass(frozen=True, slots=True)
class NameOffer:
    """ "This was not a pupil", of these words."""

    phrase: str = field(repr=False)
    url: str


@dataclass(frozen=True, slots=True)
class PairOffer:
    """ "Fine from now on", for this recipient and this rule."""

    recipient: str
    rule: str
    url: str


@dataclass(frozen=True, slots=True)
class Made:
    """An exception in force that was made because of this case."""

    phrase: str = field(repr=False)
    recipient: str
    until: str


@dataclass(frozen=True, slots=True)
class Offer:
    """For `review/exceptions/offer.html`. Without names, pairs and what was made there is nothing to show.

    more: how many names, recipients and rules are left out
    unread: nothing can be fine for good, because a part of the message could not be read
    noted: somebody has said already that it should not have been held
    """

    names: tuple[NameOffer, ...] = ()
    pairs: tuple[PairOffer, ...] = ()
    more: int = 0
    unread: bool = False
    made: tuple[Made, ...] = ()
    noted: bool = False

    def __bool__(self) -> bool:
        return bool(self.names or self.pairs or self.made or self.noted)


def offer_for(visit: Visit, case: Case) -> Offer:
    """Nothing for whoever may make no exceptions to the rules that held it."""
    reach = visit.reach(Right.MAKE_EXCEPTIONS)
    if not reach.covers(case.school, {rule.id for rule in case.judged.verdict.rules}):
        return Offer()
    made = list_made_for(visit.seal, case.id, visit.now.astimezone().date())
    names = tuple(
        each
        for each in names_in(case)
        if any(reach.covers(case.school, {rule.id}) for rule in each.rules) and not _is_made(each, made)
    )
    pairs = tuple(
        each
        for each in pairs_in(case)
        if reach.covers(case.school, {each.rule.id}) and not _is_fine(each, made)
    )
    return Offer(
        tuple(NameOffer(one_line(each.phrase), _name_url(case, each.place)) for each in names[:_MOST]),
        tuple(
            PairOffer(each.recipient, each.rule.title, _pair_url(case, each.place, each.rule.id))
            for each in pairs[:_MOST]
        ),
        more=max(0, len(names) - _MOST) + max(0, len(pairs) - _MOST),
        unread=not was_read(case),
        made=tuple(map(_made, made)),
        noted=false_hold_of(case.id) is not None,
    )


def _is_made(name: Name, made: Iterable[ExceptionRecord]) -> bool:
    """One for a single recipient leaves more to be said."""
    phrase = phrase_of(name.phrase)
    return any(phrase_of(each.phrase) == phrase for each in made if not each.recipient)


def _is_fine(pair: Pair, made: Iterable[ExceptionRecord]) -> bool:
    return any(
        each.kind is Kind.FINE
        and each.recipient == mailbox_of(pair.recipient)
        and pair.rule.id in each.rule_ids
        for each in made
    )


def _made(record: ExceptionRecord) -> Made:
    return Made(one_line(record.phrase), record.recipient, until_in_words(record.last_day))


def exception_url(case_id: str, asked: Asked) -> str:
    """The address of the page on which it is made."""
    return f"{reverse('exception', args=(case_id,))}?{urlencode(asked.fields)}"


def _name_url(case: Case, place: int) -> str:
    return exception_url(case.id, Asked(Kind.NOT_A_PUPIL, place))


def _pair_url(case: Case, place: int, rule: str) -> str:
    return exception_url(case.id, Asked(Kind.FINE, place, rule))

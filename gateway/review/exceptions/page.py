"""What the pages of exceptions show, laid out for their templates."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext

from gateway.actions.plan import Case
from gateway.actions.quoting import one_line, sentence
from gateway.policy.exceptions import Kind
from gateway.review.exceptions.offer import exception_url
from gateway.review.exceptions.proposal import Asked, Proposal, Scope
from gateway.review.exceptions.words import (
    REASONS,
    UNTIL,
    Effect,
    effect_in_words,
    left_in_words,
    mail_in_words,
    until_in_words,
)
from gateway.review.web.guard import Visit
from gateway.reviewers.roles import Right
from gateway.store.exceptions import ExceptionRecord, Standing, list_in_force, list_over

MOST_OVER = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several; choosing it shows what it does."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class MakingPage:
    """The page on which an exception is made; without a proposal only the false hold can be noted."""

    case: Case
    asked: Asked
    proposal: Proposal | None
    phrase: str = field(default="", repr=False)

    @property
    def kind(self) -> Kind:
        return Kind.NOT_A_PUPIL if self.phrase else Kind.FINE

    @property
    def words(self) -> str:
        return one_line(self.phrase)

    @property
    def effect(self) -> str:
        if self.proposal is None:
            return ""
        made = self.proposal.exception
        titles = [each.title for each in self.proposal.rules]
        return effect_in_words(
            Effect(
                made.kind,
                titles,
                made.last_day,
                self.case.school,
                made.sender,
                made.recipient,
                self.proposal.phrase,
            )
        )

    @property
    def ends(self) -> tuple[Choice, ...]:
        if self.proposal is None:
            return ()
        asked = self.proposal.asked
        return tuple(
            self._choice(
                gettext("%(how_long)s: until %(day)s")
                % {"how_long": UNTIL[each.until], "day": until_in_words(each.last_day)},
                replace(asked, until=each.until),
            )
            for each in self.proposal.ends
        )

    @property
    def scopes(self) -> tuple[Choice, ...]:
        """Nothing where there is nothing to choose."""
        if self.proposal is None or len(self.proposal.scopes) < 2:
            return ()
        asked = self.proposal.asked
        return tuple(
            self._choice(self._scope_in_words(each), replace(asked, scope=each))
            for each in self.proposal.scopes
        )

    @property
    def recipients(self) -> tuple[Choice, ...]:
        if self.proposal is None or len(self.proposal.recipients) < 2:
            return ()
        asked = self.proposal.asked
        return tuple(self._choice(address, replace(asked, to=to)) for to, address in self.proposal.recipients)

    @property
    def reasons(self) -> dict[str, str | Promise]:
        return REASONS[self.kind]

    def _scope_in_words(self, scope: Scope) -> str:
        if scope is Scope.SENDER:
            return gettext("only mail from %(sender)s") % {"sender": self.case.envelope.sender}
        return gettext("mail from anybody at %(school)s") % {"school": self.case.school}

    def _choice(self, label: str, asked: Asked) -> Choice:
        assert self.proposal is not None, "there is nothing to choose without one"  # noqa: S101
        return Choice(label, exception_url(self.case.id, asked), asked == self.proposal.asked)


@dataclass(frozen=True, slots=True)
class Row:
    """One exception of the list."""

    record: ExceptionRecord
    words: str = field(repr=False)
    mail: str
    made: str
    until: str
    left: str
    used: str
    revoked: str

    @property
    def is_revoked(self) -> bool:
        return self.record.revoked_at is not None


@dataclass(frozen=True, slots=True)
class ListPage:
    """several: whether the person has more than one school"""

    in_force: tuple[Row, ...]
    over: tuple[Row, ...]
    several: bool


def list_page(visit: Visit) -> ListPage:
    reach, today = visit.reach(Right.MAKE_EXCEPTIONS), visit.now.astimezone().date()
    schools = reach.schools(visit.site.schools)

    def rows(records: tuple[ExceptionRecord, ...]) -> tuple[Row, ...]:
        mine = (each for each in records if reach.covers(each.school, each.rule_ids))
        return tuple(_row(each, today) for each in mine)

    return ListPage(
        rows(list_in_force(visit.seal, schools, today)),
        rows(list_over(visit.seal, schools, today, MOST_OVER)),
        several=len(schools) > 1,
    )


def _row(record: ExceptionRecord, today: date) -> Row:
    counts = record.standing(today) is Standing.IN_FORCE
    return Row(
        record,
        words=one_line(record.phrase),
        mail=sentence(mail_in_words(record.sender, record.recipient, record.school)),
        made=_day(record.made_at),
        until=until_in_words(record.last_day),
        left=left_in_words(record.last_day, today) if counts else "",
        used=until_in_words(record.last_used) if record.last_used else "",
        revoked=_day(record.revoked_at) if record.revoked_at else "",
    )


def _day(when: datetime) -> str:
    return date_format(when.astimezone(), "D j M Y")

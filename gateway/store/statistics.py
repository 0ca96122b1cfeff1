"""What was done with mail over some weeks, counted: by week, by rule, by how it ended."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, When

from gateway.actions.plan import CaseState
from gateway.store import models

RULED = (CaseState.RELEASED, CaseState.RETURNED, CaseState.DELETED)  # by somebody who reviews
_LEAST_REPEATS = 3  # of a sender with a rule, before it is a pattern
_MOST_PATTERNS = 20


@dataclass(frozen=True, slots=True)
class Span:
    """The schools and the time that are counted; whole weeks from a Monday, in UTC."""

    schools: tuple[str, ...]
    since: datetime
    until: datetime

    @property
    def weeks(self) -> tuple[date, ...]:
        """The Monday of each."""
        count = (self.until - self.since) // timedelta(weeks=1)
        return tuple((self.since + timedelta(weeks=week)).date() for week in range(count))


@dataclass(frozen=True, slots=True)
class ByWeek:
    """How many messages each disposition had in one week; `disposition` as policies name it."""

    week: date
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class ByRule:
    """One rule: how many messages it held, secured, rewrote, returned, and which holds were false."""

    rule: str
    title: str
    counts: dict[str, int]
    held: int = 0
    false: int = 0

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Waited:
    """How long the rulings of one week took, in hours by the clock: the middle one, and nine of ten."""

    week: date
    count: int
    median: float
    ninth: float


@dataclass(frozen=True, slots=True)
class Pattern:
    """The same sender has been held by the same rule again and again."""

    sender: str
    rule: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """All that the page of figures shows."""

    span: Span
    weeks: tuple[ByWeek, ...]
    rules: tuple[ByRule, ...]
    endings: dict[str, int]
    waited: tuple[Waited, ...]
    all_waited: Waited | None
    patterns: tuple[Pattern, ...]

    @property
    def false_holds(self) -> int:
        return self.endings.get("false", 0)


def read_statistics(span: Span) -> Statistics:
    """A dozen queries, however much there is."""
    waited = _hours_by_week(span)
    everything = [hours for week in waited.values() for hours in week]
    return Statistics(
        span=span,
        weeks=_by_week(span),
        rules=_by_rule(span),
        endings=_endings(span),
        waited=tuple(_waited(week, waited[week]) for week in span.weeks if waited[week]),
        all_waited=_waited(span.weeks[0], everything) if everything else None,
        patterns=_patterns(span),
    )


def _outcomes(span: Span) -> QuerySet[models.MessageOutcome]:
    return models.MessageOutcome.objects.filter(
        school__name__in=span.schools, at__gte=span.since, at__lt=span.until
    )


def _cases(span: Span) -> QuerySet[models.Case]:
    return models.Case.objects.filter(
        school__name__in=span.schools, opened_at__gte=span.since, opened_at__lt=span.until
    )


def _by_week(span: Span) -> tuple[ByWeek, ...]:
    counted = {
        f"week_{number}": Count("message", filter=within, distinct=True)
        for number, within in enumerate(_weekly(span, "at"))
    }
    annotated = _outcomes(span).values("disposition").annotate(**counted)
    rows = {disposition: counts for disposition, *counts in annotated.values_list("disposition", *counted)}
    return tuple(
        ByWeek(week, {disposition: counts[number] for disposition, counts in rows.items() if counts[number]})
        for number, week in enumerate(span.weeks)
    )


def _weekly(span: Span, field: str) -> list[Q]:
    """One condition for each week. Comparing is what the database does fast; its date functions are slow."""
    starts = [span.since + timedelta(weeks=number) for number in range(len(span.weeks))]
    return [Q(**{f"{field}__gte": start, f"{field}__lt": start + timedelta(weeks=1)}) for start in starts]


def _by_rule(span: Span) -> tuple[ByRule, ...]:
    """The busiest first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    rows = _outcomes(span).values("rule", "disposition").annotate(count=Count("message", distinct=True))
    for row in rows:
        counts[row["rule"]][row["disposition"]] = row["count"]
    titles = dict(_outcomes(span).values_list("rule").annotate(title=Max("title")))
    holding = models.CaseRule.objects.filter(case__in=_cases(span)).values("rule")
    held = dict(holding.annotate(count=Count("pk")).values_list("rule", "count"))
    was_false = holding.exclude(case__false_hold="").annotate(count=Count("pk"))
    false = dict(was_false.values_list("rule", "count"))
    found = (
        ByRule(rule, titles.get(rule, rule), dict(counted), held.get(rule, 0), false.get(rule, 0))
        for rule, counted in counts.items()
    )
    return tuple(sorted(found, key=lambda each: (-each.total, each.title)))


def _endings(span: Span) -> dict[str, int]:
    """By state; `held` all of them, `false` those that should not have been held."""
    counted = dict(_cases(span).values_list("state").annotate(count=Count("pk")).order_by())
    false = _cases(span).exclude(false_hold="").count()
    return {**counted, "held": sum(counted.values()), "false": false}


def _hours_by_week(span: Span) -> dict[date, list[float]]:
    hours: dict[date, list[float]] = defaultdict(list)
    ruled = models.Case.objects.filter(
        school__name__in=span.schools,
        state__in=RULED,
        closed_at__gte=span.since,
        closed_at__lt=span.until,
        lasted__isnull=False,
    )
    weeks = [When(within, then=number) for number, within in enumerate(_weekly(span, "closed_at"))]
    rows = ruled.annotate(week=Case(*weeks, output_field=IntegerField()))
    mondays = span.weeks
    for week, seconds in rows.values_list("week", "lasted"):
        hours[mondays[week]].append((seconds or 0) / 3600)
    return hours


def _waited(week: date, hours: Sequence[float]) -> Waited:
    ordered = sorted(hours)
    return Waited(week, len(ordered), _quantile(ordered, 0.5), _quantile(ordered, 0.9))


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The value at which so large a share has been reached; between two of them in proportion."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def _patterns(span: Span) -> tuple[Pattern, ...]:
    rows = (
        models.CaseRule.objects.filter(case__in=_cases(span))
        .values_list("case__message__sender", "rule")
        .annotate(title=Max("title"), count=Count("pk"))
        .filter(count__gte=_LEAST_REPEATS)
        .order_by("-count", "case__message__sender")
    )
    return tuple(Pattern(*row) for row in rows[:_MOST_PATTERNS])

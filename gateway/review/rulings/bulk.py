"""Several cases at once: which can be ruled on together, what would happen to each, and what did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext

from gateway.actions.plan import Case, CaseState
from gateway.actions.quoting import one_line
from gateway.review.case.words import phrases
from gateway.review.queue.words import moment_in_words
from gateway.review.ruling import Share
from gateway.review.rulings.choice import Asked, BadFormError, Choice, Form, Way, note_of
from gateway.review.rulings.effects import effect_of, happened, listed
from gateway.review.rulings.offers import asked_about, holding_rules
from gateway.review.rulings.service import NotAllowedError, rule
from gateway.review.rulings.standing import position_of
from gateway.review.web.cases import case_for
from gateway.review.web.guard import Visit
from gateway.rewriting.change import CannotRewriteError
from gateway.store.cases import StaleCaseError
from gateway.store.rulings import last_deed

MOST = 50  # cases at once: as many as a page of the queue has
WAYS = frozenset({Way.RELEASE, Way.RETURN})


@dataclass(frozen=True, slots=True)
class Row:
    """One case. `hindrance`: why it cannot be ruled on, for the reader; empty where it can.

    seen: its version and id, for the form
    """

    case: str
    seen: str
    sender: str
    people: str
    since: str
    effect: str
    hindrance: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that the same rules hold. `query`: asks for these alone."""

    titles: tuple[str, ...]
    rows: tuple[Row, ...]
    query: str


@dataclass(frozen=True, slots=True)
class Together:
    """What several.html shows. With more than one group nothing can be ruled on together.

    apart: those that cannot be ruled on by this person, or not any more
    """

    groups: tuple[Group, ...]
    apart: tuple[Row, ...]
    sentences: tuple[str, ...]
    needs_note: bool

    @property
    def group(self) -> Group | None:
        return self.groups[0] if len(self.groups) == 1 else None


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of one case. `problem`: empty where it was done."""

    case: str
    sender: str
    people: str
    problem: str = ""


def together(visit: Visit, case_ids: Iterable[str]) -> Together:
    """Raises NotYoursError where one of them is out of reach."""
    groups: dict[tuple[str, ...], list[tuple[Case, Row]]] = {}
    apart: list[Row] = []
    titles: dict[tuple[str, ...], tuple[str, ...]] = {}
    for case_id in case_ids:
        case = case_for(visit, case_id)
        row = _row(visit, case)
        if row.hindrance:
            apart.append(row)
            continue
        rules = holding_rules(case)
        reasons = tuple(sorted(each.id for each in rules))
        titles[reasons] = tuple(one_line(each.title, 150) for each in rules)
        groups.setdefault(reasons, []).append((case, row))
    asked = _asked([case for pairs in groups.values() for case, _ in pairs])
    return Together(
        tuple(_group(titles[reasons], pairs) for reasons, pairs in groups.items()),
        tuple(apart),
        asked.sentences,
        asked.needs_note,
    )


def rule_on(visit: Visit, form: Form) -> tuple[Way, tuple[Reported, ...]]:
    """Each in a transaction of its own. Raises BadFormError, IncompleteError and NotYoursError."""
    way = _way(form)
    seen = _seen(form.get("seen", ()))
    cases = [case_for(visit, case_id) for case_id in seen]
    if not cases or len({_reasons(each) for each in cases if each.state is CaseState.OPEN}) > 1:
        raise BadFormError
    note = note_of(form, _asked(cases)) if way is Way.RETURN else ""
    return way, tuple(
        _ruled(visit, case, Choice(way, seen[case.id], Share(case.held), note=note)) for case in cases
    )


def _ruled(visit: Visit, case: Case, choice: Choice) -> Reported:
    people, sender = listed(case.held), _sender(case)
    try:
        rule(visit, case, choice)
    except StaleCaseError:
        now = case_for(visit, case.id)
        return Reported(
            case.id, sender, people, happened(last_deed(case.id, now.state), now.state, visit.now)
        )
    except NotAllowedError:
        return Reported(case.id, sender, people, hindrance_of(visit, case) or _not_open())
    except CannotRewriteError as cannot:
        return Reported(case.id, sender, people, phrases().told(cannot.reason))
    return Reported(case.id, sender, people)


def _row(visit: Visit, case: Case) -> Row:
    return Row(
        case=case.id,
        seen=f"{case.version}.{case.id}",
        sender=_sender(case),
        people=listed(case.held),
        since=moment_in_words(case.opened_at, visit.now),
        effect=effect_of(Way.RELEASE, case),
        hindrance=hindrance_of(visit, case),
    )


def hindrance_of(visit: Visit, case: Case) -> str:
    """Why this person cannot rule on it; empty where they can."""
    if case.state is not CaseState.OPEN:
        return happened(last_deed(case.id, case.state), case.state, visit.now)
    position = position_of(visit, case)
    if position.own:
        return gettext("You sent it yourself, so somebody else has to decide.")
    return "" if position.may_rule else _not_open()


def _not_open() -> str:
    return gettext("It is not open to you.")


def _group(titles: tuple[str, ...], pairs: Sequence[tuple[Case, Row]]) -> Group:
    rows = tuple(row for _, row in pairs)
    return Group(titles, rows, urlencode([("case", row.case) for row in rows]))


def _asked(cases: Sequence[Case]) -> Asked:
    """What one note may say for all of them."""
    each = [asked_about(case) for case in cases]
    sentences = dict.fromkeys(sentence for asked in each for sentence in asked.sentences)
    return Asked((), tuple(sentences), any(asked.needs_note for asked in each))


def _way(form: Form) -> Way:
    for way in WAYS:
        if list(form.get("way", ())) == [way.value]:
            return way
    raise BadFormError


def _seen(values: Sequence[str]) -> dict[str, int]:
    """The version of each case as it was on the page. Raises BadFormError."""
    seen: dict[str, int] = {}
    for value in values[:MOST]:
        version, _, case_id = value.partition(".")
        if not (version.isascii() and version.isdecimal() and len(version) < 10):
            raise BadFormError
        seen[case_id] = int(version)
    return seen


def _reasons(case: Case) -> tuple[str, ...]:
    return tuple(sorted(each.id for each in holding_rules(case)))


def _sender(case: Case) -> str:
    return one_line(case.envelope.sender, 254)

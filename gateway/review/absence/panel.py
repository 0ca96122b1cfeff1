"""What somebody is shown of absences: their own, and those whom they cover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gateway.review.absence.form import AbsenceForm
from gateway.store.absences import Away, Colleague, absence_of, colleagues_of, covered_by, has_work


@dataclass(frozen=True, slots=True)
class AbsencePanel:
    """Everything that section.html and banner.html may say.

    has_work: whether there is anything that another could do for them
    away: their own absence, now or soon; `covering`: those whose work they do today
    colleagues: who could do theirs
    """

    today: date
    has_work: bool
    away: Away | None
    covering: tuple[Away, ...]
    colleagues: tuple[Colleague, ...] = ()
    form: AbsenceForm = AbsenceForm()  # noqa: RUF009 (frozen)

    @property
    def is_away(self) -> bool:
        return self.away is not None and self.away.first_day <= self.today


def panel_of(account: int, today: date, form: AbsenceForm | None = None) -> AbsencePanel:
    """`form`: as it was filled in, where something is wrong with it."""
    first = AbsenceForm(first=today.isoformat())
    return AbsencePanel(
        today,
        has_work(account),
        absence_of(account, today),
        covered_by(account, today),
        colleagues_of(account),
        form or first,
    )


def banner_of(account: int, today: date) -> AbsencePanel:
    """As far as the banner says it: two short queries."""
    return AbsencePanel(today, True, absence_of(account, today), covered_by(account, today))

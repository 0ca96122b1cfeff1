"""The page of the record, and the same to take away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from gateway.actions.plan import Action, AuditEntry
from gateway.review.record.extent import extent_of, only_school, reasons_of
from gateway.review.record.page import record_page
from gateway.review.record.wanted import Wanted, wanted_of
from gateway.review.record.words import KINDS, actions_of, said
from gateway.review.record.written import as_csv, as_json_lines
from gateway.review.web.guard import NotYoursError, Visit, needs
from gateway.review.web.streaming import streamed
from gateway.reviewers.roles import Right
from gateway.store.history import all_of, count_of, note_down
from gateway.store.record import known_end

_MOST_DIGITS = 18  # of a number that the database has room for


@require_safe
@needs(Right.SEE_RECORD)
def record(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who did what, the newest first; fifty entries a page."""
    wanted = _wanted(visit, wanted_of(request.GET.dict()))
    before = request.GET.get("before", "")
    number = int(before) if before.isdecimal() and len(before) <= _MOST_DIGITS else None
    shown = {
        "wanted": wanted,
        "page": record_page(visit, wanted, number),
        "is_later": number is not None,
        "kinds": KINDS,
        "schools": visit.reach(Right.SEE_RECORD).schools(visit.site.schools),
        "end": known_end(visit.seal) if extent_of(visit).installation else None,
    }
    return render(request, "review/record/page.html", shown)


@require_POST
@needs(Right.SEE_RECORD)
def export(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """All that the filter finds, the oldest first. That it was taken away is on record before it is."""
    wanted = _wanted(visit, wanted_of(request.POST.dict()))
    actions = actions_of(wanted.kind)
    if wanted.faults or (wanted.kind and not actions):
        return render(request, "review/problem.html", {"said": "bad-form"}, status=400)
    sought, extent, reasons = wanted.sought(actions), extent_of(visit), reasons_of(visit)
    as_table = request.POST.get("format") != "jsonl"
    note = f"record as {'CSV' if as_table else 'JSON Lines'}, {count_of(sought, extent)} entries"
    taken = AuditEntry(visit.person.email, Action.EXPORTED, note, wanted.query)
    note_down(visit.seal, taken, visit.now, wanted.school or only_school(visit))
    entries = all_of(sought, extent, reasons)
    if as_table:
        return streamed(request, as_csv(entries, said), "text/csv", "schoolgate-record.csv")
    return streamed(request, as_json_lines(entries), "application/x-ndjson", "schoolgate-record.jsonl")


def _wanted(visit: Visit, wanted: Wanted) -> Wanted:
    """Raises NotYoursError for a school out of reach."""
    if wanted.school and wanted.school not in visit.reach(Right.SEE_RECORD).schools(visit.site.schools):
        raise NotYoursError
    return wanted

"""The pages of a case: the case itself, what its message says, and its files."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.views.decorators.http import require_POST, require_safe

from gateway.actions.plan import Action, AuditEntry, Case
from gateway.actions.quoting import one_line
from gateway.inspection.exhibit import AttachedFile, CannotShowError, Exhibit, Piece, Wish
from gateway.review.case.download import download
from gateway.review.case.framed import framed
from gateway.review.case.looking import exhibit_of, look_at, page_for, readable_case
from gateway.review.case.message import file_view, message_view, words_in_file
from gateway.review.exceptions.offer import offer_for
from gateway.review.private.service import access_for
from gateway.review.rulings.panel import panel_for
from gateway.review.web.guard import NotYoursError, Visit, needs
from gateway.reviewers.roles import Right
from gateway.store.looks import note, note_look
from gateway.store.pupils import find_pupils

_LONGEST_REASON = 500


@require_safe
@needs(Right.SEE_CASES)
def case(request: HttpRequest, visit: Visit, case_id: str) -> HttpResponse:
    """Why it is held, for whom, until when, and what came before; the message comes after it."""
    look = look_at(visit, case_id)
    note_look(visit.seal, case_id, visit.person.email, visit.now)
    panel = panel_for(visit, look.case)
    offer = None if look.veiled else offer_for(visit, look.case)
    access = access_for(visit, look.case)
    shown = {"page": page_for(visit, look), "panel": panel, "offer": offer, "access": access, "case": case_id}
    return render(request, "review/case/case.html", shown)


@require_safe
@needs(Right.SEE_CONTENT)
def message(request: HttpRequest, visit: Visit, case_id: str) -> HttpResponse:
    """What the message says, and a list of its files."""
    found = readable_case(visit, case_id)
    try:
        exhibit = exhibit_of(visit, found, Wish(Piece.TEXT))
    except CannotShowError as cannot:
        return _cannot(request, found, cannot)
    _note_reading(visit, found, "the text")
    pupils = find_pupils(visit.seal, found.school, _pupils_in(exhibit))
    view = message_view(exhibit, found.judged, pupils)
    return _part_or_page(request, found, {"message": view})


@require_safe
@needs(Right.SEE_CONTENT)
def page(_request: HttpRequest, visit: Visit, case_id: str) -> HttpResponse:
    """An HTML message as it was laid out, for a frame that can do nothing."""
    found = readable_case(visit, case_id)
    try:
        exhibit = exhibit_of(visit, found, Wish(Piece.PAGE))
    except CannotShowError as cannot:
        return framed(escape(cannot.reason))
    _note_reading(visit, found, "the text as it looks")
    return framed(exhibit.page)


@require_safe
@needs(Right.SEE_CONTENT)
def file(request: HttpRequest, visit: Visit, case_id: str, number: str) -> HttpResponse:
    """What stands in one attachment."""
    found = readable_case(visit, case_id)
    try:
        exhibit = exhibit_of(visit, found, Wish(Piece.FILE, int(number)))
    except CannotShowError as cannot:
        return _cannot(request, found, cannot)
    attached = _attached(exhibit, number)
    _note_reading(visit, found, f"attachment {attached.number}")
    pupils = find_pupils(visit.seal, found.school, _pupils_in(exhibit))
    return _part_or_page(
        request,
        found,
        {
            "file": file_view(attached, exhibit, found.judged, pupils),
            "words": words_in_file(exhibit, pupils),
        },
    )


@require_POST
@needs(Right.SEE_CONTENT)
def save(request: HttpRequest, visit: Visit, case_id: str, number: str) -> HttpResponse:
    """The file itself, to be saved."""
    found = readable_case(visit, case_id)
    try:
        exhibit = exhibit_of(visit, found, Wish(Piece.ORIGINAL, int(number)))
    except CannotShowError as cannot:
        return _cannot(request, found, cannot)
    attached = _attached(exhibit, number)
    reason = one_line(request.POST.get("reason", ""), _LONGEST_REASON)
    entry = AuditEntry(visit.person.email, Action.DOWNLOADED, f"attachment {attached.number}", reason)
    note(visit.seal, found.id, entry, visit.now)
    return download(attached.name or attached.path, exhibit.content)


def _attached(exhibit: Exhibit, number: str) -> AttachedFile:
    attached = exhibit.file(int(number))
    if attached is None:
        raise NotYoursError
    return attached


def _pupils_in(exhibit: Exhibit) -> frozenset[str]:
    return frozenset(pupil for text in exhibit.texts for span in text.spans for pupil in span.pupils)


def _note_reading(visit: Visit, found: Case, what: str) -> None:
    note(visit.seal, found.id, AuditEntry(visit.person.email, Action.READ, what), visit.now)


def _cannot(request: HttpRequest, found: Case, cannot: CannotShowError) -> HttpResponse:
    return _part_or_page(request, found, {"cannot": cannot.reason})


def _part_or_page(request: HttpRequest, found: Case, values: Mapping[str, object]) -> HttpResponse:
    """For the page of the case the part alone; where there is no script, a page of its own."""
    whole = "HX-Request" not in request.headers
    template = "review/case/alone.html" if whole else "review/case/part.html"
    return render(request, template, {"case": found.id, "alone": whole, **values})

"""The pages of incidents: open one, gather what belongs to it, decide, hand the report on."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gateway.review.incidents.facts import Facts, decode_facts, encode_facts
from gateway.review.incidents.forms import DiaryForm, FactsForm
from gateway.review.incidents.page import IncidentPage, cases_of, incident_page, listed
from gateway.review.incidents.prefill import known_of, prefilled
from gateway.review.incidents.report import as_docx
from gateway.review.web.cases import case_for
from gateway.review.web.guard import NotYoursError, Visit, needs
from gateway.reviewers.roles import Right
from gateway.store.incidents import (
    DiaryLine,
    Incident,
    NoSuchIncidentError,
    StaleIncidentError,
    add_cases,
    change_incident,
    close_incident,
    find_incident,
    list_incidents,
    open_incident,
    record_report,
    take_out_case,
    write_diary,
)

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TONGUES = {"en": "en-GB", "cy": "cy-GB"}


@require_GET
@needs(Right.MANAGE_INCIDENTS)
def incidents(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Those of the schools within reach; the open ones first."""
    found = list_incidents(visit.seal, _schools(visit))
    return render(
        request, "review/incidents/list.html", {"found": [listed(each, visit.now) for each in found]}
    )


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_INCIDENTS)
def new_incident(request: HttpRequest, visit: Visit) -> HttpResponse:
    """With a case where one comes from its page."""
    cases = [case_for(visit, each, Right.MANAGE_INCIDENTS) for each in request.GET.getlist("case")[:50]]
    schools = _schools(visit)
    known = prefilled(Facts(), known_of(cases))
    form = FactsForm(request.POST or None, initial={**_initial(known), "known_at": visit.now})
    if request.method == "POST" and form.is_valid():
        school = cases[0].school if cases else request.POST.get("school", schools[0])
        if school not in schools:
            raise NotYoursError
        ids = [each.id for each in cases]
        number = open_incident(
            visit.seal,
            school,
            encode_facts(form.facts()),
            form.cleaned_data["known_at"],
            ids,
            visit.person.email,
            visit.now,
        )
        messages.success(request, gettext("The incident is open, and its clock runs."), extra_tags="good")
        return redirect("incident", number)
    shown = {"form": form, "schools": schools if not cases and len(schools) > 1 else (), "cases": cases}
    return render(request, "review/incidents/form.html", shown, status=422 if form.errors else 200)


@require_GET
@needs(Right.MANAGE_INCIDENTS)
def incident(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    return _page(request, visit, _incident(visit, number))


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_INCIDENTS)
def change(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """The facts. Somebody else's change in the meantime is not written over."""
    found = _incident(visit, number)
    facts = prefilled(decode_facts(found.facts), known_of(cases_of(visit.seal, found.cases)))
    form = FactsForm(request.POST or None, initial={**_initial(facts), "known_at": found.known_at})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _write(visit, found, form, request.POST.get("version", ""))
                messages.success(request, gettext("Saved."), extra_tags="good")
                return redirect("incident", number)
            except StaleIncidentError:
                status = 409
    shown = {"form": form, "incident": found, "stale": status == 409}
    return render(request, "review/incidents/form.html", shown, status=status)


@require_POST
@needs(Right.MANAGE_INCIDENTS)
def change_cases(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Adds messages by their ids, or takes one out."""
    found = _incident(visit, number)
    if gone := request.POST.get("take_out"):
        take_out_case(visit.seal, found.id, gone, visit.person.email, visit.now)
        return _back(number)
    wanted = request.POST.get("cases", "").upper().split()[:50] + request.POST.getlist("case")[:50]
    added = add_cases(visit.seal, found.id, wanted, visit.person.email, visit.now)
    if not added:
        messages.warning(
            request,
            gettext("There is no such message on record at this school, or it is here already."),
            extra_tags="warn",
        )
    return _back(number)


@require_POST
@needs(Right.MANAGE_INCIDENTS)
def diary(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    found = _incident(visit, number)
    form = DiaryForm(request.POST)
    if not form.is_valid():
        return _page(request, visit, found, form)
    line = DiaryLine(form.cleaned_data["at"], visit.person.email, form.kind_of(), form.cleaned_data["text"])
    write_diary(visit.seal, found.id, line, visit.now)
    return _back(number)


@require_POST
@needs(Right.MANAGE_INCIDENTS)
def close(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Or opens it again."""
    found = _incident(visit, number)
    again = found.closed_at is not None
    close_incident(visit.seal, found.id, visit.person.email, visit.now, again=again)
    said = gettext("The incident is open again.") if again else gettext("The incident is closed.")
    messages.success(request, said, extra_tags="good")
    return _back(number)


@require_GET
@needs(Right.MANAGE_INCIDENTS)
def report(_request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """The report as an Office document; on record."""
    found = _incident(visit, number)
    record_report(visit.seal, found.id, visit.person.email, visit.now)
    page = incident_page(visit.seal, found, visit.now)
    language = _TONGUES.get(get_language() or "en", "en-GB")
    answer = HttpResponse(as_docx(page.report, language), content_type=_DOCX)
    answer["Content-Disposition"] = f'attachment; filename="breach-report-{found.id}.docx"'
    return answer


def _page(request: HttpRequest, visit: Visit, found: Incident, form: DiaryForm | None = None) -> HttpResponse:
    page: IncidentPage = incident_page(visit.seal, found, visit.now)
    shown = {"page": page, "diary": form or DiaryForm(initial={"at": visit.now, "kind": "told"})}
    return render(request, "review/incidents/page.html", shown, status=422 if form else 200)


def _write(visit: Visit, found: Incident, form: FactsForm, version: str) -> None:
    """Raises StaleIncidentError."""
    seen = int(version) if version.isdecimal() else 0
    facts, known_at = encode_facts(form.facts()), form.cleaned_data["known_at"]
    change_incident(visit.seal, found.id, seen, facts, known_at, visit.person.email, visit.now)


def _incident(visit: Visit, number: int) -> Incident:
    """Raises NotYoursError."""
    try:
        found = find_incident(visit.seal, number)
    except NoSuchIncidentError:
        raise NotYoursError from None
    if found.school not in _schools(visit):
        raise NotYoursError
    diary_here = tuple(replace(each, at=each.at.astimezone()) for each in found.diary)
    return replace(found, diary=diary_here)


def _schools(visit: Visit) -> tuple[str, ...]:
    return visit.reach(Right.MANAGE_INCIDENTS).schools(visit.site.schools)


def _initial(facts: Facts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in Facts.__dataclass_fields__}


def _back(number: int) -> HttpResponseRedirect:
    return redirect("incident", number)

"""The pages on which somebody is searched for: choose who is meant, see what is on record, take it away."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gateway.actions.plan import Action, AuditEntry
from gateway.review.find.archive import archive_of
from gateway.review.find.blackout import Blackout, addresses_of
from gateway.review.find.dossier import Searched, make_dossier
from gateway.review.find.page import choices_for, deeds_of, results_page, trail_of
from gateway.review.find.people import Somebody, names_of
from gateway.review.find.reading import contents_of
from gateway.review.find.ticket import NoTicketError, Search, Stage, search_of, ticket_of
from gateway.review.record.page import moment
from gateway.review.web.guard import NotYoursError, Visit, needs
from gateway.reviewers.roles import Right
from gateway.store.about import count_about, messages_about, read_roster
from gateway.store.history import note_down

MOST_TAKEN = 2_000  # messages in one dossier
_MOST_TYPED = 200
_MOST_DIGITS = 6


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SEARCH_PEOPLE)
def find(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form; and, by POST so that no name stands in an address, who may be meant."""
    schools = _schools(visit)
    if not schools:
        raise NotYoursError
    shown: dict[str, object] = {
        "schools": schools,
        "school": schools[0],
        "typed": "",
        "over": "over" in request.GET,
    }
    if request.method == "POST":
        typed = request.POST.get("q", "").replace("\0", "").strip()[:_MOST_TYPED]
        school = _within(visit, request.POST.get("school") or schools[0])
        choices = choices_for(visit, school, typed)
        shown |= {"school": school, "typed": typed, "choices": choices, "asked": True}
    return render(request, "review/find/form.html", shown)


@require_POST
@needs(Right.SEARCH_PEOPLE)
def start(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Puts the search on record; then there is something to see."""
    try:
        chosen = search_of(
            visit.seal, request.POST.get("who", ""), visit.person.id, Stage.CHOICE, visit.now
        ).somebody
    except NoTicketError:
        return _look_up_again()
    _within(visit, chosen.school)
    entry = AuditEntry(visit.person.email, Action.SEARCHED, f"for a {chosen.kind}", _whom(chosen))
    note_down(visit.seal, entry, visit.now, chosen.school)
    ticket = ticket_of(visit.seal, Search(chosen, visit.now), visit.person.id, Stage.SEARCH)
    return HttpResponseRedirect(f"{reverse('find_about')}?{urlencode({'who': ticket})}")


@require_safe
@needs(Right.SEARCH_PEOPLE)
def about(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is on record about somebody, the newest message first."""
    try:
        ticket = request.GET.get("who", "")
        search = _search(visit, ticket)
    except NoTicketError:
        return _look_up_again()
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isdecimal() and len(asked) <= _MOST_DIGITS else 1
    page = results_page(visit, search.somebody, max(number, 1))
    return render(request, "review/find/about.html", {"page": page, "who": ticket, "search": search})


@require_POST
@needs(Right.SEARCH_PEOPLE)
def export(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One ZIP file, with what belongs to others blacked out. It is on record before it is made."""
    try:
        search = _search(visit, request.POST.get("who", ""))
    except NoTicketError:
        return _look_up_again()
    somebody, shows_addresses = search.somebody, "addresses" in request.POST
    trail = trail_of(somebody)
    found = count_about(visit.seal, trail)
    note = f"about a {somebody.kind}, {min(found, MOST_TAKEN)} messages"
    entry = AuditEntry(visit.person.email, Action.EXPORTED, note, _whom(somebody))
    note_down(visit.seal, entry, visit.now, somebody.school)
    dossier = make_dossier(
        somebody,
        Searched(visit.person.email, moment(search.at), found, shows_addresses),
        _blackout(visit, somebody, everybody=shows_addresses),
        messages_about(visit.seal, trail, 0, MOST_TAKEN),
        deeds_of(visit, somebody),
        lambda message: contents_of(visit.site, message),
    )
    answer = HttpResponse(archive_of(dossier, visit.now), content_type="application/zip")
    day = visit.now.astimezone().date().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="schoolgate-search-{day}.zip"'
    return answer


def _blackout(visit: Visit, somebody: Somebody, *, everybody: bool) -> Blackout:
    (school,) = (each for each in visit.site.settings.school if each.name == somebody.school)
    roster = read_roster(visit.seal, somebody.school, visit.now.astimezone().date())
    others = tuple(each for each in roster.pupils if each.id != somebody.pupil)
    me = (each for each in roster.pupils if somebody.pupil and each.id == somebody.pupil)
    own = (*somebody.names, *(name for each in me for name in names_of(each)))
    addresses = addresses_of(
        school.domains, school.pupil_addresses, somebody.addresses, others, everybody=everybody
    )
    return Blackout(somebody.pupil, own, others, addresses)


def _search(visit: Visit, ticket: str) -> Search:
    """Raises NoTicketError, and NotYoursError for a school that is out of reach by now."""
    search = search_of(visit.seal, ticket, visit.person.id, Stage.SEARCH, visit.now)
    _within(visit, search.somebody.school)
    return search


def _look_up_again() -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('find')}?over=yes")


def _schools(visit: Visit) -> tuple[str, ...]:
    reach = visit.reach(Right.SEARCH_PEOPLE)
    return tuple(each for each in visit.site.schools if reach.whole(each))


def _within(visit: Visit, school: str) -> str:
    """Raises NotYoursError."""
    if school not in _schools(visit):
        raise NotYoursError
    return school


def _whom(somebody: Somebody) -> str:
    """Who was searched for, for the sealed part of the record."""
    return " ".join(filter(None, (somebody.name, somebody.pupil, *somebody.addresses)))

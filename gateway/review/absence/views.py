"""The page on which somebody says that they are away, and that they are back."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gateway.review.absence.form import AbsenceForm, read_form
from gateway.review.absence.panel import panel_of
from gateway.review.web.guard import Visit, needs
from gateway.store.absences import CannotCoverError, colleagues_of, end_absence, set_absence


@require_http_methods(["GET", "HEAD", "POST"])
@needs(None)
def absence(request: HttpRequest, visit: Visit) -> HttpResponse:
    """GET: how it stands. POST: they will be away."""
    return _set(request, visit) if request.method == "POST" else _shown(request, visit)


@require_POST
@needs(None)
def absence_end(request: HttpRequest, visit: Visit) -> HttpResponse:
    """They are back, or do not go."""
    if end_absence(visit.seal, visit.person.id, visit.now):
        messages.success(request, _("You do your work yourself again."))
    return HttpResponseRedirect(reverse("absence"))


def _set(request: HttpRequest, visit: Visit) -> HttpResponse:
    colleagues = {each.id: each for each in colleagues_of(visit.person.id)}
    read = read_form(request.POST.dict(), _today(visit), tuple(colleagues))
    if isinstance(read, AbsenceForm):
        return _shown(request, visit, read)
    try:
        set_absence(visit.seal, visit.person.id, read.cover, read.first, read.last, visit.now)
    except CannotCoverError:  # they have left since, or have another role
        return _shown(request, visit, AbsenceForm(str(read.first), str(read.last)))
    name = colleagues[read.cover].name
    messages.success(request, _("%(name)s does your work while you are away.") % {"name": name})
    return HttpResponseRedirect(reverse("absence"))


def _shown(request: HttpRequest, visit: Visit, form: AbsenceForm | None = None) -> HttpResponse:
    panel = panel_of(visit.person.id, _today(visit), form)
    return render(request, "review/absence/page.html", {"absence": panel}, status=400 if form else 200)


def _today(visit: Visit) -> date:
    return visit.now.astimezone().date()

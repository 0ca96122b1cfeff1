"""Where somebody begins: the first page that is open to them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gateway.review.web.guard import Visit, needs
from gateway.review.web.navigation import entries_for


@needs(None)
def home(request: HttpRequest, _visit: Visit) -> HttpResponse:
    entries = entries_for(request)
    return HttpResponseRedirect(entries[0].url if entries else reverse("me"))

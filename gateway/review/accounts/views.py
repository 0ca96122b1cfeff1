"""The pages on which people look after their own account."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gateway.review.web.guard import Visit, needs


@needs(None)
def me(request: HttpRequest, visit: Visit) -> HttpResponse:
    return render(request, "review/me.html", {"person": visit.person})


@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """What somebody sees who has to set one up first."""
    return render(request, "review/second-factor.html")

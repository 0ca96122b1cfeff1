"""The guard before pages on which people look after their own ways to sign in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.core.internal.httpkit import authenticated_user
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from gateway.review.accounts.factors import has_second_factor
from gateway.review.web.guard import UNREADABLE, elsewhere, failed_with, is_over
from gateway.review.web.site import site_of
from gateway.store.factors import has_factor
from gateway.store.faults import storage_faults

View = Callable[..., HttpResponseBase]

_ANSWERS = (Http404, PermissionDenied, ImmediateHttpResponse, ReauthenticationRequired, *UNREADABLE)


def careful(view: View) -> View:
    """A fault is a page that says so, and one line in the log without its text."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            with storage_faults():
                return view(request, *args, **kwargs)
        except _ANSWERS:  # allauth's middleware and Django make pages of them
            raise
        except Exception as error:  # its text may hold what somebody typed
            return failed_with(site_of(request), error)

    return guarded


def entered(view: View) -> View:
    """For whoever is signed in, even before there is a second factor.

    A session that began before there was one does not go on: whoever sits there may know the password only.
    """

    @careful
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        site = site_of(request)
        if request.user.is_authenticated and (is_over(request, site, site.clock()) or _is_half(request)):
            logout(request)
        if not request.user.is_authenticated:
            return elsewhere(request, reverse("account_login"), back=True)
        return view(request, *args, **kwargs)

    return guarded


def _is_half(request: HttpRequest) -> bool:
    return not has_second_factor(request) and has_factor(authenticated_user(request).pk)

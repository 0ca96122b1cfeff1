"""The page behind an invitation's link: who invited whom to what, and how they want to sign in."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal.ratelimit import consume, respond_429
from django.contrib.auth import get_user_model
from django.contrib.auth import logout as end_session
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from gateway.actions.plan import Action
from gateway.review.accounts.entered import careful
from gateway.review.accounts.first import ACTOR, forget_first_link
from gateway.review.accounts.forms import ArrivalForm
from gateway.review.accounts.named import named
from gateway.review.accounts.providers import INVITATION, go
from gateway.review.accounts.telling import tell
from gateway.review.web.guard import problem
from gateway.review.web.site import site_of
from gateway.store.invitations import Invited, invited_by, use_invitation

_RATES = {"invitation": "30/m/ip"}


@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
@careful
def arrive(request: HttpRequest, token: str) -> HttpResponseBase:
    """To look at it changes nothing: mail programs and scanners open links too."""
    if not consume(request, app="gateway.review", action="invitation", config=_RATES, limit_get=True):
        refused: HttpResponseBase = respond_429(request)
        return refused
    invited = invited_by(token, site_of(request).clock())
    if invited is None:
        return problem(request, "no-invitation", 404)
    if request.method == "POST" and "provider" in request.POST:
        return _by_provider(request, token)
    account = get_user_model()._default_manager.get(pk=invited.account)
    form = ArrivalForm(
        request.POST if request.method == "POST" else None,
        account=account,
        initial={"name": invited.name},
    )
    if request.method == "POST" and form.is_valid():
        return _by_password(request, token, invited, form)
    return _page(request, invited, form)


def _page(request: HttpRequest, invited: Invited, form: ArrivalForm) -> HttpResponse:
    shown = {
        "invited": invited,
        "by": "" if invited.by == ACTOR or invited.by.endswith(" (shell)") else invited.by,
        "roles": tuple(map(named, invited.grants)),
        "until": invited.until,
        "form": form,
        "providers": site_of(request).settings.review.sign_in,
    }
    return render(request, "review/accounts/invitation.html", shown, status=400 if form.errors else 200)


def _by_provider(request: HttpRequest, token: str) -> HttpResponseBase:
    """The link is used when they come back under the address that was invited."""
    end_session(request)
    request.session[INVITATION] = token
    return go(request, request.POST["provider"])


def _by_password(request: HttpRequest, token: str, invited: Invited, form: ArrivalForm) -> HttpResponse:
    """Signs them in, in a session of its own, so that the second factor can be set up at once."""
    site = site_of(request)
    name, password = form.cleaned_data["name"], form.cleaned_data["password1"]
    with transaction.atomic():
        if not use_invitation(site.seal, token, site.clock(), name=name, password=password):
            return problem(request, "no-invitation", 404)
        end_session(request)
        account = get_user_model()._default_manager.get(pk=invited.account)
        get_adapter(request).login(request, account)
        record_authentication(request, account, "invitation")
        tell(request, Action.SIGNED_IN, "invitation", account.pk)
    forget_first_link(site.settings.storage.directory, invited.email)
    return HttpResponseRedirect(reverse("second_factor"))

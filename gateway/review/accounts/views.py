"""The pages on which people look after their own account."""

from __future__ import annotations

from allauth.core.internal.httpkit import authenticated_user
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from gateway.review.accounts.entered import entered
from gateway.review.accounts.language import put_language
from gateway.review.accounts.named import named
from gateway.review.web.guard import Visit, needs
from gateway.review.web.site import site_of
from gateway.store.accounts import describe
from gateway.store.factors import codes_left, factors_of, providers_of

FEW_CODES = 3


class DetailsForm(forms.Form):
    """What somebody is called, and in which language they read."""

    name = forms.CharField(
        label=_("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(
        label=_("Language of these pages"),
        required=False,
        choices=[("", _("As the browser asks for")), *settings.LANGUAGES],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(None)
def me(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Name, language, ways to sign in, second factors."""
    account = authenticated_user(request)
    known = {"name": visit.person.name, "language": account.language}
    form = DetailsForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        return _described(request, visit, form)
    connected = providers_of(visit.person.id)
    codes = codes_left(visit.person.id)
    shown = {
        "form": form,
        "person": visit.person,
        "roles": tuple(map(named, visit.person.grants)),
        "has_password": account.has_usable_password(),
        "providers": tuple(each for each in site_of(request).settings.review.sign_in if each.id in connected),
        "factors": factors_of(visit.person.id),
        "codes": codes,
        "few_codes": codes is not None and codes <= FEW_CODES,
    }
    return render(request, "review/accounts/me.html", shown, status=400 if form.errors else 200)


def _described(request: HttpRequest, visit: Visit, form: DetailsForm) -> HttpResponse:
    language = form.cleaned_data["language"]
    describe(visit.person.id, form.cleaned_data["name"], language)
    with translation.override(language or translation.get_language()):
        messages.success(request, gettext("It is saved."))
    response = HttpResponseRedirect(reverse("me"))
    put_language(response, language)
    return response


@require_safe
@entered
def second_factor(request: HttpRequest) -> HttpResponse:
    """What somebody sees who has to set one up first."""
    return render(request, "review/accounts/second-factor.html")


def ways_in(_request: HttpRequest) -> HttpResponse:
    """Where allauth sends people after a change."""
    return HttpResponseRedirect(reverse("me"))

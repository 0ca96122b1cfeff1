"""Passwords, one-time codes, passkeys and recovery codes: allauth's pages, guarded and on the record."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import PasswordChangeView
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from gateway.actions.plan import Action
from gateway.review.accounts.entered import entered
from gateway.review.accounts.factors import SHOWN
from gateway.review.accounts.telling import tell
from gateway.store.accounts import person_of
from gateway.store.factors import FactorKind, factors_of, remove_factor, use_time_step


class _SetUpApp(ActivateTOTPView):  # type: ignore[misc]
    """A picture and a text with the secret; the first code shows that the app has it, and counts as shown."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            use_time_step(authenticated_user(self.request).pk, form.step)
            tell(self.request, Action.SIGN_IN_CHANGED, "one-time codes set up")
        self.request.session[SHOWN] = True
        return response


class _AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """A passkey counts as shown in the session that made it."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            tell(self.request, Action.SIGN_IN_CHANGED, "passkey added")
        self.request.session[SHOWN] = True
        return response


class _NewCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    """The old recovery codes end with it."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            tell(self.request, Action.SIGN_IN_CHANGED, "new recovery codes")
        return response


class _ChangePassword(PasswordChangeView):  # type: ignore[misc]
    """All other sessions end with the old password."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            tell(self.request, Action.SIGN_IN_CHANGED, "password changed")
        return response

    def get_default_success_url(self) -> str:
        return reverse("me")


_change_password = _ChangePassword.as_view()

set_up_app = entered(_SetUpApp.as_view())
add_passkey = entered(_AddPasskey.as_view())
new_codes = entered(_NewCodes.as_view())
see_codes = entered(ViewRecoveryCodesView.as_view())


@entered
def change_password(request: HttpRequest) -> HttpResponseBase:
    """For whoever has one; others sign in with a provider."""
    if not authenticated_user(request).has_usable_password():
        return HttpResponseRedirect(reverse("me"))
    answer: HttpResponseBase = _change_password(request)
    return answer


@require_POST
@entered
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]
def remove(request: HttpRequest, factor: int) -> HttpResponse:
    """A second factor, but not the last one of somebody who cannot do without."""
    account: int = authenticated_user(request).pk
    kinds = {each.id: each.kind for each in factors_of(account)}
    if factor not in kinds:
        return HttpResponseRedirect(reverse("me"))
    if len(kinds) == 1 and person_of(account).needs_second_factor:
        messages.error(request, gettext("You need one of them. Set up another first, then remove this one."))
        return HttpResponseRedirect(reverse("me"))
    note = "passkey removed" if kinds[factor] is FactorKind.PASSKEY else "one-time codes removed"
    with transaction.atomic():
        remove_factor(account, factor)
        tell(request, Action.SIGN_IN_CHANGED, note)
    messages.success(request, gettext("It is removed. It does not open your account any more."))
    return HttpResponseRedirect(reverse("me"))

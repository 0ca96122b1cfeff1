"""What goes on the record about how people sign in."""

from __future__ import annotations

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest

from gateway.actions.plan import Action
from gateway.review.web.site import site_of
from gateway.store.accounts import NoSuchAccountError, account_for, note_sign_in

_WAYS = {
    "password": "password",
    "invitation": "invitation",
    "totp": "one-time code",
    "recovery_codes": "recovery code",
    "webauthn": "passkey",
}


def tell(request: HttpRequest, action: Action, note: str = "", account: int | None = None) -> None:
    """`account`: whose it is about; by default whoever is signed in."""
    site = site_of(request)
    whose = request.user.pk if account is None else account
    note_sign_in(site.seal, whose, action, note, site.clock())


def tell_failure(request: HttpRequest, note: str, email: str = "") -> None:
    """An address that is nobody's account is not written down: it may be a password in the wrong field."""
    site = site_of(request)
    try:
        account: int | None = account_for(email).id
    except NoSuchAccountError:
        account = None
    note_sign_in(site.seal, account, Action.SIGN_IN_FAILED, note, site.clock())


def ways(request: HttpRequest, user: object) -> str:
    """By what somebody came into this session, such as `password, one-time code`."""
    used = []
    for each in get_authentication_records(request, user):
        key = each.get("type") or each["method"]
        used.append(each["provider"] if key == "socialaccount" else _WAYS.get(key, key))
    return ", ".join(dict.fromkeys(used))

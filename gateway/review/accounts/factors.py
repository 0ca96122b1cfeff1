"""Whether somebody has shown a second factor in this session."""

from __future__ import annotations

from django.http import HttpRequest

SHOWN = "second_factor"  # in the session
_METHODS = "account_authentication_methods"  # where allauth notes by what somebody has signed in


def has_second_factor(request: HttpRequest) -> bool:
    """A one-time code, a passkey, or a provider that the settings trust to have asked for one."""
    if request.session.get(SHOWN):
        return True
    return any(each.get("method") == "mfa" for each in request.session.get(_METHODS, ()))

"""The cookies of the web side, as they have to be under the address at which people reach it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

_HOST_ONLY = "__Host-"  # RFC 6265bis §4.1.3.2: over https, for this host alone, and set by it


def use_address(public_url: str) -> None:
    """Before the web side starts. Nothing but https gets secure cookies: without it nobody could sign in."""
    url = urlsplit(public_url)
    if url.scheme != "https":
        return
    for cookie in ("SESSION", "CSRF", "LANGUAGE"):
        setattr(settings, f"{cookie}_COOKIE_SECURE", True)
        name = f"{cookie}_COOKIE_NAME"
        setattr(settings, name, _HOST_ONLY + getattr(settings, name).removeprefix(_HOST_ONLY))
    settings.CSRF_TRUSTED_ORIGINS = [f"{url.scheme}://{url.netloc}"]  # a proxy may speak http to us

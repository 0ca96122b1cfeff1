"""A page out of a message as an answer, for a frame that runs nothing and loads nothing."""

from __future__ import annotations

from django.http import HttpResponse

_POLICY = "; ".join(
    (
        "sandbox",  # no script, no form, no window, an origin of its own
        "default-src 'none'",
        "style-src 'unsafe-inline'",  # the colours and tables of the message
        "frame-ancestors 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
_BEFORE = """\
<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="only light">
<meta name="viewport" content="width=device-width">
<title>-</title>
<style>
body { margin: 1rem; background: #fff; color: #1c2430; font: 1rem/1.5 sans-serif; overflow-wrap: anywhere; }
</style>
</head>
<body>
"""
_AFTER = "\n</body>\n</html>\n"


def framed(page: str) -> HttpResponse:
    """`page` was made harmless in a worker; even if it were not, it could do nothing here."""
    answer = HttpResponse(_BEFORE + page + _AFTER)
    answer["Content-Security-Policy"] = _POLICY
    answer["X-Frame-Options"] = "SAMEORIGIN"
    # A page that is opened by itself is refused by browsers if it is sandboxed and has an opener policy.
    answer["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return answer

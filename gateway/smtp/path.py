"""The address in MAIL and RCPT: RFC 5321 §4.1.2 and nothing looser."""

from __future__ import annotations

import re

MOST_ADDRESS = 320  # RFC 5321 §4.5.3.1: 64 and 255, and the @
# Letters beyond ASCII are those of RFC 6531 §3.3; control characters of neither kind are among them.
_ATOM = r"[^\x00-\x20\x7f-\x9f\"(),.:;<>@\[\\\]]+"
_QUOTED = r'"(?:[^\x00-\x1f\x7f-\x9f"\\]|\\[\x20-\x7e])*"'
_LOCAL = rf"(?:{_ATOM}(?:\.{_ATOM})*|{_QUOTED})"
_LETTER = r"[^\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x9f]"
_LABEL = rf"{_LETTER}(?:(?:{_LETTER}|[_-])*{_LETTER})?"
_DOMAIN = rf"(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[A-Za-z0-9:.]+\])"
_ROUTE = rf"(?:@{_DOMAIN}(?:,@{_DOMAIN})*:)?"
_PATH = re.compile(
    rf"<{_ROUTE}(?P<address>{_LOCAL}@{_DOMAIN}|[Pp][Oo][Ss][Tt][Mm][Aa][Ss][Tt][Ee][Rr]|)>(?P<rest>(?: .*)?)"
)
NULL_PATH = "<>"


def parse_path(argument: str) -> tuple[str, str] | None:
    """The address between the angle brackets and the parameters behind them, or None.

    The null path comes as "<>"; a source route is left out (RFC 5321 appendix C). Text that was not
    UTF-8 holds surrogates and is no address.
    """
    if len(argument) > 4 * MOST_ADDRESS or not _is_text(argument):
        return None
    match = _PATH.fullmatch(argument.strip())
    if match is None or len(match["address"]) > MOST_ADDRESS:
        return None
    return match["address"] or NULL_PATH, match["rest"].strip()


def _is_text(argument: str) -> bool:
    try:
        argument.encode()
    except UnicodeEncodeError:
        return False
    return True

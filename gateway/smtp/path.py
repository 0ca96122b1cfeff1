"""The address in MAIL and RCPT: RFC 5321 §4.1.2 and nothing looser."""

from __future__ import annotations

import re

MOST_ADDRESS = 320  # RFC 5321 §4.5.3.1: 64 and 255, and the @
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-\u0080-\U0010ffff]+"
_LOCAL = rf'(?:{_ATOM}(?:\.{_ATOM})*|"(?:[\x20-\x21\x23-\x5b\x5d-\x7e\u0080-\U0010ffff]|\\[\x20-\x7e])*")'
_LABEL = r"[A-Za-z0-9\u0080-\U0010ffff](?:[A-Za-z0-9_\-\u0080-\U0010ffff]*[A-Za-z0-9\u0080-\U0010ffff])?"
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

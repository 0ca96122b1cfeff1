"""The words for what would have become of a message."""

from __future__ import annotations

from gateway.policy.verdict import Disposition

OUTCOME_WORDS = {
    Disposition.DELIVER: "delivered",
    Disposition.REWRITE: "rewritten",
    Disposition.SECURE: "sent securely",
    Disposition.HOLD: "held",
    Disposition.RETURN: "returned",
}


def percent(part: int, whole: int) -> str:
    """ "12 %", "0.4 %": with a decimal where it would otherwise be nothing or everything."""
    share = 100 * part / whole if whole else 0.0
    nearly_nothing_or_all = 0 < share < 1 or 99 < share < 100
    return f"{share:.1f} %" if nearly_nothing_or_all else f"{share:.0f} %"


def counted(number: int, thing: str) -> str:
    """ "1 message", "1,234 messages"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"

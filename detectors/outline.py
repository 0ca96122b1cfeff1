"""What can be said of a message without inspecting it: its headline, and that it is not known to be clean."""

from __future__ import annotations

import re

from detectors.finding import Completion, DetectorId, Finding, Headline, Location, Place, Report
from detectors.message import Message

_MESSAGE_ID = re.compile(r"<[!-;=?A-~]{1,250}@[!-;=?A-~]{1,250}>")
_MOST_REFERENCES = 20
_IN_BULK = frozenset({"bulk", "junk", "list"})
_SUPPRESSED = frozenset({"all", "ndr"})


def headline_of(message: Message) -> Headline:
    return Headline(
        message_id=message.header("Message-ID").strip(),
        subject=message.header("Subject").strip(),
        date=message.header("Date").strip(),
        automatic=is_automatic(message),
        references=_references(message),
    )


def is_automatic(message: Message) -> bool:
    """Whether no person waits to hear what became of it: nothing is answered that says so of itself.

    - Auto-Submitted other than "no" (RFC 3834 §2).
    - List-Id (RFC 2919): a notice would reach the program that keeps the list and not whoever wrote to it,
      and make it strike recipients off: a useless response, which RFC 3834 §2 asks to avoid.
    - Precedence bulk, junk or list: keeps programs older than RFC 3834 from answering (its §3.1.8).
    - X-Auto-Response-Suppress with All or NDR: no non-delivery reports ([MS-OXCMAIL] §2.1.3.2.20). Its other
      values are about other answers, and Exchange sets them on mail that people wrote.
    """
    submitted = message.header("Auto-Submitted").split(";")[0].strip().lower()
    suppressed = message.header("X-Auto-Response-Suppress").lower().split(",")
    return (
        submitted not in {"", "no"}
        or bool(message.header("List-Id").strip())
        or message.header("Precedence").strip().lower() in _IN_BULK
        or not _SUPPRESSED.isdisjoint(each.strip() for each in suppressed)
    )


def _references(message: Message) -> tuple[str, ...]:
    """What an answer to the message refers to before the message itself (RFC 5322 §3.6.4).

    Of a long thread the first message and the newest ones.
    """
    named = _MESSAGE_ID.findall(message.header("References"))
    if not named:
        answered = _MESSAGE_ID.findall(message.header("In-Reply-To"))
        named = answered if len(answered) == 1 else []
    earlier = list(dict.fromkeys(named))
    if len(earlier) > _MOST_REFERENCES:
        earlier[1 : 1 - _MOST_REFERENCES] = []
    return tuple(earlier)


def uninspectable_report(headline: Headline, reason: str) -> Report:
    """The report on a message that no detector could finish: nothing of it is known to be clean."""
    finding = Finding(DetectorId.UNINSPECTABLE, Location(Place.BODY), detail=reason)
    return Report(headline, (finding,), (), tuple((each, Completion.FAILED) for each in DetectorId))

"""Finds mail that no person sent on: a rule or a setting of somebody's mailbox forwarded it.

Only the message's own header counts; an attached message may have come in by such a rule long ago.
Left out on purpose:

- Resent-* fields (RFC 5322 §3.6.6): a person chose to send it again.
- Delivered-To and X-Original-To: every delivery writes them, so a person who sends it again keeps them.
- X-MS-Exchange-Transport-Rules-Loop: a rule of the school's own server, such as the one that sends mail here.
- Auto-Submitted with other values (RFC 3834 §5): answers and notices are automatic, but not forwarded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter
from detectors.message import Message

_MAILBOX_RULE = "A rule in a mailbox forwarded this message automatically; nobody chose to send it."
_MAILBOX_SETTING = "A mailbox is set to forward its mail automatically; nobody chose to send this message."
_MARKED = "This message is marked as forwarded automatically; nobody chose to send it."

_ANYTHING = re.compile(r"\S")
_ADDRESS = re.compile(r"\S@\S")  # web servers use X-Forwarded-For for the network address of a visitor
_TRUE = re.compile(r"\s*(?:true|yes|1)\b", re.IGNORECASE)
_FORWARD_SUBJECT = re.compile(r"\s*fwd?:", re.IGNORECASE)

# Field in lower case → what its value looks like when a rule left it, and what to tell the sender.
_SIGNS: Mapping[str, tuple[re.Pattern[str], str]] = MappingProxyType(
    {
        "auto-submitted": (re.compile(r"\s*auto-forwarded\b", re.IGNORECASE), _MARKED),
        "autoforwarded": (_TRUE, _MARKED),  # from X.400, RFC 2156
        "x-auto-forward": (_TRUE, _MARKED),
        "x-autoforward": (_TRUE, _MARKED),
        "x-forwarded-for": (_ADDRESS, _MAILBOX_SETTING),  # Gmail writes this
        "x-forwarded-to": (_ADDRESS, _MAILBOX_SETTING),  # and this
        "x-ms-exchange-forwardingloop": (_ANYTHING, _MAILBOX_SETTING),
        "x-ms-exchange-generated-message-source": (re.compile("mailbox rules", re.IGNORECASE), _MAILBOX_RULE),
        "x-ms-exchange-inbox-rules-loop": (_ANYTHING, _MAILBOX_RULE),
        "x-ms-exchange-organization-autoforwarded": (_TRUE, _MARKED),
        "x-sieve-redirected-from": (_ANYTHING, _MAILBOX_RULE),
    }
)
# Exchange writes out-of-office answers by the same agent as forwards, and leaves the same fields.
_ALSO_IN_ANSWERS = frozenset({"x-ms-exchange-generated-message-source", "x-ms-exchange-inbox-rules-loop"})


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each kind of field that a forwarding rule left in the message's own header."""
    seen = set(_ALSO_IN_ANSWERS) if _is_answer(matter.reading.message) else set()
    for field in matter.reading.message.headers:
        name = field.name.lower()
        sign = _SIGNS.get(name)
        if sign and name not in seen and sign[0].search(field.value):
            seen.add(name)
            yield Finding(DetectorId.AUTO_FORWARD, Location(Place.HEADER, field.name), detail=sign[1])


def _is_answer(message: Message) -> bool:
    """Whether it is an automatic answer (RFC 3834), such as an out-of-office notice from Exchange.

    Exchange calls its answers auto-generated and not auto-replied, and its forwards too. But an answer comes
    from the owner of the mailbox, asks for no answers, and has no subject such as "FW: ...".
    """
    submitted = message.header("Auto-Submitted").strip().lower()
    if submitted.startswith("auto-replied"):
        return True
    owner = message.header("X-MS-Exchange-Inbox-Rules-Loop").strip().lower()
    return (
        submitted.startswith("auto-generated")
        and message.header("X-Auto-Response-Suppress").strip().lower() == "all"
        and bool(owner)
        and owner in message.header("From").lower()
        and not _FORWARD_SUBJECT.match(message.header("Subject"))
    )

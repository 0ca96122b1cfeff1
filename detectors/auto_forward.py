"""Finds mail that no person sent on: a rule or a setting of somebody's mailbox forwarded it.

Only the message's own header and envelope count; an attached message may have come in by such a rule long
ago. Left out on purpose:

- Resent-* fields (RFC 5322 §3.6.6): a person chose to send it again, which is `forward`.
- Delivered-To, X-Original-To, X-Sieve: any delivery may write them; a person who sends it again keeps them.
- X-MS-Exchange-Transport-Rules-Loop: a rule of the school's own server, such as the one that sends mail here.
- Auto-Submitted with other values (RFC 3834 §5): answers and notices are automatic, but not forwarded.
- "prvs=" before the sender: some servers sign every sender so, to know their own bounces again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter
from detectors.message import Message
from detectors.words.subject_line import Mark, subject_of


class _Kind(StrEnum):
    """What forwarded it, as far as it can be told."""

    RULE = "rule"
    SETTING = "setting"
    MARKED = "marked"
    SENDER = "rewritten-sender"


_DETAILS: Mapping[_Kind, str] = MappingProxyType(
    {
        _Kind.RULE: "A rule in a mailbox forwarded this message automatically; nobody chose to send it.",
        _Kind.SETTING: "A mailbox is set to forward its mail automatically; nobody chose to send it.",
        _Kind.MARKED: "This message is marked as forwarded automatically; nobody chose to send it.",
        _Kind.SENDER: "A mail server forwarded this message automatically, in its own name.",
    }
)

_ANYTHING = re.compile(r"\S")
_ADDRESS = re.compile(r"\S@\S")  # web servers use X-Forwarded-For for the network address of a visitor
_TRUE = re.compile(r"(?:true|yes|1)\b", re.IGNORECASE)

# Field in lower case → what its value looks like when a rule left it, and what that says.
_SIGNS: Mapping[str, tuple[re.Pattern[str], _Kind]] = MappingProxyType(
    {
        "auto-submitted": (re.compile(r"auto-forwarded\b", re.IGNORECASE), _Kind.MARKED),
        "autoforwarded": (_TRUE, _Kind.MARKED),  # from X.400, RFC 2156
        "x-auto-forward": (_TRUE, _Kind.MARKED),
        "x-autoforward": (_TRUE, _Kind.MARKED),
        "x-forwarded-for": (_ADDRESS, _Kind.SETTING),  # Gmail writes this
        "x-forwarded-to": (_ADDRESS, _Kind.SETTING),  # and this
        "x-ms-exchange-forwardingloop": (_ANYTHING, _Kind.SETTING),
        "x-ms-exchange-generated-message-source": (re.compile("mailbox rules", re.IGNORECASE), _Kind.RULE),
        "x-ms-exchange-inbox-rules-loop": (_ANYTHING, _Kind.RULE),
        "x-ms-exchange-organization-autoforwarded": (_TRUE, _Kind.MARKED),
        "x-sieve-redirected-from": (_ANYTHING, _Kind.RULE),  # Dovecot
        "x-yahoo-forwarded": (_ADDRESS, _Kind.SETTING),
        "x-zimbra-forwarded": (_ADDRESS, _Kind.RULE),
    }
)
# Exchange writes out-of-office answers by the same agent as forwards, and leaves the same fields.
_ALSO_IN_ANSWERS = frozenset({"x-ms-exchange-generated-message-source", "x-ms-exchange-inbox-rules-loop"})


@dataclass(frozen=True, slots=True)
class _Rewriting:
    """A way in which forwarding rewrites the sender of the envelope, and how surely only forwarding does."""

    local: re.Pattern[str]
    confidence: float


_REWRITINGS = (
    # The Sender Rewriting Scheme, once and again: SRS0=hash=time=domain=local, SRS1=hash=domain==...
    _Rewriting(re.compile(r"srs[01][=+-][^=]+=", re.IGNORECASE), 0.95),
    _Rewriting(re.compile(r".+\+caf_=.+=.+", re.IGNORECASE), 1.0),  # Gmail: mailbox+caf_=local=domain
    # Exchange Online: mailbox+SRS=hash=time=domain=local. With "bounces", and where that is too long for an
    # address, it also stands for devices that send through it in a name that is not the school's.
    _Rewriting(re.compile(r"bounces?\+srs=", re.IGNORECASE), 0.6),
    _Rewriting(re.compile(r".+\+srs=", re.IGNORECASE), 0.95),
)
_ENVELOPE_SENDER = Location(Place.HEADER, "Return-Path")  # RFC 5321 §4.4: where it ends up


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each kind of field that a forwarding rule left, and one for a rewritten sender."""
    message = matter.reading.message
    seen = set(_ALSO_IN_ANSWERS) if _is_answer(message) else set()
    for field in message.headers:
        name = field.name.lower()
        sign = _SIGNS.get(name)
        if sign and name not in seen and sign[0].search(field.value):
            seen.add(name)
            yield _finding(Location(Place.HEADER, field.name), sign[1], 1.0)
    local = matter.sending.envelope.sender.strip("<> ").rpartition("@")[0]
    if rewriting := next((each for each in _REWRITINGS if each.local.match(local)), None):
        yield _finding(_ENVELOPE_SENDER, _Kind.SENDER, rewriting.confidence)


def _finding(location: Location, kind: _Kind, confidence: float) -> Finding:
    detail = _DETAILS[kind]
    return Finding(DetectorId.AUTO_FORWARD, location, confidence=confidence, detail=detail, kind=kind)


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
        and subject_of(message).outermost is not Mark.FORWARD
    )

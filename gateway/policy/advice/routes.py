"""What a policy lets out unchanged: a few plain messages are judged for each kind of recipient outside."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.finding import (
    AttachmentReport,
    Completion,
    DetectorId,
    Finding,
    Headline,
    Location,
    Place,
    Protection,
    Report,
)
from detectors.message import Envelope
from detectors.sending import Addressee, RecipientClass, Sending
from gateway.policy.advice.advice import Advice
from gateway.policy.circumstances import Circumstances
from gateway.policy.decide import decide
from gateway.policy.english.wording import listed
from gateway.policy.rules import Policy
from gateway.policy.verdict import Disposition, RecipientVerdict

_PUPIL, _OTHER_PUPIL = "a pupil", "another pupil"
_FILE = "a.docx"
_IN_TEXT = Finding(DetectorId.PUPIL_NAME, Location(Place.BODY), pupils=(_PUPIL,))
_IN_FILE = Finding(DetectorId.PUPIL_NAME, Location(Place.ATTACHMENT, _FILE), pupils=(_PUPIL,))
_OPEN = Finding(DetectorId.UNENCRYPTED_ATTACHMENT, Location(Place.ATTACHMENT, _FILE))
_UNREAD = Finding(DetectorId.UNINSPECTABLE, Location(Place.ATTACHMENT, _FILE))
# These have seen only a part where something cannot be read; a rule on any of them is an answer to that.
_READ_CONTENT = frozenset(
    {
        DetectorId.PUPIL_NAME,
        DetectorId.IDENTIFIER,
        DetectorId.SENSITIVE_TERM,
        DetectorId.PUPIL_RECORDS,
        DetectorId.UNENCRYPTED_ATTACHMENT,
        DetectorId.WEAK_PROTECTION,
        DetectorId.PASSWORD_DISCLOSED,
    }
)


def _attached(protection: Protection) -> tuple[AttachmentReport, ...]:
    return (AttachmentReport(_FILE, "application/octet-stream", protection),)


_FINISHED = dict.fromkeys(DetectorId, Completion.FINISHED)
_PARTIAL = _FINISHED | dict.fromkeys(_READ_CONTENT, Completion.PARTIAL)
_MESSAGES = {
    "a pupil's full name": Report(Headline(), (_IN_TEXT,), (), tuple(_FINISHED.items())),
    "an unprotected attachment with a pupil's full name in it": Report(
        Headline(), (_IN_FILE, _OPEN), _attached(Protection.NONE), tuple(_FINISHED.items())
    ),
    "something that cannot be inspected": Report(
        Headline(), (_UNREAD,), _attached(Protection.UNKNOWN), tuple(_PARTIAL.items())
    ),
}

_OUTSIDE = RecipientClass.EXTERNAL
_PEOPLE = {
    "somebody unknown": frozenset({_OUTSIDE}),
    "a personal account": frozenset({_OUTSIDE, RecipientClass.PERSONAL}),
    "the sender's own private account": frozenset({_OUTSIDE, RecipientClass.PERSONAL, RecipientClass.OWN}),
    "another child's parent or carer": frozenset({_OUTSIDE, RecipientClass.PERSONAL, RecipientClass.CONTACT}),
    "a professional partner": frozenset({_OUTSIDE, RecipientClass.PROFESSIONAL}),
    "an approved supplier": frozenset({_OUTSIDE, RecipientClass.SUPPLIER}),
    "a pupil with an outside address": frozenset({_OUTSIDE, RecipientClass.PUPIL}),
}


def open_routes(policy: Policy) -> Iterator[Advice]:
    """For each of the messages the recipients outside to whom it would go as it came.

    Sender and recipients are in no group, secure mail is there, and it is an ordinary working day.
    """
    addressees = tuple(
        Addressee(
            who, classes, frozenset({_OTHER_PUPIL}) if RecipientClass.CONTACT in classes else frozenset()
        )
        for who, classes in _PEOPLE.items()
    )
    for what, report in _MESSAGES.items():
        let_go = [
            each.address
            for addressee in addressees
            for each in decide(_to_one(addressee), report, policy, Circumstances()).recipients
            if each.disposition is Disposition.DELIVER or _is_only_marked(each)
        ]
        if let_go:
            yield Advice(f"No rule stops {what} on its way to {listed(let_go, 'or')}.")


def _is_only_marked(recipient: RecipientVerdict) -> bool:
    return recipient.disposition is Disposition.REWRITE and not recipient.rewriting.remedies


def _to_one(addressee: Addressee) -> Sending:
    return Sending(Envelope("", (addressee.address,)), (addressee,))

"""The words in which policies are told: what is found, who recipients are, what becomes of a message."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.finding import DetectorId, Place, Protection
from detectors.sending import RecipientClass
from gateway.policy.rules import Action


@dataclass(frozen=True, slots=True)
class Thing:
    """What a detector finds, as it stands after "has", "has at least 3" and "has no".

    `within` follows where no place is named: "a pupil's full name in it".
    """

    one: str
    several: str
    none: str
    within: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A class of recipients, as it stands after "to" and after "except"."""

    one: str
    several: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action does, for a rule that acts and for one that would."""

    does: str
    would: str


THINGS = {
    DetectorId.PUPIL_NAME: Thing(
        "a pupil's full name", "mentions of pupils' full names", "pupil's full name", " in it"
    ),
    DetectorId.UNENCRYPTED_ATTACHMENT: Thing(
        "an unprotected attachment", "unprotected attachments", "unprotected attachment"
    ),
    DetectorId.WEAK_PROTECTION: Thing(
        "a weakly protected attachment", "weakly protected attachments", "weakly protected attachment"
    ),
    DetectorId.PASSWORD_DISCLOSED: Thing(
        "a protected file's password", "passwords of protected files", "protected file's password", " in it"
    ),
    DetectorId.UNINSPECTABLE: Thing(
        "a part that cannot be inspected", "parts that cannot be inspected", "part that cannot be inspected"
    ),
    DetectorId.MALFORMED_MESSAGE: Thing(
        "a fault that mail programs read differently",
        "faults that mail programs read differently",
        "fault that mail programs read differently",
    ),
    DetectorId.AUTO_FORWARD: Thing(
        "signs of automatic forwarding", "signs of automatic forwarding", "sign of automatic forwarding"
    ),
}

PEOPLE = {
    RecipientClass.INTERNAL: Person("anyone inside the school", "people inside the school"),
    RecipientClass.EXTERNAL: Person("anyone outside the school", "people outside the school"),
    RecipientClass.PROFESSIONAL: Person("a professional partner", "professional partners"),
    RecipientClass.PERSONAL: Person("a personal account", "personal accounts"),
    RecipientClass.OWN: Person("the sender's own private account", "the sender's own private account"),
    RecipientClass.CONTACT: Person("a parent or carer", "parents and carers"),
    RecipientClass.PUPIL: Person("a pupil", "pupils"),
}

OUTCOMES = {
    Action.SECURE: Outcome("goes by secure mail", "would go by secure mail"),
    Action.HOLD: Outcome(
        "is held for the data protection lead", "would be held for the data protection lead"
    ),
    Action.RETURN: Outcome(
        "is not sent and goes back to the sender", "would not be sent and would go back to the sender"
    ),
}

PROTECTIONS = {
    Protection.ENCRYPTED: "encrypted",
    Protection.WEAK: "weakly protected",
    Protection.NONE: "unprotected",
    Protection.UNKNOWN: "unopenable",
}

PLACES = {
    Place.SUBJECT: "its subject",
    Place.BODY: "its text",
    Place.HEADER: "its header",
    Place.ATTACHMENT: "an attachment",
}


def listed(items: list[str], conjunction: str) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *most, last = items
    return f"{', '.join(most)} {conjunction} {last}" if most else last

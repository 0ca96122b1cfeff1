"""The words in which policies are told: what is found, who recipients are, what becomes of a message."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.finding import DetectorId, Place, Protection
from detectors.sending import RecipientClass
from gateway.policy.conditions import Hours, Whose
from gateway.policy.past import Measure, Reach, Window
from gateway.policy.rules import Action
from gateway.policy.verdict import AtDeadline, SenderMay
from gateway.sizes import size_in_words


@dataclass(frozen=True, slots=True)
class Thing:
    """What a detector finds, as it stands after "has", "has at least 3" and, where there is none, "has".

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


@dataclass(frozen=True, slots=True)
class Grade:
    """What a message of at least some severity does, and one of less."""

    does: str
    does_not: str


THINGS = {
    DetectorId.PUPIL_NAME: Thing(
        "a pupil's full name", "mentions of pupils' full names", "no pupil's full name", " in it"
    ),
    DetectorId.UNENCRYPTED_ATTACHMENT: Thing(
        "an unprotected attachment", "unprotected attachments", "no unprotected attachment"
    ),
    DetectorId.WEAK_PROTECTION: Thing(
        "a weakly protected attachment", "weakly protected attachments", "no weakly protected attachment"
    ),
    DetectorId.PASSWORD_DISCLOSED: Thing(
        "a protected file's password",
        "passwords of protected files",
        "no protected file's password",
        " in it",
    ),
    DetectorId.UNINSPECTABLE: Thing(
        "a part that cannot be inspected",
        "parts that cannot be inspected",
        "no part that cannot be inspected",
    ),
    DetectorId.MALFORMED_MESSAGE: Thing(
        "a fault that mail programs read differently",
        "faults that mail programs read differently",
        "no fault that mail programs read differently",
    ),
    DetectorId.AUTO_FORWARD: Thing(
        "signs of automatic forwarding", "signs of automatic forwarding", "no sign of automatic forwarding"
    ),
    DetectorId.FORWARD: Thing("a forwarded message", "forwarded messages", "no forwarded message", " in it"),
    DetectorId.BULK_FORWARD: Thing(
        "messages in bulk", "files of messages in bulk", "no messages in bulk", " in it"
    ),
    DetectorId.IDENTIFIER: Thing(
        "a number or date that identifies somebody",
        "numbers or dates that identify somebody",
        "no number or date that identifies somebody",
        " in it",
    ),
    DetectorId.SENSITIVE_TERM: Thing(
        "a sensitive word near a pupil's name",
        "sensitive words near pupils' names",
        "no sensitive word near a pupil's name",
        " in it",
    ),
    DetectorId.PUPIL_RECORDS: Thing(
        "a list of pupils' records", "lists of pupils' records", "no list of pupils' records", " in it"
    ),
    DetectorId.VISIBLE_RECIPIENTS: Thing(
        "outside addresses that all recipients can see",
        "groups of outside addresses that all recipients can see",
        "no outside addresses that all recipients can see",
    ),
    DetectorId.NO_COLLEAGUE_COPIED: Thing(
        "no member of staff copied in beside a pupil",
        "pupils written to without a member of staff copied in",
        "a member of staff copied in beside each pupil",
    ),
    DetectorId.STAFF_CONTACT_DETAILS: Thing(
        "a member of staff's private contact details",
        "private contact details of staff",
        "no private contact details of staff",
        " in it",
    ),
    DetectorId.NO_SUBJECT: Thing("no subject", "missing subjects", "a subject"),
    DetectorId.MARKED_PRIVATE: Thing(
        "a mark that it is private", "marks that it is private", "no mark that it is private"
    ),
    DetectorId.LOOK_ALIKE_DOMAIN: Thing(
        "a recipient whose domain looks like a known one",
        "recipients whose domains look like known ones",
        "no recipient whose domain looks like a known one",
    ),
    DetectorId.SIMILAR_RECIPIENTS: Thing(
        "two recipients whose addresses differ by a slip",
        "recipients whose addresses differ by a slip",
        "no recipients whose addresses differ by a slip",
    ),
    DetectorId.COLLEAGUE_NAMESAKE: Thing(
        "an outside recipient who is called like a colleague",
        "outside recipients who are called like colleagues",
        "no outside recipient who is called like a colleague",
    ),
    DetectorId.OTHER_GREETING: Thing(
        "a greeting to somebody who is not among the recipients",
        "greetings to people who are not among the recipients",
        "no greeting to somebody who is not among the recipients",
    ),
    DetectorId.FIRST_CONTACT: Thing(
        "a recipient to whom the sender writes about pupils for the first time",
        "recipients to whom the sender writes about pupils for the first time",
        "no recipient to whom the sender writes about pupils for the first time",
    ),
    DetectorId.PERSONAL_REPLY_ADDRESS: Thing(
        "a private address for replies", "private addresses for replies", "no private address for replies"
    ),
    DetectorId.SENDER_MISMATCH: Thing(
        "another sender in its From field than the one who sent it",
        "other senders in its From field than the one who sent it",
        "no other sender in its From field than the one who sent it",
    ),
    DetectorId.FILE_SHARING_LINK: Thing(
        "a link to a file-sharing service",
        "links to file-sharing services",
        "no link to a file-sharing service",
    ),
    DetectorId.DISGUISED_FILE: Thing(
        "a file whose name hides what it is",
        "files whose names hide what they are",
        "no file whose name hides what it is",
    ),
}

PEOPLE = {
    RecipientClass.INTERNAL: Person("anyone inside the school", "people inside the school"),
    RecipientClass.EXTERNAL: Person("anyone outside the school", "people outside the school"),
    RecipientClass.PROFESSIONAL: Person("a professional partner", "professional partners"),
    RecipientClass.SUPPLIER: Person("an approved supplier", "approved suppliers"),
    RecipientClass.PERSONAL: Person("a personal account", "personal accounts"),
    RecipientClass.OWN: Person("the sender's own private account", "the sender's own private account"),
    RecipientClass.CONTACT: Person("a parent or carer", "parents and carers"),
    RecipientClass.PUPIL: Person("a pupil", "pupils"),
}

OUTCOMES = {
    Action.WARN: Outcome("goes on, and the sender is reminded", "would go on, and the sender be reminded"),
    Action.REWRITE: Outcome("goes on with a change", "would go on with a change"),
    Action.SECURE: Outcome("goes by secure mail", "would go by secure mail"),
    Action.HOLD: Outcome("is held for {approver}", "would be held for {approver}"),
    Action.RETURN: Outcome(
        "is not sent and goes back to the sender", "would not be sent and would go back to the sender"
    ),
}

AT_DEADLINE = {
    AtDeadline.DELIVER: "is delivered as it is",
    AtDeadline.SECURE: "goes by secure mail",
    AtDeadline.RETURN: "",
}

PROTECTIONS = {
    Protection.ENCRYPTED: "encrypted",
    Protection.WEAK: "weakly protected",
    Protection.NONE: "unprotected",
    Protection.UNKNOWN: "unopenable",
}

OF_WHOM = {
    Whose.THEIRS: "of the recipient's own child",
    Whose.NOT_THEIRS: "of a child who is not the recipient's",
}

HOURS = {
    Hours.OFFICE_HOURS: "is sent in office hours",
    Hours.OUTSIDE: "is sent outside office hours",
}
NOT_HOURS = {
    Hours.OFFICE_HOURS: HOURS[Hours.OUTSIDE],
    Hours.OUTSIDE: HOURS[Hours.OFFICE_HOURS],
}

SEVERITIES = {
    1: Grade("names or identifies a pupil", "neither names nor identifies a pupil"),
    2: Grade(
        "names a pupil and gives a date, number or address of theirs (or says something graver)",
        "names no pupil beside a date, number or address of theirs (and says nothing graver)",
    ),
    3: Grade(
        "names a pupil and says something sensitive about them (or something graver)",
        "says nothing sensitive about a pupil whom it names (and nothing graver)",
    ),
    4: Grade("has a list of pupils' records in it", "has no list of pupils' records in it"),
    5: Grade(
        "takes records or sensitive facts about pupils to a stranger or to a private account",
        "takes no records or sensitive facts about pupils to a stranger or to a private account",
    ),
}

# Kinds of findings that are not read as they are written, with spaces for hyphens.
KINDS = {
    "upn": "UPN",
    "uln": "ULN",
    "uci": "UCI",
    "nhs-number": "NHS number",
    "national-insurance-number": "National Insurance number",
    "send": "special educational needs",
    "attendance-family": "attendance or family",
    "own": "the school's own words",
}

SENDER_MAY = {
    SenderMay.SEND_SECURELY: "send it by secure mail",
    SenderMay.SHORTEN_NAMES: "shorten the names",
    SenderMay.LOCK_ATTACHMENTS: "lock the attached files and send it",
    SenderMay.ASK: "give a reason and ask for it to be let go",
}

MEASURES = {
    Measure.MESSAGES: ("message", "messages"),
    Measure.FORWARDS: ("forwarded message", "forwarded messages"),
    Measure.ATTACHED_MESSAGES: ("attached message", "attached messages"),
    Measure.PUPILS: ("pupil named", "different pupils named"),
}
WINDOWS = {
    Window.HOUR: "an hour",
    Window.DAY: "a day",
    Window.WEEK: "a week",
    Window.FORTNIGHT: "a fortnight",
}
REACHES = {
    Reach.THIS_ACCOUNT: "to the same personal account",
    Reach.ALL_ACCOUNTS: "to personal accounts other than parents'",
}

LEAD = "the data protection lead"

PLACES = {
    Place.SUBJECT: "its subject",
    Place.BODY: "its text",
    Place.HEADER: "its header",
    Place.ATTACHMENT: "an attachment",
}


def amount_in_words(measure: Measure, amount: int) -> str:
    """ "20 forwarded messages", "50 MB"."""
    if measure is Measure.BYTES:
        return size_in_words(amount)
    one, several = MEASURES[measure]
    return f"{amount} {one if amount == 1 else several}"


def measured_in_words(measure: Measure, amount: int, window: Window, reach: Reach) -> str:
    """One sentence for the sender: "With this message, 21 forwarded messages went … within a day."."""
    amount_ = amount_in_words(measure, amount)
    return f"With this message, {amount_} went from you {REACHES[reach]} within {WINDOWS[window]}."


def listed(items: list[str], conjunction: str) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *most, last = items
    return f"{', '.join(most)} {conjunction} {last}" if most else last

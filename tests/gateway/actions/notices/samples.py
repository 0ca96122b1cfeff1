"""A made-up school, a message about a made-up pupil, and the notices that follow from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import cache

from detectors.finding import DetectorId, Finding, Headline, Location, Place
from detectors.message import Envelope
from detectors.sending import RecipientClass as Class
from gateway.actions.notices.templates import Templates, load_templates
from gateway.actions.notices.values import (
    Alert,
    Asked,
    Cause,
    Changed,
    Failure,
    Held,
    House,
    Original,
    Released,
    Reminded,
    Returned,
    Stamp,
    Undeliverable,
)
from gateway.policy.rewriting import Rewrite, Rewriting, ShortForm
from gateway.policy.verdict import (
    Disposition,
    Mode,
    RecipientVerdict,
    RuleMatch,
    SenderMay,
    Truth,
    Verdict,
)
from gateway.rewriting.change import Change
from gateway.rewriting.version import Version
from gateway.settings.languages import NOTICES, languages

SHIPPED = NOTICES / "en"
LANGUAGES = languages()
NOW = datetime(2026, 11, 23, 15, 40, tzinfo=timezone(timedelta(0)))

SITE = "https://gate.oakfield.sch.uk"
HOUSE = House(
    "Oakfield Academy",
    "postmaster@oakfield.sch.uk",
    "dpl@oakfield.sch.uk",
    "schoolgate.oakfield.sch.uk",
    site=SITE,
)
STAMP = Stamp("<7f3k.1@schoolgate.oakfield.sch.uk>", NOW)

TEACHER = "j.archer@oakfield.sch.uk"
COLLEAGUE = "head@oakfield.sch.uk"
MOTHER = "bishop.family@gmail.com"
FATHER = "t.bishop@yahoo.co.uk"
COUNCIL = "send.team@oakshire.gov.uk"

ORIGINAL = Original(
    Envelope(TEACHER, (COLLEAGUE, MOTHER, FATHER)),
    Headline("<5d21@oakfield.sch.uk>", "Trip letter", "Mon, 23 Nov 2026 15:38:02 +0000"),
    NOW - timedelta(minutes=2),
)

IN_TEXT = Finding(DetectorId.PUPIL_NAME, Location(Place.BODY), "Grace Bishop", 0.97, ("1042",))
IN_FILE = Finding(
    DetectorId.PUPIL_NAME,
    Location(Place.ATTACHMENT, "trip.xlsx", "hidden-sheet"),
    "Bishop, Grace",
    0.95,
    ("1042",),
)
OPEN_FILE = Finding(DetectorId.UNENCRYPTED_ATTACHMENT, Location(Place.ATTACHMENT, "trip.xlsx"))

NAME_RULE = RuleMatch(
    id="pupil-name-external",
    title="Pupils’ full names stay inside the school",
    clause="Acceptable Use Policy, section 4.2",
    action=Disposition.HOLD,
    mode=Mode.ENFORCE,
    truth=Truth.YES,
    reason="Mail to people outside the school must not hold a pupil’s full name.",
    advice="Write “Grace B.” or her initials instead of the full name, and send it again.",
    findings=(IN_TEXT, IN_FILE),
)
FILE_RULE = replace(
    NAME_RULE,
    id="unprotected-attachment",
    title="Files about pupils are protected with a password",
    clause="Acceptable Use Policy, section 4.5",
    reason="A file that names pupils leaves the school only with a password.",
    advice="Share the file from the school’s OneDrive with a link instead of attaching it.",
    findings=(OPEN_FILE, IN_FILE),
)

OUTSIDE = frozenset({Class.EXTERNAL, Class.PERSONAL, Class.CONTACT})
INSIDE = frozenset({Class.INTERNAL})


def recipient(
    address: str, disposition: Disposition, *rules: RuleMatch, classes: frozenset[Class] = OUTSIDE
) -> RecipientVerdict:
    return RecipientVerdict(address, classes, disposition, tuple(rule.id for rule in rules))


VERDICT = Verdict(
    recipients=(
        recipient(COLLEAGUE, Disposition.DELIVER, classes=INSIDE),
        recipient(MOTHER, Disposition.HOLD, NAME_RULE, FILE_RULE),
        recipient(FATHER, Disposition.HOLD, NAME_RULE, FILE_RULE),
    ),
    rules=(NAME_RULE, FILE_RULE),
)

HELD = Held(ORIGINAL, VERDICT, "7F3K", NOW + timedelta(days=4))
RETURNED = Returned(
    ORIGINAL,
    VERDICT,
    (MOTHER, FATHER),
    "7F3K",
    "Please take the spreadsheet out, and tell the parents by phone.",
)
REMINDED = Reminded(ORIGINAL, Verdict((), (NAME_RULE,)), (NAME_RULE,))
RELEASED = Released(ORIGINAL, (MOTHER, FATHER), frozenset({FATHER}), "7F3K")
UNDELIVERABLE = Undeliverable(
    ORIGINAL,
    (
        Failure(MOTHER, Cause.REFUSED, "550 5.1.1 The account does not exist", "mx.gmail.com", NOW),
        Failure(FATHER, Cause.GAVE_UP, "421 4.7.0 Try again later", "mx.yahoo.co.uk", NOW),
    ),
)
ALERT = Alert(TEACHER, VERDICT, "7F3K", NOW + timedelta(days=4))
ASKED = Asked(TEACHER, "The coach leaves at eight, and the parents need the list.", VERDICT, "7F3K")

LINK = "https://mail.oakfield.sch.uk/m/q83vVAxSe4kQ7WkzX2yN3k5NEIgMTc5NTAyODQwMCBqLmFyY2hlckBvYWtmaWVsZC5zY2gudWs"
LINKED = replace(ORIGINAL, link=LINK)
MAY = (SenderMay.SHORTEN_NAMES, SenderMay.LOCK_ATTACHMENTS, SenderMay.ASK)
HELD_WITH_A_LINK = replace(
    HELD,
    original=LINKED,
    verdict=replace(VERDICT, rules=tuple(replace(rule, sender_may=MAY) for rule in VERDICT.rules)),
)

SHORTENED = Change(
    Rewrite.SHORTEN_NAMES,
    (Location(Place.SUBJECT), Location(Place.ATTACHMENT, "trip.docx")),
    3,
    str(ShortForm.INITIALS),
)
LOCKED = Change(
    Rewrite.LOCK_ATTACHMENTS,
    (Location(Place.ATTACHMENT, "trip.docx"), Location(Place.ATTACHMENT, "rota.pdf")),
    2,
)
ZIPPED = Change(
    Rewrite.LOCK_ATTACHMENTS, (Location(Place.ATTACHMENT, "names.csv"),), detail="attachments.zip"
)
PASSPHRASE = "walnut-plover-census-tidy-ounce"
REWRITE_RULE = replace(
    NAME_RULE,
    action=Disposition.REWRITE,
    rewriting=Rewriting(names=ShortForm.INITIALS, lock_attachments=True),
)
CHANGED = Changed(
    LINKED,
    (Version((MOTHER, FATHER), b"", (SHORTENED, LOCKED, ZIPPED), passphrase=PASSPHRASE),),
    Verdict(
        (
            recipient(COLLEAGUE, Disposition.DELIVER, classes=INSIDE),
            recipient(MOTHER, Disposition.REWRITE, REWRITE_RULE),
            recipient(FATHER, Disposition.REWRITE, REWRITE_RULE),
        ),
        (REWRITE_RULE,),
    ),
)


@cache
def templates(language: str = "en") -> Templates:
    return load_templates(SHIPPED) if language == "en" else load_templates(NOTICES / language, templates())

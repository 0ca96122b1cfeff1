"""The mail of a soak: numbered letters of every kind, each with where it has to go for each recipient."""

from __future__ import annotations

import hashlib
import io
import random
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from functools import cache

import docx

from tests.soak.schools import NEWCOMERS, RIVERSIDE_NAME
from tests.support.school import CLEAN_TEXT, NAMED_TEXT

PEOPLE = 40  # senders, and parents, between whom the letters are shared out: no notice stands in for many
LARGE = 2_000_000  # bytes
OAKFIELD, RIVERSIDE = "oakfield.sch.uk", "riverside.sch.uk"
DOCX = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")


class Way(StrEnum):
    """Where a letter goes for one recipient."""

    OUTSIDE = "outside"  # the next hop
    HOME = "home"
    SECURE = "secure"
    HELD = "held"


class Hinge(StrEnum):
    """On what it depends whether a letter is held: what changes while the gateway runs."""

    NOTHING = ""
    RULES = "rules"  # whether those without a subject are held
    ROSTER = "roster"  # whether the pupil whom it names is on the list yet


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of letter. `ways`: patterns of addresses ({} is a number), and where it goes for each.

    `weight`: how often it is drawn; `copies`: how often the school sends it, the very same each time
    """

    name: str
    text: str
    ways: tuple[tuple[str, Way], ...]
    weight: int = 4
    copies: int = 1
    subject: str = "Museum trip"
    file: str = ""  # what a Word document that is attached says
    size: int = 0  # bytes of a large attachment
    changed: bool = False  # it leaves shortened
    school: str = OAKFIELD
    hinge: Hinge = Hinge.NOTHING


PARENT, OTHER, THIRD = "parent{}@example.com", "carer{}@example.net", "guardian{}@example.org"
COLLEAGUE, SOCIAL, CATERER = (
    "colleague{}@oakfield.sch.uk",
    "worker{}@social.oakshire.gov.uk",
    "diets@caterer.example",
)

KINDS = (
    Kind("clean", CLEAN_TEXT, ((PARENT, Way.OUTSIDE),), weight=10),
    Kind("inside", CLEAN_TEXT, ((COLLEAGUE, Way.HOME),)),
    Kind("in and out", CLEAN_TEXT, ((PARENT, Way.OUTSIDE), (COLLEAGUE, Way.HOME))),
    Kind(
        "three outside", CLEAN_TEXT, tuple((each, Way.OUTSIDE) for each in (PARENT, OTHER, THIRD)), weight=6
    ),
    Kind("held", NAMED_TEXT, ((PARENT, Way.HELD),), weight=5),
    Kind("held for one", NAMED_TEXT, ((COLLEAGUE, Way.HOME), (PARENT, Way.HELD))),
    Kind("secure", NAMED_TEXT, ((SOCIAL, Way.SECURE),), weight=5),
    Kind("three ways", NAMED_TEXT, ((SOCIAL, Way.SECURE), (COLLEAGUE, Way.HOME), (PARENT, Way.HELD))),
    Kind("shortened", NAMED_TEXT, ((CATERER, Way.OUTSIDE),), changed=True),
    Kind("file", CLEAN_TEXT, ((PARENT, Way.OUTSIDE),), file=CLEAN_TEXT, weight=3),
    Kind("held file", CLEAN_TEXT, ((PARENT, Way.HELD),), file=NAMED_TEXT, weight=3),
    Kind("large", CLEAN_TEXT, ((PARENT, Way.OUTSIDE),), size=LARGE, weight=1),
    Kind("sent twice", CLEAN_TEXT, ((PARENT, Way.OUTSIDE),), copies=2, weight=2),
    Kind("held, sent twice", NAMED_TEXT, ((PARENT, Way.HELD),), copies=2, weight=2),
    Kind("second school", CLEAN_TEXT, ((PARENT, Way.OUTSIDE),), school=RIVERSIDE, weight=3),
    Kind(
        "second school, held",
        NAMED_TEXT.replace("Grace Bishop", RIVERSIDE_NAME),
        ((PARENT, Way.HELD),),
        school=RIVERSIDE,
        weight=2,
    ),
    Kind("no subject", CLEAN_TEXT, ((PARENT, Way.HELD),), subject="", weight=3, hinge=Hinge.RULES),
    Kind("newcomer", NAMED_TEXT, ((PARENT, Way.HELD),), weight=3, hinge=Hinge.ROSTER),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What the books know of a letter when its content is gone.

    `digest`: SHA-256 (hex) of its bytes, empty where they change on their way. `newcomer`: which of those who
    join the list one by one it names.
    """

    number: int
    kind: str
    sender: str
    ways: tuple[tuple[str, Way], ...]
    digest: str
    copies: int = 1
    hinge: Hinge = Hinge.NOTHING
    newcomer: int = 0

    @property
    def recipients(self) -> tuple[str, ...]:
        return tuple(address for address, _ in self.ways)


def draw_kind(draw: random.Random) -> Kind:
    return draw.choices(KINDS, [kind.weight for kind in KINDS])[0]


def write_letter(number: int, kind: Kind, newcomer: int = 0) -> tuple[Letter, bytes]:
    """The letter and its bytes. Its number stands in its Message-ID, by which every hop knows it."""
    who = number % PEOPLE
    ways = tuple((pattern.format(who), way) for pattern, way in kind.ways)
    sender = f"teacher{who}@{kind.school}"
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, ", ".join(to for to, _ in ways), kind.subject
    mail["Message-ID"] = f"<soak.{number}@{kind.school}>"
    mail["Date"] = "Mon, 02 Nov 2026 15:40:00 +0000"
    text = kind.text
    if kind.hinge is Hinge.ROSTER:
        text = text.replace("Grace Bishop", NEWCOMERS[newcomer])
    mail.set_content(text)
    if kind.file:
        mail.add_attachment(_document(kind.file), maintype=DOCX[0], subtype=DOCX[1], filename="letter.docx")
    if kind.size:
        text = CLEAN_TEXT * (kind.size // len(CLEAN_TEXT))
        mail.add_attachment(text.encode(), maintype="text", subtype="plain", filename="museum.txt")
    content = mail.as_bytes()
    digest = "" if kind.changed else hashlib.sha256(content).hexdigest()
    return Letter(number, kind.name, sender, ways, digest, kind.copies, kind.hinge, newcomer), content


@cache
def _document(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()

"""Judgements made by hand, for tests of what follows from them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from detectors.finding import Completion, DetectorId, Finding, Headline, Location, Place, Report
from detectors.message import Envelope
from detectors.sending import RecipientClass
from gateway.actions.desk import Desk
from gateway.actions.notices.templates import Templates, load_templates
from gateway.actions.notices.values import House
from gateway.actions.plan import Arrival, Judged
from gateway.actions.tokens import OneTokenKey
from gateway.policy.verdict import Disposition, Mode, RecipientVerdict, RuleMatch, Truth, Verdict

NOW = datetime(2026, 11, 2, 15, 40, tzinfo=UTC)
TEACHER = "a.teacher@oakfield.sch.uk"
CONTENT = b"Subject: Museum trip\r\n\r\nGrace Bishop has forgotten her kit.\r\n"
SHIPPED_NOTICES = Path(__file__).resolve().parents[2] / "config" / "notices" / "en"
RULE = RuleMatch(
    id="pupil-name-external",
    title="A pupil's full name to an outside address",
    clause="Starter policy, section 1",
    action=Disposition.HOLD,
    mode=Mode.ENFORCE,
    truth=Truth.YES,
    reason="This message has a pupil's full name in it.",
    advice="Send it again with initials.",
    findings=(),
)


def verdict(*recipients: tuple[str, Disposition]) -> Verdict:
    """Addresses in oakfield.sch.uk are internal, all others external."""
    return Verdict(
        tuple(
            RecipientVerdict(
                address,
                frozenset({_class_of(address)}),
                disposition,
                () if disposition is Disposition.DELIVER else (RULE.id,),
            )
            for address, disposition in recipients
        ),
        (RULE,),
    )


def judged(*recipients: tuple[str, Disposition], automatic: bool = False) -> Judged:
    headline = Headline("<1@oakfield.sch.uk>", "Museum trip", "Mon, 02 Nov 2026 15:40:00 +0000", automatic)
    finding = Finding(DetectorId.PUPIL_NAME, Location(Place.BODY), "Grace Bishop", 0.97, ("1042",))
    completion = tuple((detector, Completion.FINISHED) for detector in DetectorId)
    return Judged(headline, Report(headline, (finding,), (), completion), verdict(*recipients))


def arrival(*recipients: str, message_id: str = "B7K2M9P4Q6RX", sender: str = TEACHER) -> Arrival:
    return Arrival(
        id=message_id,
        school="Oakfield Academy",
        envelope=Envelope(sender, recipients),
        content=CONTENT,
        client="127.0.0.1",
        received_at=NOW,
        fingerprint=f"fingerprint of {message_id}",
    )


def desk() -> Desk:
    house = House(
        "Oakfield Academy", "postmaster@oakfield.sch.uk", "dpl@oakfield.sch.uk", "schoolgate.oakfield.sch.uk"
    )
    return Desk(house, _templates(), OneTokenKey(b"secret"))


@cache
def _templates() -> Templates:
    return load_templates(SHIPPED_NOTICES)


def _class_of(address: str) -> RecipientClass:
    inside = address.endswith("@oakfield.sch.uk")
    return RecipientClass.INTERNAL if inside else RecipientClass.EXTERNAL

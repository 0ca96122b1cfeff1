"""One notice of each kind about an invented message, on which a school's own templates are tried.

A file may be a template by its grammar, and fail only when a notice is written. It would then be passed over
each time, and nobody would know why their words are not used.
"""

from __future__ import annotations

from datetime import UTC, datetime
from types import MappingProxyType

from detectors.finding import DetectorId, Finding, Headline, Location, Place
from detectors.message import Envelope
from detectors.sending import RecipientClass
from gateway.actions.bulk import Bulk, Silence, Went
from gateway.actions.notices.bulk import bulk_view
from gateway.actions.notices.changed import changed_view
from gateway.actions.notices.deadlines import expired_view, unseen_view, waiting_view
from gateway.actions.notices.digest import digest_view
from gateway.actions.notices.openings import opened_view, opening_view
from gateway.actions.notices.phrases import Phrases
from gateway.actions.notices.prepare import (
    alert_view,
    asked_view,
    held_view,
    many_view,
    released_view,
    reminder_view,
    returned_view,
    undeliverable_view,
)
from gateway.actions.notices.templates import Kind, Templates
from gateway.actions.notices.unchecked import unchecked_view
from gateway.actions.notices.values import (
    Alert,
    Asked,
    Cause,
    Changed,
    Crossed,
    Digest,
    Expired,
    Failure,
    Held,
    House,
    LetPass,
    Morning,
    Opened,
    OpeningAsked,
    Original,
    Released,
    Reminded,
    Returned,
    Undeliverable,
    Unseen,
    Waiting,
    WaitingCase,
)
from gateway.policy.past import Crossing, Measure, Reach, Window
from gateway.policy.rewriting import Rewrite
from gateway.policy.verdict import (
    Disposition,
    Mode,
    RecipientVerdict,
    RuleMatch,
    SenderMay,
    Truth,
    Unchecked,
    Verdict,
)
from gateway.rewriting.change import Change
from gateway.rewriting.version import Version

_WORDS = "walnut-plover"
_NOW = datetime(2026, 11, 2, 15, 40, tzinfo=UTC)
_SENDER, _CASE = "a.teacher@oakfield.sch.uk", "7F3K"
_HELD, _RETURNED, _SECURE, _INSIDE = (
    "parent@example.com",
    "own@example.com",
    "worker@example.org",
    "b.teacher@oakfield.sch.uk",
)
_HOUSE = House(
    "Oakfield Academy",
    "postmaster@oakfield.sch.uk",
    "dpl@oakfield.sch.uk",
    "oakfield.sch.uk",
    site="https://schoolgate.oakfield.sch.uk",
)
_FILE = Location(Place.ATTACHMENT, "trip.xlsx", "hidden-sheet")
_RULE = RuleMatch(
    id="rule",
    title="Pupils’ full names stay inside the school",
    clause="Acceptable Use Policy, section 4.2",
    action=Disposition.HOLD,
    mode=Mode.ENFORCE,
    truth=Truth.YES,
    reason="Mail to people outside the school must not hold a pupil’s full name.",
    advice="Send it again with initials.",
    findings=(
        Finding(DetectorId.PUPIL_NAME, _FILE, "Grace Bishop", pupils=("1042",)),
        Finding(DetectorId.UNINSPECTABLE, _FILE, detail="It is damaged and does not open."),
    ),
    sentence="If a message has a pupil's full name, it is held.",
    sender_may=tuple(SenderMay),
    crossings=(Crossing(Measure.FORWARDS, 20, Window.DAY, Reach.THIS_ACCOUNT, (_HELD,)),),
)
_PASSING = Unchecked(_RULE.id, _RULE.title, _NOW.date(), (_HELD,))
_MORNING = Morning("Oakfield Academy", 4, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1)


def faults_of(templates: Templates) -> tuple[str, ...]:
    """Which kinds of notice cannot be written in these words, and why; the fallback's serve then."""
    faults = []
    for kind, notice in _specimens(templates.phrases).items():
        try:
            templates.attempt(kind, notice)
        except Exception as error:  # whatever it is, whoever wrote the template has to hear of it
            faults.append(f"{kind}: {error or type(error).__name__}")
    return tuple(faults)


def _specimens(phrases: Phrases) -> MappingProxyType[Kind, object]:
    original = Original(
        Envelope(_SENDER, (_HELD, _RETURNED, _SECURE, _INSIDE)),
        Headline("<1@oakfield.sch.uk>", "Museum trip"),
        _NOW,
        "https://schoolgate.oakfield.sch.uk/m/1",
    )
    verdict = Verdict(
        (
            _recipient(_HELD, Disposition.HOLD),
            _recipient(_RETURNED, Disposition.RETURN),
            _recipient(_SECURE, Disposition.SECURE),
            _recipient(_INSIDE, Disposition.DELIVER),
        ),
        (_RULE,),
    )
    changes = tuple(Change(each, (_FILE, Location(Place.SUBJECT)), 2, "initials") for each in Rewrite)
    version = Version((_SECURE,), b"", changes, Disposition.SECURE, copied=(_INSIDE,), passphrase=_WORDS)
    failure = Failure(_HELD, Cause.REFUSED, "550 5.1.1 No such user")
    went = Went(_NOW, (1, 2), 2048, forwarded=True, attached=2, pupils=2, dispositions=("hold", "deliver"))
    bulk = Bulk((Silence(_RULE.id, "", _NOW),), (), (went,), more=1)
    returned = Returned(original, verdict, (_RETURNED,), _CASE, "By phone.", _NOW)
    cases = (WaitingCase(_CASE, _NOW), WaitingCase("9Q2M", _NOW))
    notices = {
        Kind.HELD: held_view(Held(original, verdict, _CASE, _NOW), _HOUSE, phrases),
        Kind.RETURNED: returned_view(returned, _HOUSE, phrases),
        Kind.UNDELIVERABLE: undeliverable_view(Undeliverable(original, (failure,)), _HOUSE, phrases),
        Kind.RELEASED: released_view(
            Released(original, (_HELD, _SECURE), frozenset({_SECURE})), _HOUSE, phrases
        ),
        Kind.CHANGED: changed_view(Changed(original, (version,), verdict), _HOUSE, phrases),
        Kind.MANY: many_view(original, verdict, _HOUSE, phrases),
        Kind.ALERT: alert_view(Alert(_SENDER, verdict, _CASE, _NOW), _HOUSE, phrases),
        Kind.ASKED: asked_view(Asked(_SENDER, "The coach leaves at eight.", verdict, _CASE), _HOUSE),
        Kind.WAITING: waiting_view(Waiting(cases), _HOUSE, phrases),
        Kind.UNSEEN: unseen_view(Unseen(2, 8, _NOW), _HOUSE, phrases),
        Kind.DIGEST: digest_view(Digest((_MORNING, _MORNING), _NOW.date(), (1, "5f3a")), _HOUSE, phrases),
        Kind.EXPIRED: expired_view(Expired(_SENDER, verdict, _CASE, _NOW), _HOUSE, phrases),
        Kind.OPENING: opening_view(OpeningAsked(_CASE), _HOUSE),
        Kind.OPENED: opened_view(Opened(original, _NOW, _NOW), _HOUSE, phrases),
        Kind.BULK: bulk_view(Crossed(_SENDER, verdict, bulk, _CASE), _HOUSE, phrases),
        Kind.UNCHECKED: unchecked_view(LetPass(_SENDER, (_PASSING,)), _HOUSE, phrases),
        Kind.REMINDER: reminder_view(Reminded(original, verdict, (_RULE,)), _HOUSE, phrases),
    }
    return MappingProxyType(notices)


def _recipient(address: str, disposition: Disposition) -> RecipientVerdict:
    return RecipientVerdict(address, frozenset({RecipientClass.EXTERNAL}), disposition, (_RULE.id,))

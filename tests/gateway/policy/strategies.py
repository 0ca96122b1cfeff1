"""Any condition, rule, report and circumstances, for Hypothesis."""

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st

from detectors.finding import (
    AttachmentReport,
    Completion,
    DetectorId,
    Finding,
    Headline,
    Protection,
    Report,
)
from detectors.message import Envelope
from detectors.sending import RecipientClass, Sending
from gateway.policy.circumstances import Circumstances
from gateway.policy.conditions import (
    AllCondition,
    AnyCondition,
    AttachmentCondition,
    AttachmentTest,
    Condition,
    FindingCondition,
    Hours,
    NotCondition,
    RecipientsCondition,
    RecipientsTest,
    SentCondition,
    SentTest,
    SeverityCondition,
    SizeCondition,
    TimeCondition,
    Whose,
)
from gateway.policy.past import Measure, Past, Reach, Sent, Window
from gateway.policy.reach import EVERYBODY, NOBODY, SecureReach
from gateway.policy.rewriting import ShortForm, Visible
from gateway.policy.rules import Action, From, Rule, To
from gateway.policy.verdict import Mode, SenderMay
from tests.gateway.policy.parts import RECIPIENTS, STAFF, location

quick = settings(max_examples=50, deadline=None)

_PATHS = ("a.zip", "a.zip/b.docx", "c.pdf")
_PLACES = ("subject", "body", "header:To", *(f"attachment:{path}" for path in _PATHS))
_ADDRESSES = (
    "head@oakfield.sch.uk",
    "dsl@oakfield.sch.uk",
    "g@pupils.oakfield.sch.uk",
    "office@leeds.gov.uk",
    "mash@leeds.gov.uk",
    "ruth.bishop@gmail.com",
    "m.okafor@gmail.com",
    "speech.therapist@gmail.com",
    "lunch@caterers.example",
    "zoe@firm.example",
    "nonsense",
)
_KINDS = ("upn", "health")
_PUPILS = ("1042", "1043", "1044")
_GROUPS = ("office", "mash", "safeguarding", "nobody")

# More of those on which much depends.
_detectors = st.sampled_from((*DetectorId, *[DetectorId.PUPIL_NAME, DetectorId.SENSITIVE_TERM] * 5))
_protections = st.lists(st.sampled_from(Protection), min_size=1, unique=True).map(tuple)

_leaves: st.SearchStrategy[Condition] = st.one_of(
    st.builds(
        FindingCondition,
        finding=_detectors,
        min_count=st.integers(1, 3),
        min_pupils=st.none() | st.integers(1, 2),
        min_confidence=st.sampled_from((0.0, 0.5)),
        where=st.sampled_from(("", "subject", "attachment:a")),
        kinds=st.none() | st.lists(st.sampled_from(_KINDS), min_size=1, unique=True).map(tuple),
        whose=st.none() | st.sampled_from(Whose),
    ),
    st.builds(
        AttachmentCondition,
        attachment=st.builds(
            AttachmentTest,
            protection=_protections,
            types=st.none() | st.sampled_from((("image/",), ("application/", "text/"))),
            containing=st.none() | _detectors,
        ),
    ),
    st.builds(SeverityCondition, severity=st.integers(1, 5)),
    st.builds(SizeCondition, larger_than=st.sampled_from((1, 100, 1000))),
    st.builds(
        RecipientsCondition,
        recipients=st.builds(
            RecipientsTest,
            at_least=st.integers(1, 3),
            any_of=st.frozensets(st.sampled_from(RecipientClass), max_size=2),
        ),
    ),
    st.builds(TimeCondition, time=st.sampled_from(Hours)),
    st.builds(
        SentCondition,
        sent=st.builds(
            SentTest,
            at_least=st.integers(1, 4),
            of=st.sampled_from(Measure),
            within=st.sampled_from(Window),
            to=st.sampled_from(Reach),
        ),
    ),
)


def _joined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return (
        several.map(lambda each: AllCondition(all=each))
        | several.map(lambda each: AnyCondition(any=each))
        | parts.map(lambda each: NotCondition.model_validate({"not": each}))
    )


conditions: st.SearchStrategy[Condition] = st.recursive(_leaves, _joined, max_leaves=5)


def _two_apart(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[frozenset[str], frozenset[str]]]:
    few = st.frozensets(values, max_size=2)
    return st.tuples(few, few).map(lambda both: (both[0], both[1] - both[0]))


_groups = _two_apart(st.sampled_from(_GROUPS)) | st.just((frozenset[str](), frozenset[str]()))


@st.composite
def _tos(draw: st.DrawFn) -> To:
    any_of, none_of = draw(_two_apart(st.sampled_from(RecipientClass)))
    groups, except_groups = draw(_groups)
    written = {"none_of": none_of, "groups": groups, "except_groups": except_groups}
    return To.model_validate(written | ({"any_of": any_of} if any_of else {}))


_froms = _groups.map(lambda both: From(groups=both[0], except_groups=both[1]))

_changes: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
    {},
    optional={
        "names": st.sampled_from(ShortForm),
        "lock_attachments": st.just(True),
        "visible_recipients": st.sampled_from(Visible),
        "copy_to": st.sampled_from(("line-manager", "office@oakfield.sch.uk")),
        "subject_tag": st.sampled_from(("[pupil]", "[school]")),
        "footer": st.just("From Oakfield Academy."),
    },
).filter(bool)
_INSTEAD = (Action.SECURE, Action.HOLD, Action.RETURN)


def _rule(sender: From, action: Action, changes: dict[str, object], instead: Action, **rest: object) -> Rule:
    """With what it changes, where its action has anything changed."""
    written: dict[str, object] = {**rest, "from": sender, "action": action}
    if action is Action.REWRITE or (action is Action.SECURE and instead is Action.RETURN):
        written |= {"rewrite": changes, "otherwise": instead}
        written["when"] = written["when"] or FindingCondition(finding=DetectorId.PUPIL_NAME)
    return Rule.model_validate(written)


rules = st.builds(
    _rule,
    changes=_changes,
    instead=st.sampled_from(_INSTEAD),
    id=st.from_regex(r"[a-z]{3,8}", fullmatch=True),
    title=st.just("A rule"),
    clause=st.just("Policy, section 1"),
    sender=_froms,
    to=_tos(),
    when=st.none() | conditions,
    action=st.sampled_from(Action),
    mode=st.sampled_from((Mode.ENFORCE, Mode.ENFORCE, Mode.ENFORCE, Mode.MONITOR, Mode.OFF)),
    sender_may=st.lists(st.sampled_from(SenderMay), unique=True).map(tuple),
)

policies = st.lists(rules, min_size=1, max_size=4, unique_by=lambda rule: rule.id)
fast_lanes = st.frozensets(st.sampled_from(_GROUPS), max_size=2)

addresses = st.sampled_from(_ADDRESSES)
recipient_lists = st.lists(addresses, max_size=4).map(tuple)
senders = st.sampled_from((STAFF, "", "nonsense", "p.frost@oakfield.sch.uk"))

_findings = st.builds(
    Finding,
    _detectors,
    st.sampled_from(_PLACES).map(location),
    confidence=st.sampled_from((0.3, 0.7, 1.0)),
    pupils=st.lists(st.sampled_from(_PUPILS), max_size=2, unique=True).map(tuple),
    kind=st.sampled_from(("", *_KINDS)),
    recipients=st.just(()) | st.lists(addresses, max_size=3, unique=True).map(tuple),
)

reports = st.builds(
    Report,
    st.just(Headline()),
    st.lists(_findings, max_size=6).map(tuple),
    st.lists(
        st.builds(
            AttachmentReport,
            st.sampled_from(_PATHS),
            st.sampled_from(("application/pdf", "image/png")),
            st.sampled_from(Protection),
            password_disclosed=st.booleans(),
        ),
        max_size=3,
        unique_by=lambda each: each.path,
    ).map(tuple),
    st.tuples(st.sampled_from(Completion), st.dictionaries(_detectors, st.sampled_from(Completion))).map(
        lambda states: tuple((dict.fromkeys(DetectorId, states[0]) | states[1]).items())
    ),
)

_NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@st.composite
def sendings(draw: st.DrawFn, to: st.SearchStrategy[tuple[str, ...]] = recipient_lists) -> Sending:
    return RECIPIENTS.sending(Envelope(draw(senders), draw(to)))


@st.composite
def circumstances(draw: st.DrawFn, sending: Sending, *, secure: bool | None = None) -> Circumstances:
    """With a past that fits the recipients: only those with a personal account are in it."""
    at = _NOON + timedelta(hours=draw(st.sampled_from((0, 12))))
    now = {
        each.address: _sent(draw, at, "now", each.address, RecipientClass.CONTACT in each.classes)
        for each in sending.addressees
        if RecipientClass.PERSONAL in each.classes
    }
    accounts = st.sampled_from(("m.okafor@gmail.com", "someone.else@gmail.com"))
    earlier = tuple(
        _sent(
            draw, at - timedelta(hours=draw(st.sampled_from((-1, 2, 30, 200)))), f"m{number}", draw(accounts)
        )
        for number in range(draw(st.integers(0, 2)))
    )
    return Circumstances(
        size=draw(st.sampled_from((0, 50, 500, 5000))),
        at=at,
        past=Past(earlier, now, known=draw(st.booleans())),
        secure=_reach(draw) if secure is None else EVERYBODY if secure else NOBODY,
    )


def _reach(draw: st.DrawFn) -> SecureReach:
    return draw(st.sampled_from((EVERYBODY, NOBODY, SecureReach(domains=frozenset({"gmail.com"})))))


def _sent(draw: st.DrawFn, at: datetime, message: str, account: str, contact: bool = False) -> Sent:
    pupils = draw(st.frozensets(st.sampled_from(_PUPILS), max_size=2))
    # Of one message to several accounts, size and the like are the same.
    weight = len(message)
    return Sent(at, message, account, weight > 2, weight, weight, pupils, contact)

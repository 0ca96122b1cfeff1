"""Any condition, rule and report, for Hypothesis."""

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
from detectors.sending import RecipientClass
from gateway.policy.rules import (
    Action,
    AllCondition,
    AnyCondition,
    AttachmentCondition,
    AttachmentTest,
    Condition,
    FindingCondition,
    NotCondition,
    Rule,
    To,
)
from gateway.policy.verdict import Mode
from tests.gateway.policy.parts import location

quick = settings(max_examples=50, deadline=None)

_PATHS = ("a.zip", "a.zip/b.docx", "c.pdf")
_PLACES = ("subject", "body", "header:To", *(f"attachment:{path}" for path in _PATHS))

_detectors = st.sampled_from(DetectorId)

_leaves = st.builds(
    FindingCondition,
    finding=_detectors,
    min_count=st.integers(1, 3),
    min_confidence=st.sampled_from((0.0, 0.5)),
    where=st.sampled_from(("", "subject", "attachment:a")),
) | st.builds(
    AttachmentCondition,
    attachment=st.builds(
        AttachmentTest,
        protection=st.lists(st.sampled_from(Protection), min_size=1, unique=True).map(tuple),
        containing=st.none() | _detectors,
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


@st.composite
def _tos(draw: st.DrawFn) -> To:
    any_of = draw(st.frozensets(st.sampled_from(RecipientClass), max_size=2))
    none_of = draw(st.frozensets(st.sampled_from(RecipientClass), max_size=2)) - any_of
    return To(any_of=any_of, none_of=none_of) if any_of else To(none_of=none_of)


rules = st.builds(
    Rule,
    id=st.from_regex(r"[a-z]{3,8}", fullmatch=True),
    title=st.just("A rule"),
    clause=st.just("Policy, section 1"),
    to=_tos(),
    when=st.none() | conditions,
    action=st.sampled_from(Action),
    mode=st.sampled_from(Mode),
)

policies = st.lists(rules, min_size=1, max_size=4, unique_by=lambda rule: rule.id)

reports = st.builds(
    Report,
    st.just(Headline()),
    st.lists(
        st.builds(
            Finding,
            _detectors,
            st.sampled_from(_PLACES).map(location),
            confidence=st.sampled_from((0.3, 0.7, 1.0)),
        ),
        max_size=5,
    ).map(tuple),
    st.lists(
        st.builds(
            AttachmentReport,
            st.sampled_from(_PATHS),
            st.just("application/octet-stream"),
            st.sampled_from(Protection),
        ),
        max_size=3,
    ).map(tuple),
    st.dictionaries(_detectors, st.sampled_from(Completion)).map(lambda states: tuple(states.items())),
)

addresses = st.sampled_from(
    (
        "head@oakfield.sch.uk",
        "g@pupils.oakfield.sch.uk",
        "office@leeds.gov.uk",
        "ruth.bishop@gmail.com",
        "m.okafor@gmail.com",
        "speech.therapist@gmail.com",
        "zoe@firm.example",
        "nonsense",
    )
)

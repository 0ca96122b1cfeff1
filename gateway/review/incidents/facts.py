"""The facts of an incident: what the regulator's report asks for, as far as it is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pydantic import TypeAdapter


class DataCategory(StrEnum):
    """Kinds of personal data, as the ICO's form for personal data breaches has them."""

    IDENTIFIERS = "identifiers"
    IDENTIFICATION = "identification"
    HEALTH = "health"
    ETHNICITY = "ethnicity"
    RELIGION = "religion"
    SEX = "sex"
    OFFENCES = "offences"
    FINANCIAL = "financial"
    LOCATION = "location"
    SAFEGUARDING = "safeguarding"
    OTHER = "other"


class DataSubject(StrEnum):
    """Whose data it is."""

    PUPILS = "pupils"
    PARENTS = "parents"
    STAFF = "staff"
    OTHERS = "others"


class Answer(StrEnum):
    """To a question of the form that is answered with yes or no."""

    UNKNOWN = "unknown"
    YES = "yes"
    NO = "no"


class Decision(StrEnum):
    """Whether the regulator is told (UK GDPR Article 33(1))."""

    UNDECIDED = "undecided"
    REPORT = "report"
    NOT_REPORTABLE = "not-reportable"  # unlikely to result in a risk to anybody's rights and freedoms


class Telling(StrEnum):
    """Whether those whom it touches are told (UK GDPR Article 34)."""

    UNDECIDED = "undecided"
    TOLD = "told"
    WILL_BE_TOLD = "will-be-told"
    NOT_NEEDED = "not-needed"


@dataclass(frozen=True, slots=True)
class Facts:
    """Empty, None or unknown: not known yet. All texts are somebody's own words and may name people.

    people, records: approximate numbers (Article 33(3)(a))
    trained: whether the member of staff had data protection training in the last two years
    """

    title: str = field(default="", repr=False)
    what_happened: str = field(default="", repr=False)
    how: str = field(default="", repr=False)
    happened_at: datetime | None = None
    discovered: str = field(default="", repr=False)
    is_cyber: Answer = Answer.NO
    categories: tuple[DataCategory, ...] = ()
    subjects: tuple[DataSubject, ...] = ()
    people: int | None = None
    records: int | None = None
    consequences: str = field(default="", repr=False)
    harm: Answer = Answer.UNKNOWN
    high_risk: Answer = Answer.UNKNOWN
    measures_before: str = field(default="", repr=False)
    trained: Answer = Answer.UNKNOWN
    actions: str = field(default="", repr=False)
    contained: Answer = Answer.UNKNOWN
    prevention: str = field(default="", repr=False)
    others_told: str = field(default="", repr=False)
    decision: Decision = Decision.UNDECIDED
    decision_reasons: str = field(default="", repr=False)
    delay_reasons: str = field(default="", repr=False)
    telling: Telling = Telling.UNDECIDED
    telling_reasons: str = field(default="", repr=False)
    contact_name: str = field(default="", repr=False)
    contact_details: str = field(default="", repr=False)


_FACTS: TypeAdapter[Facts] = TypeAdapter(Facts)


def encode_facts(facts: Facts) -> str:
    return _FACTS.dump_json(facts, exclude_defaults=True).decode()


def decode_facts(text: str) -> Facts:
    return _FACTS.validate_json(text)

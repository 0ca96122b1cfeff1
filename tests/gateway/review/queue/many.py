"""Very many held messages, written without their plans."""

from __future__ import annotations

from datetime import timedelta

from gateway.actions.plan import CaseState
from gateway.policy.verdict import Disposition
from gateway.store import models
from gateway.store.codec import encode_judged
from gateway.store.marks import Marks, marks_key
from tests.support.judged import NOW, RULE, judged
from tests.support.review import OAKFIELD, RIVERSIDE, Office

_STATES = (CaseState.OPEN, CaseState.OPEN, CaseState.OPEN, CaseState.RELEASED, CaseState.RETURNED)


def hold_many(office: Office, count: int) -> None:
    """Three of five wait; every third is of another school; they came a minute apart.

    Each has a subject of its own: "Museum trip 17" is the eighteenth's.
    """
    schools = [models.School.objects.get_or_create(name=each)[0] for each in (OAKFIELD, RIVERSIDE)]
    numbers = range(count)
    ids = [f"MANY{number:08}" for number in numbers]
    seen = encode_judged(judged(("parent@example.com", Disposition.HOLD)))
    models.Message.objects.bulk_create(
        models.Message(
            id=ids[each],
            school=schools[each % 3 == 2],
            sender=f"teacher.{each % 40}@oakfield.sch.uk",
            client="127.0.0.1",
            fingerprint=f"fingerprint of {each}",
            received_at=NOW - timedelta(minutes=each),
            size=2000,
            judged=office.seal.close(seen, f"judged {ids[each]}"),
        )
        for each in numbers
    )
    models.Case.objects.bulk_create(
        models.Case(
            message_id=ids[each],
            school=schools[each % 3 == 2],
            state=_STATES[each % len(_STATES)],
            opened_at=NOW - timedelta(minutes=each),
            deadline_at=NOW + timedelta(days=7, minutes=-each),
            severity=each % 6,
            private=each % 50 == 0,
            indexed=True,
        )
        for each in numbers
    )
    models.HeldRecipient.objects.bulk_create(
        models.HeldRecipient(case_id=each, address="parent@example.com") for each in ids
    )
    models.CaseRule.objects.bulk_create(
        models.CaseRule(case_id=ids[each], rule=_rule(each), title=f"{RULE.title} ({each % 4})")
        for each in numbers
    )
    marks = Marks(marks_key(office.seal), OAKFIELD)
    models.SearchMark.objects.bulk_create(
        models.SearchMark(message_id=ids[each], mark=marks.word(word))
        for each in numbers
        if each % 3 != 2
        for word in ("museum", "trip", str(each))
    )


def _rule(number: int) -> str:
    return f"{RULE.id}-{number % 4}"

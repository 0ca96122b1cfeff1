"""What leaves when a reviewer has overruled what holds a message: all other rules still count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pytest

from detectors.finding import DetectorId, Finding, Location, Place, Report
from detectors.message import Envelope
from detectors.sending import Sending
from gateway.inspection.aids import SchoolAids
from gateway.inspection.judge import NOT_REACHED, Judge, SchoolRules
from gateway.inspection.pool import WorkerPool
from gateway.policy.people.certificates import Certificates
from gateway.policy.people.managers import LineManagers
from gateway.policy.people.passphrases import AgreedPassphrases
from gateway.policy.reach import EVERYBODY, NOBODY, SecureReach
from gateway.policy.rewriting import NOTHING, Rewrite, Rewriting, ShortForm
from gateway.policy.rules import Rule
from gateway.policy.verdict import Disposition, SenderMay
from gateway.rewriting.change import CannotRewriteError, Change, Step
from gateway.rewriting.task import Task
from gateway.settings import InspectionSettings
from tests.gateway.policy.parts import RECIPIENTS, STAFF, policy, report, rule

SCHOOL, FIRM, INSIDE = "Oakfield Academy", "zoe@firm.example", "head@oakfield.sch.uk"
RAW = b"Subject: Trip\r\n\r\nGrace Bishop comes too.\r\n"
NAME = Finding(DetectorId.PUPIL_NAME, Location(Place.BODY), "Grace Bishop", pupils=("1042",))
HOLD = rule('action = "hold"\nid = "holds"\nwhen.finding = "pupil-name"')
FOOTER = rule('action = "rewrite"\nid = "footer"\nrewrite.footer = "Oakfield Academy"')
SECURE = rule('action = "secure"\nid = "secures"\nwhen.finding = "pupil-name"')
ALSO = rule('action = "hold"\nid = "also"\ntitle = "No subject like that"')


@dataclass
class Pool:
    """Finds a name wherever the bytes have one, and changes what it is told to."""

    async def inspect(self, _number: int, raw: bytes, _sending: Sending, *, leave_private: bool) -> Report:
        assert not leave_private
        return report(NAME) if b"Grace Bishop" in raw else report()

    async def rewrite(self, _number: int, raw: bytes, task: Task) -> Step:
        if task.rewriting.names:
            raw = raw.replace(b"Grace Bishop", b"G.B.")
        raw += b"".join(text.encode() for text in task.rewriting.footers)
        return Step(raw, tuple(Change(each) for each in task.rewriting.rewrites))


def judge_of(*rules: Rule, secure: SecureReach = NOBODY) -> Judge:
    aids = SchoolAids(LineManagers({}), AgreedPassphrases(), Certificates())
    school = SchoolRules(b"", policy(*rules), RECIPIENTS, secure, aids)
    return Judge(cast(WorkerPool, Pool()), {SCHOOL: school}, InspectionSettings())


async def test_without_another_rule_it_goes_as_it_came() -> None:
    judged = await judge_of(HOLD).let_go(SCHOOL, Envelope(STAFF, (FIRM,)), RAW, ("holds",))
    assert judged.verdict.addresses(Disposition.DELIVER) == (FIRM,)
    assert judged.versions == ()


async def test_what_another_rule_has_changed_is_changed() -> None:
    judged = await judge_of(HOLD, FOOTER).let_go(SCHOOL, Envelope(STAFF, (FIRM,)), RAW, ("holds",))
    (version,) = judged.versions
    assert version.content == RAW + b"Oakfield Academy"
    assert [each.rewrite for each in version.changes] == [Rewrite.ADD_FOOTER]


async def test_what_another_rule_secures_goes_securely() -> None:
    judge = judge_of(HOLD, SECURE, secure=EVERYBODY)
    judged = await judge.let_go(SCHOOL, Envelope(STAFF, (FIRM,)), RAW, ("holds",))
    assert judged.verdict.addresses(Disposition.SECURE) == (FIRM,)


async def test_a_rule_that_was_not_overruled_still_holds_it() -> None:
    with pytest.raises(CannotRewriteError, match="No subject like that"):
        await judge_of(HOLD, ALSO).let_go(SCHOOL, Envelope(STAFF, (FIRM,)), RAW, ("holds",))


@pytest.mark.parametrize("overruled", [(), ("holds",)])
async def test_by_secure_mail_only_what_was_overruled_lets_it_go(overruled: tuple[str, ...]) -> None:
    judge, envelope = judge_of(HOLD, secure=EVERYBODY), Envelope(STAFF, (FIRM,))
    sending = judge.rewrite(SCHOOL, envelope, RAW, NOTHING, SenderMay.SEND_SECURELY, overruled)
    if not overruled:
        with pytest.raises(CannotRewriteError):
            await sending
        return
    (version,) = await sending
    assert (version.content, version.disposition) == (RAW, Disposition.SECURE)


async def test_whom_secure_mail_need_not_reach_are_those_inside() -> None:
    outside = SecureReach(domains=frozenset({"firm.example"}))
    judge, way = judge_of(HOLD, secure=outside), SenderMay.SEND_SECURELY
    (version,) = await judge.rewrite(SCHOOL, Envelope(STAFF, (INSIDE, FIRM)), RAW, NOTHING, way, ("holds",))
    assert version.recipients == (INSIDE, FIRM)
    with pytest.raises(CannotRewriteError, match=NOT_REACHED):
        await judge.rewrite(SCHOOL, Envelope(STAFF, ("x@example.com",)), RAW, NOTHING, way, ("holds",))


async def test_names_that_are_shortened_must_be_enough_for_what_was_not_overruled() -> None:
    names, envelope = Rewriting(names=ShortForm.INITIALS), Envelope(STAFF, (FIRM,))
    (version,) = await judge_of(HOLD, ALSO).rewrite(
        SCHOOL, envelope, RAW, names, SenderMay.SHORTEN_NAMES, ("also",)
    )
    assert b"Bishop" not in version.content
    with pytest.raises(CannotRewriteError, match="No subject like that"):
        await judge_of(HOLD, ALSO).rewrite(SCHOOL, envelope, RAW, names, SenderMay.SHORTEN_NAMES)

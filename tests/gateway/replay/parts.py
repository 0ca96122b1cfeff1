"""Verdicts and messages for tests of what a dry run counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from detectors.finding import Headline
from detectors.message import Envelope
from gateway.policy.verdict import Disposition, Mode, RuleMatch, Verdict
from gateway.replay.files import Form, Mailbox, MailFile
from gateway.replay.judging import Decided
from gateway.replay.outgoing import Outgoing
from gateway.replay.stored import Position
from gateway.replay.summary import Asked, Summary, summarise
from gateway.replay.tally import Counting, Tally
from tests.support.judged import RULE, verdict
from tests.support.school import COLLEAGUE, PARENT, TEACHER

DELIVER, SECURE, HOLD = Disposition.DELIVER, Disposition.SECURE, Disposition.HOLD
SENT = MailFile(Path("old/Sent.mbox"), "Sent.mbox", Form.MBOX, 6_000_000)
WATCHED = replace(RULE, id="watched", title="A rule that only watches", mode=Mode.MONITOR)


def said(disposition: Disposition, *rules: RuleMatch) -> Verdict:
    """To a colleague, who gets it in any case, and to a parent."""
    return replace(verdict((COLLEAGUE, DELIVER), (PARENT, disposition)), rules=rules)


def outgoing_message(number: int, at: datetime | None = datetime(2026, 11, 2, 15, tzinfo=UTC)) -> Outgoing:
    envelope = Envelope(TEACHER, (COLLEAGUE, PARENT))
    return Outgoing("Oakfield Academy", envelope, b"", at, number)


def tally_of(*decisions: tuple[str, Verdict, Verdict | None], quoting: bool = True) -> Tally:
    """Of messages with these subjects, each decided by one policy and perhaps by another."""
    counting = Counting(Tally(), quoting)
    for number, (subject, first, other) in enumerate(decisions):
        decided = Decided(Headline(subject=subject), first, other)
        counting.count(outgoing_message(number), decided, Position("Sent.mbox", number))
    return counting.tally


def summary_of(tally: Tally, quoting: bool = True, against: str = "") -> Summary:
    """It took two seconds."""
    rules = ((RULE.id, RULE.title), ("silent", "A rule that nothing matched"))
    asked = Asked("old/Sent.mbox", ("Oakfield Academy",), "Starter policy", against, rules, quoting)
    return summarise(asked, Mailbox(Path("old/Sent.mbox"), (SENT,), outlook=2), tally, 2.0)

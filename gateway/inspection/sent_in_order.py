"""Counts over time for a dry run: the messages of a mailbox one after another, each at its own date."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from detectors.finding import Report
from detectors.sending import Sending
from gateway.actions.bulk import Bulk, Silence
from gateway.inspection.ledger import LedgerInMemory
from gateway.inspection.sent import Before, SentToAccounts
from gateway.policy.verdict import Verdict

_NO_SECRET = b"dry run"  # its marks are in memory only
_LONGEST_DATE = 100  # characters
_BEFORE_ANY_MAIL = datetime(1970, 1, 1, tzinfo=UTC)


class SentInOrder:
    """The same messages in the same order give the same answers, whenever that is."""

    def __init__(self) -> None:
        self._now = _BEFORE_ANY_MAIL
        self._sent = SentToAccounts(_NO_SECRET, LedgerInMemory(), _cannot_fail, self._dated)

    async def before(self, school: str, sending: Sending, report: Report, raw: bytes) -> Before:
        return await self._sent.before(school, sending, report, raw)

    async def decided(self, before: Before, verdict: Verdict) -> Bulk | None:
        return await self._sent.decided(before, verdict)

    async def reminders(
        self,
        school: str,  # noqa: ARG002
        sending: Sending,  # noqa: ARG002
        verdict: Verdict,  # noqa: ARG002
    ) -> tuple[Silence, ...]:
        return ()

    def _dated(self, report: Report) -> datetime:
        """When it was written, by its own account; with the one before it where it does not say."""
        self._now = _date(report.headline.date) or self._now
        return self._now


def _date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text[:_LONGEST_DATE])
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _cannot_fail(kind: str) -> None:
    """What is in memory only has no disk to fail."""
    raise AssertionError(kind)

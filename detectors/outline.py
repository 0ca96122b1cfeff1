"""What can be said of a message without inspecting it: its headline, and that it is not known to be clean."""

from __future__ import annotations

from detectors.finding import Completion, DetectorId, Finding, Headline, Location, Place, Report
from detectors.message import Message


def headline_of(message: Message) -> Headline:
    submitted = message.header("Auto-Submitted").split(";")[0].strip().lower()
    return Headline(
        message_id=message.header("Message-ID").strip(),
        subject=message.header("Subject").strip(),
        date=message.header("Date").strip(),
        automatic=submitted not in {"", "no"},
    )


def uninspectable_report(headline: Headline, reason: str) -> Report:
    """The report on a message that no detector could finish: nothing of it is known to be clean."""
    finding = Finding(DetectorId.UNINSPECTABLE, Location(Place.BODY), detail=reason)
    return Report(headline, (finding,), (), tuple((each, Completion.FAILED) for each in DetectorId))

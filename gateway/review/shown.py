"""What reviewers are shown of a case: all of it, unless its sender has marked it as private."""

from __future__ import annotations

from dataclasses import replace

from detectors.finding import AttachmentReport, Finding, Location
from gateway.actions.plan import Judged
from gateway.policy.verdict import RuleMatch
from gateway.store.caseindex import is_private

NOT_SHOWN = "(marked as private: not shown)"


def shown(judged: Judged) -> Judged:
    """Of a private message the envelope and, by kind, what was found; of any other all."""
    return veiled(judged) if is_private(judged) else judged


def veiled(judged: Judged) -> Judged:
    """What kind of thing was found, how often, and by which rule.

    No subject, no word of the text, no name of a file or pupil.
    """
    report = replace(
        judged.report,
        headline=replace(judged.report.headline, subject=NOT_SHOWN),
        findings=tuple(map(_veiled, judged.report.findings)),
        attachments=tuple(map(_nameless, judged.report.attachments)),
    )
    verdict = replace(judged.verdict, rules=tuple(map(_without_words, judged.verdict.rules)))
    return replace(judged, headline=report.headline, report=report, verdict=verdict)


def _veiled(finding: Finding) -> Finding:
    return replace(finding, location=Location(finding.location.place), text="", pupils=(), detail="")


def _nameless(attachment: AttachmentReport) -> AttachmentReport:
    return replace(attachment, path=NOT_SHOWN, locks=())


def _without_words(match: RuleMatch) -> RuleMatch:
    return replace(match, findings=tuple(map(_veiled, match.findings)))

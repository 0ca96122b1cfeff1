"""A judgement as `check` shows it: one JSON object, or a few lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.finding import Finding
from detectors.message import Envelope
from gateway.actions.notices.phrasefile import english
from gateway.actions.places import in_words
from gateway.actions.plan import Judged
from gateway.policy.rewriting import Rewrite
from gateway.policy.verdict import Excepted, Mode, RuleMatch, Truth, Unchecked, Verdict

TRUTH_WORDS = {Truth.YES: "", Truth.UNKNOWN: " (could not be checked)", Truth.NO: ""}


def as_json(file: str, envelope: Envelope, judged: Judged, warnings: tuple[str, ...]) -> dict[str, object]:
    """The object that contract and documentation describe, key by key."""
    verdict, report = judged.verdict, judged.report
    return {
        "file": file,
        "message_id": judged.headline.message_id,
        "sender": envelope.sender,
        "disposition": str(verdict.disposition),
        "recipients": [
            {
                "address": each.address,
                "classes": sorted(each.classes),
                "disposition": str(each.disposition),
                "rules": list(each.rules),
                "rewrites": list(each.rewriting.rewrites),
            }
            for each in verdict.recipients
        ],
        "rules": [_rule(match) for match in verdict.rules],
        "findings": [_finding(finding) for finding in report.findings],
        "attachments": [
            {
                "path": each.path,
                "type": each.media_type,
                "protection": each.protection,
                "method": each.method,
                "password_disclosed": each.password_disclosed,
            }
            for each in report.attachments
        ],
        "rewrites": rewrites_of(verdict),
        "warnings": [*warnings, *_all_warnings(judged)],
    }


def _all_warnings(judged: Judged) -> tuple[str, ...]:
    verdict = judged.verdict
    passed = (*map(_excepted, verdict.excepted), *map(_unchecked, verdict.unchecked))
    return (*passed, *verdict.warnings, *judged.report.warnings)


def _excepted(each: Excepted) -> str:
    """ "An exception until 2 February 2027 (number 7) lets it pass the rule "…", to …"."""
    until = f"{each.last_day.day} {each.last_day:%B %Y}"
    people = ", ".join(each.recipients)
    exception = f"An exception until {until} (number {each.exception})"
    return f"{exception} lets it pass the rule “{each.title}”, to {people}."


def _unchecked(each: Unchecked) -> str:
    """ "Until 11 December 2026 what could not be checked passes the rule "…", to …"."""
    until = f"{each.last_day.day} {each.last_day:%B %Y}"
    passes = f"Until {until} what could not be checked passes the rule “{each.title}”"
    return f"{passes}, to {', '.join(each.recipients)}."


def rewrites_of(verdict: Verdict) -> list[str]:
    """What is changed for anybody, each kind once, in the order in which it is done."""
    wanted = {rewrite for each in verdict.recipients for rewrite in each.rewriting.rewrites}
    return [rewrite for rewrite in Rewrite if rewrite in wanted]


def _rule(match: RuleMatch) -> dict[str, object]:
    return {
        "id": match.id,
        "title": match.title,
        "clause": match.clause,
        "action": str(match.action),
        "mode": match.mode,
        "certain": match.truth is Truth.YES,
        "reason": match.reason,
        "sentence": match.sentence,
        "sender_may": list(match.sender_may),
        "approver": match.approver or None,
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "detector": finding.detector,
        "kind": finding.kind or None,
        "pupil": finding.pupils[0] if finding.pupils else None,
        "pupils": list(finding.pupils),
        "text": finding.text,
        "where": str(finding.location),
        "confidence": finding.confidence,
        "matched": finding.matched,
        "recipients": list(finding.recipients),
        "detail": finding.detail,
    }


def as_text(file: str, judged: Judged, warnings: tuple[str, ...]) -> Iterator[str]:
    """What becomes of the message for each recipient, why, and what was found where."""
    verdict = judged.verdict
    yield f"{file}: {verdict.disposition}"
    for each in verdict.recipients:
        yield f"  {each.disposition!s:8} {each.address}  ({', '.join(sorted(each.classes))})"
    for version in judged.versions:
        for change in version.changes:
            places = ", ".join(in_words(each, english()) for each in change.locations)
            yield f"  changed  {change.rewrite}: {change.count} {change.detail} {places}".rstrip()
    for match in verdict.rules:
        mode = "" if match.mode is Mode.ENFORCE else f" [{match.mode}]"
        yield f"  rule     {match.id}{mode}{TRUTH_WORDS[match.truth]}: {match.reason}"
    for finding in judged.report.findings:
        shown = f"“{finding.text}” " if finding.text else ""
        how = f"({finding.matched}, {finding.confidence:.0%} sure)" if finding.matched else finding.detail
        yield f"  found    {finding.detector}: {shown}{in_words(finding.location, english())} {how}".rstrip()
    for warning in (*warnings, *_all_warnings(judged)):
        yield f"  warning  {warning}"

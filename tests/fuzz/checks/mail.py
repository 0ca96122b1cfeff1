"""A whole message: every detector reports, none fails, and the report goes through JSON unchanged."""

from __future__ import annotations

from detectors.finding import Completion
from detectors.inspect import DETECTORS, inspect
from gateway.inspection.frames import decode_report, encode_report
from tests.fuzz.checks.files import budget
from tests.gateway.rewriting.names.school import FACTS


def check_inspection(raw: bytes) -> None:
    report = inspect(raw, FACTS, budget())
    assert [each for each, _ in report.completion] == [each.id for each in DETECTORS]
    failed = [each for each, state in report.completion if state is Completion.FAILED]
    assert not failed, f"detectors that failed: {failed}"
    assert decode_report(encode_report(report)) == report

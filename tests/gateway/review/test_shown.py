"""What reviewers see of private mail: what kind of thing was found, and none of its words."""

from __future__ import annotations

from dataclasses import replace

from detectors.finding import AttachmentReport, DetectorId, Finding, Location, Place, Protection
from gateway.policy.verdict import Disposition
from gateway.review.shown import shown
from tests.support.judged import judged
from tests.support.review import private

FINDING = Finding(
    DetectorId.PUPIL_NAME, Location(Place.ATTACHMENT, "Grace Bishop.docx"), "Grace Bishop", 0.97, ("1042",)
)
FILE = AttachmentReport("Grace Bishop.docx", "text/plain", Protection.NONE)


def test_ordinary_mail_is_shown_as_it_is() -> None:
    held = judged(("parent@example.com", Disposition.HOLD))
    assert shown(held) is held


def test_of_unseen_mail_no_word_is_shown() -> None:
    held = judged(("parent@example.com", Disposition.HOLD))
    report = replace(held.report, findings=(FINDING,), attachments=(FILE,))
    rules = tuple(replace(match, findings=(FINDING,)) for match in held.verdict.rules)
    verdict = replace(held.verdict, unseen=True, rules=rules)
    veiled = shown(replace(held, report=report, verdict=verdict))

    assert "Bishop" not in repr(veiled)
    assert "1042" not in repr(veiled)
    assert "Museum" not in repr(veiled)
    assert [each.detector for each in veiled.report.findings] == [DetectorId.PUPIL_NAME]
    assert [match.id for match in veiled.verdict.rules] == [match.id for match in held.verdict.rules]
    assert veiled.verdict.recipients == held.verdict.recipients


def test_of_mail_that_is_marked_as_private_no_word_is_shown_either() -> None:
    held = private(judged(("parent@example.com", Disposition.HOLD)))
    assert "Museum" not in repr(shown(held))

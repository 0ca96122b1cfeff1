"""Reads what a message says, as far as it is still kept and may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gateway.actions.trace import without_trace
from gateway.inspection.exhibit import CannotShowError, Exhibit, Piece, ShownText, Wish
from gateway.review.web.site import ReviewSite, awaited
from gateway.store.about import OnRecord, content_about


class Missing(StrEnum):
    """Why a message's text is not there."""

    PRIVATE = "private"
    NOT_KEPT = "not-kept"
    UNREADABLE = "unreadable"
    TOO_MUCH = "too-much"


@dataclass(frozen=True, slots=True)
class Contents:
    """The texts of a message, or why there are none. `is_whole`: nothing of it was left out or unread."""

    texts: tuple[ShownText, ...] = ()
    missing: Missing | None = None
    is_whole: bool = True


def contents_of(site: ReviewSite, message: OnRecord) -> Contents:
    """Subject, text, and the words of every file. Raises WorkersUnavailableError."""
    if message.is_private or (message.judged and message.judged.verdict.unseen):
        return Contents(missing=Missing.PRIVATE)
    raw = content_about(site.seal, message.id) if message.is_content_kept else None
    if raw is None or message.judged is None:
        return Contents(missing=Missing.NOT_KEPT)
    findings = message.judged.report.findings
    try:
        raw = without_trace(raw)[1]
        exhibit: Exhibit = awaited(site.judge.show, message.school, raw, Wish(Piece.TEXT, findings=findings))
        exhibits = [exhibit]
        for file in exhibit.files:
            wish = Wish(Piece.FILE, file.number, findings)
            exhibits.append(awaited(site.judge.show, message.school, raw, wish))
    except (CannotShowError, ValueError):
        return Contents(missing=Missing.UNREADABLE)
    if exhibit.refused:
        return Contents(missing=Missing.UNREADABLE)
    texts = tuple(text for each in exhibits for text in each.texts if text.text.strip())
    return Contents(texts, is_whole=not any(map(_is_cut, exhibits)))


def _is_cut(exhibit: Exhibit) -> bool:
    return bool(
        exhibit.refused or exhibit.unread or exhibit.left_out or any(text.more for text in exhibit.texts)
    )

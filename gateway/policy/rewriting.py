"""A rewriting says what is to be changed in a message before it leaves; of two, all that both say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar


class Rewrite(StrEnum):
    """One kind of change, as `check --json` names it."""

    SHORTEN_NAMES = "shorten-names"
    LOCK_ATTACHMENTS = "lock-attachments"
    TAKE_OFF_ATTACHMENTS = "take-off-attachments"
    RECIPIENTS_TO_BCC = "visible-recipients-to-bcc"
    ONE_COPY_EACH = "one-copy-each"
    COPY_COLLEAGUE = "copy-colleague"
    TAG_SUBJECT = "tag-subject"
    SET_HEADER = "set-header"
    ADD_FOOTER = "add-footer"


class ShortForm(StrEnum):
    """What is left of a pupil's name."""

    FORENAME_AND_INITIAL = "forename-and-initial"  # "Grace B."
    INITIALS = "initials"  # "G.B."


class Visible(StrEnum):
    """What becomes of outside recipients whom the others would see."""

    BCC = "bcc"
    ONE_COPY_EACH = "one-copy-each"


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What is to be changed in a message. Two add up; where they differ, what gives away less counts.

    copy_to: addresses of colleagues, or LINE_MANAGER
    headers: names and values of fields that are set
    footers: texts that are put at the end, each once
    """

    names: ShortForm | None = None
    lock_attachments: bool = False
    take_off_attachments: bool = False
    visible: Visible | None = None
    copy_to: frozenset[str] = frozenset()
    subject_tags: frozenset[str] = frozenset()
    headers: frozenset[tuple[str, str]] = frozenset()
    footers: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self != NOTHING

    def __or__(self, other: Rewriting) -> Rewriting:
        return Rewriting(
            names=_strongest(self.names, other.names, (ShortForm.INITIALS, ShortForm.FORENAME_AND_INITIAL)),
            lock_attachments=self.lock_attachments or other.lock_attachments,
            take_off_attachments=self.take_off_attachments or other.take_off_attachments,
            visible=_strongest(self.visible, other.visible, (Visible.ONE_COPY_EACH, Visible.BCC)),
            copy_to=self.copy_to | other.copy_to,
            subject_tags=self.subject_tags | other.subject_tags,
            headers=self.headers | other.headers,
            footers=self.footers | other.footers,
        )

    @property
    def rewrites(self) -> tuple[Rewrite, ...]:
        """The kinds of change, in the order in which they are made."""
        asked = (
            (Rewrite.TAKE_OFF_ATTACHMENTS, self.take_off_attachments),
            (Rewrite.SHORTEN_NAMES, self.names),
            (Rewrite.LOCK_ATTACHMENTS, self.lock_attachments),
            (Rewrite.RECIPIENTS_TO_BCC, self.visible is Visible.BCC),
            (Rewrite.ONE_COPY_EACH, self.visible is Visible.ONE_COPY_EACH),
            (Rewrite.COPY_COLLEAGUE, self.copy_to),
            (Rewrite.TAG_SUBJECT, self.subject_tags),
            (Rewrite.SET_HEADER, self.headers),
            (Rewrite.ADD_FOOTER, self.footers),
        )
        return tuple(rewrite for rewrite, wanted in asked if wanted)

    @property
    def remedies(self) -> bool:
        """Whether it takes away what a rule objects to, and does not only mark the message."""
        return not MARKS.issuperset(self.rewrites)


LINE_MANAGER = "line-manager"
NOTHING = Rewriting()
LOCKED = Rewriting(lock_attachments=True)  # what takes the place of secure mail
MARKS = frozenset({Rewrite.TAG_SUBJECT, Rewrite.SET_HEADER, Rewrite.ADD_FOOTER})


_T = TypeVar("_T")


def _strongest(one: _T | None, other: _T | None, order: tuple[_T, ...]) -> _T | None:
    return next((each for each in order if each in (one, other)), None)

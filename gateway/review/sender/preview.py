"""A message before and after its names are shortened, as the sender sees it before anything is sent."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detectors.finding import Place
from gateway.review.sender.marking import Stretch, marked
from gateway.review.sender.readable import readable
from gateway.rewriting.change import Change


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """An attachment, and in how many places it is changed."""

    name: str
    places: int


@dataclass(frozen=True, slots=True)
class Preview:
    """Subject and text with what changes marked, and the attachments that change.

    more: the text goes on, and is changed there in the same way
    """

    subject: tuple[Stretch, ...]
    text: tuple[Stretch, ...]
    files: tuple[ChangedFile, ...]
    more: bool

    @property
    def digest(self) -> str:
        """Two previews that show the same have the same."""
        return hashlib.sha256(repr(self).encode("utf-8", "surrogatepass")).hexdigest()


def preview(raw: bytes, content: bytes, changes: Iterable[Change]) -> Preview:
    """Raises CannotRewriteError for a message that cannot be taken apart. Slow: not for the event loop."""
    before, after = readable(raw), readable(content)
    return Preview(
        subject=marked(before.subject, after.subject),
        text=marked(before.text, after.text),
        files=tuple(_files(changes)),
        more=before.more or after.more,
    )


def _files(changes: Iterable[Change]) -> Iterator[ChangedFile]:
    places = Counter(
        location.path
        for change in changes
        for location in change.locations
        if location.place is Place.ATTACHMENT
    )
    for path, count in places.items():
        yield ChangedFile(path, count)

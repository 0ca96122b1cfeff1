"""The files of a message are what its sender attached for itself: no logo of the text, no invitation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from detectors.extract import mediatypes
from detectors.extract.pages.picture import SMALL_PICTURE
from detectors.finding import Location, Place
from detectors.message import Message, Part
from detectors.mime.parse import parse
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.parts import Leaf, Opened, take_apart

_CID = re.compile(rb"cid:([^\"'\s<>)]++)", re.IGNORECASE)  # RFC 2392
_IN_THE_TEXT = "A file stands in the text of the message, where it can neither be locked nor taken off."


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """One file: where its part stands, and what is in it."""

    leaf: Leaf
    part: Part

    @property
    def location(self) -> Location:
        return self.leaf.location

    @property
    def content(self) -> bytes:
        return self.part.content


@dataclass(frozen=True, slots=True)
class WithFiles:
    """A message that may be changed, and the files in it."""

    opened: Opened
    message: Message
    files: tuple[AttachedFile, ...]


def find_files(raw: bytes) -> WithFiles:
    """Raises CannotRewriteError as `take_apart` does, and where a file is no part of its own (uuencode)."""
    opened, message = take_apart(raw), parse(raw)
    attached = [part for part in message.parts if part.location.place is Place.ATTACHMENT]
    if [part.location for part in attached] != [leaf.location for leaf in opened.attachments]:
        raise CannotRewriteError(_IN_THE_TEXT)
    shown = frozenset(_shown_in_text(opened))
    files = (AttachedFile(*pair) for pair in zip(opened.attachments, attached, strict=True))
    return WithFiles(opened, message, tuple(each for each in files if not _is_dress(each, shown)))


def _is_dress(file: AttachedFile, shown: frozenset[bytes]) -> bool:
    """Whether it belongs to the text: a small picture shown in it, or an invitation.

    As small as the detectors' own measure: a larger picture may be a scan, wherever it is shown.
    """
    kind = file.leaf.entity.media_type
    if kind == mediatypes.CALENDAR:
        return file.leaf.entity.disposition != "attachment"
    content_id = file.leaf.content_id.strip(" <>").encode("utf-8")
    return kind.startswith("image/") and content_id in shown and len(file.content) < SMALL_PICTURE


def _shown_in_text(opened: Opened) -> Iterator[bytes]:
    """The Content-IDs of what the HTML shows."""
    for leaf in opened.texts:
        if leaf.entity.media_type == mediatypes.HTML:
            yield from map(unquote_to_bytes, _CID.findall(leaf.content))

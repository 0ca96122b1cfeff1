"""A picture: the words in it where they can be recognised, and what is written into its properties."""

from __future__ import annotations

import hashlib

from PIL import ImageFile

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.contents import CannotRead, Contents, at
from detectors.extract.pages.ocr import Recognised, memory, recognise
from detectors.extract.pages.pictureproperties import properties
from detectors.extract.pages.pixels import frames, open_picture
from detectors.extract.pages.tesseract import Recogniser, installed_recogniser
from detectors.message import Part, Table, Text, Unread

# Logos and portraits in signatures are smaller, scans and photographs of paper are larger. Nearly every
# mail from a school has a logo in it: if those that cannot be read held the mail, nobody would look at what
# is held any more.
SMALL_PICTURE = 50_000  # bytes
_TINY = 5_000  # bytes; where pictures can be read, only of this size may one fail to be without a word said
_NARROWEST, _LOWEST = 40, 10  # pixels: what is smaller holds no name


def read_picture(part: Part, budget: Budget) -> Contents:
    """A picture. What is recognised is part "picture", its properties are part "metadata".

    Where no text can be recognised at all, one under 50 KB is taken for decoration and not called unread.
    """
    recogniser = installed_recogniser()
    try:
        with open_picture(part.content) as picture:
            metadata = "\n".join(properties(picture))
            seen, reason = _words(part.content, picture, recogniser, budget)
    except CannotRead as problem:
        return Contents(unread=_unread(part, problem.reason, recogniser))
    budget.write(len(metadata))
    pieces = [Text(at(part, "picture"), each.text) for each in seen if each.text]
    tables = [Table(at(part, "picture"), each.rows) for each in seen if each.rows]
    if metadata:
        pieces.append(Text(at(part, "metadata"), metadata))
    return Contents(texts=tuple(pieces), tables=tuple(tables), unread=_unread(part, reason, recogniser))


def _unread(part: Part, reason: str, recogniser: Recogniser | None) -> tuple[Unread, ...]:
    decoration = SMALL_PICTURE if recogniser is None else _TINY
    if not reason or len(part.content) < decoration:
        return ()
    return (Unread(part.location, reason),)


def _words(
    content: bytes, picture: ImageFile.ImageFile, recogniser: Recogniser | None, budget: Budget
) -> tuple[tuple[Recognised, ...], str]:
    """What is recognised of all its pages, and why that is not everything."""
    if recogniser is None:
        return (), "A picture cannot be read."
    if picture.width < _NARROWEST or picture.height < _LOWEST:
        return (), ""
    key = hashlib.sha256(content).digest()
    known = memory().recall(key)
    if known is not None:
        return known, ""
    seen: list[Recognised] = []
    try:
        for frame in frames(picture, budget):
            seen.append(recognise(frame, recogniser, budget))
    except (CannotRead, BudgetExceeded) as problem:
        return tuple(seen), problem.reason
    memory().keep(key, tuple(seen))
    in_time = all(each.in_time for each in seen)
    return tuple(seen), "" if in_time else "A picture could not be read in the time there is."

"""A picture: the words in it where they can be recognised, and what is written into its properties."""

from __future__ import annotations

import hashlib

from PIL import ImageFile

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.contents import CannotRead, Contents, at, inside
from detectors.extract.leftovers import between, long_words_in, words_in
from detectors.extract.pages.compressed import compressed_pixels
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
_AROUND = 65_536  # bytes
# What does not come about by chance; and, shorter, what counts just behind the end of a PNG, GIF or JPEG.
_SIGNS = (
    b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1.", b"\xfd7zXZ\0",
)  # fmt: skip
_ENDS = (b"IEND\xaeB`\x82", b"\0;", b"\xff\xd9")
_PACKED = (b"\x1f\x8b\x08", b"BZh", b"\x28\xb5\x2f\xfd", b"MSCF")
_MOST_BEHIND = 4
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
        unread = _unread(part, problem.reason, recogniser)
        return Contents(unread=unread, files=_behind(part), unshown=_around(part, budget))
    budget.write(len(metadata))
    pieces = [Text(at(part, "picture"), each.text) for each in seen if each.text]
    tables = [Table(at(part, "picture"), each.rows) for each in seen if each.rows]
    if metadata:
        pieces.append(Text(at(part, "metadata"), metadata))
    return Contents(
        texts=tuple(pieces),
        tables=tuple(tables),
        files=_behind(part),
        unread=_unread(part, reason, recogniser),
        unshown=_around(part, budget),
    )


def _around(part: Part, budget: Budget) -> tuple[Text, ...]:
    """Words near the beginning and the end of the file: in private chunks, and behind the picture.

    Of compressed pixels only words that stand in a row: of single ones chance makes hundreds.
    """
    pixels = compressed_pixels(part.content)
    words = words_in(_ends_of(between(part.content, pixels)))
    if pixels:
        packed = b"\0".join(part.content[start:end] for start, end in pixels)
        words = "\n".join(filter(None, (words, long_words_in(_ends_of(packed)))))
    budget.write(len(words))
    return (Text(at(part, "metadata"), words),) if words else ()


def _ends_of(content: bytes) -> bytes:
    return content if len(content) <= 2 * _AROUND else content[:_AROUND] + b"\0" + content[-_AROUND:]


def _behind(part: Part) -> tuple[Part, ...]:
    """An archive or a document behind the picture. A zip there is a second nature of the whole file."""
    found = [start for sign in _SIGNS if (start := part.content.find(sign, 1)) > 0]
    for end in _ENDS:
        start = part.content.rfind(end) + len(end)
        if start >= len(end) and part.content.startswith(_PACKED, start):
            found.append(start)
    return tuple(inside(part, "behind", part.content[start:]) for start in sorted(set(found))[:_MOST_BEHIND])


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

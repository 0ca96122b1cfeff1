"""Text with the way back to its bytes, so that a word in it can be changed and every other byte stays."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detectors.extract.text.text import decode as decode_part
from detectors.finding import Location, Place
from detectors.message import Part
from detectors.mime.charset import decode, is_guessed, is_like_ascii
from detectors.names.fold import fold
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.edits import Edit
from gateway.rewriting.names.spots import Replacement

# Sets without shift states in which letters take up several bytes, as the detectors decode them.
_MULTIBYTE = ("gb18030", "cp932", "cp949", "big5", "big5hkscs", "euc_jp", "euc_jis_2004")
_WIDE = {
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
_UNSTATED = frozenset({"", "ascii", "us-ascii"})
_NO_WAY_BACK = "Its text is in a character set in which it cannot be changed exactly."
_NO_LETTER = "A short form has a letter that the character set of the text does not have."


@dataclass(frozen=True, slots=True)
class Written:
    """A text, and how its letters are written.

    counted: the same with the letters that `codec` makes of the bytes, where that is stricter
    codec: empty where each letter is one byte
    stated: the character set in which programs read it
    mark: bytes before the first letter
    ascii_only: no letter beyond ASCII may be put in
    """

    text: str
    counted: str
    codec: str
    stated: str
    mark: int = 0
    ascii_only: bool = False

    def edits(self, replacements: Iterable[Replacement], *, markup: bool = False) -> Iterator[Edit]:
        """The same changes, of the bytes.

        A letter that the character set does not have loses its accent, or in markup becomes a character
        reference. Raises CannotRewriteError where that is not enough.
        """
        letters, place = 0, self.mark
        for each in replacements:
            start = place + self._length(letters, each.start)
            place = start + self._length(each.start, each.end)
            letters = each.end
            yield Edit(start, place, b"".join(self._written(letter, markup=markup) for letter in each.new))

    def _length(self, start: int, end: int) -> int:
        return (
            len(self.counted[start:end].encode(self.codec, "surrogateescape")) if self.codec else end - start
        )

    def _written(self, letter: str, *, markup: bool) -> bytes:
        if (written := self._as_stated(letter)) is not None:
            return written
        instead = f"&#{ord(letter)};" if markup else fold(letter).cased
        pieces = [self._as_stated(each) for each in instead]
        if not pieces or None in pieces:
            raise CannotRewriteError(_NO_LETTER)
        return b"".join(filter(None, pieces))

    def _as_stated(self, letter: str) -> bytes | None:
        """None where the letter cannot be written so that it is read again as what it is."""
        if self.codec in _WIDE:
            return letter.encode(self.codec)
        if letter.isascii():
            return letter.encode("ascii")
        if self.ascii_only:
            return None
        try:
            written = letter.encode(self.codec or self.stated)
        except (UnicodeError, LookupError):
            return None
        return written if decode(written, self.stated) == letter else None


def read_written(content: bytes, charset: str, *, ascii_only: bool = False) -> Written:
    """The text as the detectors read it, if each letter of it can be found in the bytes.

    ascii_only: the bytes must stay fit for 7-bit transport
    Raises CannotRewriteError for a character set with shift states, and for bytes that are none of its own.
    """
    text = decode_part(Part(Location(Place.BODY), "text/plain", charset, "", content))
    for codec, mark in _WIDE.items() if b"\0" in content else ():
        bare = content.removeprefix(mark)
        if _is_identity(text, codec, bare):
            return Written(text, text, codec, charset, len(content) - len(bare))
    if not is_like_ascii(charset) or is_guessed(content):
        raise CannotRewriteError(_NO_WAY_BACK)
    if len(text) == len(content):
        return Written(text, text, "", charset, 0, ascii_only or charset in _UNSTATED)
    bare = content.removeprefix(codecs.BOM_UTF8)
    if text == decode(bare, "utf-8"):
        # Stray bytes are one letter each, as they are read; they are counted as the bytes that they are.
        counted = bare.decode("utf-8", "surrogateescape")
        return Written(text, counted, "utf-8", "utf-8", len(content) - len(bare), ascii_only)
    for codec in _MULTIBYTE:
        if _is_identity(text, codec, content):
            return Written(text, text, codec, charset, 0, ascii_only)
    raise CannotRewriteError(_NO_WAY_BACK)


def _is_identity(text: str, codec: str, content: bytes) -> bool:
    try:
        return text.encode(codec) == content
    except UnicodeError:
        return False

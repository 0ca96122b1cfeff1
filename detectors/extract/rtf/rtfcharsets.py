"""Which character set the bytes of an RTF document are in, by its fonts and its header."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# RTF 1.9.1, "Font Table", \fcharset. Charsets 0 and 1 are the document's own.
_OF_FONTS: Mapping[int, str] = MappingProxyType(
    {
        77: "mac-roman", 78: "cp932", 79: "cp949", 80: "gb18030", 81: "big5", 85: "mac-greek",
        86: "mac-turkish", 88: "mac-latin2", 89: "mac-cyrillic",
        128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "cp950", 161: "cp1253",
        162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 179: "cp1256", 180: "cp1256",
        181: "cp1255", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
    }
)  # fmt: skip
# Code pages that Python does not call by their number.
_CODE_PAGES: Mapping[int, str] = MappingProxyType(
    {
        936: "gb18030", 1361: "johab", 10000: "mac-roman", 10006: "mac-greek", 10007: "mac-cyrillic",
        10029: "mac-latin2", 10081: "mac-turkish", 20932: "euc-jp", 28591: "cp1252", 51949: "euc-kr",
        54936: "gb18030", 65001: "utf-8",
    }
)  # fmt: skip
# Words of the header that name a character set by themselves.
_HEADER_WORDS: Mapping[str, str] = MappingProxyType(
    {"ansi": "cp1252", "mac": "mac-roman", "pc": "cp437", "pca": "cp850"}
)


# All words that say something about character sets.
WORDS = frozenset({"ansicpg", "deff", "fcharset", "cpg", *_HEADER_WORDS})


class Charsets:
    """The document's character set, and those of its fonts, as its header and its font table name them."""

    def __init__(self) -> None:
        self.of_document = "cp1252"
        self._of_fonts: dict[int | None, str] = {}
        self._default_font: int | None = None

    def of(self, font: int | None) -> str:
        """The character set of text in a font; None is the font that text has when nothing is said."""
        return self._of_fonts.get(self._default_font if font is None else font) or self.of_document

    def take(self, word: str, number: int | None, described: int | None) -> None:
        """One of WORDS. `described` is the font that the font table describes there; None outside it."""
        if word in _HEADER_WORDS:
            self.of_document = _HEADER_WORDS[word]
        elif word == "deff":
            self._default_font = number
        elif word == "ansicpg" and number:
            self.of_document = _of_code_page(number)
        elif word == "fcharset" and described is not None:
            self._of_fonts[described] = _OF_FONTS.get(number or 0, "")
        elif word == "cpg" and described is not None and number:
            self._of_fonts[described] = _of_code_page(number)


def _of_code_page(number: int) -> str:
    return _CODE_PAGES.get(number, f"cp{number}")

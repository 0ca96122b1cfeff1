"""Bytes become text even where the stated character set is wrong, unknown or absent."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from detectors.message import Part

# Byte order marks, the longest first: UTF-32's little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Taken by guess, and so looked up with the module: a process that reads mail may be allowed no more files.
_GUESSED = tuple(map(codecs.lookup, ("cp037", "iso2022_jp_ext")))

# What mail says and what it means, where Python's own aliases do not know it or mean less by it: web
# browsers and mail programs read the sets on the left as the larger sets on the right.
# IBM's sets for mainframes differ in accents and brackets; Python knows only some of them.
_MAINFRAMES = ("277", "278", "280", "284", "285", "297", "871", "1047", *map(str, range(1141, 1150)))
_MEANINGS = {f"{prefix}{number}": "cp037" for number in _MAINFRAMES for prefix in ("ibm", "ibm-", "cp")} | {
    "ansi": "cp1252",
    "cp-850": "cp850",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "ks_c_5601-1987": "cp949",
    "latin1": "cp1252",
    "shift_jis": "cp932",
    "unicode": "utf-16",
    "unicode-1-1-utf-7": "utf-7",
    "x-gbk": "gb18030",
    "x-mac-roman": "mac-roman",
    "x-sjis": "cp932",
}

# Codecs that are no character sets; the first two take quadratic time.
_NOT_CHARSETS = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
)
_ASCII = bytes(range(0x20, 0x7F))
_ISO_2022 = re.compile(rb"\x1b(?:\$[@AB]|\$\([CD]|\([BJI])")  # RFC 1468, RFC 1554: what switches between sets
# Of text in a mainframe's set most is spaces and small letters, which in UTF-8 never begin a character.
_MAINFRAME_LETTERS = bytes((0x40, *range(0x81, 0x8A), *range(0x91, 0x9A), *range(0xA2, 0xAA)))
_MOSTLY = 0.7
_MENDED = frozenset({"ascii", "utf-8"})
_NAME = re.compile(r"[a-z0-9][a-z0-9._:+-]{0,39}")

_CP1252 = {
    0xDC00 + byte: bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0x100)
}


def text_of(part: Part) -> str:
    """The part's content as text. Never raises."""
    return decode(part.content, part.charset)


def decode(content: bytes, charset: str) -> str:
    """Text by byte order mark, else as stated, else as UTF-8 with what is not UTF-8 as Windows-1252."""
    for mark, marked in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(marked, "replace")
    codec = _codec(charset)
    if codec in {"utf-16", "utf-32"}:
        codec = f"{codec}-{_byte_order(content, codec)}"
    if not codec or codec in _MENDED:
        return _mended(content)
    if codec == "cp1252":
        return _windows(content)
    return content.decode(codec, "replace")


@lru_cache(maxsize=256)
def is_like_ascii(charset: str) -> bool:
    """Whether plain English letters are themselves in it, so that it does not matter who knows it."""
    codec = _codec(charset)
    return not codec or _ASCII.decode(codec, "replace") == _ASCII.decode("ascii")


@lru_cache(maxsize=256)
def _codec(charset: str) -> str:
    """Python's name of a stated character set, or an empty string where there is none that can be used."""
    name = charset.strip(" \t\"'").lower()
    name = _MEANINGS.get(name, name)
    if not _NAME.fullmatch(name):
        return ""
    try:
        codec = codecs.lookup(name).name
        b"-".decode(codec, "replace")  # refuses codecs from bytes to bytes, such as zlib's
    except (LookupError, UnicodeError):
        return ""
    return "" if codec in _NOT_CHARSETS else codec


def _byte_order(content: bytes, codec: str) -> str:
    """RFC 2781 §4.3 says big-endian without a mark; what is sent is mostly Windows' little-endian."""
    sample = content[:4096]
    width = 2 if codec == "utf-16" else 4
    return "be" if sample[::width].count(0) > sample[width - 1 :: width].count(0) else "le"


def _mended(content: bytes) -> str:
    """UTF-8, and each byte that cannot be, as Windows-1252: text pasted from two sources keeps both.

    What switches between character sets as Japanese mail does is shown so, whatever it says it is.
    """
    if _switches_sets(content):
        return content.decode("iso2022_jp_ext", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        if _is_from_mainframe(content):
            return content.decode("cp037", "replace")
        return content.decode("utf-8", "surrogateescape").translate(_CP1252)


def is_guessed(content: bytes) -> bool:
    """Whether the bytes themselves tell that they are in another character set than ASCII's, or UTF-8."""
    return _switches_sets(content) or (b"\0" not in content and _is_from_mainframe(content))


def _switches_sets(content: bytes) -> bool:
    return b"\x1b" in content and content.isascii() and _ISO_2022.search(content) is not None


def _is_from_mainframe(content: bytes) -> bool:
    sample = content[:4096]
    return len(sample) - len(sample.translate(None, _MAINFRAME_LETTERS)) > _MOSTLY * len(sample)


def _windows(content: bytes) -> str:
    """Windows-1252, whose five unused bytes stand for themselves as in ISO 8859-1."""
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("ascii", "surrogateescape").translate(_CP1252)

"""Some parts of a document only make it look well: fonts, themes, logos. There is nothing to read in them."""

from __future__ import annotations

import io
import re

from PIL import Image

from detectors.extract.texttypes import is_text

# ECMA-376 part 1, §15.2: parts that are XML and hold no words of the user's own.
_LOOKS_XML = re.compile(
    r"(^|/)(styles\w*|theme\d*|themeManager|webSettings|fontTable|numbering|calcChain|tableStyles|viewProps|"
    r"commentsExtended|commentsIds|commentsExtensible|colors\d*|style\d+|themeOverride\d*)\.xml$|^customXml/itemProps\d*\.xml$",
    re.IGNORECASE,
)
# Fonts, printer settings, signatures of macros, padding (part 2, annex A.3), and the copies that Office
# keeps of pictures to which it has applied an effect.
_LOOKS_BINARY = re.compile(
    r"\.(odttf|fntdata|ttf|otf|wdp)$|(^|/)(printerSettings\d*|vbaProjectSignature\w*|attachedToolbars)\.bin$|"
    r"(^|/)\[trash\]/",
    re.IGNORECASE,
)
_XML_BEGINNINGS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\0", b"\xfe\xff\0<")
_RASTER = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF", b"\0\0\1\0")
_RASTER_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "ICO")  # no other reader is asked
_FILES = (b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", *_RASTER)
_SMALL = 50_000  # bytes
_THUMBNAIL = re.compile(r"docProps/thumbnail\.")
_PIXELS_OF_PAGE = 400 * 570  # of the first page, on which letters are five pixels high
_FEW_PIXELS = 150 * 150  # a badge, a bullet, a little logo: hardly room for a line that can be read


def is_looks(name: str) -> bool:
    """Whether a part of that name is only there for the looks of the document."""
    return bool(_LOOKS_XML.search(name) or _LOOKS_BINARY.search(name))


def is_disguised(name: str, beginning: bytes) -> bool:
    """Whether what stands under the name of such a part is something else."""
    if _LOOKS_XML.search(name):
        return not beginning.startswith(_XML_BEGINNINGS)
    filled = beginning.strip(b"\0\xff \r\n")
    return beginning.startswith(_FILES) or bool(filled and is_text(beginning))


def is_decoration(name: str, content: bytes) -> bool:
    """Whether it is a picture with too few pixels for words. None of it but its header is decoded."""
    if len(content) >= _SMALL or not content.startswith(_RASTER):
        return False
    try:
        with Image.open(io.BytesIO(content), formats=_RASTER_FORMATS) as picture:
            width, height = picture.size
    except Exception:  # Pillow raises anything on damaged pictures; their own reader will say so
        return False
    return bool(width * height <= (_PIXELS_OF_PAGE if _THUMBNAIL.match(name) else _FEW_PIXELS))

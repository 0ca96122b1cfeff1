"""What is written into the properties of a picture: who made it, what it shows, comments."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import ExifTags, ImageFile, IptcImagePlugin

from detectors.mime.charset import decode

_LONGEST = 1_000_000  # characters of one value
# Exif 3.0 §4.6: what Windows writes in UTF-16, and a comment whose first eight bytes name its encoding.
_WINDOWS_TAGS = frozenset({0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F})
_USER_COMMENT = 0x9286
_INNER = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo, ExifTags.IFD.Interop)
_NO_WORDS = ("compression",)  # of what Pillow keeps
_CAPTIONS = 2  # IPTC IIM §6: the record that describes the picture


def properties(picture: ImageFile.ImageFile) -> Iterator[str]:
    """Exif, XMP, IPTC, the texts of a PNG and the comments of a GIF or JPEG; as far as they are readable."""
    for source in (_beside, _exif, _iptc):
        try:
            found = list(source(picture))
        except Exception:  # noqa: S112 - Pillow's parsers raise whatever damage makes them stumble over
            continue
        yield from found


def _beside(picture: ImageFile.ImageFile) -> Iterator[str]:
    """What Pillow keeps beside the pixels: texts of a PNG by their keywords, comments, XMP."""
    for key, value in picture.info.items():
        if isinstance(value, str) and key not in _NO_WORDS:
            yield value[:_LONGEST]
        elif isinstance(value, bytes) and str(key) in ("comment", "xmp", "XML:com.adobe.xmp"):
            yield decode(value[:_LONGEST], "utf-8")


def _exif(picture: ImageFile.ImageFile) -> Iterator[str]:
    exif = picture.getexif()
    for values in (dict(exif), *(exif.get_ifd(each) for each in _INNER)):
        for tag, value in values.items():
            text = _exif_text(tag, value)
            if text:
                yield text[:_LONGEST]


def _exif_text(tag: int, value: object) -> str:
    if isinstance(value, str):
        return value.strip("\0 ")
    if not isinstance(value, bytes):
        return ""
    if tag in _WINDOWS_TAGS:
        return value.decode("utf-16-le", "replace").strip("\0 ")
    if tag == _USER_COMMENT:
        charset = "utf-16" if value.startswith(b"UNICODE\0") else "utf-8"
        return decode(value[8:], charset).strip("\0 ")
    return ""


def _iptc(picture: ImageFile.ImageFile) -> Iterator[str]:
    for (record, _), value in (IptcImagePlugin.getiptcinfo(picture) or {}).items():
        for each in value if isinstance(value, list) else [value]:
            if record == _CAPTIONS:
                yield decode(each[:_LONGEST], "utf-8")

"""Attachments' names: made safe to show and to join, invented where missing, and never the same twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

# A whole path from the sender's own disk. A relative "7/A.docx" is no path but a name with a slash in it.
_OWN_PATH = re.compile(r"\A(?:[A-Za-z]:[\\/]|[\\/~]|\.\.?[\\/]).*[\\/]", re.DOTALL)
# Control characters, and the invisible ones that turn or split the text around them.
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_TURNED = re.compile("\u202e([^\u202c\u202d\u202e\n]*)")  # right-to-left override, UAX #9 §2.2
_LONGEST = 200

_EXTENSIONS: Mapping[str, str] = MappingProxyType(
    {
        "application/gzip": "gz",
        "application/json": "json",
        "application/ms-tnef": "dat",
        "application/msword": "doc",
        "application/pdf": "pdf",
        "application/pgp-encrypted": "asc",
        "application/pgp-signature": "asc",
        "application/pkcs7-mime": "p7m",
        "application/pkcs7-signature": "p7s",
        "application/rtf": "rtf",
        "application/vnd.ms-excel": "xls",
        "application/vnd.ms-outlook": "msg",
        "application/vnd.ms-powerpoint": "ppt",
        "application/vnd.oasis.opendocument.presentation": "odp",
        "application/vnd.oasis.opendocument.spreadsheet": "ods",
        "application/vnd.oasis.opendocument.text": "odt",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
        "application/x-7z-compressed": "7z",
        "application/x-pkcs7-mime": "p7m",
        "application/x-pkcs7-signature": "p7s",
        "application/x-zip-compressed": "zip",
        "application/xml": "xml",
        "application/zip": "zip",
        "audio/mpeg": "mp3",
        "image/bmp": "bmp",
        "image/gif": "gif",
        "image/heic": "heic",
        "image/jpeg": "jpg",
        "image/png": "png",
        "image/svg+xml": "svg",
        "image/tiff": "tif",
        "image/webp": "webp",
        "message/delivery-status": "txt",
        "message/global": "eml",
        "message/rfc822": "eml",
        "text/calendar": "ics",
        "text/csv": "csv",
        "text/html": "html",
        "text/plain": "txt",
        "text/rfc822-headers": "eml",
        "text/vcard": "vcf",
        "text/x-vcard": "vcf",
        "video/mp4": "mp4",
    }
)


def turned(line: str) -> str:
    """The line as it is shown: what a mark turns to run from right to left is read from its end."""
    return _TURNED.sub(lambda run: run[1][::-1], line)


def clean_name(name: str) -> str:
    """The name without the sender's own folders and without what cannot be seen; "/" joins nested names."""
    visible = _INVISIBLE.sub("", name)
    return _OWN_PATH.sub("", visible, count=1).replace("/", "_").strip()


def extension(name: str) -> str:
    """The extension in lower case, without the dots and spaces that Windows drops at the end."""
    _, dot, ending = name.rstrip(". ").rpartition(".")
    return ending.lower() if dot else ""


class Names:
    """The names of one message's attachments, each given out once."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}
        self._unnamed = 0

    def give(self, filename: str, media_type: str) -> str:
        """The path of the next attachment: its own name, or one such as "attachment-1.pdf"."""
        if filename:
            return self._unique(_shortened(filename))
        self._unnamed += 1
        return self._unique(f"attachment-{self._unnamed}.{_EXTENSIONS.get(media_type, 'bin')}")

    def _unique(self, name: str) -> str:
        number = self._given.get(name.lower(), 1)
        stem, dot, ending = name.rpartition(".")
        unique = name
        while unique.lower() in self._given:
            number += 1
            unique = f"{stem} ({number}).{ending}" if dot else f"{name} ({number})"
        self._given[name.lower()] = number
        self._given.setdefault(unique.lower(), 1)
        return unique


def _shortened(name: str) -> str:
    """A name too long to show keeps its beginning and its extension."""
    if len(name) <= _LONGEST:
        return name
    ending = extension(name)[:20]
    return f"{name[:_LONGEST]}….{ending}" if ending else f"{name[:_LONGEST]}…"

"""A file out of a message as an answer: it is saved, and nothing opens it by itself."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from gateway.actions.quoting import one_line

_LONGEST, _LOOKED_AT = 120, 4_000  # characters
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|%]')  # Windows' own list, and what is decoded by careless programs
# What office programs and viewers open without running it. Everything else has to be renamed first.
_HARMLESS = frozenset(
    {
        "bmp", "csv", "doc", "docx", "gif", "jpeg", "jpg", "odp", "ods", "odt", "pdf", "png", "ppt", "pptx",
        "rtf", "tif", "tiff", "txt", "webp", "xls", "xlsx",
    }
)  # fmt: skip


def download(name: str, content: bytes) -> HttpResponse:
    """RFC 6266 with RFC 8187 for what is not ASCII; the browser shows, guesses and runs nothing of it."""
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, safe_name(name))
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def safe_name(name: str) -> str:
    """Without what leads to another folder, ends a header field or hides a letter; no click runs it.

    "invoice.exe" is saved as "invoice.exe.file".
    """
    plain = _NOT_IN_NAMES.sub("_", one_line(name, _LOOKED_AT)).strip(". ")
    stem, _, ending = plain.rpartition(".")
    ending = ending.strip()
    if not stem:
        return f"{plain[:_LONGEST] or 'attachment'}.file"
    if ending.lower() not in _HARMLESS:
        return f"{stem[:_LONGEST]}.{ending[:20]}.file"
    return f"{stem[:_LONGEST]}.{ending}"

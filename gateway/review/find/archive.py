"""A dossier as one ZIP file: a document to read and print, and the same as a table and as data."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.template.loader import render_to_string

from gateway.review.find.dossier import Dossier, Item
from gateway.review.record.written import BYTE_ORDER_MARK, csv_line

_COLUMNS = (
    "number",
    "date",
    "message",
    "from",
    "to",
    "subject",
    "rules",
    "what became of it",
    "decided by",
    "found about this person",
    "files",
)


def archive_of(dossier: Dossier, now: datetime) -> bytes:
    """The document comes first; its first page says what must be done before it is handed out."""
    local = now.astimezone()
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        for name, text in (
            ("dossier.html", render_to_string("review/find/dossier.html", {"dossier": dossier})),
            ("messages.csv", _table(dossier)),
            ("dossier.json", json.dumps(asdict(dossier), ensure_ascii=False, indent=1)),
        ):
            entry = ZipInfo(name, local.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, text.encode("utf-8", "replace"))
    return written.getvalue()


def _table(dossier: Dossier) -> str:
    return BYTE_ORDER_MARK + csv_line(_COLUMNS) + "".join(csv_line(_cells(each)) for each in dossier.items)


def _cells(item: Item) -> tuple[str, ...]:
    return (
        str(item.number),
        item.at,
        item.id,
        item.sender,
        "; ".join(item.recipients),
        item.subject,
        "; ".join(item.rules),
        item.outcome,
        item.decided_by,
        "; ".join(item.found),
        "; ".join(item.files),
    )

"""Files that are text: plain in many character sets, tables, pages, records, cards and calendars.

They are written by hand: what reads them reads letters, and no program writes all of these places.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from tests.samples.sample import WORDS, Broken, Protected, Sample

LETTER = f"Liebe Zoë,\n{WORDS} was at Oakfield Academy – “well done”.\n"
_CHARSETS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman", "iso-8859-15",
)  # fmt: skip
_PUPIL = {"forename": "Grace", "surname": "Bishop", "form": "8K"}


def _table(dialect: str, delimiter: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(_PUPIL), dialect=dialect, delimiter=delimiter)
    writer.writeheader()
    writer.writerow(_PUPIL)
    return out.getvalue().encode()


def _page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>Trip</title>{head}</head><body>{body}</body></html>".encode()


def _card(*lines: str) -> bytes:
    return "\r\n".join(("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", "")).encode()


def _event(*lines: str) -> bytes:
    return "\r\n".join(
        ("BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", "")
    ).encode()


def _text_samples() -> Iterator[Sample]:
    for charset in _CHARSETS:
        content = LETTER.encode(charset, "replace")
        yield Sample("txt", charset, "letter.txt", content, "attachment:letter.txt")
    yield Sample("txt", "without an ending", "letter", LETTER.encode(), "attachment:letter")
    for kind, carrier, content in (
        ("csv", "cells", _table("excel", ",")),
        ("csv", "cells, semicolons", _table("excel", ";")),
        ("tsv", "cells", _table("excel-tab", "\t")),
        ("json", "records", json.dumps({"pupils": [_PUPIL]}).encode()),
        ("json", "lines of records", b"\n".join([json.dumps(_PUPIL).encode()] * 2)),
        ("xml", "elements", b"<pupil><forename>Grace</forename><surname>Bishop</surname></pupil>"),
        ("xml", "attributes", b"<?xml version='1.0'?><list><p forename='Grace' surname='Bishop'/></list>"),
        ("xml", "text", f"<?xml version='1.0'?><report>{WORDS}</report>".encode()),
        ("ini", "settings", b"[pupil]\nforename=Grace\nsurname=Bishop\n"),
    ):
        yield Sample(kind, carrier, f"pupils.{kind}", content, f"attachment:pupils.{kind}")


def _page_samples() -> Iterator[Sample]:
    cells = "<table><tr><th>forename<th>surname</tr><tr><td>Grace<td>Bishop</tr></table>"
    for carrier, content, where in (
        ("text", _page(f"<p>{WORDS}</p>"), ""),
        ("words in pieces", _page("<p><b>Gra</b>ce <i>Bis</i>hop</p>"), ""),
        ("cells", _page(cells), ""),
        ("hidden", _page(f'<p style="display:none">{WORDS}</p>'), ""),
        ("comment", _page(f"<!-- {WORDS} -->"), "#comments"),
        ("alternative text", _page(f'<img alt="{WORDS}">'), "#attributes"),
        ("value of a field", _page(f'<input value="{WORDS}">'), "#attributes"),
    ):
        yield Sample("html", carrier, "page.html", content, f"attachment:page.html{where}")


def _card_samples() -> Iterator[Sample]:
    for kind, carrier, content, where in (
        ("vcf", "full name", _card(f"FN:{WORDS}"), ""),
        ("vcf", "name in pieces", _card("N:Bishop;Grace;;;"), ""),
        ("vcf", "folded note", _card("NOTE:Mother of Grace Bis", " hop"), "#values"),
        ("ics", "summary", _event(f"SUMMARY:Meeting on {WORDS}"), ""),
        ("ics", "folded description", _event("DESCRIPTION:About Gra", " ce Bishop"), "#values"),
        ("ics", "guest", _event(f'ATTENDEE;CN="{WORDS}":mailto:family@example.org'), "#values"),
    ):
        yield Sample(kind, carrier, f"a.{kind}", content, f"attachment:a.{kind}{where}")


def samples() -> Iterator[Sample]:
    yield from _text_samples()
    yield from _page_samples()
    yield from _card_samples()


def protected() -> Iterator[Protected]:
    """Text has no protection."""
    return iter(())


def broken() -> Iterator[Broken]:
    words = WORDS.encode()
    bomb = b'<!DOCTYPE a [<!ENTITY a "Grace Bishop">' + b"".join(
        b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 20) for letter in range(98, 110)
    )
    for kind, what, content in (
        ("xml", "entities in entities", bomb + b"]><a>&m;</a>"),
        ("txt", "too much text", words * 2_000_000),
    ):
        yield Broken(kind, what, f"a.{kind}", content)
    for kind, what, content in (
        ("txt", "bytes that are no letters", words + bytes(range(128, 256)) * 4),
        ("html", "tags without end", b"<div>" * 100_000 + words),
        ("html", "a tag cut off", b"<p>" + words + b"</p><a href='"),
        ("xml", "cut in the middle", b"<?xml version='1.0'?><a><b>" + words + b"</b><c"),
        ("xml", "elements without end", b"<?xml version='1.0'?>" + b"<a>" * 50_000 + words),
        ("json", "cut in the middle", b'{"pupil": "' + words + b'", "form": "8'),
        ("json", "lists without end", b'["' + words + b'",' + b"[" * 100_000),
        ("csv", "a quote without end", b'forename,surname\n"Grace,Bishop\n' + words + b"\n"),
        ("ics", "lines without end", b"BEGIN:VCALENDAR\r\nSUMMARY:" + words + b" x" * 200_000),
        ("vcf", "cut in the middle", b"BEGIN:VCARD\r\nFN:" + words),
    ):
        yield Broken(kind, what, f"a.{kind}", content, harmless=True)

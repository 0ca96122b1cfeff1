"""Tests for detectors.unencrypted_attachment."""

from __future__ import annotations

import pytest

from detectors.matter import Matter
from detectors.message import Part
from detectors.unencrypted_attachment import find
from tests.detectors.extract.files import (
    attachment,
    body,
    docx_of,
    encrypted_office,
    png_of,
    read_parts,
    zip_of,
)
from tests.detectors.facts import FACTS

SEALED = encrypted_office(docx_of("Grace"), "Str0ng!")
SIGNATURE = b"-----BEGIN PGP SIGNATURE-----\r\n\r\nabcd\r\n-----END PGP SIGNATURE-----\r\n"


def found(*parts: Part) -> list[str]:
    return [str(each.location) for each in find(Matter(read_parts(*parts), FACTS))]


@pytest.mark.parametrize(
    "part",
    [
        attachment(docx_of("Grace"), "a.docx"),
        attachment(b"Grace,Bishop", "a.csv", "text/csv"),
        attachment(zip_of({"b.docx": docx_of("Grace")}), "a.zip"),
        attachment(zip_of({"b.docx": SEALED, "c.txt": b"Grace"}), "a.zip"),
        attachment(png_of(80_000), "a.png", "image/png"),
        attachment(docx_of("Grace"), "a.ics", "text/calendar"),
        attachment(b"Grace Bishop", "signature.asc", "application/pgp-signature"),
        attachment(zip_of({}), "a.zip"),
    ],
)
def test_open_attachments(part: Part) -> None:
    assert found(body(b"Dear parents"), part) == [f"attachment:{part.filename}"]


@pytest.mark.parametrize(
    "part",
    [
        attachment(SEALED, "a.docx"),
        attachment(zip_of({"b.docx": SEALED, "c.zip": zip_of({"d.docx": SEALED})}), "a.zip"),
        attachment(png_of(8_000), "logo.png", "image/png"),
        attachment(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "a.ics", "text/calendar"),
        attachment(SIGNATURE, "signature.asc", "application/pgp-signature"),
        attachment(b"Version: 1\r\n", "encrypted.asc", "application/pgp-encrypted"),
        attachment(b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(60), "a.7z"),
        body(b"Grace Bishop"),
        body(b"<p>Grace Bishop</p>", "text/html"),
    ],
)
def test_what_is_sealed_unknown_or_no_file(part: Part) -> None:
    assert found(body(b"Dear parents"), part) == []


def test_files_inside_are_not_counted_again() -> None:
    part = attachment(zip_of({"b.docx": docx_of("Grace"), "c.docx": docx_of("Grace")}), "a.zip")
    assert found(part) == ["attachment:a.zip"]

"""A file that is something else is called what it is."""

from __future__ import annotations

import io
import zipfile

import pytest

from detectors.roster import Pupil
from gateway.roster.errors import FormatError
from gateway.roster.formats import read_roster
from gateway.roster.formats.bundle import Bundle, SourceFile
from gateway.roster.formats.roster_file import RosterFile

EXPORT = "; export the pupils as CSV with the columns id, forename and surname"


def read_roster_file(data: bytes) -> RosterFile:
    return read_roster(Bundle((SourceFile("pupils", data),)))


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def test_our_own_list() -> None:
    data = b"id,forename,surname\n1042,Grace,Bishop\n"
    assert read_roster_file(data).pupils == (Pupil("1042", "Grace", "Bishop"),)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b" \r\n", "is empty"),
        (
            zipped("[Content_Types].xml", "xl/workbook.xml"),
            "is a workbook that cannot be read: a part of it is damaged and cannot be read; "
            "save the list as CSV",
        ),
        (
            zipped("[Content_Types].xml", "word/document.xml"),
            f"is an Excel workbook or other Office file{EXPORT}",
        ),
        (zipped("pupils.csv"), f"is a zip archive{EXPORT}"),
        (b"PK\x03\x04\x14\x00\x01\x00" + bytes(40), f"is a zip archive with a password{EXPORT}"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "is an old Excel or other Office file; save the list as .xlsx or CSV",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "is an Office file with a password; save it without the password, as .xlsx or CSV",
        ),
        (b"%PDF-1.7", f"is a PDF{EXPORT}"),
        (b"-----BEGIN PGP MESSAGE-----", f"is encrypted with PGP{EXPORT}"),
        (b"\xef\xbb\xbf <html><table></table></html>", f"is an XML or HTML file{EXPORT}"),
        (b'{"students": []}', f"is a JSON file{EXPORT}"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "is not text; save the pupils as CSV (UTF-8)"),
        (b"id,forename\n1,Grace\n", "lacks the column surname; found: id, forename"),
    ],
)
def test_says_what_it_is(data: bytes, sentence: str) -> None:
    with pytest.raises(FormatError) as error:
        read_roster_file(data)
    assert str(error.value) == sentence

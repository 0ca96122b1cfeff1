"""Which reader reads which kind of file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from detectors.extract import filetype
from detectors.extract.archive import read_zip
from detectors.extract.contents import Contents, Reader
from detectors.extract.delimited import read_delimited
from detectors.extract.docx import read_docx
from detectors.extract.html import read_html
from detectors.extract.json import read_json
from detectors.extract.lines import read_ini, read_lines
from detectors.extract.mail import read_mail
from detectors.extract.ole import read_ole
from detectors.extract.pdf import read_pdf
from detectors.extract.picture import read_picture
from detectors.extract.pptx import read_pptx
from detectors.extract.secured import read_cms, read_pgp
from detectors.extract.text import read_text
from detectors.extract.xlsx import read_xlsx
from detectors.extract.xml import read_xml
from detectors.finding import Protection
from detectors.message import Part, Unread

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        filetype.PLAIN: read_text,
        filetype.PGP_SIGNATURE: read_text,
        filetype.HTML: read_html,
        filetype.XML: read_xml,
        filetype.JSON: read_json,
        filetype.CALENDAR: read_lines,
        filetype.VCARD: read_lines,
        filetype.INI: read_ini,
        filetype.CSV: read_delimited,
        filetype.TSV: read_delimited,
        filetype.MAIL: read_mail,
        filetype.DOCX: read_docx,
        filetype.XLSX: read_xlsx,
        filetype.PPTX: read_pptx,
        filetype.PDF: read_pdf,
        filetype.ZIP: read_zip,
        filetype.OLE: read_ole,
        filetype.SEALED_OFFICE: read_ole,
        "application/msword": read_ole,
        "application/vnd.ms-excel": read_ole,
        "application/vnd.ms-powerpoint": read_ole,
        filetype.CMS: read_cms,
        filetype.CMS_SIGNATURE: read_cms,
        filetype.PGP_MESSAGE: read_pgp,
        # Families: tried where the type itself is not listed.
        "image/*": read_picture,
    }
)


def reader_of(kind: str) -> Reader | None:
    """The reader of a media type, or of its family; None where there is none."""
    return READERS.get(kind) or READERS.get(f"{kind.partition('/')[0]}/*")


def cannot_open(part: Part, kind: str) -> Contents:
    """What is said of a file that nobody here can read."""
    reason = f"This kind of file cannot be opened ({kind})."
    return Contents(unread=(Unread(part.location, reason),), protection=Protection.UNKNOWN)

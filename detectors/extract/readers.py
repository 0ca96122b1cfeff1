"""Which reader reads which kind of file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from detectors.extract import mediatypes
from detectors.extract.containers.archive import read_zip
from detectors.extract.containers.cab import read_cab
from detectors.extract.containers.compressed import read_bzip2, read_gzip, read_lzma, read_xz, read_zstd
from detectors.extract.containers.iso import read_iso
from detectors.extract.containers.rar import read_rar
from detectors.extract.containers.sevenzip import read_7z
from detectors.extract.containers.tar import read_tar
from detectors.extract.containers.vault import read_vault
from detectors.extract.contents import Contents, Reader
from detectors.extract.mail.mail import read_mail
from detectors.extract.mail.mbox import read_mbox
from detectors.extract.mail.msg import read_msg
from detectors.extract.mail.pgp import read_pgp
from detectors.extract.mail.secured import read_cms
from detectors.extract.mail.tnef import read_tnef
from detectors.extract.office.docx import read_docx
from detectors.extract.office.pptx import read_pptx
from detectors.extract.office.sealedoffice import read_sealed_office
from detectors.extract.office.xlsb import read_xlsb
from detectors.extract.office.xlsx import read_xlsx
from detectors.extract.office97.doc import read_doc
from detectors.extract.office97.ole import read_ole
from detectors.extract.office97.ppt import read_ppt
from detectors.extract.office97.xls import read_xls
from detectors.extract.opendocument.odf import read_odf
from detectors.extract.pages.metafile import read_metafile
from detectors.extract.pages.pdf import read_pdf
from detectors.extract.pages.picture import read_picture
from detectors.extract.rtf.rtf import read_rtf
from detectors.extract.text.delimited import read_delimited
from detectors.extract.text.html import read_html
from detectors.extract.text.json import read_json
from detectors.extract.text.lines import read_ini, read_lines
from detectors.extract.text.text import read_text
from detectors.extract.text.xml import read_xml
from detectors.finding import Protection
from detectors.message import Part, Unread

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        # Text
        mediatypes.PLAIN: read_text,
        mediatypes.PGP_SIGNATURE: read_text,
        mediatypes.HTML: read_html,
        mediatypes.XML: read_xml,
        mediatypes.JSON: read_json,
        mediatypes.CALENDAR: read_lines,
        mediatypes.VCARD: read_lines,
        mediatypes.INI: read_ini,
        mediatypes.CSV: read_delimited,
        mediatypes.TSV: read_delimited,
        mediatypes.RTF: read_rtf,
        # Documents
        mediatypes.DOCX: read_docx,
        mediatypes.XLSX: read_xlsx,
        mediatypes.XLSB: read_xlsb,
        mediatypes.PPTX: read_pptx,
        mediatypes.SEALED_OFFICE: read_sealed_office,
        mediatypes.DOC: read_doc,
        mediatypes.XLS: read_xls,
        mediatypes.PPT: read_ppt,
        mediatypes.OLE: read_ole,
        mediatypes.ODT: read_odf,
        mediatypes.ODS: read_odf,
        mediatypes.ODP: read_odf,
        mediatypes.ODG: read_odf,
        mediatypes.ODF_FORMULA: read_odf,
        mediatypes.ODF_CHART: read_odf,
        mediatypes.ODF_IMAGE: read_odf,
        mediatypes.ODF_DATABASE: read_odf,
        mediatypes.FLAT_ODF: read_odf,
        mediatypes.EPUB: read_zip,
        mediatypes.PDF: read_pdf,
        # Mail
        mediatypes.MAIL: read_mail,
        mediatypes.MBOX: read_mbox,
        mediatypes.OUTLOOK: read_msg,
        mediatypes.TNEF: read_tnef,
        mediatypes.CMS: read_cms,
        mediatypes.CMS_SIGNATURE: read_cms,
        mediatypes.PGP_MESSAGE: read_pgp,
        # Containers
        mediatypes.ZIP: read_zip,
        mediatypes.SEVEN_ZIP: read_7z,
        mediatypes.RAR: read_rar,
        mediatypes.TAR: read_tar,
        mediatypes.GZIP: read_gzip,
        mediatypes.BZIP2: read_bzip2,
        mediatypes.XZ: read_xz,
        mediatypes.LZMA: read_lzma,
        mediatypes.ZSTD: read_zstd,
        mediatypes.CAB: read_cab,
        mediatypes.ISO: read_iso,
        # What nobody can open who has no key to it
        mediatypes.RIGHTS_MANAGED: read_vault,
        mediatypes.KEEPASS: read_vault,
        mediatypes.DISK_IMAGE: read_vault,
        mediatypes.MAIL_STORE: read_vault,
        # Pictures that are drawn with words
        mediatypes.EMF: read_metafile,
        mediatypes.WMF: read_metafile,
        # Families: tried where the type itself is not listed.
        "image/*": read_picture,
    }
)
_VARIANTS = ("-template", "-master", "-web")  # OpenDocument part 1, appendix B: read like what they vary


def reader_of(kind: str) -> Reader | None:
    """The reader of a media type, or of its family; None where there is none."""
    plain = next((kind.removesuffix(each) for each in _VARIANTS if kind.endswith(each)), kind)
    return READERS.get(plain) or READERS.get(f"{kind.partition('/')[0]}/*")


def cannot_open(part: Part, kind: str) -> Contents:
    """What is said of a file that nobody here can read."""
    reason = f"This kind of file cannot be opened ({kind})."
    return Contents(unread=(Unread(part.location, reason),), protection=Protection.UNKNOWN)

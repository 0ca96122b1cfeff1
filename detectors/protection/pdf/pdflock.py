"""The lock of a PDF: what its encryption dictionary says, which is enough to try a password.

qpdf tries it, on a document that holds nothing else: ISO 32000-2 §7.6.4.4 and 7.6.4.3.2 to 7.6.4.3.4 need
no more than the dictionary and the first half of the file's identifier.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import pikepdf

from detectors.protection.pdf.qpdf import open_pdf

_LONGEST_VALUE = 256  # bytes; 127 at most are in use
_METHODS = frozenset({"V2", "AESV2", "AESV3"})


@dataclass(frozen=True, slots=True)
class PdfLock:
    """Tables 20, 21 and 25 of ISO 32000-2, under the names V, R, Length, P, O, U, OE, UE, Perms, CFM.

    metadata: 1 where the metadata is encrypted too
    identifier: the first of the two strings of ID; empty where there is none
    """

    kind: ClassVar[str] = "pdf"

    version: int
    revision: int
    bits: int
    permissions: int
    owner: bytes
    user: bytes
    owner_key: bytes
    user_key: bytes
    sealed_permissions: bytes
    method: str
    metadata: int
    identifier: bytes

    def opens(self, password: str) -> bool:
        """Whether it is the user's or the owner's password."""
        return self.key(password) is not None

    def key(self, password: str) -> bytes | None:
        """The password in the bytes that open the document; None where it does not."""
        document = self._document()
        for spelled in dict.fromkeys(_spelled(password)):
            try:
                with open_pdf(document, spelled) as pdf:
                    if pdf.user_password_matched or pdf.owner_password_matched:
                        return spelled
            except (pikepdf.PasswordError, pikepdf.PdfError, ValueError, RuntimeError):
                continue
        return None

    def _document(self) -> bytes:
        """The least that qpdf takes for a PDF."""
        filters = (
            f"/CF <</StdCF <</CFM /{self.method} /AuthEvent /DocOpen>>>> /StmF /StdCF /StrF /StdCF"
            if self.method
            else ""
        )
        encryption = (
            f"/Filter /Standard /V {self.version} /R {self.revision} /Length {self.bits}"
            f" /P {self.permissions} /O <{self.owner.hex()}> /U <{self.user.hex()}>"
            f" /OE <{self.owner_key.hex()}> /UE <{self.user_key.hex()}>"
            f" /Perms <{self.sealed_permissions.hex()}>"
            f" /EncryptMetadata {'true' if self.metadata else 'false'} {filters}"
        )
        return _file(
            f"/Root 1 0 R /Encrypt 3 0 R /ID [<{self.identifier.hex()}> <{self.identifier.hex()}>]",
            "/Type /Catalog /Pages 2 0 R",
            "/Type /Pages /Kids [] /Count 0",
            encryption,
        )


def _file(trailer: str, *objects: str) -> bytes:
    """A PDF of nothing but dictionaries, numbered from 1 (§7.5.4, §7.5.5)."""
    written = b"%PDF-2.0\n"
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    for number, dictionary in enumerate(objects, 1):
        table += f"{len(written):010} 00000 n \n"
        written += f"{number} 0 obj\n<<{dictionary}>>\nendobj\n".encode("ascii")
    end = f"trailer\n<<{trailer} /Size {len(objects) + 1}>>\nstartxref\n{len(written)}\n%%EOF\n"
    return written + (table + end).encode("ascii")


def pdf_lock(encryption: pikepdf.Object, identifier: bytes) -> PdfLock | None:
    """The lock that an encryption dictionary describes; None where it is not one that asks a password."""
    owner, user = _bytes(encryption, "/O"), _bytes(encryption, "/U")
    if encryption.get("/Filter") != pikepdf.Name.Standard or not (owner and user):
        return None
    return PdfLock(
        version=_number(encryption, "/V", 0),
        revision=_number(encryption, "/R", 0),
        bits=_number(encryption, "/Length", 40),
        permissions=_number(encryption, "/P", 0),
        owner=owner,
        user=user,
        owner_key=_bytes(encryption, "/OE"),
        user_key=_bytes(encryption, "/UE"),
        sealed_permissions=_bytes(encryption, "/Perms"),
        method=_method(encryption),
        metadata=int(encryption.get("/EncryptMetadata", True) is not False),
        identifier=identifier[:_LONGEST_VALUE],
    )


def _method(encryption: pikepdf.Object) -> str:
    """The cipher of the strings' and streams' crypt filter; empty where the version says it all."""
    filters = encryption.get("/CF")
    if not isinstance(filters, pikepdf.Dictionary):
        return ""
    for use in ("/StmF", "/StrF"):
        crypt_filter = filters.get(str(encryption.get(use, "/Identity")))
        if isinstance(crypt_filter, pikepdf.Dictionary):
            method = str(crypt_filter.get("/CFM", "")).removeprefix("/")
            if method in _METHODS:
                return method
    return ""


def _bytes(dictionary: pikepdf.Object, key: str) -> bytes:
    value = dictionary.get(key)
    return bytes(value)[:_LONGEST_VALUE] if isinstance(value, pikepdf.String) else b""


def _number(dictionary: pikepdf.Object, key: str, default: int) -> int:
    value = dictionary.get(key, default)
    return value if isinstance(value, int) else default


def _spelled(password: str) -> Iterator[bytes]:
    """Older revisions take PDFDocEncoding (§7.6.4.3.2 a), newer ones UTF-8 after SASLprep (§7.6.4.3.3)."""
    for text in (password, unicodedata.normalize("NFKC", password)):
        yield text.encode("utf-8", "replace")
        yield text.encode("pdfdoc", "replace")

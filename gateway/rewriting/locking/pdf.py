"""A PDF is locked with AES-256 (ISO 32000-2 §7.6.4, revision 6), and opens with the passphrase only.

What it forbids its readers it goes on forbidding; the password that would lift that is random, and nobody's.
"""

from __future__ import annotations

import io
import secrets
import warnings

import pikepdf

from detectors.protection.pdf.qpdf import open_pdf

# §12.8.1: stands in every signature, and in clear, for the bytes that it covers are counted in the file.
_SIGNATURE = b"/ByteRange"
_SIGNATURES_EXIST = 1  # §12.7.3, table 225: SigFlags
_WITH_AES_256 = ("1.7", 8)  # qpdf's name for PDF 1.7 with Adobe's extension level 8


def lock_pdf(content: bytes, passphrase: str) -> bytes | None:
    """The PDF under the passphrase; None where that would change more than the lock.

    That is where it is signed, is damaged, needs a password to be opened, or does not open again as it was.
    """
    if _SIGNATURE in content:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the document says them, too
            return _locked_again(content, passphrase)
    except (pikepdf.PasswordError, pikepdf.PdfError, ValueError, RuntimeError):
        return None


def _locked_again(content: bytes, passphrase: str) -> bytes | None:
    """Anew even where it had a lock that anybody opens: an owner's password only."""
    with open_pdf(content, recover=False) as pdf:
        if _is_signed(pdf):
            return None
        locked = _locked(pdf, passphrase)
        as_it_was = _written(pdf)
        if pdf.get_warnings():
            return None
    with open_pdf(locked, passphrase.encode("ascii"), recover=False) as pdf:
        is_sound = pdf.encryption.R == 6 and pdf.user_password_matched
        return locked if is_sound and _written(pdf) == as_it_was else None


def _is_signed(pdf: pikepdf.Pdf) -> bool:
    form = pdf.Root.get("/AcroForm")
    flags = form.get("/SigFlags", 0) if isinstance(form, pikepdf.Dictionary) else 0
    return "/Perms" in pdf.Root or (isinstance(flags, int) and bool(flags & _SIGNATURES_EXIST))


def _locked(pdf: pikepdf.Pdf, passphrase: str) -> bytes:
    """Streams stay packed as they are."""
    lock = pikepdf.Encryption(user=passphrase, owner=secrets.token_urlsafe(32), R=6, allow=pdf.allow)
    saved = io.BytesIO()
    pdf.save(saved, encryption=lock, compress_streams=False, fix_metadata_version=False)
    return saved.getvalue()


def _written(pdf: pikepdf.Pdf) -> bytes:
    """Every object of the document, one by one, in the order in which qpdf comes upon them, without a lock.

    Its identifier is left out: not every PDF has one, and with a lock it has.
    """
    if "/ID" in pdf.trailer:
        del pdf.trailer["/ID"]
    saved = io.BytesIO()
    pdf.save(
        saved,
        encryption=False,
        static_id=True,
        min_version=_WITH_AES_256,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        fix_metadata_version=False,
    )
    return saved.getvalue()

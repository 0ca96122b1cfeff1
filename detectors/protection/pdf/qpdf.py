"""qpdf opens PDFs, with a limit to what a stream in them may grow to."""

from __future__ import annotations

import io
import warnings
from functools import cache

import pikepdf

_LARGEST_STREAM = 100_000_000  # bytes


def open_pdf(content: bytes, password: bytes = b"", *, recover: bool = True) -> pikepdf.Pdf:
    """Raises pikepdf.PasswordError, pikepdf.PdfError, and ValueError or RuntimeError for some damage.

    recover: look for the objects where the table that says where they are is damaged
    """
    _limit()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a password was given and none was needed
        return pikepdf.open(io.BytesIO(content), password=password, attempt_recovery=recover)


def without_encryption(pdf: pikepdf.Pdf) -> bytes:
    """The same document, not encrypted; its streams as compressed as they were."""
    plain = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that other programs may not show all of it
        pdf.save(
            plain,
            encryption=False,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    return plain.getvalue()


@cache
def _limit() -> None:
    """Streams of objects are unpacked by opening a file, whole, and those that are encrypted unweighed."""
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=_LARGEST_STREAM,
        run_length_max_memory=_LARGEST_STREAM,
        png_max_memory=_LARGEST_STREAM,
        tiff_max_memory=_LARGEST_STREAM,
        dct_max_memory=_LARGEST_STREAM,
    )

"""Draws one page of a PDF in grey: a program of its own, as a small file can keep a renderer busy for hours.

    python -m detectors.extract.pages.rendering PAGE LEFT BOTTOM RIGHT TOP < document > picture.pgm

PAGE counts from 0; the box, in points, is the part of the page that is drawn.
"""

from __future__ import annotations

import io
import math
import sys

import pypdfium2 as pdfium
from PIL import Image, ImageStat
from pypdfium2 import raw

from detectors.extract.pages.helper import HelperFailed, run_helper

Box = tuple[float, float, float, float]  # left, bottom, right, top, in points

_DOTS = 200 / 72  # a point: enough for small print
_MOST_PIXELS = 9_000_000


def render(document: bytes, page: int, box: Box, seconds: float) -> Image.Image:
    """A part of a page, as a picture. Raises HelperFailed."""
    command = [sys.executable, "-m", __name__, str(page), *map(str, box)]
    drawn = run_helper(command, document, seconds)
    try:
        with Image.open(io.BytesIO(drawn), formats=["PPM"]) as picture:
            return picture.convert("L")
    except OSError as error:
        raise HelperFailed from error


def main() -> None:
    page, *box = sys.argv[1:]
    left, bottom, right, top = map(float, box)
    document = pdfium.PdfDocument(sys.stdin.buffer.read())
    whole = document[int(page)]
    whole.set_mediabox(left, bottom, right, top)
    whole.set_cropbox(left, bottom, right, top)
    whole.close()  # the page is laid out anew when it is opened again
    width, height = max(right - left, 1.0), max(top - bottom, 1.0)
    scale = min(_DOTS, math.sqrt(_MOST_PIXELS / (width * height)))
    drawn = document[int(page)]
    picture = drawn.render(scale=scale, grayscale=True).to_pil()
    if is_blank(picture):
        for each in drawn.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
            each.get_bitmap()  # fails where it is damaged, and leaves nothing on the page
    picture.save(sys.stdout.buffer, "PPM")


def is_blank(picture: Image.Image) -> bool:
    return len(set(ImageStat.Stat(picture).extrema[0])) == 1


if __name__ == "__main__":
    main()

"""A picture is opened with care, and made into what can be recognised best: dark words on white, in grey.

Pillow knows formats that start other programs (EPS) or hold files of their own (FPX): those that people
send each other are listed, and no others are opened.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator

from PIL import (  # the plugins are loaded by name here: Pillow would load every one that it has
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    IcoImagePlugin,
    Image,
    ImageFile,
    ImageOps,
    ImageStat,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    PcxImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from detectors.extract.budget import Budget
from detectors.extract.contents import CannotRead

_PLUGINS: tuple[type[ImageFile.ImageFile], ...] = (
    PngImagePlugin.PngImageFile,
    JpegImagePlugin.JpegImageFile,
    GifImagePlugin.GifImageFile,
    TiffImagePlugin.TiffImageFile,
    BmpImagePlugin.BmpImageFile,
    BmpImagePlugin.DibImageFile,
    WebPImagePlugin.WebPImageFile,
    AvifImagePlugin.AvifImageFile,
    Jpeg2KImagePlugin.Jpeg2KImageFile,
    PpmImagePlugin.PpmImageFile,
    PcxImagePlugin.PcxImageFile,
    IcoImagePlugin.IcoImageFile,
)
_FORMATS = tuple(plugin.format for plugin in _PLUGINS if plugin.format)
_MOVING = frozenset({"GIF", "PNG", "WEBP", "AVIF"})  # whose further frames are those of a moving picture
_FRAMES_OF_MOVING = 3

# Tesseract's models were trained with letters 30 to 40 pixels high, which text of 10 to 12 points has at
# 300 dots an inch. An A4 page has 8.7 million pixels then; what is smaller was made for a screen.
_MOST_PIXELS = 9_000_000
_ENLARGED = ((40_000, 4), (250_000, 3), (2_200_000, 2))  # up to so many pixels, by so much
_DARK = 110  # of 255: the average of a picture that is light on dark
_LIGHT = 160
_DEEP_MODES = ("I", "F")  # 16 and 32 bits of grey
_DAMAGED = "The picture is damaged."


def open_picture(content: bytes) -> ImageFile.ImageFile:
    """The picture, of which no more than its header is read. Raises CannotRead."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(content), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise CannotRead("It is a picture of too many pixels.") from error
    except UnidentifiedImageError as error:
        raise CannotRead("A picture cannot be read.") from error
    except Exception as error:  # Pillow's plugins raise whatever a damaged header makes them stumble over
        raise CannotRead(_DAMAGED) from error


def frames(picture: ImageFile.ImageFile, budget: Budget) -> Iterator[Image.Image]:
    """Each page of it, ready to be recognised; the first frames only of what moves.

    Raises CannotRead where the picture is damaged, after what could be read of it, and BudgetExceeded.
    The number of pages is never asked for: to know it, Pillow walks through all of them.
    """
    most = _FRAMES_OF_MOVING if picture.format in _MOVING else budget.pictures + 1
    for number in range(most):
        try:
            picture.seek(number)
        except EOFError:
            return
        except Exception as error:
            raise CannotRead(_DAMAGED) from error
        yield from _decoded(picture, budget)


def _decoded(picture: ImageFile.ImageFile, budget: Budget) -> Iterator[Image.Image]:
    # Of a JPEG no more than grey is decoded, and at half the size or less where that is enough.
    picture.draft("L", _fitting(picture.size))
    size = picture.width * picture.height * len(picture.getbands())
    # A blank page shrinks to nothing, so how much a picture grows tells nothing.
    budget.unpack(size, size)
    try:
        is_whole = _load(picture)
        ready = prepared(ImageOps.exif_transpose(picture))
    except MemoryError:
        raise
    except Exception as error:
        raise CannotRead(_DAMAGED) from error
    yield ready
    if not is_whole:
        raise CannotRead(_DAMAGED)


def _load(picture: ImageFile.ImageFile) -> bool:
    """Decode it, as far as it goes: mail programs show the upper half of a picture that was cut off."""
    try:
        picture.load()
    except OSError:
        picture.tile = []  # nothing more is to be decoded
        return False
    return True


def prepared(picture: Image.Image) -> Image.Image:
    """Dark on white, in grey, with as many pixels as suit the recogniser."""
    grey = ImageOps.autocontrast(_grey(picture))
    wanted = _fitting(grey.size)
    if wanted != grey.size:
        grey = grey.resize(wanted, Image.Resampling.LANCZOS)
    return ImageOps.invert(grey) if ImageStat.Stat(grey).mean[0] < _DARK else grey


def pnm_of(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PPM")
    return out.getvalue()


def _fitting(size: tuple[int, int]) -> tuple[int, int]:
    width, height = size
    pixels = max(width * height, 1)
    reduced = min(1.0, math.sqrt(_MOST_PIXELS / pixels))
    factor = next((by for up_to, by in _ENLARGED if pixels <= up_to), reduced)
    return max(1, round(width * factor)), max(1, round(height * factor))


def _grey(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith(_DEEP_MODES):
        return _shallow(picture.convert("F"))
    if picture.mode in ("LA", "PA", "La", "RGBA", "RGBa") or "transparency" in picture.info:
        return _on_paper(picture.convert("RGBA"))
    return picture.convert("RGB" if picture.mode in ("P", "CMYK", "LAB", "HSV") else "L").convert("L")


def _shallow(picture: Image.Image) -> Image.Image:
    """Pillow cuts off what is brighter than 255: the whole of a picture of 16 bits."""
    lowest, highest = ImageStat.Stat(picture).extrema[0]
    scale = 255 / ((highest - lowest) or 1)
    return picture.point(lambda value: value * scale - lowest * scale).convert("L")


def _on_paper(picture: Image.Image) -> Image.Image:
    """What is transparent becomes white; black under light words, which were made for a dark screen."""
    grey, opacity = picture.convert("L"), picture.getchannel("A")
    visible = ImageStat.Stat(grey, opacity.point(lambda value: 255 if value > 127 else 0))
    light = bool(visible.count[0]) and visible.mean[0] > _LIGHT
    paper = Image.new("L", picture.size, 0 if light else 255)
    paper.paste(grey, mask=opacity)
    return paper

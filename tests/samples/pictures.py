"""Pictures: words drawn by Pillow, which also writes every format that people send each other."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Iterator
from functools import cache

from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from tests.samples.sample import WORDS, Broken, Protected, Sample
from tests.support.system import needs

LETTER = f"Dear parents,\n\n{WORDS} has done well\nin the test of last week.\n\nYours sincerely"
FORENAME, SURNAME = WORDS.split()
_ORIENTATION, _ARTIST, _DESCRIPTION, _TITLE, _COMMENT = 0x0112, 0x013B, 0x010E, 0x9C9B, 0x9286


@cache
def drawn(
    text: str,
    size: tuple[int, int] = (1000, 700),
    letters: int = 40,
    at: tuple[int, int] = (60, 60),
    ink: str = "black",
    paper: str = "white",
) -> Image.Image:
    """Text on paper; `letters` is their height in pixels."""
    picture = Image.new("RGB", size, paper)
    ImageDraw.Draw(picture).multiline_text(
        at, text, fill=ink, font=ImageFont.load_default(letters), spacing=letters // 2
    )
    return picture


def written(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.copy().save(out, kind, **options)  # a copy: what was saved remembers how
    return out.getvalue()


@cache
def class_list() -> Image.Image:
    """Forenames and surnames in columns far apart."""
    page = drawn("Class 8B", (1240, 900), 34)
    pencil, font = ImageDraw.Draw(page), ImageFont.load_default(30)
    rows = (
        ("Forename", "Surname"),
        ("Henry", "Tudor"),
        (FORENAME, SURNAME),
        ("Ada", "Byron"),
        ("Mary", "Seacole"),
    )
    for number, (forename, surname) in enumerate(rows):
        pencil.text((60, 160 + 60 * number), forename, fill="black", font=font)
        pencil.text((700, 160 + 60 * number), surname, fill="black", font=font)
    return page


def clear() -> Image.Image:
    """White letters on nothing at all, as for a dark screen."""
    mask = drawn(LETTER, ink="white", paper="black").convert("L")
    picture = Image.new("RGBA", mask.size, (255, 255, 255, 0))
    picture.putalpha(mask)
    return picture


def turned() -> bytes:
    """A phone saves the picture as its sensor saw it, and says how it was held (Exif 3.0 §4.6.6)."""
    exif = Image.Exif()
    exif[_ORIENTATION] = 6
    return written(drawn(LETTER).transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif)


def deep() -> Image.Image:
    """16 bits of grey, as scanners for films make them."""
    return drawn(LETTER).convert("L").convert("I").point(lambda value: value * 200).convert("I;16")


def recognised() -> Iterator[tuple[str, str, bytes]]:
    letter = drawn(LETTER)
    yield "png", "words", written(letter, "PNG")
    yield "png", "white on black", written(drawn(LETTER, ink="white", paper="black"), "PNG")
    yield "png", "grey on grey", written(drawn(LETTER, ink="#777", paper="#bbb"), "PNG")
    yield "png", "transparent", written(clear(), "PNG")
    yield "png", "palette", written(letter.quantize(8), "PNG")
    yield "png", "16 bits", written(deep(), "PNG")
    yield "png", "lying on its side", written(letter.transpose(Image.Transpose.ROTATE_270), "PNG")
    yield "png", "upside down", written(class_list().transpose(Image.Transpose.ROTATE_180), "PNG")
    yield "png", "a little askew", written(class_list().rotate(2, fillcolor="white"), "PNG")
    yield "png", "columns", written(class_list(), "PNG")
    yield "png", "small print", written(letter.resize((330, 231), Image.Resampling.LANCZOS), "PNG")
    yield "jpg", "words", written(letter, "JPEG", quality=70)
    yield "jpg", "four colours", written(letter.convert("CMYK"), "JPEG")
    yield "jpg", "held upright", turned()
    yield "gif", "second frame", written(drawn("Oakfield"), "GIF", save_all=True, append_images=[letter])
    yield "tif", "second page", written(drawn("Oakfield"), "TIFF", save_all=True, append_images=[letter])
    yield "tif", "fax", written(letter.convert("1"), "TIFF", compression="group4")
    yield "webp", "words", written(letter, "WEBP")
    yield "bmp", "words", written(letter, "BMP")
    yield "jp2", "words", written(letter, "JPEG2000")
    yield "avif", "words", written(letter, "AVIF")


def described() -> Iterator[tuple[str, str, bytes]]:
    plain = Image.new("RGB", (30, 20), "navy")  # too small to hold words
    for what, tag, value in (
        ("artist", _ARTIST, WORDS),
        ("description", _DESCRIPTION, WORDS),
        ("title as Windows writes it", _TITLE, WORDS.encode("utf-16-le")),
    ):
        exif = Image.Exif()
        exif[tag] = value
        yield "jpg", what, written(plain, "JPEG", exif=exif)
    exif = Image.Exif()
    exif.get_ifd(0x8769)[_COMMENT] = b"ASCII\0\0\0" + WORDS.encode()
    yield "jpg", "the user's comment", written(plain, "JPEG", exif=exif)
    yield "jpg", "comment", written(plain, "JPEG", comment=WORDS.encode())
    yield (
        "jpg",
        "IPTC caption",
        written(plain, "JPEG").replace(b"\xff\xdb", _iptc() + b"\xff\xdb", 1),
    )
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:title>{WORDS}</dc:title></x:xmpmeta>'.encode()
    yield "jpg", "XMP", written(plain, "JPEG", xmp=xmp)
    for what, compressed in (("text", False), ("compressed text", True)):
        info = PngImagePlugin.PngInfo()
        info.add_text("Title", WORDS, zip=compressed)
        yield "png", what, written(plain, "PNG", pnginfo=info)
    yield "gif", "comment", written(plain, "GIF", comment=WORDS.encode())


def _iptc() -> bytes:
    """IPTC IIM §1.5 within an image resource block of Photoshop's: Pillow reads it and does not write it."""
    caption = b"\x1c\x02\x78" + struct.pack(">H", len(WORDS)) + WORDS.encode()
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(caption)) + caption + b"\0" * (len(caption) % 2)
    segment = b"Photoshop 3.0\0" + block
    return b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment


def samples() -> Iterator[Sample]:
    for kind, carrier, content in described():
        yield Sample(kind, carrier, f"picture.{kind}", content, f"attachment:picture.{kind}#metadata")
    needs("tesseract", "tesseract-ocr")
    for kind, carrier, content in recognised():
        yield Sample(kind, carrier, f"picture.{kind}", content, f"attachment:picture.{kind}#picture")


def protected() -> Iterator[Protected]:
    """No format of a picture has a lock."""
    yield from ()


def broken() -> Iterator[Broken]:
    letter = drawn(LETTER)
    png = written(letter, "PNG", compress_level=0)
    jpeg = written(letter.resize((2000, 1400)), "JPEG", quality=100)
    yield Broken("png", "cut in the middle", "picture.png", png[: len(png) // 2])
    yield Broken("jpg", "cut in the middle", "picture.jpg", jpeg[: len(jpeg) // 2])
    yield Broken("png", "lengths changed", "picture.png", png.replace(b"IDAT", b"IDAS"))
    yield Broken("png", "billions of pixels", "picture.png", _vast_png())
    yield Broken("tif", "pages without end", "picture.tif", _endless_tiff())
    yield Broken("heic", "of a kind that nobody reads here", "picture.heic", _heic())


def _vast_png() -> bytes:
    """PNG (third edition) §11.2.1: it only says that it is so large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    data = zlib.compress(random.Random(7).randbytes(60_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _endless_tiff() -> bytes:
    """40,000 directories (TIFF 6.0 §2), each of a page of no size."""
    count = 40_000
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, 1) for tag in (256, 257))
    directories = (
        struct.pack("<H", 2) + entries + struct.pack("<I", 8 + 30 * (number + 1) if number + 1 < count else 8)
        for number in range(count)
    )
    return b"II*\0\x08\0\0\0" + b"".join(directories)


def _heic() -> bytes:
    """ISO/IEC 23008-12 §10.2.1: no program here writes one, and only its first box is looked at."""
    return b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + random.Random(7).randbytes(60_000)

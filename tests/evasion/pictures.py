"""Names that a person sees in a picture, and names in a picture that nobody sees."""

from __future__ import annotations

from functools import cache

import qrcode
from PIL import Image, ImageDraw, ImageFont, ImageOps

from tests.evasion.letters import NAME, attached
from tests.evasion.way import UNREADABLE, Caught, Limit, Way
from tests.samples.pictures import drawn, written

SEEN = Caught("attachment:picture.png#picture")


def _png(picture: Image.Image) -> bytes:
    return attached(written(picture, "PNG"), "picture.png", "image/png")


def _faint() -> Image.Image:
    return drawn(f"I spoke to {NAME}.", (900, 160), 40, ink="#fcfcfc")


def _plain() -> Image.Image:
    return drawn(f"I spoke to {NAME}.", (900, 160), 40)


def _slanting() -> Image.Image:
    return drawn(f"I spoke to {NAME}.", (900, 900), 40, at=(60, 430)).rotate(40, fillcolor="white")


@cache
def _in_lowest_bits() -> Image.Image:
    """A grey picture in whose lowest bits the name is drawn."""
    words = drawn(NAME, (600, 120), 40).convert("L")
    sky = Image.linear_gradient("L").resize(words.size)
    hidden = (grey & 254 | (ink > 127) for grey, ink in zip(sky.tobytes(), words.tobytes(), strict=True))
    return Image.frombytes("L", words.size, bytes(hidden))


def _code() -> Image.Image:
    code = qrcode.QRCode(box_size=6)
    code.add_data(f"I spoke to {NAME}")
    code.make(fit=True)
    return code.make_image().get_image().convert("L")


def _letters_far_apart() -> Image.Image:
    picture = Image.new("L", (900, 900), 255)
    pencil, font = ImageDraw.Draw(picture), ImageFont.load_default(40)
    for number, letter in enumerate(NAME):
        pencil.text((60 + 70 * number, 60 + 70 * (number * 5 % 12)), letter, fill=0, font=font)
    return picture


WAYS = (
    Way("picture-faint", "draws letters that are hardly darker than the paper", lambda: _png(_faint()), SEEN),
    Way("picture-slanting", "draws the words across the picture", lambda: _png(_slanting()),
        Limit("Words are recognised along lines that run straight, on their side or upside down.")),
    Way("picture-mirrored", "mirrors the picture", lambda: _png(ImageOps.mirror(_plain())),
        Limit("Words in a mirror are not recognised; turned as a camera says, they are.")),
    Way("picture-as-dark", "draws red letters on a green that is as dark",
        lambda: _png(drawn(f"I spoke to {NAME}.", (900, 160), 40, ink="#ff0000", paper="#008200")),
        Limit("Words are recognised by light and dark, not by colour.")),
    Way("picture-letters-apart", "scatters the letters over the picture", lambda: _png(_letters_far_apart()),
        Limit(
            "Only a person puts letters together that stand all over a picture; handwriting is no better."
        )),
    Way("picture-lowest-bits", "hides it in the lowest bits of a picture", lambda: _png(_in_lowest_bits()),
        Limit("Who knows where to look finds it, and nobody else; a picture made smaller loses it.")),
    Way("picture-code", "draws it as a square code for telephones", lambda: _png(_code()),
        Limit("Codes in pictures are not read: no library for it is among those that come with Schoolgate.")),
    Way("picture-unknown-kind", "attaches a drawing of Photoshop",
        lambda: attached(
            b"8BPS\0\1" + bytes(6) + b"\0\3" + bytes(8000), "a.psd", "image/vnd.adobe.photoshop"
        ), UNREADABLE),
)  # fmt: skip

"""Names in Cyrillic and Greek letters as they are written in Latin ones.

By BGN/PCGN 1947 for Russian, without its marks, and with what Ukrainian and Serbian add; ISO 843 type 2 for
Greek.
"""

from __future__ import annotations

import re
import unicodedata

_FOREIGN_WORDS = re.compile(r"[Ͱ-Ͽἀ-῿Ѐ-ӿ][Ͱ-Ͽἀ-῿Ѐ-ӿ\u0300-\u0301'’ -]*")
_LEAST = 2  # letters
_CYRILLIC = (
    "аa бb вv гg дd еe жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ыy эe юyu яya ёyo "
    "іi їyi єye ґg ђdj јj љlj њnj ћc џdz"
)
_GREEK = "αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo"
_LATIN = {ord(pair[0]): pair[1:] for pair in (*_CYRILLIC.split(), *_GREEK.split())}
_LATIN |= {ord("ъ"): "", ord("ь"): ""}


def transliterated(text: str) -> str:
    """The stretches of the text that are in these alphabets, each on a line, in Latin letters."""
    return "\n".join(_in_latin(run) for run in _FOREIGN_WORDS.findall(text) if len(run) >= _LEAST)


def _in_latin(words: str) -> str:
    """With a capital at the beginning of each word: the names of people are looked for."""
    plain = unicodedata.normalize("NFC", "".join(_without_accent(letter) for letter in words))
    return plain.lower().translate(_LATIN).title()


def _without_accent(letter: str) -> str:
    """й and ї are letters of their own; ά is α."""
    return letter if "Ѐ" <= letter <= "ӿ" else unicodedata.normalize("NFD", letter)[0]

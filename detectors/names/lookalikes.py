"""Letters that the eye takes for plain Latin ones (a choice of Unicode TS #39, confusables)."""

from __future__ import annotations

import re
import unicodedata
from itertools import chain

# Latin Extended-B, IPA, phonetic extensions, Latin Extended-C, -D and -G.
_EXTENDED = (
    range(0x180, 0x2B0),
    range(0x1D6B, 0x1D9B),
    range(0x2C60, 0x2C80),
    range(0xA720, 0xA800),
    range(0x1DF00, 0x1DF2B),
)
_WITH = re.compile("LATIN (?:SMALL|CAPITAL) LETTER ([A-Z]) WITH [A-Z ]+")

# Pairs: the letter, then what it is taken for. Cyrillic keeps one reading for both cases of a letter,
# so that a name that really is Cyrillic still folds alike however it is capitalised.
_CYRILLIC = "АaВbЕeКkМmНhОoРpСcТtУyХxІiЈjЅsҺhԀdԚqԜwѴvҮyӀlаaвbеeкkмmнhоoрpсcтtуyхxіiјjѕsһhԁdԛqԝwѵvүyӏl"
_GREEK = "ΑaΒbΕeΖzΗhΙiΚkΜmΝnΟoΡpΤtΥyΧxϹcͿjαaβbγyεeηnιiκkνvοoρpτtυuχxωwϲcϳj"
_ARMENIAN = "օoսuհhոnցgյjզqՏsՕoՍuԼlաw"
_CHEROKEE = "ᎪaᏴbᏟcᎠdᎬeᏀgᎻhᎥiᎫjᏦkᏞlᎷmᏢpᎡrᏚsᎢtᏙvᎳwᎩyᏃz"
_SMALL_CAPITALS = "ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpꞯqʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz"
_LISU = "ꓮaꓐbꓚcꓓdꓰeꓝfꓖgꓧhꓲiꓙjꓗkꓡlꓟmꓠnꓳoꓑpꓣrꓢsꓔtꓴuꓦvꓪwꓫxꓬyꓜz"
_COPTIC = "ⲀaⲁaⲂbⲃbⲤcⲥcⲈeⲉeⲎhⲏhⲒiⲓiⲔkⲕkⲘmⲙmⲚnⲛnⲞoⲟoⲢpⲣpⲦtⲧtⲨyⲩyⲬxⲭxⲌzⲍz"
_CURRENCIES = "฿b₵c₣f₲g₭k₥m₦n₱p₴s₮t₩w"  # that no school pays in
_PHONETIC = "ɵoɘeƿpɑaɡgɩiʋvɯwȷjƅbʟl"


def _pairs(text: str) -> dict[str, str]:
    return dict(zip(text[::2], text[1::2], strict=True))


def _with_strokes() -> dict[str, str]:
    """Letters with strokes, hooks and tails, of which NFKD takes nothing away: Ǥ, Ɍ, ɨ."""
    found: dict[str, str] = {}
    for number in chain(*_EXTENDED):
        named = _WITH.fullmatch(unicodedata.name(chr(number), ""))
        if named:
            found[chr(number)] = named[1].lower()
    return found


def _letters_in_signs() -> dict[str, str]:
    """Letters in brackets, white ones on black discs and squares, and those that flags are made of.

    NFKD leaves them, or makes three characters of them.
    """
    found: dict[str, str] = {}
    for first in (0x249C, 0x1F110, 0x1F150, 0x1F170, 0x1F1E6):
        found |= {chr(first + number): chr(ord("a") + number) for number in range(26)}
    return found


LOOKALIKES: dict[str, str] = (
    _with_strokes()
    | _letters_in_signs()
    | _pairs(_CYRILLIC)
    | _pairs(_GREEK)
    | _pairs(_ARMENIAN)
    | _pairs(_CHEROKEE)
    | _pairs(_SMALL_CAPITALS)
    | _pairs(_LISU)
    | _pairs(_COPTIC)
    | _pairs(_CURRENCIES)
    | _pairs(_PHONETIC)
)

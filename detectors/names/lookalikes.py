"""Letters of other alphabets that the eye takes for Latin ones (a choice of Unicode TS #39, confusables)."""

from __future__ import annotations

# Pairs: the letter, then what it is taken for. Cyrillic keeps one reading for both cases of a letter,
# so that a name that really is Cyrillic still folds alike however it is capitalised.
_CYRILLIC = "АaВbЕeКkМmНhОoРpСcТtУyХxІiЈjЅsҺhԀdԚqԜwѴvҮyӀlаaвbеeкkмmнhоoрpсcтtуyхxіiјjѕsһhԁdԛqԝwѵvүyӏl"
_GREEK = "ΑaΒbΕeΖzΗhΙiΚkΜmΝnΟoΡpΤtΥyΧxϹcͿjαaβbγyεeηnιiκkνvοoρpτtυuχxωwϲcϳj"
_ARMENIAN = "օoսuհhոnցgյjզqՏsՕoՍuԼlաw"
_CHEROKEE = "ᎪaᏴbᏟcᎠdᎬeᏀgᎻhᎥiᎫjᏦkᏞlᎷmᏢpᎡrᏚsᎢtᏙvᎳwᎩyᏃz"
_SMALL_CAPITALS = "ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpꞯqʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz"
_PHONETIC = "ɑaɡgɩiʋvɯwȷjƅbʟl"


def _pairs(text: str) -> dict[str, str]:
    return dict(zip(text[::2], text[1::2], strict=True))


def _letters_in_signs() -> dict[str, str]:
    """White letters on black discs and squares, and the letters that flags are made of; NFKD leaves them."""
    found: dict[str, str] = {}
    for first in (0x1F150, 0x1F170, 0x1F1E6):
        found |= {chr(first + number): chr(ord("a") + number) for number in range(26)}
    return found


LOOKALIKES: dict[str, str] = (
    _letters_in_signs()
    | _pairs(_CYRILLIC)
    | _pairs(_GREEK)
    | _pairs(_ARMENIAN)
    | _pairs(_CHEROKEE)
    | _pairs(_SMALL_CAPITALS)
    | _pairs(_PHONETIC)
)

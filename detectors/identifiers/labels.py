"""What the words before a number call it: an NHS number, an order, a parent's mobile, the school's office.

The last of such words decides, so that in "NHS no. 450 557 7104, tel. 01632 960123" each belongs to its own.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from detectors.identifiers.mark import Kind

_LINE = 120  # characters before a number in which it is named
_ADDRESS = 160  # an address is several lines
_ASIDE = 30  # characters after a number in which it is named, in brackets
_LONG_NUMBER = re.compile(r"[0-9][0-9 ()-]{5,}")
_FIGURES = re.compile(r"[0-9]+")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_PARAGRAPH = re.compile(r"\n[ \t\r>]*\n")


class Calling(StrEnum):
    """What a number is called that is not said to be one of the identifiers."""

    NOTHING = "nothing"
    TELEPHONE = "telephone"  # whose, is not said
    OTHER = "other"  # an order, a book, a meeting; or an organisation's address or telephone


_NUMBERS: dict[Kind | Calling, str] = {
    Kind.UPN: r"upn\b|unique\W?pupil\W?(?:reference\W?)?num",
    Kind.ULN: r"uln\b|(?:unique\W?)?learner\W?(?:number|no\b|id\b|reference)",
    Kind.NHS_NUMBER: (
        r"\bnhs[\s_-]*(?:numbers?|num\b|nos?\b|nr\b|id\b|#)|\bnhs\W{0,3}\Z|(?-i:\bCHI\b)"
        r"|\bh\s?&\s?c\W?(?:number|no\b)"
    ),
    Kind.NATIONAL_INSURANCE_NUMBER: (
        r"national[\s_]*insurance|\bni[\s_]?(?:number|no\b)|nino\b|\bn\.?i\.?\W{0,3}\Z"
    ),
    Kind.UCI: r"uci\b|(?:unique\W?)?candidate\W?(?:identifier|number|no\b|id\b)",
    Calling.TELEPHONE: r"\b(?:tel|telephone|phone|mobile|mob|cell|fax|call|ring|text|whatsapp)\b",
    Calling.OTHER: (
        r"\b(?:orders?|invoices?|receipts?|ref|reference|accounts?|tickets?|booking|policy|isbn|issn|ean|barcode"
        r"|serial|licen[cs]e|version|part|purchase|po|meeting|passcode|conference|webinar|zoom|tracking|parcel"
        r"|consignment|customer|item|product|sku|imei|vat|charity|company|registration|registered|sort\scode|iban"
        r"|transaction|payment|case|job|urn|patent|grant|quote|quotation|asset|model)\b"
    ),
}
_HOMES: dict[Kind | Calling, str] = {
    Kind.POSTCODE: (
        r"\bpost\s?code|(?<!mail )(?<!web )\baddress(?!ed|es)|\bliv(?:es|ing)\s(?:at|in|on)\b"
        r"|\bmov(?:ed|ing)\sto\b"
    ),
    Kind.PHONE: (
        r"\b(?:mum|mam|mother|dad|father|parents?|carers?|guardians?|nan|gran|emergency|next\sof\skin|home\stel"
        r"|(?:her|his|their|pupil|student|home)(?:['’]?s)?\s(?:mobile|mob|phone|number|tel))\b"
        r"(?!['’]?s?\s(?:evening|consultation|meeting|portal|guide))"
    ),
    Calling.TELEPHONE: r"\b(?:tel|telephone|phone|mobile|mob|contact\s(?:number|no|tel))\b",
    Calling.OTHER: (
        r"\b(?:office|reception|switchboard|school|academy|college|university|trust|council|surgery|hospital"
        r"|clinic|nursery|library|centre|center|museum|theatre|church|hall|hotel|station|stadium|farm|park\sand\sride"
        r"|ltd|limited|plc|ext|extension|helpline|hotline|fax|venue|held\sat|meet\sat|visit(?:ing)?|trip\sto"
        r"|coach(?:es)?|taxi|police|nhs|services?|department|team|(?:me|us)\s(?:on|at)|(?:my|our)\s(?:mobile|number)"
        r"|(?:call|ring|phone|contact|text|e-?mail)\s(?:the|mr|mrs|ms|miss|dr|me|us)|www|https?)\b"
        r"|(?<!emergency )(?<!parent )(?<!carer )\b(?:call|ring|contact)(?:ing)?(?:\son)?\s*\Z"
    ),
}


def _compiled(table: dict[Kind | Calling, str]) -> re.Pattern[str]:
    groups = (f"(?P<{key.replace('-', '_')}>{pattern})" for key, pattern in table.items())
    return re.compile("|".join(groups), re.IGNORECASE)


_BY_GROUP: dict[str, Kind | Calling] = {key.replace("-", "_"): key for key in (*_NUMBERS, *_HOMES)}
_NUMBER_WORDS, _HOME_WORDS = _compiled(_NUMBERS), _compiled(_HOMES)


def calling_of_number(text: str, start: int, end: int, heading: str = "") -> Kind | Calling:
    """What the number at `text[start:end]` is called, beside it or at the head of its column."""
    found = _last(_NUMBER_WORDS, _line_before(text, start)) or _last(_NUMBER_WORDS, heading)
    if found is None:
        aside = re.match(r"\s?[(\[]([^)\]\n]*)", text[end : end + _ASIDE])
        found = _last(_NUMBER_WORDS, aside[1]) if aside else None
    return found or Calling.NOTHING


def calling_of_home(text: str, start: int, heading: str = "") -> Kind | Calling:
    """What a postcode or telephone number at `start` is called: a household's or an organisation's."""
    before = _PARAGRAPH.split(text[max(0, start - _ADDRESS) : start])[-1].rpartition("\x1f")[2]
    title = _HOME_WORDS.search(heading)  # its first word says whose: "School tel", "Parent mobile"
    return _last(_HOME_WORDS, before) or _called(title) or Calling.NOTHING


def _last(words: re.Pattern[str], text: str) -> Kind | Calling | None:
    return _last_word(words, _FIGURES.sub("0", text))


@lru_cache(maxsize=4096)
def _last_word(words: re.Pattern[str], text: str) -> Kind | Calling | None:
    """Kept, because lists say the same again and again."""
    found = list(words.finditer(text))
    return _called(found[-1]) if found else None


def _called(word: re.Match[str] | None) -> Kind | Calling | None:
    return _BY_GROUP[word.lastgroup] if word and word.lastgroup else None


def _line_before(text: str, start: int) -> str:
    """The words before it on its line, or on the one above, but none that belong to a number before them."""
    lines = text[max(0, start - _LINE) : start].rpartition("\x1f")[2].split("\n")
    line = lines[-1]
    if not _LETTERS.search(line) and len(lines) > 1:
        line = f"{lines[-2]}\n{line}"
    numbers = list(_LONG_NUMBER.finditer(line))
    rest = line[numbers[-1].end() :] if numbers else line
    return rest if _LETTERS.search(rest) else line

"""What becomes of a name's letters: lost marks, other alphabets, invisible characters, typing errors."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

# fmt: off
PLAIN_LETTERS = MappingProxyType({
    "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ß": "ss",
    "Ł": "L", "Ø": "O", "Đ": "D", "Æ": "Ae", "Œ": "Oe", "Þ": "Th", "Ð": "D",
})
LONG_UMLAUTS = MappingProxyType({
    "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ø": "oe", "Ø": "Oe",
})
CYRILLIC = MappingProxyType({
    "a": "а", "c": "с", "e": "е", "i": "і", "j": "ј", "o": "о", "p": "р", "s": "ѕ", "x": "х", "y": "у",
    "A": "А", "B": "В", "C": "С", "E": "Е", "H": "Н", "I": "І", "K": "К", "M": "М", "O": "О", "P": "Р",
    "S": "Ѕ", "T": "Т", "X": "Х",
})
GREEK = MappingProxyType({
    "o": "ο", "v": "ν", "A": "Α", "B": "Β", "E": "Ε", "H": "Η", "I": "Ι", "K": "Κ", "M": "Μ", "N": "Ν",
    "O": "Ο", "P": "Ρ", "T": "Τ", "X": "Χ", "Y": "Υ", "Z": "Ζ",
})
# fmt: on


def mapped(text: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(letter, letter) for letter in text)


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def without_marks(text: str) -> str:
    return "".join(letter for letter in decomposed(text) if not unicodedata.combining(letter))


def plain(text: str) -> str:
    """As somebody with an English keyboard writes it."""
    return without_marks(mapped(text, PLAIN_LETTERS))


def one_mapped(text: str, table: Mapping[str, str]) -> str:
    """Only the first letter that the table knows is another."""
    for at, letter in enumerate(text):
        if letter in table:
            return text[:at] + table[letter] + text[at + 1 :]
    return text


def full_width(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


def mathematical(text: str, upper: int, lower: int) -> str:
    """In the mathematical alphabet whose A and a have these code points."""
    return "".join(
        chr(upper + ord(letter) - ord("A"))
        if "A" <= letter <= "Z"
        else chr(lower + ord(letter) - ord("a"))
        if "a" <= letter <= "z"
        else letter
        for letter in plain(text)
    )


def inside(text: str, inserted: str) -> str:
    """With something in the middle of every word of three letters or more."""
    return " ".join(
        word[: len(word) // 2] + inserted + word[len(word) // 2 :] if len(word) > 2 else word
        for word in text.split(" ")
    )


def letters_only(text: str) -> str:
    return "".join(filter(str.isalpha, text))


# Typing errors. The first letter stays: it is what people look at while they type.


def inserted(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + chance.choice("aehilnorst") + word[at:]


def deleted(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def substituted(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    others = [letter for letter in "aehilnorst" if letter != word[at].lower()]
    return word[:at] + chance.choice(others) + word[at + 1 :]


def swapped(word: str, chance: random.Random) -> str:
    """Two unlike neighbours change places; where there are none, the word as it is."""
    places = [at for at in range(1, len(word) - 1) if word[at].lower() != word[at + 1].lower()]
    if not places:
        return word
    at = chance.choice(places)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

"""A full name in one column, taken apart: "O'NEILL, Zoë Ann (Zo)", "Zoë Ann O'Neill"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from detectors.names.fold import words_of


@dataclass(frozen=True, slots=True)
class FullName:
    """The parts of a name, each as it was written; empty where it has none."""

    forename: str = ""
    surname: str = ""
    middle_names: str = ""
    known_as: str = ""


_ASIDE = re.compile(r"\(([^()]*)\)|[\"“”„]([^\"“”„]*)[\"“”]")
_KNOWN_AS = re.compile(r"(?:known as|also known as|aka|preferred|pref|called)\b[\s:]*", re.IGNORECASE)
_TITLES = frozenset({"mr", "mrs", "miss", "ms", "mx", "master", "dr"})
# The word before a surname that is part of it. One that is a surname or forename too (Van, Ben) stands
# as such where nothing is left before it.
_BELONGING = """
de da do du di del della dei dos das der den van von vom zu zur ten ter la le las los lo el al ul ud ur
bin ibn binti bint abu abd ap ab ó ní ni nic nig ui ua mac mc fitz st saint san santa af av
"""
_PARTICLES = frozenset(_BELONGING.split())
_JOINING = frozenset({"y", "e", "i"})  # in lower case only: "García y López"; a capital is an initial
# What goes on in the word after it, at the beginning of a forename: "Abdul Rahman".
_OPENING = frozenset({"abdul", "abdal", "abdel", "abdur", "abd", "abu", "al", "el", "ul"})


def full_name(value: str) -> FullName:
    """With a comma the surname stands before it; without one it is the last word, with its particles.

    Words all in capitals beside others that are not are the surname, wherever they stand. The first
    word of the rest is the forename, what follows middle names.
    """
    known_as = next((name for found in _ASIDE.finditer(value) if (name := _known_as(found))), "")
    plain = _ASIDE.sub(" ", value)
    before, comma, after = plain.partition(",")
    if comma and after.strip(" ,"):
        surname, given = " ".join(before.split()), _untitled(after.replace(",", " ").split())
    else:
        surname, given = _without_comma(_untitled(plain.replace(",", " ").split()))
    forename, middle_names = _given(given)
    return FullName(forename, surname, middle_names, "" if known_as == forename else known_as)


def _known_as(aside: re.Match[str]) -> str:
    """A name in brackets or quotation marks; a form, a year or a letter there is none."""
    text = " ".join((aside[1] or aside[2] or "").split())
    name = _KNOWN_AS.sub("", text)
    is_name = 0 < len(words_of(name)) <= 3 and not any(map(str.isdigit, name)) and "/" not in name
    return name if is_name and len(name) > 1 else ""


def _untitled(words: list[str]) -> list[str]:
    return words[1:] if len(words) > 1 and words[0].rstrip(".").casefold() in _TITLES else words


def _without_comma(words: list[str]) -> tuple[str, list[str]]:
    """The surname, and the words of the given names."""
    if len(words) < 2:
        return "", words
    loud = [_is_loud(word) for word in words]
    if not all(loud):
        leading = loud.index(False)
        if leading:
            return " ".join(words[:leading]), words[leading:]
    start = len(words) - 1
    while not all(loud) and start > 1 and loud[start] and loud[start - 1]:
        start -= 1
    start = _with_particles(words, start)
    return " ".join(words[start:]), words[:start]


def _is_loud(word: str) -> bool:
    """In capitals, and no initial."""
    letters = "".join(filter(str.isalpha, word))
    return len(letters) > 1 and letters.isupper()


def _with_particles(words: list[str], start: int) -> int:
    """Where the surname begins that ends with the last word. The first word stays a forename."""
    while start > 1:
        if words[start - 1].casefold().strip("'’") in _PARTICLES:
            start -= 1
        elif start > 2 and words[start - 1] in _JOINING:
            start -= 2
        else:
            break
    return start


def _given(words: list[str]) -> tuple[str, str]:
    """The forename, and the middle names."""
    end = 2 if len(words) > 1 and words[0].casefold() in _OPENING else 1
    return " ".join(words[:end]), " ".join(words[end:])


def preferred_name(value: str, legal: FullName) -> FullName:
    """What a column says that holds full names or only forenames, beside the pupil's legal names.

    A full name has a comma, or ends in the pupil's surname, or begins with the forename and goes on in
    something other than the middle names.
    """
    words = value.split()
    if "," in value:
        return full_name(value)
    ending = words_of(legal.surname)
    if ending and len(words_of(value)) > len(ending) and words_of(value)[-len(ending) :] == ending:
        return _cut(words, ending)
    goes_on = len(words) > 1 and words_of(words[0]) == words_of(legal.forename) != ()
    if goes_on and words_of(words[1]) not in {words_of(middle) for middle in legal.middle_names.split()}:
        return full_name(value)
    return FullName(forename=" ".join(words))


def _cut(words: list[str], ending: tuple[str, ...]) -> FullName:
    """Without the surname that they end in; all that is left is the forename."""
    start = len(words)
    while start > 0 and len(words_of(" ".join(words[start:]))) < len(ending):
        start -= 1
    return FullName(forename=" ".join(words[:start]), surname=" ".join(words[start:]))

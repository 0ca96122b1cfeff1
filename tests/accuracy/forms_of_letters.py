"""With which letters a name is written: case, marks, apostrophes, slips, disguises, joints."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import partial

from detectors.roster import Pupil
from tests.accuracy import spelling
from tests.accuracy.spelling import inside, letters_only, mapped, plain
from tests.accuracy.written import Form, Usage, Writer, Written, as_text, each_letter, full

_, EVERYDAY, OCCASIONAL, RARE, HOSTILE = Usage
LONG = 7  # letters, from which on a word with one error in it is still the same word


def _ended(text: str, ending: str, following: str = "") -> Writer:
    """The name with an ending, in running text; `text` says which names it is for: those that end so."""

    def write(pupil: Pupil, _chance: random.Random) -> Written | None:
        name = f"{pupil.forename} {pupil.surname}"
        return Written(name + ending, after=following) if name.endswith(text) else None

    return write


def _slip(slip: Callable[[str, random.Random], str]) -> Writer:
    """One typing error, in the surname or in the forename."""

    def write(pupil: Pupil, chance: random.Random) -> Written | None:
        places = [at for at, name in enumerate((pupil.forename, pupil.surname)) if _is_long(name)]
        if not places:
            return None
        names = [pupil.forename, pupil.surname]
        at = chance.choice(places)
        names[at] = slip(names[at], chance)
        return None if names == [pupil.forename, pupil.surname] else full(*names)

    return write


def _is_long(name: str) -> bool:
    return len(name) >= LONG and name.isalpha()


def _apostrophe(sign: str) -> Writer:
    return each_letter(lambda text: text.replace("'", sign))


def _accented(pupil: Pupil, _chance: random.Random) -> Written | None:
    """An accent that the roster does not have."""
    name = full(pupil.forename, pupil.surname)
    accented = name.map(lambda text: text.replace("e", "é", 1))
    return accented if accented != name and name.text.isascii() else None


def _between(joint: str) -> Writer:
    return as_text(lambda forename, surname: f"{forename}{joint}{surname}")


def _hyphenated(forename: str, surname: str) -> str | None:
    middle = len(surname) // 2
    if len(surname) < 6 or not surname.isalpha():
        return None
    return f"{forename} {surname[:middle]}-\n{surname[middle:]}"


def _spaced_out(between: str, words: str) -> Writer:
    def change(forename: str, surname: str) -> str:
        return words.join(between.join(letters_only(name)) for name in (forename, surname))

    return as_text(change)


def _user_name(pattern: str) -> Writer:
    """`pattern` has {f} and {s} for forename and surname in plain small letters, without joints."""

    def change(forename: str, surname: str) -> str:
        plain_names = (letters_only(plain(name)).lower() for name in (forename, surname))
        return pattern.format_map(dict(zip("fs", plain_names, strict=True)))

    return as_text(change)


def _with_capitals(name: str) -> str:
    """Every word of it, so that it can be read when the words are joined."""
    return "".join(word[:1].upper() + word[1:] for word in re.split("[ -]", name))


def _camel(pattern: str) -> Writer:
    def change(forename: str, surname: str) -> str:
        names = (letters_only(_with_capitals(plain(name))) for name in (forename, surname))
        return pattern.format_map(dict(zip("fs", names, strict=True)))

    return as_text(change)


def _first_capital(pupil: Pupil, _chance: random.Random) -> Written:
    """grace Bishop: a hasty typist."""
    return full(pupil.forename.lower(), pupil.surname)


def _shouted_surname(pupil: Pupil, _chance: random.Random) -> Written:
    return full(pupil.forename, pupil.surname.upper())


_CASE = (
    Form("case", "grace bishop", OCCASIONAL, each_letter(str.lower), show_capitals=False),
    Form("case", "GRACE BISHOP", OCCASIONAL, each_letter(str.upper)),
    Form("case", "Grace BISHOP", OCCASIONAL, _shouted_surname),
    Form("case", "BISHOP Grace", OCCASIONAL, as_text(lambda f, s: f"{s.upper()} {f}")),
    Form("case", "BISHOP, Grace", OCCASIONAL, as_text(lambda f, s: f"{s.upper()}, {f}")),
    Form("case", "grace Bishop", OCCASIONAL, _first_capital, show_capitals=False),
    Form("case", "bishop, grace", RARE, as_text(lambda f, s: f"{s}, {f}".lower()), show_capitals=False),
    Form("case", "gRACE bISHOP", RARE, each_letter(str.swapcase), show_capitals=False),
)

_MARKS = (
    Form("marks", "Zoe", EVERYDAY, each_letter(plain)),
    Form("marks", "decomposed", OCCASIONAL, each_letter(spelling.decomposed)),
    Form("marks", "combining marks lost only", RARE, each_letter(spelling.without_marks)),
    Form("marks", "ue for ü", OCCASIONAL, each_letter(partial(mapped, table=spelling.LONG_UMLAUTS))),
    Form("marks", "a mark too many", RARE, _accented),
    Form("marks", "plain and in capitals", OCCASIONAL, each_letter(lambda text: plain(text).upper())),
)

_APOSTROPHES = tuple(
    Form("apostrophes", name, usage, _apostrophe(sign))
    for name, usage, sign in (
        ("O’Neill", EVERYDAY, "’"),
        ("O‘Neill", RARE, "‘"),
        ("OʼNeill, U+02BC", RARE, "ʼ"),
        ("O`Neill", RARE, "`"),
        ("O´Neill", RARE, "´"),
        ("O′Neill", RARE, "′"),
        ("O＇Neill", RARE, "＇"),
        ("ONeill", OCCASIONAL, ""),
        ("O Neill", OCCASIONAL, " "),
        ("O' Neill", RARE, "' "),
    )
)

_SLIPS = (
    Form("typing errors", "a letter too many", OCCASIONAL, _slip(spelling.inserted)),
    Form("typing errors", "a letter missing", OCCASIONAL, _slip(spelling.deleted)),
    Form("typing errors", "a wrong letter", OCCASIONAL, _slip(spelling.substituted)),
    Form("typing errors", "two letters swapped", OCCASIONAL, _slip(spelling.swapped)),
)

_ENDINGS = (
    Form("endings", "Grace Bishop's", EVERYDAY, _ended("", "'s", "mother")),
    Form("endings", "Grace Bishop’s", EVERYDAY, _ended("", "’s", "mother")),
    Form("endings", "James Collins'", OCCASIONAL, _ended("s", "'", "mother")),
    Form("endings", "Grace Bishops", RARE, _ended("", "s", "homework"), show_capitals=False),
    Form("endings", "(Grace Bishop)", OCCASIONAL, as_text(lambda f, s: f"({f} {s})")),
    Form("endings", "*Grace* **Bishop**", RARE, as_text(lambda f, s: f"*{f}* **{s}**")),
)

_GAPS = (
    Form("gaps", "line break", EVERYDAY, _between("\n")),
    Form("gaps", "line break in a quotation", OCCASIONAL, _between("\n> ")),
    Form("gaps", "line break in a quotation of one", OCCASIONAL, _between("\n>> ")),
    Form("gaps", "comma and line break", RARE, as_text(lambda f, s: f"{s},\n{f}")),
    Form("gaps", "hyphenated at the end of a line", RARE, as_text(_hyphenated)),
    Form("gaps", "two spaces", OCCASIONAL, _between("  ")),
    Form("gaps", "tab", OCCASIONAL, _between("\t")),
    Form("gaps", "no-break space", OCCASIONAL, _between("\u00a0")),
    Form("gaps", "thin space", RARE, _between("\u2009")),
    Form("gaps", "Grace_Bishop", OCCASIONAL, _between("_")),
    Form("gaps", "Grace.Bishop", OCCASIONAL, _between(".")),
)

_DISGUISES = (
    Form("disguises", "zero-width space", HOSTILE, each_letter(partial(inside, inserted="\u200b"))),
    Form("disguises", "zero-width joiner", HOSTILE, each_letter(partial(inside, inserted="\u200d"))),
    Form("disguises", "soft hyphen", RARE, each_letter(partial(inside, inserted="\u00ad"))),
    Form("disguises", "word joiner", HOSTILE, each_letter(partial(inside, inserted="\u2060"))),
    Form("disguises", "marks of direction", HOSTILE, each_letter(lambda text: f"\u200f{text}\u200e")),
    Form("disguises", "zero-width space for a space", HOSTILE, _between("\u200b")),
    Form("disguises", "a Cyrillic letter", HOSTILE,
         each_letter(partial(spelling.one_mapped, table=spelling.CYRILLIC))),
    Form("disguises", "Cyrillic letters", HOSTILE, each_letter(partial(mapped, table=spelling.CYRILLIC))),
    Form("disguises", "Greek letters", HOSTILE, each_letter(partial(mapped, table=spelling.GREEK))),
    Form("disguises", "full width", HOSTILE, each_letter(spelling.full_width)),
    Form("disguises", "mathematical bold", HOSTILE,
         each_letter(partial(spelling.mathematical, upper=0x1D400, lower=0x1D41A))),
    Form("disguises", "mathematical sans serif", HOSTILE,
         each_letter(partial(spelling.mathematical, upper=0x1D5A0, lower=0x1D5BA))),
    Form("disguises", "G r a c e  B i s h o p", HOSTILE, _spaced_out(" ", "  ")),
    Form("disguises", "G r a c e B i s h o p", HOSTILE, _spaced_out(" ", " ")),
    Form("disguises", "G.r.a.c.e B.i.s.h.o.p", HOSTILE, _spaced_out(".", " ")),
    Form("disguises", "G-r-a-c-e B-i-s-h-o-p", HOSTILE, _spaced_out("-", " ")),
)  # fmt: skip

_USER_NAMES = (
    Form("user names", "gracebishop", OCCASIONAL, _user_name("{f}{s}"), show_capitals=False),
    Form("user names", "bishopgrace", RARE, _user_name("{s}{f}"), show_capitals=False),
    Form("user names", "gracebishop12", OCCASIONAL, _user_name("{f}{s}12"), show_capitals=False),
    Form("user names", "grace.bishop", OCCASIONAL, _user_name("{f}.{s}"), show_capitals=False),
    Form("user names", "grace_bishop", OCCASIONAL, _user_name("{f}_{s}"), show_capitals=False),
    Form("user names", "grace-bishop", RARE, _user_name("{f}-{s}"), show_capitals=False),
    Form("user names", "bishop.grace", RARE, _user_name("{s}.{f}"), show_capitals=False),
    Form("user names", "21grace.bishop", RARE, _user_name("21{f}.{s}"), show_capitals=False),
    Form("user names", "grace.bishop@…", OCCASIONAL, _user_name("{f}.{s}@pupils.oakfield.sch.uk")),
    Form("user names", "gracebishop08@…", OCCASIONAL, _user_name("{f}{s}08@gmail.com")),
    Form("user names", "GraceBishop", OCCASIONAL, _camel("{f}{s}")),
    Form("user names", "BishopGrace", RARE, _camel("{s}{f}")),
)

FORMS_OF_LETTERS = (
    *_CASE, *_MARKS, *_APOSTROPHES, *_SLIPS, *_ENDINGS, *_GAPS, *_DISGUISES, *_USER_NAMES,
)  # fmt: skip

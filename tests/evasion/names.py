"""Other ways to write a pupil's name, and to name a pupil without it."""

from __future__ import annotations

from functools import partial

from tests.evasion.letters import text
from tests.evasion.way import BODY, Fate, Limit, Way

ALONE = Limit("A part of a name by itself is what schools ask their staff to write.")


def _about(name: str) -> bytes:
    return text(f"I spoke to {name} about what happened on Friday.\r\n")


GRACE, ZOE, ELIZABETH, MUHAMMAD, CHRISTOPHER, IVAN = (str(number) for number in range(1042, 1048))

_NAMES: tuple[tuple[str, str, str, str, Fate], ...] = (
    ("surname-first", "puts the surname first", "Bishop Grace", GRACE, BODY),
    ("surname-comma", "puts the surname first, with a comma", "Bishop, Grace", GRACE, BODY),
    ("surname-capitals", "writes the surname in capitals", "BISHOP Grace", GRACE, BODY),
    ("small", "writes small letters", "elizabeth ashworth", ELIZABETH, BODY),
    ("odd-case", "mixes small letters and capitals", "eLiZaBeTh aShWoRtH", ELIZABETH, BODY),
    ("middle-name", "adds the middle name", "Zoë Ruth O'Neill", ZOE, BODY),
    ("middle-invented", "makes up a middle name", "Grace Louise Bishop", GRACE, BODY),
    ("middle-initial", "adds an initial", "Grace L. Bishop", GRACE, BODY),
    ("no-accents", "leaves accent and apostrophe away", "Zoe ONeill", ZOE, BODY),
    ("other-accents", "adds accents", "Gräce Bíshop", GRACE, BODY),
    ("short-form", "uses a short form", "Liz Ashworth", ELIZABETH, BODY),
    ("other-short-form", "uses a rarer short form", "Bess Ashworth", ELIZABETH, BODY),
    ("other-spelling", "spells it as another family would", "Mohammed Al Hassan", MUHAMMAD, BODY),
    ("transliterated", "writes it in the alphabet it comes from", "Иван Петров", IVAN, BODY),
    ("transliterated-arabic", "writes it in Arabic letters", "محمد الحسن", MUHAMMAD,
     Limit("A name in another script has too many Latin spellings to be known without the roster's own.")),
    ("letter-missing", "leaves a letter of a long surname away", "Christopher Wolstenhome", CHRISTOPHER,
     BODY),
    ("letter-wrong", "writes a wrong letter", "Christopher Wolstenhulme", CHRISTOPHER, BODY),
    ("letters-swapped", "swaps two letters", "Christopher Wolstenohlme", CHRISTOPHER, BODY),
    ("letter-wrong-short", "writes a wrong letter in a short surname", "Grace Bisop", GRACE, BODY),
    ("both-wrong", "misspells both names", "Grase Bisop", GRACE,
     Limit("With an error in both names it is as near to other people's as to the pupil's.")),
    ("two-wrong", "writes two wrong letters in a surname", "Christopher Walstenhulme", CHRISTOPHER,
     Limit("Two errors in a word make it as near to other words.")),
    ("by-ear", "spells it as it sounds", "Grayce Bisshopp", GRACE,
     Limit("By their sound alone too many names are alike.")),
    ("joined", "writes both names as one word", "gracebishop", GRACE, BODY),
    ("camel-case", "writes both as one word, with capitals", "GraceBishop", GRACE, BODY),
    ("joined-backwards", "writes the surname first, as one word", "bishopgrace", GRACE, BODY),
    ("address", "writes the pupil's address", "grace.bishop@pupils.oakfield.sch.uk", GRACE, BODY),
    ("user-name", "writes a user name with a year", "gracebishop08", GRACE, BODY),
    ("user-name-initial", "writes a user name of initial and surname", "gbishop08",
     GRACE, Limit("An initial and a surname are the form that schools ask for.")),
    ("hashtag", "writes it as a catchword", "#GraceBishop", GRACE, BODY),
    ("possessive", "writes what is hers", "Grace Bishop's mother", GRACE, BODY),
    ("plural", "writes of the family", "Grace and the Bishops", GRACE,
     Limit("It names a family, as half the pupils of some schools share.")),
    ("shared-surname", "names brother and sister together", "Grace and Tom Bishop", GRACE, BODY),
    ("half-of-surname", "uses one half of a double surname", "Muhammad Hassan", MUHAMMAD,
     Limit("Without its article it is another surname, which other families bear.")),
    ("title", "puts a title before it", "Miss Grace Bishop", GRACE, BODY),
    ("nickname-between", "puts a nickname between", 'Grace "Gigi" Bishop', GRACE, BODY),
    ("labelled", "writes each name behind a label",
     "the pupil.\r\nSurname: Bishop\r\nForename: Grace\r\nHe spoke", GRACE, BODY),
    ("apart-in-sentence", "puts words between the names", "Grace, whose surname is Bishop,", GRACE, ALONE),
    ("apart-in-letter", "writes them in different sentences",
     "Grace. She is one of the Bishop girls. He spoke", GRACE, ALONE),
    ("forename-and-form", "writes the forename and the class", "Grace in 8K", GRACE, ALONE),
    ("initials", "writes initials", "GB", GRACE, ALONE),
    ("surname-alone", "writes the surname alone", "the Bishop girl", GRACE, ALONE),
    ("forename-and-initial", "writes the forename and an initial", "Grace B", GRACE, ALONE),
    ("upn", "writes the pupil's number instead", "Z820999912001", GRACE,
     Limit("A number is a finding of its own (identifier), for which the starter policy has no rule.")),
    ("ordinary-words", "makes a sentence of it", "a bishop who said grace", GRACE,
     Limit("Names that are words need capitals, or all sermons would be held.")),
)  # fmt: skip
WAYS = tuple(
    Way(f"written-{name}", does, partial(_about, written), fate, pupil)
    for name, does, written, pupil, fate in _NAMES
)

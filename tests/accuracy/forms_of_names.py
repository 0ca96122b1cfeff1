"""Which of a pupil's names are written, and in which order."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Set
from types import MappingProxyType

from detectors.roster import Pupil
from tests.accuracy.written import Form, Usage, Writer, Written, as_text, full, plainly

EVERYDAY, OCCASIONAL, RARE = Usage.EVERYDAY, Usage.OCCASIONAL, Usage.RARE

# fmt: off
NICKNAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "Abigail": ("Abi", "Abby"), "Alexander": ("Alex", "Sandy"), "Benjamin": ("Ben", "Benji"),
    "Charlotte": ("Charlie", "Lottie"), "Christopher": ("Chris",), "Daniel": ("Dan", "Danny"),
    "Elizabeth": ("Liz", "Lizzie", "Beth"), "Frederick": ("Fred", "Freddie"), "Isabella": ("Bella", "Izzy"),
    "James": ("Jamie", "Jim"), "Jessica": ("Jess", "Jessie"), "Joshua": ("Josh",),
    "Katherine": ("Kate", "Katie", "Kathy"), "Michael": ("Mike", "Mick"), "Nathaniel": ("Nate", "Nathan"),
    "Rebecca": ("Becky", "Becca"), "Samuel": ("Sam", "Sammy"), "Theodore": ("Theo",),
    "Thomas": ("Tom", "Tommy"), "Victoria": ("Vicky", "Tori"), "William": ("Will", "Bill", "Billy"),
})

# Each row is one name, however it is spelt.
FAMILIES = (
    ("Muhammad", "Mohammed", "Mohamed", "Mohammad", "Muhammed", "Mohamad", "Md", "Muhamed"),
    ("Abdul Rahman", "Abdur-Rahman", "Abdurrahman", "Abdulrahman", "Abdur Rahman"),
    ("Uddin", "ud-Din", "Ud Din", "Udin"),
    ("Ahmed", "Ahmad"), ("Hussain", "Hussein", "Hussayn"), ("Aisha", "Ayesha", "Aysha"),
    ("Yusuf", "Yousuf", "Yousef", "Yusef"), ("Fatima", "Fatimah"), ("Chowdhury", "Choudhury", "Chaudhry"),
    ("Zainab", "Zaynab"), ("Layla", "Leila"), ("Siddiqui", "Siddiqi"), ("Mahmood", "Mahmoud"),
)
# fmt: on

_DOUBLE = re.compile(r"[- ]")
_ARABIC = {"al", "el", "ibn", "bint"}
_PARTICLES = _ARABIC | {*"ap da de der dos ferch la le mac nic ní st van von ó".split()}  # noqa: SIM905
_MIDDLE_NAMES = ("James", "Louise", "Peter", "Anne", "Edward")


def _with(change: Callable[[Pupil], Written | None]) -> Writer:
    return lambda pupil, _chance: change(pupil)


def _middle(pupil: Pupil) -> Written | None:
    return full(f"{pupil.forename} {pupil.middle_names}", pupil.surname) if pupil.middle_names else None


def _initialled(dot: str) -> Writer:
    def write(pupil: Pupil, _chance: random.Random) -> Written | None:
        initials = " ".join(name[0] + dot for name in pupil.middle_names.split())
        return full(f"{pupil.forename} {initials}", pupil.surname) if initials else None

    return write


def _unlisted_middle(pupil: Pupil, chance: random.Random) -> Written | None:
    if pupil.middle_names or " " in pupil.forename:
        return None
    return full(f"{pupil.forename} {chance.choice(_MIDDLE_NAMES)}", pupil.surname)


def _unlisted_initial(pupil: Pupil, chance: random.Random) -> Written | None:
    if pupil.middle_names or " " in pupil.forename:
        return None
    return full(f"{pupil.forename} {chance.choice('ABEJLMRT')}.", pupil.surname)


def _surname_first_with_middle(pupil: Pupil) -> Written | None:
    if not pupil.middle_names:
        return None
    return Written(f"{pupil.surname}, {pupil.forename} {pupil.middle_names}")


def _preferred(pupil: Pupil) -> Written | None:
    return full(pupil.preferred_forename, pupil.surname) if pupil.preferred_forename else None


def _preferred_surname(pupil: Pupil) -> Written | None:
    return full(pupil.forename, pupil.preferred_surname) if pupil.preferred_surname else None


def _former(pupil: Pupil) -> Written | None:
    if pupil.former_surname:
        return full(pupil.forename, pupil.former_surname)
    return full(pupil.former_forename, pupil.surname) if pupil.former_forename else None


def _known_as(before: str, after: str) -> Writer:
    def write(pupil: Pupil, chance: random.Random) -> Written | None:
        called = pupil.preferred_forename or (chance.choice(NICKNAMES.get(pupil.forename, ("",))))
        if not called:
            return None
        return Written(f"{pupil.forename} {before}{called}{after} {pupil.surname}")

    return write


def _surname_first_known_as(pupil: Pupil) -> Written | None:
    if not pupil.preferred_forename:
        return None
    return Written(f"{pupil.surname.upper()}, {pupil.forename} ({pupil.preferred_forename})")


def _nickname(pupil: Pupil, chance: random.Random) -> Written | None:
    names = NICKNAMES.get(pupil.forename)
    return full(chance.choice(names), pupil.surname) if names else None


def _family(pupil: Pupil, chance: random.Random, rows: tuple[tuple[str, ...], ...]) -> Written | None:
    for row in rows:
        forenames = [name for name in row if name != pupil.forename]
        if pupil.forename in row:
            return full(chance.choice(forenames), pupil.surname)
        surnames = [name for name in row if name != pupil.surname]
        if pupil.surname in row:
            return full(pupil.forename, chance.choice(surnames))
    return None


def _halves(pupil: Pupil) -> list[str]:
    """Of a double surname; a particle is no half."""
    parts = _DOUBLE.split(pupil.surname)
    return parts if len(parts) == 2 and parts[0].lower() not in _PARTICLES else []


def _joint(joint: str) -> Writer:
    """The halves of a double surname, or of a double forename, put together in another way."""

    def write(pupil: Pupil, _chance: random.Random) -> Written | None:
        halves = _halves(pupil)
        forename = joint.join(pupil.forename.split("-"))
        name = full(forename, joint.join(halves) if halves else pupil.surname)
        return None if name == full(pupil.forename, pupil.surname) else name

    return write


def _joined_lower(pupil: Pupil) -> Written | None:
    halves = _halves(pupil)
    return full(pupil.forename, halves[0] + halves[1].lower()) if halves else None


def _half(which: int) -> Writer:
    def write(pupil: Pupil, _chance: random.Random) -> Written | None:
        halves = _halves(pupil)
        return full(pupil.forename, halves[which]) if halves else None

    return write


def _particles(change: Callable[[str, str], str], known: Set[str] = _PARTICLES) -> Writer:
    """`change` gets the particles of a surname, where they are known, and the rest of it."""

    def write(pupil: Pupil, _chance: random.Random) -> Written | None:
        words = _DOUBLE.split(pupil.surname)
        count = next((at for at, word in enumerate(words) if word.lower() not in known), 0)
        if not count:
            return None
        surname = change(" ".join(words[:count]), " ".join(words[count:]))
        return None if surname == pupil.surname else full(pupil.forename, surname)

    return write


def _mac(pupil: Pupil) -> Written | None:
    """Mac Donald for MacDonald; Mac and Mc are not the same."""
    match = re.fullmatch(r"(Ma?c)([A-Za-z].+)", pupil.surname)
    return full(pupil.forename, f"{match[1]} {match[2].title()}") if match else None


FORMS_OF_NAMES = (
    Form("order", "Grace Bishop", Usage.PLAIN, plainly),
    Form("order", "Bishop Grace", OCCASIONAL, as_text(lambda f, s: f"{s} {f}")),
    Form("order", "Bishop, Grace", EVERYDAY, as_text(lambda f, s: f"{s}, {f}")),
    Form("order", "Bishop,Grace", RARE, as_text(lambda f, s: f"{s},{f}")),
    Form("middle names", "Henry James Tudor", OCCASIONAL, _with(_middle)),
    Form("middle names", "Henry J. Tudor", OCCASIONAL, _initialled(".")),
    Form("middle names", "Henry J Tudor", OCCASIONAL, _initialled("")),
    Form("middle names", "Tudor, Henry James", OCCASIONAL, _with(_surname_first_with_middle)),
    Form("middle names", "a middle name not on the list", OCCASIONAL, _unlisted_middle),
    Form("middle names", "an initial not on the list", OCCASIONAL, _unlisted_initial),
    Form("other names", "preferred forename", EVERYDAY, _with(_preferred)),
    Form("other names", "preferred surname", EVERYDAY, _with(_preferred_surname)),
    Form("other names", "former name", RARE, _with(_former)),
    Form("other names", "Henry (Harry) Tudor", OCCASIONAL, _known_as("(", ")")),
    Form("other names", 'Henry "Harry" Tudor', OCCASIONAL, _known_as('"', '"')),
    Form("other names", "Henry ‘Harry’ Tudor", RARE, _known_as("‘", "’")),
    Form("other names", "TUDOR, Henry (Harry)", OCCASIONAL, _with(_surname_first_known_as)),
    Form("other names", "nickname", OCCASIONAL, _nickname),
    Form("spelling families", "Muhammad …", OCCASIONAL, lambda p, c: _family(p, c, FAMILIES[:1])),
    Form("spelling families", "Abdul Rahman, Uddin", OCCASIONAL, lambda p, c: _family(p, c, FAMILIES[1:3])),
    Form("spelling families", "others", RARE, lambda p, c: _family(p, c, FAMILIES[3:])),
    Form("double names", "Smith Jones, Anne Marie", OCCASIONAL, _joint(" ")),
    Form("double names", "Smith-Jones", OCCASIONAL, _joint("-")),
    Form("double names", "Smith - Jones", RARE, _joint(" - ")),
    Form("double names", "Smith‑Jones, U+2011", RARE, _joint("‑")),
    Form("double names", "Smith–Jones, en dash", RARE, _joint("–")),
    Form("double names", "SmithJones", RARE, _joint("")),
    Form("double names", "Smithjones", RARE, _with(_joined_lower)),
    Form("double names", "first half", OCCASIONAL, _half(0)),
    Form("double names", "second half", OCCASIONAL, _half(1)),
    Form("particles", "al Hassan", OCCASIONAL, _particles(lambda p, rest: f"{p.lower()} {rest}")),
    Form("particles", "De La Cruz", OCCASIONAL, _particles(lambda p, rest: f"{p.title()} {rest}")),
    Form("particles", "al-Hassan", OCCASIONAL, _particles(lambda p, rest: f"{p.lower()}-{rest}", _ARABIC)),
    Form("particles", "Alhassan", RARE, _particles(lambda p, rest: (p.replace(" ", "") + rest).title())),
    Form("particles", "Mac Donald", RARE, _with(_mac)),
)

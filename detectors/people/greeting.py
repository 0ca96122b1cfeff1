"""The greeting at the top of a message says whom its writer had in mind: "Dear Mrs Khan", "Hi Aisha"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from detectors.names.fold import words_of
from detectors.words.quotation import own_words

_LINES = 6  # from the top; a greeting further down is part of a letter that is quoted or attached
_START = 2_000  # characters that are looked at
_GREETING = re.compile(
    r"(?:dear|hi|hiya|hello|hey|annwyl|good (?:morning|afternoon|evening)|morning|afternoon)[ \t]+"
    r"(?P<whom>[^\W\d_][^\n,;:!?()<>@\d]{0,60}?)[ \t.]*(?:[,;:!–—].*|[ \t]-.*)?",
    re.IGNORECASE,
)
_AND = re.compile(r"\s+and\s+|\s*[&/+]\s*", re.IGNORECASE)
_TITLES = frozenset(words_of("mr mrs ms miss mx dr prof professor rev revd reverend fr cllr sir dame lady"))
# "Dear all", "Dear Sir or Madam", "Dear Year 7 parents": nobody in particular.
_NOBODY = frozenset(
    words_of(
        """
        all anyone applicant carer carers children class colleague colleagues concern customer dad dads doctor
        editor either everybody everyone families family folks form friend friends governor governors guardian
        guardians guys head headteacher ladies madam manager member members mum mums neighbour office or our
        parent parents principal pupil pupils reception resident residents sirs staff student students
        supplier supporter team there volunteer volunteers whom year you
        """
    )
)
_MOST_WORDS = 4  # of one person's name with its title
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Greeted:
    """One person who is greeted. `forenames` and `surname` are folded; either may be missing.

    "Mrs Khan" has a surname only, "Aisha" a forename only, "Mrs A Khan" an initial among its forenames.
    """

    forenames: tuple[str, ...]
    surname: str


@dataclass(frozen=True, slots=True)
class Greeting:
    """A greeting as it stands, and the people in it."""

    text: str
    people: tuple[Greeted, ...]


def greeting_of(text: str, is_name: Callable[[str], bool]) -> Greeting | None:
    """The greeting at the top; None if there is none, or one of nobody in particular.

    A folded word without a title is somebody only if `is_name` says so: "Hi Reception" greets an office.
    """
    for line in _top(text):
        match = _GREETING.fullmatch(line)
        if match:
            people = tuple(_people(match["whom"], is_name))
            return Greeting(line[: match.end("whom")], people) if people else None
    return None


def _top(text: str) -> Iterator[str]:
    """The first lines that are not empty, as far as the sender wrote them."""
    return islice(filter(None, map(str.strip, own_words(text[:_START]).splitlines())), _LINES)


def _people(whom: str, is_name: Callable[[str], bool]) -> Iterator[Greeted]:
    """Everybody who is greeted, or nobody where one of them is nobody in particular.

    "Mr and Mrs Khan" are two of one name; it stands with the last.
    """
    people: list[Greeted] = []
    surname = ""
    for one in reversed(_AND.split(whom)):
        words = words_of(one)
        titled = [word for word in words if word in _TITLES]
        names = tuple(word for word in words if word not in _TITLES)
        if not names and titled and surname:
            people.append(Greeted((), surname))
            continue
        if not names or len(words) > _MOST_WORDS or not _NOBODY.isdisjoint(names):
            return
        if titled and len(names[-1]) >= _SHORTEST:
            surname = names[-1]
            people.append(Greeted(names[:-1], surname))
        elif not titled and is_name(names[0]):
            people.append(Greeted(names[:1], names[-1] if len(names) > 1 else ""))
        else:
            return
    yield from people

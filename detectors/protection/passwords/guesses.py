"""What anybody might guess who knows the school: its name, its pupils' names and birthdays, "Password1"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, islice

from detectors.roster import Pupil

_OBVIOUS = (
    "password", "Password1", "Password", "Password123", "password1", "1234", "123456", "School1", "Welcome1",
    "password123", "Password1!", "P@ssw0rd", "PASSWORD", "Password123!", "Passw0rd", "P@ssword1", "P@55word",
    "12345678", "12345",
    "123456789", "0000", "1111", "2468", "abc123", "qwerty", "letmein", "Letmein1", "welcome",
    "Welcome123", "school", "School", "School123", "teacher", "Teacher1", "pupil", "Pupil1",
    "secret", "Secret1", "confidential", "Confidential", "Confidential1", "private", "admin", "Admin1",
    "changeme", "Changeme1", "safeguarding", "Safeguarding1", "egress", "gdpr", "GDPR2018",
)  # fmt: skip
_YEARS = range(2015, 2031)
_YEAR_ENDINGS = (*map(str, _YEARS), *(f"{year % 100:02}" for year in _YEARS))
_ENDINGS = ("1", "123", "!", "12", "01", "123!", *_YEAR_ENDINGS)
_DATES = (
    "%d%m%Y", "%d%m%y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%Y%m%d", "%d/%m/%y", "%d.%m.%y",
    "%d-%m-%y", "%y%m%d", "%m%d%Y", "%d%b%Y", "%d%B%Y", "%d %B %Y", "%Y",
)  # fmt: skip
_MOST_PUPILS = 12
_USUAL_DATES = 5  # of the forms above
_USUAL = 12  # of the obvious ones


def guesses(pupils: Iterable[Pupil], school: str, domains: Iterable[str]) -> Iterator[str]:
    """For the pupils whom a message names, and the school that sends it.

    The likeliest of each kind come first: a slow lock is tried with some fifty passwords only.
    """
    known = list(pupils)[:_MOST_PUPILS]
    born = [(pupil, day) for pupil in known if (day := _date(pupil.date_of_birth))]
    schools = list(dict.fromkeys([*_school_names(school), *(domain.split(".")[0] for domain in domains)]))
    yield from chain.from_iterable(islice(birthday(day), _USUAL_DATES) for _, day in born[:3])
    yield from chain.from_iterable((name, name.lower()) for name in schools)
    yield from _OBVIOUS[:_USUAL]
    yield from chain.from_iterable(birthday(day) for _, day in born)
    yield from _OBVIOUS
    yield from chain.from_iterable(_with_birthday(pupil, day) for pupil, day in born)
    names = [name for pupil in known for name in (pupil.forename, pupil.surname)]
    others = [name for pupil in known for name in (pupil.forename + pupil.surname, pupil.upn)]
    yield from chain.from_iterable(map(cases, (*names, *others, *schools)))
    for name in (*schools, *names):
        yield from (case + ending for ending in _ENDINGS for case in cases(name))


def birthday(day: date) -> Iterator[str]:
    """The ways in which people write a date of birth as a password."""
    for form in _DATES:
        yield day.strftime(form)
    yield f"{day.day}/{day.month}/{day.year}"
    yield f"{day.day}{day.month}{day.year}"
    yield f"{day.day}{day.month}{day.year % 100:02}"


def cases(name: str) -> Iterator[str]:
    """As it is, and in small and capital letters."""
    if name:
        yield from dict.fromkeys((name, name.lower(), name.capitalize(), name.upper()))


def _with_birthday(pupil: Pupil, day: date) -> Iterator[str]:
    initials = pupil.forename[:1] + pupil.surname[:1]
    for name in (pupil.forename, pupil.surname, initials):
        for case in cases(name):
            yield from (case + day.strftime(form) for form in ("%Y", "%d%m%Y", "%d%m%y", "%y", "%d%m"))


def _school_names(school: str) -> list[str]:
    words = school.replace("'", "").split()
    return [school, "".join(words), *words[:2], "".join(word[0] for word in words)]


def _date(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None

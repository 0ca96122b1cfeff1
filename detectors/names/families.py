"""Names that are one name to the people who bear them: other spellings, and what children are called.

Two kinds of table, both of folded words. A spelling family is one name carried over from another alphabet,
or written several ways in English; a short form is what somebody of that name may be called.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from nicknames import NickNamer

from detectors.names.family_tables import CALLED, CARRIED_OVER, NAMES_BY_THEMSELVES, SPELT_OTHERWISE


def _groups(table: str) -> dict[str, frozenset[str]]:
    """Of each name its whole line, and of one in several lines all of them."""
    found: dict[str, frozenset[str]] = defaultdict(frozenset)
    for line in table.strip().splitlines():
        names = frozenset(line.split())
        for name in names:
            found[name] |= names
    return dict(found)


def _short_forms(table: str) -> dict[str, frozenset[str]]:
    """Of each full name what it is shortened to."""
    lines = (line.partition(":") for line in table.strip().splitlines())
    return {full: frozenset(shorts.split()) for full, _, shorts in lines}


def _full_forms(short_forms: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Of each short form the full one, where there is one only, and it is no name by itself."""
    found: dict[str, frozenset[str]] = defaultdict(frozenset)
    for full, shorts in short_forms.items():
        for short in shorts:
            found[short] |= {full}
    return {
        short: fulls for short, fulls in found.items() if len(fulls) == 1 and short not in NAMES_BY_THEMSELVES
    }


_FAMILIES = _groups(CARRIED_OVER)
_FORENAME_FAMILIES = _groups(CARRIED_OVER + SPELT_OTHERWISE.lstrip())
_SHORT_FORMS = _short_forms(CALLED)
_FULL_FORMS = _full_forms(_SHORT_FORMS)


def other_spellings(name: str, *, forename: bool) -> frozenset[str]:
    """Folded one-word spellings that are the same name, without `name` itself."""
    table = _FORENAME_FAMILIES if forename else _FAMILIES
    return table.get(name, frozenset()) - {name}


def called(forename: str) -> frozenset[str]:
    """What somebody with this folded forename may be called; of a short form, what it surely stands for."""
    short = _SHORT_FORMS.get(forename, frozenset()) | _FULL_FORMS.get(forename, frozenset())
    return (_listed(forename) | short | _through_family(forename)) - {forename}


def is_forename(name: str) -> bool:
    """Whether the folded name is known as one that English people are given."""
    known = name in _FORENAME_FAMILIES or name in _SHORT_FORMS or name in NAMES_BY_THEMSELVES
    return known or bool(_listed(name) or _namer().canonicals_of(name))


def is_honorific(forename: str) -> bool:
    """Whether people of this forename are usually called by the next one: Muhammad Ali is Ali."""
    return forename in _FAMILIES["muhammad"]


def _through_family(forename: str) -> frozenset[str]:
    """Mo for Mohammed is Mo for Muhammad too."""
    return _united(_SHORT_FORMS.get(each, frozenset()) for each in other_spellings(forename, forename=True))


def _listed(forename: str) -> frozenset[str]:
    namer = _namer()
    found = namer.nicknames_of(forename)
    return frozenset(each for each in found if each.isalpha() and each.isascii() and len(each) > 1)


def _united(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)


@lru_cache(maxsize=1)
def _namer() -> NickNamer:
    """A public list of English nicknames; reading it takes a moment, so only who builds an index does."""
    return NickNamer()

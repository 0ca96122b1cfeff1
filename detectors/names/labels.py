"""The words by which lists, forms and records call a forename and a surname."""

from __future__ import annotations

import re
from functools import lru_cache

from detectors.names.fold import fold
from detectors.names.lexicon import Role

_FORENAME = "forename forenames firstname firstnames givenname givennames christianname givenfirst knownas"
_SURNAME = "surname surnames lastname lastnames familyname familynames secondname familylast"
_QUALIFIERS = "(?:legal|preferred|known|chosen|former|pupils?|students?|childs?|learners?|txt)"
_BY_WORD = dict.fromkeys(_FORENAME.split(), Role.FORENAME) | dict.fromkeys(_SURNAME.split(), Role.SURNAME)
# Short ones, which are labels only at the head of a column or as the key of a record.
_AS_KEY = _BY_WORD | dict.fromkeys(("first", "given", "fname", "fn", "gn", "prenom"), Role.FORENAME)
_AS_KEY |= dict.fromkeys(("last", "family", "sname", "lname", "ln", "sn", "nom"), Role.SURNAME)
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_LEADING = re.compile(f"{_QUALIFIERS}+")


@lru_cache(maxsize=4096)
def role_of_label(label: str, *, is_key: bool = True) -> Role | None:
    """What a heading or key stands for: "Legal Surname" is a surname, "givenName" a forename."""
    if len(label) > 60:
        return None
    words = _NOT_LETTERS.sub("", fold(label).text)
    table = _AS_KEY if is_key else _BY_WORD
    return table.get(words, table.get(_LEADING.sub("", words, count=1)))

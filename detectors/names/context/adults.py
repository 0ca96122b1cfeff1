"""Whoever bears a title, works at something or signs a mail is an adult, and no pupil."""

from __future__ import annotations

import re

_TITLES = (
    r"mr|mister|mrs|ms|mx|dr|prof|professor|professor\semeritus|sir|dame|lord|lady|revd?|reverend|fr|canon|cllr"
    r"|councillor|pc|dc|ds|sgt|sergeant|constable|captain|capt|colonel|judge|nurse|rabbi|imam|coach|head\s?teacher"
    r"|headmaster|headmistress|principal|madame|monsieur|herr|frau|se[ñn]ora?|archbishop|archdeacon|inspector"
    r"|superintendent|alderman"
)
_TITLE = re.compile(rf"\b(?:(?:{_TITLES})\b\.?[ \t\xa0]*|(?:mr|mrs|ms|mx|dr)\b\.?\s*[\s>]*)\Z", re.IGNORECASE)
# "her father Henry Tudor" needs no capital, and says no title.
_TITLE_IN_CAPITALS = re.compile(r"\b(?:Father|Sister|Brother|Pastor|FATHER)[ \t]\Z")
_ROLES = (
    r"(?:(?:deputy|assistant|acting|executive|associate|senior|lead|trainee|school|class|form|subject|chief|crew"
    r"|regional|area|educational|clinical|finance|IT|HR|exams?|examinations|data|premises|pastoral|admissions"
    r"|attendance|welfare|catering|transport|link|youth|family|liaison|police|guest|designated|occupational)\s)*(?:head\s?teacher|head\sof\s\w+|headmaster|headmistress|principal"
    r"|teacher|tutor|teaching\sassistant|TA|HLTA|SENCO|SENDCO|governor|bursar|(?:business|office|site)\smanager"
    r"|manager|director|co-?ordinator|administrator|receptionist|secretary|officer|caretaker|technician"
    r"|librarian|psychologist|therapist|consultant|advis[eo]r|inspector|social\sworker|solicitor|nurse"
    r"|counsellor|chaplain|DSL|safeguarding\slead|lecturer|professor|chair|trustee|CEO|coach|instructor|author"
    r"|poet|playwright|novelist|illustrator|composer|presenter|journalist|editor|photographer|MP|councillor)"
)
_SIGN_OFFS = (
    r"(?:with\s)?(?:kind(?:est)?|best|warm(?:est)?|many)\s(?:regards|wishes|thanks)|regards|best|all\sthe\sbest"
    r"|yours(?:\s(?:sincerely|faithfully|truly))?|sincerely|thanks(?:\sagain)?|thank\syou|cheers|--"
)
_SIGN_OFF = re.compile(rf"(?:{_SIGN_OFFS})[,.!]?", re.IGNORECASE)
_LINE_MARKS = " \t\xa0>*_"
_SIGNATURE_LINES = 4
_SHORT_LINE = 50  # characters
_CONTACTS_BELOW = re.compile(
    rf"[ \t*_]*\n(?:[^\n]{{0,60}}\n)?[\s>*_]*(?:{_ROLES}\b[^\n.:]{{0,40}}(?:\n|\Z)"
    r"|(?:tel|telephone|phone|mobile|t|m|e-?mail|web|ext)\b\s?[.:]|\+?\d[\d ()]{8,})",
    re.IGNORECASE,
)

# From a name to what its bearer does; "Tutor: Mrs Hall" below a pupil's name is not that.
_END_OF_ROLE = r"\b(?!['’]?s?\s*(?::|comments?|reports?|groups?|names?|time|assess))"
_ROLE_AFTER = re.compile(
    r"[ \t*_]*(?:[,(:;–—-]|\n)[\s>*_]*(?:who\s(?:is|was)\s)?(?:the\s|our\s|an?\s)?"
    rf"(?:{_ROLES}{_END_OF_ROLE}|who\s(?:runs|leads|teaches|manages|chairs)\b)",
    re.IGNORECASE,
)
_WORK = r"written|illustrated|composed|directed|painted|book|novel|play|poem"
_ROLE_BEFORE = re.compile(
    rf"\b(?:{_ROLES}(?:[ \t]+|[ \t]*[:–—-][ \t]*)|on\sbehalf\sof\s+|(?:(?:{_WORK})\sby|author:?)\s+)\Z",
    re.IGNORECASE,
)
_IS_ROLE_BEFORE = re.compile(
    rf"(?:\A|[.!?:;,\n])\s*(?:our|the|your|my|their)\s(?:[\w-]+\s){{0,3}}?{_ROLES}"
    r"(?:\s(?:of|for|to|at)(?:\s\w+){1,3})?\s(?:is|was|will\sbe)\s\Z",
    re.IGNORECASE,
)


def is_title(before: str) -> bool:
    return bool(_TITLE.search(before) or _TITLE_IN_CAPITALS.search(before))


def is_role(before: str, after: str) -> bool:
    """Whether what somebody works as, or has written, stands beside the name."""
    if _ROLE_AFTER.match(after) or _ROLE_BEFORE.search(before):
        return True
    return before.endswith(("is ", "was ", "be ")) and _IS_ROLE_BEFORE.search(before) is not None


def is_signature(before: str, after: str) -> bool:
    """Whether the name begins a line under a sign-off, or stands above a role or a telephone number."""
    return _signed_off(before) or _CONTACTS_BELOW.match(after) is not None


def _signed_off(before: str) -> bool:
    """Whether the name begins a line under a sign-off, with at most three short lines between them."""
    *above, own = (line.strip(_LINE_MARKS) for line in before.split("\n"))
    if own:
        return False
    for line in list(filter(None, above))[: -_SIGNATURE_LINES - 1 : -1]:
        if _SIGN_OFF.fullmatch(line):
            return True
        if len(line) > _SHORT_LINE:
            return False
    return False

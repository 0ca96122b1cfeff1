"""How a sentence reads round ordinary words: as one with a name in it, or as one without.

Nothing is parsed. The word before and the word after are enough for what English allows: no preposition
stands before a modal ("for will young"), no subject before a name ("they will read"), no base form after
a name without an auxiliary before it ("henry may come", but "can henry may come").
"""

from __future__ import annotations

import re
from enum import Enum, auto

from detectors.names.context.ordinary import MODALS, TIMES, VERBS


class Grammar(Enum):
    """What the neighbours make of the words."""

    NAME = auto()
    EITHER = auto()
    RISKY = auto()  # one of the words can be a verb, and nothing says that it is not
    THING = auto()  # an article stands before the words, or they are a fixed expression
    OTHER = auto()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SUBJECTS = _words(
    """
    i you he she it we they there everyone everybody someone anyone nobody ll
    """
)
# They can stand at the head of a clause and have a name follow: "he says that will young was late".
_LOOSE_SUBJECTS = _words(
    """
    who that which what this these those people children pupils students parents staff teachers some many most
    """
)
_AUXILIARIES = _words("can could did does do will would should shall may might must didn doesn don")
_BEFORE_VERB = (_SUBJECTS | _AUXILIARIES) | _words(
    "please not don't didn't doesn't won't can't cannot couldn't never kindly just let's"
)
_DETERMINERS = _words(
    "the a an this that these those each every some any no another such our your its which what all both"
)
_PREPOSITIONS = _words("about for with from of by at on into between against than behind regarding re like")
_OF_TIME = _words(
    "in by since until till during last next early late mid this every before after from of on for"
)
# Verbs that people are the objects of, and nouns that names follow.
_BEFORE_NAME = _words(
    """
    saw see seen seeing ring rang phone collect excuse visit supervise told tell tells ask asked met thanked
    contacted inform informed remind reminded collected excluded suspended named called pupil student child
    daughter son brother sister friend learner candidate boy girl
    """
)
_PERSONAL = _words(
    """
    said says told came went left arrived refused wants feels felt lives hit cried joined attended missed got
    gets who whose has does did doesn't didn't hasn't needs seems hurt forgot lost brought took
    """
)
_COPULAS = _words("is was had isn't wasn't hadn't isnt wasnt")
_BASE_FORMS = _words(
    """
    not be have also come go get take make need want like know see find help use give work try ask feel bring
    start stop begin continue become remain stay leave join attend include require request provide receive
    contact wish choose decide collect return bring send write read call talk speak meet pay play sing swim
    only then still never even well n't do tell keep let show say think look move sit stand wear eat drink
    catch travel arrive happen change miss lose win visit learn study present perform complete submit apply
    """
)
_CROWDS = _words(
    "people person children pupils students men women boys girls adults ones lads ladies learners carers"
)
_HEADS = _words("trip trips day days term time week fair club holiday holidays work shop house road")


def _pairs(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(pair.split()) for pair in text.split(";"))


# Fixed expressions that could be somebody's name,
_PHRASES = _pairs(
    """
    may day; may fair; easter day; spring day; summer day; sunny day; rainy day; misty day; market day;
    field day; summer holiday; easter holiday; earl grey; jade green; olive green; sage green; pearl grey;
    sky blue; ruby red; berry red; rich white; rich brown; hazel brown; olive wood; olive branch; cherry
    tree; cherry wood; dawn light; rose bush; rose window; ivy leaf; poppy day; bay leaf; angel cake; gold
    star; crystal glass; jack frost; christian church; faith school; faith church; art page; art english;
    art french; art german; mason jar; max power
    """
)
# and those that are nobody's.
_THINGS = _pairs(
    """
    art room; art gallery; art music; max marks; max speed; kit bag; kit list; ginger root; ginger beer;
    lincoln green; navy blue; olive oil; cherry pie; victoria sponge; saffron bun; rose hip; rose hips; lily
    pad; poppy seed; hazel nut; honey bee; honey comb; holly wreath; pearl barley; candy cane; guy rope;
    robin redbreast; mason jars; grace period; bill payment; mark scheme; mark sheet; page numbers
    """
)
_ARTICLES = _words("the a an each every any some another its")
# What follows them is another sentence: "Hope Thomas is better".
_OPENING_A_CLAUSE = _words("hope wish promise trust")

_LAST_WORD = re.compile(r"([^\W\d_]+(?:['’][^\W\d_]+)?)[\s>*_\"“”‘’(\x27-]*\Z")
_NEXT_WORD = re.compile(r"[\s>*_\"”’\x27-]*([^\W\d_]+(?:['’][^\W\d_]+)?)")
_TO_SOMEBODY = re.compile(
    r"\b(?:spoken?|speak|talk(?:ed)?|writ(?:e|ten)|wrote|sen[dt]|g[ia]ven?|went|happened|belongs?|next|according"
    r"|listen(?:ed)?|apologised?|thanks|explain(?:ed)?|said|due|responded|messages?|letters?)\s+to\s+\Z",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)
_AND_TIME = re.compile(r"[\s,;]*(?:and|or|to|until|-|–)?\s+([A-Za-z]+)")
_DAY_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?\s*\Z")
_DAY_AFTER = re.compile(r"\s*(?:\d{1,2}(?:st|nd|rd|th)\b|(?:19|20)\d\d\b)")


def grammar_of(words: tuple[str, ...], before: str, after: str, *, all_ordinary: bool) -> Grammar:
    """How the folded `words` read between `before` and `after`; `all_ordinary`: none is only a name."""
    previous, following = _neighbour(_LAST_WORD.search(before)), _neighbour(_NEXT_WORD.match(after))
    if _POSSESSIVE.match(after):
        following = "whose"
    elif _TO_SOMEBODY.search(before):
        previous = "told"
    if words in _THINGS or _is_list_of_times(words, previous, after):
        return Grammar.THING
    if words[0] in VERBS or words[-1] in VERBS:
        found = _beside_verb(words, previous, following)
    else:
        found = _beside_nouns(previous, following, all_ordinary=all_ordinary)
    fixed = is_phrase(words) and following not in _PERSONAL and following not in ("was", "had")
    if fixed or _is_date(words, before, after, previous):
        return Grammar.THING if previous in _ARTICLES else Grammar.OTHER
    return found


def is_phrase(words: tuple[str, ...]) -> bool:
    """Whether the folded `words` are a fixed expression of English."""
    return words in _PHRASES or words in _THINGS


def is_thing(words: tuple[str, ...]) -> bool:
    """Whether the folded `words` are a fixed expression that is nobody's name."""
    return words in _THINGS


def _neighbour(match: re.Match[str] | None) -> str:
    return match[1].lower().replace("’", "'") if match else ""


def _is_date(words: tuple[str, ...], before: str, after: str, previous: str) -> bool:
    if words[0] in TIMES and (previous in _OF_TIME - _PREPOSITIONS or _DAY_BEFORE.search(before)):
        return True
    return words[-1] in TIMES and _DAY_AFTER.match(after) is not None


def _is_list_of_times(words: tuple[str, ...], previous: str, after: str) -> bool:
    """April May and June; May, June or July."""
    if not TIMES.issuperset(words):
        return False
    following = _AND_TIME.match(after)
    return previous in TIMES or (following is not None and following[1].lower() in TIMES)


def _beside_verb(words: tuple[str, ...], previous: str, following: str) -> Grammar:
    """Of words that begin or end with a possible verb. What comes first settles it."""
    first, last = words[0], words[-1]
    verb_first, with_modal = first in VERBS, not MODALS.isdisjoint((first, last))
    finite = first not in _OPENING_A_CLAUSE and _is_finite(following)
    asked = previous in _AUXILIARIES and (following in _BASE_FORMS or first in MODALS)
    of_somebody = verb_first and first not in TIMES and _leads_to_name(previous, first)
    settled = (
        (asked, Grammar.NAME),
        (verb_first and previous in (_SUBJECTS if first in MODALS else _BEFORE_VERB), Grammar.OTHER),
        (of_somebody, Grammar.NAME),
        (following in _CROWDS or (with_modal and following in _BASE_FORMS), Grammar.OTHER),
        (previous in _DETERMINERS - _LOOSE_SUBJECTS, Grammar.OTHER),
        (finite, Grammar.NAME),
        (previous in _LOOSE_SUBJECTS and (verb_first or previous in _DETERMINERS), Grammar.OTHER),
        (previous in _BEFORE_NAME, Grammar.NAME),
        (last in VERBS and following in _DETERMINERS, Grammar.OTHER),
    )
    return next((grammar for true, grammar in settled if true), Grammar.RISKY)


def _leads_to_name(previous: str, first: str) -> bool:
    """Whether a word that cannot stand before a verb stands before `first`, which could be one."""
    return previous in _PREPOSITIONS or previous in _BEFORE_NAME or (previous == "to" and first in MODALS)


def _beside_nouns(previous: str, following: str, *, all_ordinary: bool) -> Grammar:
    """Of words that are no verbs: nouns and adjectives, of which at least one is a name."""
    if previous in _ARTICLES and all_ordinary:
        return Grammar.THING
    if previous in _DETERMINERS and not (previous in _LOOSE_SUBJECTS and _is_finite(following)):
        return Grammar.OTHER if all_ordinary else Grammar.RISKY
    if following in _CROWDS or following in _HEADS:
        return Grammar.OTHER if all_ordinary else Grammar.RISKY
    if following in _PERSONAL or previous in _BEFORE_NAME:
        return Grammar.NAME
    return Grammar.EITHER


def _is_finite(word: str) -> bool:
    """Whether a word is a verb that has its subject before it."""
    return word in _PERSONAL or word in _COPULAS or (len(word) > 4 and word.endswith("ed"))

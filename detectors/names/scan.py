"""Looks for full names in running words: a forename and a surname of one pupil that stand together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, compress

from detectors.names.candidate import Candidate, Part
from detectors.names.context.ordinary import FREQUENT, ORDINARY_WORDS
from detectors.names.joints import Joint, joint_of
from detectors.names.lexicon import Couple, Lexicon, Reading, Role
from detectors.names.lists import is_wrapped, neighbours
from detectors.names.sense import Evidence, Form, Middle, Setting
from detectors.names.slips import SHORTEST
from detectors.names.spelling import Manner
from detectors.names.tokens import Tokens

_SHORTENED = frozenset({"st"})  # after these, as after a single letter, a full stop ends no sentence
MOST_BETWEEN = 3  # words between forename and surname
_MOST_UNKNOWN = 2  # of them, that are not on the roster
_NO_MIDDLE = frozenset(
    {
        *("and", "or", "mr", "mrs", "ms", "miss", "dr", "sir", "mx", "the", "of", "to", "for", "is", "was"),
        *("in", "at", "on", "with", "from", "by"),
    }
)
_SHORTEST_LOWER_SLIP = 7
_SHORTEST_POSSESSIVE = 3  # letters of the surname
MOST_POSSESSIVE = 3  # words of it


def candidates(lexicon: Lexicon, tokens: Tokens, setting: Setting) -> Iterator[Candidate]:
    """Every reading of every pair of names that stand together; several for the same words, perhaps."""
    return _Scan(lexicon, tokens, setting).candidates()


class _Scan:
    """One pass over one stretch of text."""

    def __init__(self, lexicon: Lexicon, tokens: Tokens, setting: Setting) -> None:
        self._lexicon = lexicon
        self._tokens = tokens
        self._setting = setting
        self._meanings: dict[tuple[Role, str], list[tuple[Reading, ...]]] = {}

    def candidates(self) -> Iterator[Candidate]:
        for at in compress(
            range(len(self._tokens.words)), map(self._lexicon.starts.__contains__, self._tokens.words)
        ):
            if self._is_plain_word(at):
                continue
            for part in self._parts(at):
                exact = False
                for candidate in self._followed(part):
                    exact = True
                    yield candidate
                if not exact:
                    yield from self._slipped(part)

    def _is_plain_word(self, at: int) -> bool:
        """An ordinary word in lower case, in the middle of a sentence, that no other name follows."""
        words, gaps = self._tokens.words, self._tokens.gaps
        if gaps[at] != " " or gaps[at + 1] != " " or self._setting is not Setting.TEXT:
            return False
        word = words[at]
        if word not in ORDINARY_WORDS and word not in FREQUENT:
            return False
        lone = word in FREQUENT or at + 1 == len(words) or words[at + 1] not in self._lexicon.starts
        return lone and not self._tokens.is_capital(at)

    def _parts(self, at: int) -> Iterator[Part]:
        """The names that begin with this word."""
        tokens, readings = self._tokens, self._lexicon.readings
        words = tokens.words
        if at >= len(words):
            return
        most = self._lexicon.starts.get(words[at])
        if most is None:
            return
        key = words[at]
        if key in readings:
            yield Part(at, at + 1, readings[key])
        for following in range(at + 1, min(at + most, len(words))):
            if self._joint(following) not in _WITHIN:
                return
            key = f"{key} {words[following]}"
            if key in readings:
                yield Part(at, following + 1, readings[key])

    def _possessive(self, at: int) -> Iterator[Part]:
        """A surname with an s that lacks its apostrophe: Grace Bishops book."""
        words, readings = self._tokens.words, self._lexicon.readings
        key = ""
        for stop in range(at, min(at + MOST_POSSESSIVE, len(words))):
            if stop > at and self._joint(stop) not in _WITHIN:
                return
            key = f"{key} {words[stop]}".lstrip()
            if key[-1] != "s" or len(key) <= _SHORTEST_POSSESSIVE or key in readings:
                continue
            surnames = tuple(each for each in readings.get(key[:-1], ()) if each.role is Role.SURNAME)
            if surnames and self._tokens.is_capital(stop):
                yield Part(at, stop + 1, surnames, slip=True)

    def _joint(self, word: int) -> Joint | None:
        """What joins a word to the one before it."""
        gap = self._tokens.gaps[word]
        joint = Joint.SPACE if gap == " " else joint_of(gap)
        if joint in (Joint.STOP, Joint.DOT):
            previous = self._tokens.words[word - 1]
            if len(previous) == 1 or previous in _SHORTENED:
                return Joint.SPACE
        if joint is Joint.LINE and self._setting is Setting.CELL:
            return None  # in a cell, a new line is a new entry
        return joint

    def _followed(self, first: Part) -> Iterator[Candidate]:
        """Full names of which `first` is the first name."""
        following = first.stop
        if following >= len(self._tokens.words):
            return
        joint = self._joint(following)
        if joint is None:
            return
        found = False
        for second in chain(self._parts(following), self._possessive(following)):
            for candidate in self._couples(first, second, joint):
                found = True
                yield candidate
        if joint in _BEFORE_MIDDLE and any(each.role is Role.FORENAME for each in first.readings):
            yield from self._around(first, only_known=found)

    def _couples(self, first: Part, second: Part, joint: Joint) -> Iterator[Candidate]:
        words = self._tokens.words
        for couple in self._lexicon.couples(first.readings, second.readings):
            if not self._allows(joint, couple.surname_first):
                continue
            surname_first = couple.surname_first
            evidence = Evidence(
                couple.forename.manner,
                couple.surname.manner,
                surname_first,
                joint,
                self._setting,
                slip=first.slip or second.slip,
                reversible=surname_first and words[first.start] in self._lexicon.also_forenames,
                surname_in_capitals=surname_first
                and self._in_capitals(first)
                and not self._in_capitals(second),
                neighbours=neighbours(
                    self._lexicon,
                    self._tokens,
                    range(first.start, first.stop),
                    range(second.start, second.stop),
                    joint,
                    surname_first=surname_first,
                ),
            )
            yield Candidate(first.start, second.stop, couple.pupils, evidence)

    def _allows(self, joint: Joint, surname_first: bool) -> bool:
        if joint is Joint.COMMA:
            return surname_first
        if joint is Joint.DASH:
            return self._setting is Setting.FILE_NAME
        return joint in _BETWEEN

    def _in_capitals(self, part: Part) -> bool:
        tokens = self._tokens
        written = tokens.folded.quote(tokens.start(part.start), tokens.end(part.stop - 1))
        return written.isupper() and len(written) > 2

    def _around(self, first: Part, *, only_known: bool) -> Iterator[Candidate]:
        """Full names with middle names between, or with a sibling's forename: Grace and Henry Tudor.

        Where the first words are a name by themselves, unknown words after it belong to another.
        """
        words = self._tokens.words
        stop = first.stop
        for between in range(1, MOST_BETWEEN + 1):
            following = stop + between
            if following >= len(words) or self._joint(following) not in _BEFORE_MIDDLE:
                return
            if words[following] not in self._lexicon.surname_starts:
                continue
            middles = range(stop, following)
            shared = between == 2 and words[stop] == "and"
            for second in self._parts(following):
                for couple in self._lexicon.couples(first.readings, second.readings):
                    if couple.surname_first:
                        continue
                    if shared:
                        yield from self._shared(first, second, couple)
                    else:
                        for candidate in self._with_middle(first, second, middles, couple):
                            if not only_known or candidate.evidence.middle is Middle.KNOWN:
                                yield candidate

    def _shared(self, first: Part, second: Part, couple: Couple) -> Iterator[Candidate]:
        sibling = second.start - 1
        if self._tokens.words[sibling] in _NO_MIDDLE:
            return
        if self._tokens.is_capital(first.start) and self._tokens.is_capital(sibling):
            evidence = Evidence(
                couple.forename.manner, couple.surname.manner, setting=self._setting, special=Form.SHARED
            )
            yield Candidate(first.start, second.stop, couple.pupils, evidence)

    def _with_middle(self, first: Part, second: Part, middles: range, couple: Couple) -> Iterator[Candidate]:
        by_middle: dict[Middle, list[int]] = {}
        for pupil in couple.pupils:
            by_middle.setdefault(self._middle(pupil, middles), []).append(pupil)
        for middle in (Middle.KNOWN, Middle.UNKNOWN, Middle.OTHER):
            if middle in by_middle:
                # Mary J Bishop, where J is the rest of her forename, is the whole name.
                whole = middle is Middle.KNOWN and couple.forename.manner is Manner.HALF
                evidence = Evidence(
                    Manner.WHOLE if whole else couple.forename.manner,
                    couple.surname.manner,
                    setting=self._setting,
                    middle=middle,
                )
                yield Candidate(first.start, second.stop, tuple(by_middle[middle]), evidence)

    def _middle(self, pupil: int, middles: range) -> Middle:
        """What these words are to the pupil; NOTHING where they can be no middle names of anybody."""
        tokens, known = self._tokens, self._lexicon.between[pupil]
        unknown = 0
        initials = {word[0] for word in known}
        for at in middles:
            word = tokens.words[at]
            if word in known or (len(word) == 1 and word in initials):
                continue
            unknown += 1
            if word in _NO_MIDDLE or not tokens.is_capital(at) or unknown > _MOST_UNKNOWN:
                return Middle.NOTHING
            if any(self._joint(each) is Joint.LINE and not is_wrapped(tokens, each) for each in (at, at + 1)):
                return Middle.NOTHING
        if not unknown:
            return Middle.KNOWN
        if unknown > 1 and self._are_two_people(middles):
            return Middle.NOTHING
        return Middle.OTHER if len(known) > 1 else Middle.UNKNOWN

    def _are_two_people(self, middles: range) -> bool:
        """Grace Moore Henry Tudor: a surname, then another forename."""
        readings, words = self._lexicon.readings, self._tokens.words
        surname, forename = (readings.get(words[at], ()) for at in middles[:2])
        return any(each.role is Role.SURNAME for each in surname) and any(
            each.role is Role.FORENAME for each in forename
        )

    def _slipped(self, exact: Part) -> Iterator[Candidate]:
        """Full names of which `exact` is one name, and the other is its neighbour with one typing error."""
        roles = {Role(1 - each.role) for each in exact.readings if each.manner is Manner.WHOLE}
        if not roles:
            return
        joint = self._joint(exact.stop) if exact.stop < len(self._tokens.words) else None
        if joint is not None:
            for near in self._near(exact, roles, exact.stop, 1):
                yield from self._couples(exact, near, joint)
        joint = self._joint(exact.start) if exact.start > 0 else None
        if joint is not None:
            for near in self._near(exact, roles, exact.start - 1, -1):
                yield from self._couples(near, exact, joint)

    def _near(self, exact: Part, roles: set[Role], at: int, towards: int) -> Iterator[Part]:
        """The neighbour, or the next two words together (O'Niell), as the names that may have been meant."""
        tokens, words = self._tokens, self._tokens.words
        capital = tokens.is_capital(at)
        if not capital and self._setting is not Setting.FILE_NAME and tokens.is_capital(exact.start):
            return
        shortest = SHORTEST - 1 if capital else _SHORTEST_LOWER_SLIP
        unknown = words[at] not in self._lexicon.starts and words[at] not in FREQUENT
        if unknown and len(words[at]) >= shortest:
            yield from self._meant(roles, words[at], at, at + 1)
        first, second = min(at, at + towards), max(at, at + towards)
        if first < 0 or second >= len(words) or len(words[second]) < 2:
            return
        if self._joint(second) is Joint.SPACE:
            together = words[first] + words[second]
            if len(together) > shortest and tokens.is_capital(first) is capital:
                yield from self._meant(roles, together, first, second + 1)

    def _meant(self, roles: set[Role], word: str, start: int, stop: int) -> Iterator[Part]:
        for role in roles:
            meanings = self._meanings.get((role, word))
            if meanings is None:
                meanings = self._meanings[role, word] = list(self._lexicon.near(role, word))
            for readings in meanings:
                yield Part(start, stop, readings, slip=True)


# What may stand between the words of one name, between forename and surname, and beside a middle name.
_WITHIN = frozenset({Joint.SPACE, Joint.LINE, Joint.DASH, Joint.BRACKET})
_BETWEEN = frozenset({Joint.SPACE, Joint.LINE, Joint.CELL, Joint.DOT})
_BEFORE_MIDDLE = frozenset({Joint.SPACE, Joint.LINE, Joint.BRACKET})

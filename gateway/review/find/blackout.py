"""Blacks out other pupils' names and other people's addresses: the characters are gone, not covered."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from detectors.finding import DetectorId, Finding
from detectors.names.fold import Folded, fold, words_of
from detectors.people.mailbox import Mailbox, any_pattern
from detectors.roster import Pupil
from gateway.inspection.exhibit import Span
from gateway.review.find.people import names_of

BLACK = "█████"  # always as long: it tells nothing of what stood there
_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}")
_WIDEST_GAP = 16  # characters that may stand between two words of a name, none of them a letter
_SHORTEST_JOINED = 7  # letters of a full name without its space
_SHORT_WORD = 2  # letters of a name that counts only with a capital
_MOST_PASSES = 8  # what is blacked out may bring two words of another name together

Words = tuple[str, ...]
# What of a message belongs to some pupil, even where nobody knows to whom.
_PERSONAL = frozenset({DetectorId.IDENTIFIER, DetectorId.PUPIL_RECORDS})


@dataclass(slots=True)
class _Node:
    """Words that may follow; `ends`: here a name may end."""

    following: dict[str, _Node] = field(default_factory=dict)
    ends: bool = False


class NameTree:
    """Names as sequences of folded words; a text is looked through once, however many there are."""

    def __init__(self, names: Iterable[Words]) -> None:
        self._root = _Node()
        for words in names:
            node = self._root
            for word in words:
                node = node.following.setdefault(word, _Node())
            node.ends = node is not self._root

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the names stand in a folded text."""
        found = [word.span() for word in _WORD.finditer(text)]
        for first in range(len(found)):
            last = self._longest(text, found, first)
            if last is not None:
                yield found[first][0], found[last][1]

    def _longest(self, text: str, found: list[tuple[int, int]], first: int) -> int | None:
        node, last = self._root, None
        for at in range(first, len(found)):
            start, end = found[at]
            if at > first and start - found[at - 1][1] > _WIDEST_GAP:
                break
            following = node.following.get(text[start:end])
            if following is None:
                break
            node = following
            last = at if node.ends else last
        return last


@dataclass(frozen=True, slots=True)
class Addresses:
    """Whose addresses may be read: the school's own but those of pupils, and those that are kept.

    pupils: all of a pupil's address; kept: keys of mailboxes; hidden: the same, even inside the school;
    everybody: all others too
    """

    domains: tuple[str, ...] = ()
    pupils: re.Pattern[str] | None = None
    kept: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    everybody: bool = False

    def may_be_read(self, address: str) -> bool:
        mailbox = Mailbox.parse(address)
        if mailbox.key in self.kept:
            return True
        if mailbox.key in self.hidden or (self.pupils and self.pupils.match(mailbox.plain)):
            return False
        inside = any(mailbox.domain == each or mailbox.domain.endswith(f".{each}") for each in self.domains)
        return inside or self.everybody


class Blackout:
    """For what is about one person of a school.

    pupil: that person's id on the list, if they are a pupil; others: everybody else on it
    kept: the words of that person's own names, which are never blacked out by themselves
    """

    def __init__(
        self, pupil: str, own: Collection[Words], others: Iterable[Pupil], addresses: Addresses
    ) -> None:
        self._pupil = pupil
        self._own = {form for words in own for form in _forms(words)}
        self._kept = frozenset(word for words in own for word in words)
        others = tuple(others)
        self._words = {each.id: _words_of(each) - self._kept for each in others}
        self._names = NameTree(form for each in others for form in self._forms_of(each))
        self._addresses = addresses

    def _forms_of(self, pupil: Pupil) -> Iterator[Words]:
        middle = words_of(pupil.middle_names)
        for words in names_of(pupil):
            yield from (each for each in _forms(words) if each not in self._own)
            if middle:
                forename, surname = words_of(pupil.forename), words_of(pupil.surname)
                yield (*forename, *middle, *surname)

    def of(self, findings: Iterable[Finding]) -> Redaction:
        """For one message: with all that was found in it about others."""
        quotes: set[Words] = set()
        words: set[str] = set()
        for finding in findings:
            if not self.is_others(finding.pupils, finding.detector):
                continue
            quoted = words_of(finding.text)
            if quoted and quoted not in self._own and not self._kept.issuperset(quoted):
                quotes.add(quoted)
            for pupil in finding.pupils:
                words |= self._words.get(pupil, frozenset())
        return Redaction(self, NameTree(quotes), frozenset(words))

    def is_others(self, pupils: Collection[str], detector: DetectorId) -> bool:
        """Whether a finding is about somebody else, for all that is known."""
        if pupils:
            return self._pupil not in pupils
        return detector in _PERSONAL

    def names(self) -> NameTree:
        return self._names

    def hides(self, address: str) -> bool:
        return not self._addresses.may_be_read(address)


@dataclass(frozen=True, slots=True)
class Redaction:
    """What is blacked out in the texts of one message.

    quotes: what was found about others, as it stands there
    words: single words of the names of those who were found
    """

    blackout: Blackout
    quotes: NameTree
    words: frozenset[str]

    def address(self, address: str) -> str:
        """An address that stands by itself."""
        return BLACK if self.blackout.hides(address) else self.text(address)

    def text(self, text: str, spans: Iterable[Span] = ()) -> str:
        """The text without it. spans: what was found in exactly this text."""
        black = [
            (each.start, each.end)
            for each in spans
            if self.blackout.is_others(each.pupils, each.detector) and 0 <= each.start < each.end <= len(text)
        ]
        for _ in range(_MOST_PASSES):
            black += self._seen(text)
            if not black:
                break
            text, black = _without(text, black), []
        return text

    def _seen(self, text: str) -> Iterator[tuple[int, int]]:
        folded = fold(text)
        for tree in (self.blackout.names(), self.quotes):
            for start, end in tree.spans(folded.text):
                yield folded.span(start, end)
        yield from self._single_words(folded)
        for address in _ADDRESS.finditer(text):
            if self.blackout.hides(address[0]):
                yield address.span()

    def _single_words(self, folded: Folded) -> Iterator[tuple[int, int]]:
        if not self.words:
            return
        for word in _WORD.finditer(folded.text):
            said = word[0] if word[0] in self.words else word[0].removesuffix("s")
            if said not in self.words:
                continue
            if len(said) > _SHORT_WORD or folded.cased[word.start()].isupper():
                yield folded.span(*word.span())


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in _joined(spans):
        pieces += [text[at:start], BLACK]
        at = end
    return "".join((*pieces, text[at:]))


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """In order, and apart."""
    first, last = -1, -1
    for start, end in sorted(spans):
        if start > last:
            if last > first:
                yield first, last
            first, last = start, end
        last = max(last, end)
    if last > first:
        yield first, last


def _forms(words: Words) -> Iterator[Words]:
    """A full name as it may be written: any word of it first, and as one word."""
    if len(words) < 2:
        return
    for at in range(len(words)):
        turned = (*words[at:], *words[:at])
        yield turned
        if len("".join(turned)) >= _SHORTEST_JOINED:
            yield ("".join(turned),)


def _words_of(pupil: Pupil) -> frozenset[str]:
    """Every word of two letters or more of a pupil's forenames and surnames."""
    return frozenset(word for words in names_of(pupil) for word in words if len(word) >= _SHORT_WORD)


def addresses_of(
    domains: tuple[str, ...],
    patterns: tuple[str, ...],
    own: Iterable[str],
    others: Iterable[Pupil],
    *,
    everybody: bool,
) -> Addresses:
    """own: the addresses of whoever it is about; others: all other pupils"""
    hidden = (email for each in others for email in each.emails)
    return Addresses(domains, any_pattern(patterns), _keys(own), _keys(hidden), everybody)


def _keys(addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(Mailbox.parse(each).key for each in addresses)

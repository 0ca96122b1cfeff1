"""Whether a domain is so like one we know that a hurried reader takes it for that one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from detectors.names.fold import fold
from detectors.names.slips import Slips
from detectors.people.mailbox import domains_in, holding, shown_domain

_SHORTEST_LABEL = 5  # letters; short names are one letter from many others
_MOST_LABELS = 6
# The providers whose addresses are typed most often. Those with one ending only are mistyped with another.
_ONE_ENDING = ("gmail.com", "googlemail.com", "icloud.com", "btinternet.com")
_PROVIDERS = frozenset(_ONE_ENDING) | {
    "hotmail.com", "hotmail.co.uk", "outlook.com", "yahoo.com", "yahoo.co.uk", "virginmedia.com",
    "talktalk.net", "ntlworld.com", "blueyonder.co.uk", "tiscali.co.uk", "btopenworld.com", "protonmail.com",
    "fastmail.com",
}  # fmt: skip
_LABELS_OF_ONE_ENDING = {name.partition(".")[0]: name for name in _ONE_ENDING}
# Below these, every name is a different organisation's.
_REGISTRIES = frozenset(
    {
        "ac.uk", "sch.uk", "gov.uk", "nhs.uk", "police.uk", "mod.uk", "gov.scot", "gov.wales", "llyw.cymru",
        "nhs.scot", "cjsm.net",
    }
)  # fmt: skip
_DIGITS = re.compile(r"\d")
_SEEN_AS = (("rn", "m"), ("vv", "w"), ("0", "o"), ("1", "l"))


class Likeness(StrEnum):
    """In what way one domain looks like another."""

    ONE_LETTER_OFF = "one-letter-off"  # gmial.com
    EXTRA_SUFFIX = "extra-suffix"  # oakfield.sch.uk.com, oakfield-sch.uk, gmail.co.uk
    CONFUSABLE = "confusable"  # letters of another script, or of the same shape: grnail.com


@dataclass(frozen=True, slots=True)
class Originals:
    """The domains that others may be taken for, and those that are what they are."""

    known: frozenset[str]  # they and all below them belong to one organisation or provider
    registries: frozenset[str]
    guarded: frozenset[str]
    near: Slips
    run_together: dict[str, str]  # without dots and hyphens
    shapes: dict[str, str]

    @classmethod
    def of(cls, school: Iterable[str], partners: Iterable[str], consumers: frozenset[str]) -> Originals:
        """Of host names in A-labels."""
        own, listed = frozenset(school), frozenset(partners)
        guarded = own | (listed - _REGISTRIES) | _PROVIDERS
        long = [name for name in sorted(guarded) if len(name.partition(".")[0]) >= _SHORTEST_LABEL]
        return cls(
            known=own | (listed - _REGISTRIES) | consumers,
            registries=listed & _REGISTRIES,
            guarded=guarded,
            near=Slips.of(long),
            run_together={_run_together(name): name for name in long},
            shapes={_shape(name): name for name in sorted(guarded)},
        )

    def likeness(self, domain: str) -> tuple[Likeness, str] | None:
        """How the host name looks like one of the originals, and which; None if it is known, or like none."""
        if not domain or holding(domain, self.known):
            return None
        tails = tuple(_tails(domain))
        return (
            self._by_shape(tails)
            or self._by_suffix(domain)
            or self._by_hyphens(tails)
            or self._by_slip(tails)
            or _by_ending(domain)
        )

    def _by_shape(self, tails: tuple[str, ...]) -> tuple[Likeness, str] | None:
        for tail in tails:
            original = self.shapes.get(_shape(tail))
            if original and original != tail:
                return Likeness.CONFUSABLE, original
        return None

    def _by_suffix(self, domain: str) -> tuple[Likeness, str] | None:
        """A whole domain with something behind it."""
        labels = domain.split(".")[:_MOST_LABELS]
        for stop in range(len(labels) - 1, 1, -1):
            head, rest = ".".join(labels[:stop]), labels[stop:]
            original = holding(head, self.guarded)
            if original and not _is_branch_abroad(original, rest):
                return Likeness.EXTRA_SUFFIX, original
            if holding(head, self.registries) not in ("", head):
                return Likeness.EXTRA_SUFFIX, head
        return None

    def _by_hyphens(self, tails: tuple[str, ...]) -> tuple[Likeness, str] | None:
        for tail in tails:
            original = self.run_together.get(_run_together(tail))
            if original and original.count(".") != tail.count("."):
                return Likeness.EXTRA_SUFFIX, original
            name, hyphen, registry = tail.rpartition("-")
            if hyphen and registry in self.registries:
                return Likeness.EXTRA_SUFFIX, f"{name}.{registry}"
        return None

    def _by_slip(self, tails: tuple[str, ...]) -> tuple[Likeness, str] | None:
        near = ((tail, original) for tail in tails for original in self.near.near(tail))
        original = next((original for tail, original in near if _have_same_digits(tail, original)), "")
        return (Likeness.ONE_LETTER_OFF, original) if original else None


@lru_cache(maxsize=16)
def originals_of(
    school: tuple[str, ...],
    professionals: frozenset[str],
    suppliers: frozenset[str],
    consumers: frozenset[str],
) -> Originals:
    """Of domains as they are written. A moment's work, done once for a school."""
    partners = domains_in(professionals) | domains_in(suppliers)
    return Originals.of(domains_in(school), partners, domains_in(consumers))


def _have_same_digits(one: str, other: str) -> bool:
    """A number makes it the next of several: school2.example beside school.example."""
    return _DIGITS.findall(one) == _DIGITS.findall(other)


def _by_ending(domain: str) -> tuple[Likeness, str] | None:
    original = _LABELS_OF_ONE_ENDING.get(domain.partition(".")[0])
    return (Likeness.EXTRA_SUFFIX, original) if original else None


def _tails(domain: str) -> Iterator[str]:
    """The domain and what stands above it, down to two labels; of a very deep one the last few."""
    labels = domain.split(".")[-_MOST_LABELS:]
    for start in range(len(labels) - 1):
        yield ".".join(labels[start:])


def _shape(domain: str) -> str:
    """Equal for domains that look the same in most typefaces."""
    seen = fold(shown_domain(domain)).text
    for one, other in _SEEN_AS:
        seen = seen.replace(one, other)
    return seen


def _run_together(domain: str) -> str:
    return domain.replace(".", "").replace("-", "")


def _is_branch_abroad(original: str, rest: list[str]) -> bool:
    """Whether it is a name under a country's own .com, as large firms have them: pearson.com.au."""
    return original.endswith(".com") and len(rest) == 1 and len(rest[0]) == 2 and original not in _ONE_ENDING

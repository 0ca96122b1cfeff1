"""The passwords that a message gives away are tried on what is locked in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from detectors.extract.budget import Budget
from detectors.lock import Lock
from detectors.protection.passwords.candidates import Candidate


@dataclass(slots=True)
class Locksmith:
    """Tries passwords on locks, each on each lock once, as long as the budget allows.

    A lock may come up again and again (the same file attached twice, or in two readings of a message), and
    words may come up later, out of a file that one password opened.
    """

    budget: Budget
    _tried: set[tuple[Lock, str]] = field(default_factory=set)
    _known: dict[Lock, Candidate] = field(default_factory=dict)

    def open(
        self, locks: Iterable[Lock], candidates: Iterable[Candidate]
    ) -> Iterator[tuple[Lock, Candidate]]:
        """The locks that one of the candidates opens, with the first that does.

        Every candidate is tried on all locks before the next, so that a slow lock does not keep the
        likeliest passwords from the others; a slow lock is tried with the first of them only.
        """
        shut = dict.fromkeys(locks)
        for lock in [lock for lock in shut if lock in self._known]:
            del shut[lock]
            yield lock, self._known[lock]
        spent = dict.fromkeys(shut, 0.0)
        share = self.budget.trying / max(len(shut), 1)
        for candidate in candidates:
            for lock in [lock for lock in shut if spent[lock] <= share]:
                if (lock, candidate.password) in self._tried:
                    continue
                before = self.budget.clock()
                opened = lock.opens(candidate.password)
                seconds = self.budget.clock() - before
                spent[lock] += seconds
                self.budget.trying -= seconds
                self._tried.add((lock, candidate.password))
                if opened:
                    self._known[lock] = candidate
                    del shut[lock]
                    yield lock, candidate
            if not any(spent[lock] <= share for lock in shut):
                return

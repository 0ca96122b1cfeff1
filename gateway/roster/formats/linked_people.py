"""Gathers pupils, adults, and who belongs to whom: a pupil's contacts are known once all are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from detectors.names.fold import words_of
from detectors.roster import Contact, Pupil, StaffMember
from gateway.roster.errors import FormatError
from gateway.roster.formats.csv_files import Row, Table
from gateway.roster.formats.fields import cleaned
from gateway.roster.formats.gather import Gathering
from gateway.roster.formats.roster_file import Problem, RosterFile


@dataclass(frozen=True, slots=True)
class _Link:
    """Two people belong together; which of them is the pupil is seen when all are known."""

    row: Row
    one: str
    other: str
    relationship: str


class LinkedPeople:
    """Takes in the people of one export, linked by ids. `file` has the pupils; "" where no other is."""

    def __init__(self, file: str) -> None:
        self._gathering = Gathering(f"{file} line" if file else "line")
        self._pupils: list[tuple[int, Pupil]] = []  # with the numbers of their lines
        self._nameless = 0
        self._contacts: dict[str, Contact] = {}
        self._others: set[str] = set()
        self._links: list[_Link] = []
        self._unless_linked: dict[str, tuple[Row, str]] = {}
        self._problems: list[Problem] = []
        self._repeated: dict[tuple[str, str], list[Row]] = {}

    def lacks(self, table: Table, loss: str, *columns: str) -> bool:
        """Whether a table that need not be there has not these columns: a problem, and `loss` what of it."""
        if table.has(*columns):
            return False
        self.problem(table.problem(f"no columns {' and '.join(columns)}, so {loss}"))
        return True

    def sound_rows(self, table: Table, *checked: str) -> Iterator[Row]:
        """The lines of a table that can be read, in these columns at the least; the others are problems."""
        for row in table.rows():
            problem = row.fault(*checked)
            if problem or row.remark:
                self.problem(row.problem(problem or row.remark))
            if not problem:
                yield row

    def pupil(self, row: Row, pupil: Pupil) -> None:
        if pupil.id and not _is_named(pupil):
            self._nameless += 1
            self._others.add(pupil.id)
            self.repeated_problem(row, "no name, so this pupil cannot be recognised in mail")
        else:
            self._pupils.append((row.line, pupil))

    def adult(self, row: Row, id_: str, contact: Contact, unless_linked: str = "") -> None:
        """The contact of every pupil whom a link gives them; `unless_linked` is the problem if none does."""
        self._contacts.setdefault(id_, contact)
        if unless_linked:
            self._unless_linked[id_] = (row, unless_linked)

    def staff_member(self, member: StaffMember) -> None:
        self._gathering.staff_member(member)

    def nobody(self, id_: str) -> None:
        """Somebody whom links may name without a pupil having a contact by that."""
        self._others.add(id_)

    def link(self, row: Row, one: str, other: str, relationship: str = "") -> None:
        """A pupil and an adult belong together, in whichever order."""
        self._links.append(_Link(row, one, other, relationship))

    def problem(self, problem: Problem) -> None:
        self._problems.append(problem)

    def repeated_problem(self, row: Row, what: str) -> None:
        """For what is wrong with many lines of a file if it is with one: the others are only counted."""
        self._repeated.setdefault((row.file, what), []).append(row)

    def finish(self, hint: str) -> RosterFile:
        """All that was gathered. Raises FormatError where that is no pupil; `hint` is what may be wrong."""
        if self._nameless and not self._pupils:
            raise FormatError(f"names none of its {self._nameless:,} pupils; export first and last names")
        contacts = self._contacts_of_pupils()
        for line, pupil in self._pupils:
            own = contacts.get(pupil.id)
            known = replace(pupil, contacts=tuple(own.values())) if own else pupil
            self._gathering.pupil(line, known)
        try:
            gathered = self._gathering.finish()
        except FormatError as error:
            raise FormatError(f"{error}; {hint}") from None
        problems = (*gathered.problems, *self._problems, *map(_summed, self._repeated.items()))
        return replace(gathered, problems=tuple(sorted(problems, key=lambda each: (each.counted, each.line))))

    def _contacts_of_pupils(self) -> dict[str, dict[str, Contact]]:
        """By the ids of the pupils and then of the adults, in the order of the links."""
        found: dict[str, dict[str, Contact]] = {pupil.id: {} for _, pupil in self._pupils}
        unexplained = dict(self._unless_linked)
        for link in self._links:
            for pupil, adult in ((link.one, link.other), (link.other, link.one)):
                if pupil in found and adult in self._contacts and adult not in found:
                    contact = self._contacts[adult]
                    relationship = link.relationship or contact.relationship
                    found[pupil].setdefault(adult, replace(contact, relationship=relationship))
                    unexplained.pop(adult, None)
                elif not (pupil in found or pupil in self._contacts or pupil in self._others):
                    self.repeated_problem(link.row, "it names somebody who is not in the list")
        for id_, (row, what) in unexplained.items():
            if id_ not in self._others:
                self.repeated_problem(row, what)
        return found


def name_in(value: str) -> str:
    """A name, cleaned; empty where no letter is in it."""
    return cleaned(value) if words_of(value) else ""


def _is_named(pupil: Pupil) -> bool:
    return any((pupil.forename, pupil.surname, pupil.preferred_forename, pupil.preferred_surname))


def _summed(repeated: tuple[tuple[str, str], list[Row]]) -> Problem:
    (_, what), (first, *others) = repeated
    return first.problem(f"{what} (and {len(others):,} more like it)" if others else what)

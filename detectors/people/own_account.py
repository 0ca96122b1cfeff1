"""Whether a private address is plausibly the sender's own: it spells the same name, initials or user name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from detectors.context import Facts
from detectors.names.context.people import Name, said_name
from detectors.names.fold import words_of
from detectors.people.mailbox import Mailbox, domains_in, holding
from detectors.roster import StaffMember

_SHORTEST_NAME = 5  # letters; anything shorter is alike by accident too often
_SHORTEST_SURNAME = 4
_SHORTEST_INITIALS = 3
# Many firms and families have such a mailbox, and so has the school; it is nobody's name.
ROLES = frozenset(
    words_of(
        """
        absence absences accounts admin administrator admissions attendance bookings bounce bounces bursar
        careers catering contact data enquiries enquiry events exams family finance governors head headteacher
        hello home house hr info it mail mailer noreply office orders payments post postmaster principal
        reception reply safeguarding sales school secretary senco send service services staff support team
        webmaster
        """
    )
)


@dataclass(frozen=True, slots=True)
class Owners:
    """Whose private account an address may be, as far as the lists of staff say.

    names: of those who work here by their address, and by each short user name that only one of them can have
    accounts: keys of private mailboxes, and the keys of the work addresses of whom they belong to
    """

    names: Mapping[str, tuple[Name, ...]]
    accounts: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, facts: Facts) -> Self:
        """What a list of staff calls an address counts as private at a consumer provider only: at other
        domains it may be that of another school. What the directory calls private is so anywhere."""
        members = facts.roster.staff + facts.directory.staff
        consumers = domains_in(facts.directory.consumer_domains)
        listed = {
            work: frozenset(key for key in keys if holding(key.rpartition("@")[2], consumers))
            for work, keys in _addresses(members, facts)
        }
        declared = dict(_addresses(facts.directory.private_accounts, facts))
        return cls(_names(members), _turned([*listed.items(), *declared.items()]))

    def owns(self, sender: Mailbox, private: Mailbox) -> bool:
        """Whether `private` may be an account of whoever sends from `sender`."""
        if sender.key in self.accounts.get(private.key, ()):
            return True
        if resembles(private.local, sender.local):
            return True
        known = self.names.get(sender.key) or self.names.get(sender.local, ())
        return any(_is_called(private.local, name) for name in known)


def _addresses(members: tuple[StaffMember, ...], facts: Facts) -> Iterator[tuple[str, frozenset[str]]]:
    """Of each member each work address with the outside ones, as keys of mailboxes."""
    internal = domains_in(facts.school.domains)
    for member in members:
        boxes = [box for box in map(Mailbox.parse, member.emails) if box.is_sure]
        outside = frozenset(box.key for box in boxes if not holding(box.domain, internal))
        for box in boxes:
            if outside and box.key not in outside:
                yield box.key, outside


def _turned(items: list[tuple[str, frozenset[str]]]) -> dict[str, frozenset[str]]:
    """The work addresses of each private one."""
    owners: dict[str, frozenset[str]] = {}
    for work, private in items:
        for key in private:
            owners[key] = owners.get(key, frozenset()) | {work}
    return owners


def _names(members: tuple[StaffMember, ...]) -> dict[str, tuple[Name, ...]]:
    by_address: dict[str, tuple[Name, ...]] = {}
    by_code: dict[str, tuple[Name, ...]] = {}
    for member in members:
        name = said_name(member.name)
        if not name:
            continue
        for address in member.emails:
            by_address[Mailbox.parse(address).key] = (name,)
        for code in _codes(name):
            by_code[code] = tuple(dict.fromkeys((*by_code.get(code, ()), name)))
    return {code: names for code, names in by_code.items() if len(names) == 1} | by_address


def _codes(name: Name) -> set[str]:
    """The short user names that schools make of a name: gb, gmb, gbi, bisg, gbis."""
    given, surname = name[0][0], name[-1]
    return {"".join(word[0] for word in name)} | {
        code for length in (1, 2, 3) for code in (given + surname[:length], surname[:length] + given)
    }


def _is_called(local: str, name: Name) -> bool:
    """Whether a local part spells the full name, or is its three or more initials."""
    letters = "".join(name_parts(local))
    initials = "".join(word[0] for word in name)
    if len(initials) >= _SHORTEST_INITIALS and letters == initials:
        return True
    return len(letters) >= _SHORTEST_NAME and _is_written_as(letters, name[0], name[-1])


def resembles(private: str, work: str) -> bool:
    """Whether two local parts look like one person's: the same name, turned round or cut to an initial.

    Digits, dots and tags do not count. "grace.bishop" resembles gracebishop82, g.bishop, bishop_g, gm.bishop
    and graceb; "gbishop" resembles grace.bishop. A user name with digits in it ("gbi07") resembles itself.
    A surname alone, a relative's first name or a role ("office") is no resemblance.
    """
    parts = name_parts(work)
    if not ROLES.isdisjoint(parts):
        return False
    if _is_user_name(work) and private.partition("+")[0] == work.partition("+")[0]:
        return True
    letters = "".join(name_parts(private))
    return len(letters) >= _SHORTEST_NAME and any(
        _is_written_as(letters, given, surname) for given, surname in _readings(parts)
    )


def _is_user_name(local: str) -> bool:
    plain = local.partition("+")[0]
    return len(plain) >= _SHORTEST_NAME and any(map(str.isdigit, plain)) and any(map(str.isalpha, plain))


def name_parts(local: str) -> list[str]:
    """The runs of letters of a local part, without accents and without what follows a plus sign."""
    plain = unicodedata.normalize("NFKD", local.partition("+")[0])
    return re.findall(r"[^\W\d_]+", "".join(char for char in plain if not unicodedata.combining(char)))


def _readings(parts: list[str]) -> Iterator[tuple[str, str]]:
    """The ways to read a local part as given name (or initial) and surname."""
    if len(parts) >= 2:
        yield parts[0], parts[-1]
        yield parts[-1], parts[0]
    elif parts:
        yield parts[0][0], parts[0][1:]
        yield parts[0][-1], parts[0][:-1]


def _is_written_as(letters: str, given: str, surname: str) -> bool:
    if letters in (given + surname, surname + given, given + surname[:1]):
        return True
    if len(surname) < _SHORTEST_SURNAME:
        return False
    rests = []
    if letters.endswith(surname):
        rests.append(letters.removesuffix(surname))
    if letters.startswith(surname):
        rests.append(letters.removeprefix(surname))
    return any(rest and _stands_for(rest, given) for rest in rests)


def _stands_for(rest: str, given: str) -> bool:
    """Whether what stands beside a surname is the given name, cut short, or with a middle initial."""
    return given.startswith(rest) or rest.startswith(given) or (len(rest) == 2 and rest[0] == given[0])

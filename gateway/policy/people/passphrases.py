"""Passphrases agreed with partners: a file for one of them is locked with theirs, and nobody has to ring."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from detectors.people.mailbox import Mailbox, at_partner, holding
from gateway.policy.people.directory import DirectoryError, read_directory
from gateway.policy.people.partners import Partner

FEWEST_CHARACTERS = 12
MOST_CHARACTERS = 127  # of a PDF's password in UTF-8 (ISO 32000-2 §7.6.4.3.3)


@dataclass(frozen=True, slots=True)
class AgreedPassphrases:
    """By address, and by domain with all below it; in A-labels and lower case. Shown in no repr."""

    addresses: Mapping[str, str] = field(default_factory=dict, repr=False)
    domains: Mapping[str, str] = field(default_factory=dict, repr=False)

    def for_address(self, address: str) -> str | None:
        """The one agreed with whoever has the address: theirs alone before their organisation's.

        None where nothing is agreed, and for the pupils of a partner that is a school.
        """
        mailbox = Mailbox.parse(address)
        if not mailbox.is_sure:
            return None
        own = self.addresses.get(mailbox.plain)
        if own or not at_partner(mailbox.domain, frozenset(self.domains)):
            return own
        return self.domains[holding(mailbox.domain, self.domains)]


def load_passphrases(directory: Path, today: date) -> AgreedPassphrases:
    """Those of a directory file's partners whose agreement counts on a day.

    Raises DirectoryError where a file cannot be used, or where two partners share an address or a domain
    and not the passphrase.
    """
    partners = [each for each in read_directory(directory).partner if each.counts_on(today)]
    try:
        return _agreed([each for each in partners if each.passphrase_file], directory.parent)
    except ValueError as error:
        raise DirectoryError(f"{directory}: partner.passphrase_file: {error}") from None


def _agreed(partners: Sequence[Partner], folder: Path) -> AgreedPassphrases:
    addresses: dict[str, str] = {}
    domains: dict[str, str] = {}
    for partner in partners:
        passphrase = read_passphrase(folder / Path(partner.passphrase_file).expanduser())
        for known, names in ((addresses, partner.addresses), (domains, partner.domains)):
            for name in sorted(names):
                if known.setdefault(name, passphrase) != passphrase:
                    raise ValueError(
                        f'"{name}" has another one in "{partner.name}" than above; keep one of them'
                    )
    return AgreedPassphrases(addresses, domains)


def read_passphrase(path: Path) -> str:
    """The passphrase in a file, without the line end. Raises ValueError; its sentence tells nothing of it."""
    try:
        with path.open(encoding="ascii") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            passphrase = file.read(MOST_CHARACTERS + 1000).strip()
    except FileNotFoundError:
        raise ValueError(f"there is no file {path}") from None
    except UnicodeDecodeError:
        raise ValueError(
            f"{path} has letters beyond a to z in it, which not every program reads alike"
        ) from None
    except OSError:
        raise ValueError(f"{path} cannot be read") from None
    if mode & 0o077:
        raise ValueError(f"others may read {path} (mode {mode:04o}); run: chmod 600 {path}")
    if not passphrase.isprintable():
        raise ValueError(f"{path} must be one line, with nothing in it but the passphrase")
    if not FEWEST_CHARACTERS <= len(passphrase) <= MOST_CHARACTERS:
        raise ValueError(
            f"the passphrase in {path} has {len(passphrase)} characters; "
            f"it must have {FEWEST_CHARACTERS} to {MOST_CHARACTERS}"
        )
    return passphrase

"""The two schools of a soak: their settings, their rules in two editions, and a list that grows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from pathlib import Path

from tests.support.school import PUPILS_CSV
from tests.support.storage import copy_storage

RIVERSIDE_NAME = "Henry Tudor"
FULL_NAMES = ("Grace Bishop", RIVERSIDE_NAME)  # whom letters name, and who never leave the lists
_FORENAMES = ("Ada", "Bram", "Cerys", "Dilys", "Edwin", "Ffion", "Gareth", "Hetty")
_SURNAMES = ("Thistlewood", "Underhill", "Vanstone", "Wetherby", "Yarwood", "Oakshott", "Pemberley", "Quill")
NEWCOMERS = tuple(f"{first} {last}" for last, first in product(_SURNAMES, _FORENAMES))

_RIVERSIDE_CSV = f"id,forename,surname\n2001,{RIVERSIDE_NAME.replace(' ', ',')}\n"
_DIRECTORY = """\
[professional]
domains = ["gov.uk"]
[supplier]
domains = ["caterer.example"]
"""
_RULE = """\
[[rule]]
id = "{id}"
title = "{title}"
clause = "E-mail policy, section 1"
{rest}
"""
_NAMED = 'when.finding = "pupil-name"\n'
_OUTSIDE = 'to.any_of = ["external"]\nto.none_of = ["professional", "supplier"]\n'


@dataclass(frozen=True, slots=True)
class Hops:
    """Where mail is sent on to."""

    outside: str
    home: str
    secure: str


def policy(*, strict: bool) -> str:
    """`strict`: letters without a subject are held too."""
    mode = "enforce" if strict else "monitor"
    shorten = 'action = "rewrite"\nrewrite.names = "initials"\notherwise = "hold"\n'
    rules = (
        ("names", "A pupil's name", f'{_OUTSIDE}{_NAMED}action = "hold"'),
        ("partners", "A name to a partner", f'to.any_of = ["professional"]\n{_NAMED}action = "secure"'),
        ("suppliers", "A name to a supplier", f'to.any_of = ["supplier"]\n{_NAMED}{shorten}'),
        ("unread", "What cannot be read", f'{_OUTSIDE}when.finding = "uninspectable"\naction = "hold"'),
        ("subject", "No subject", f'{_OUTSIDE}when.finding = "no-subject"\naction = "hold"\nmode = "{mode}"'),
    )
    written = (_RULE.format(id=id, title=title, rest=rest) for id, title, rest in rules)
    return 'title = "Soak"\n' + "".join(written)


def roster(newcomers: int) -> str:
    """The list of the first school with so many newcomers on it."""
    rows = (name.split() for name in NEWCOMERS[:newcomers])
    added = (f"{3000 + number},{first},{last},,8,\n" for number, (first, last) in enumerate(rows))
    return PUPILS_CSV + "".join(added)


def replace_file(path: Path, text: str) -> None:
    """As a careful administrator does it: nobody sees half a file."""
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def write_schools(folder: Path, hops: Hops, storage: Path, workers: int) -> Path:
    """The settings; the storage is as the first start leaves it."""
    write_rules(folder)
    config = folder / "schoolgate.toml"
    config.write_text(_settings(hops, storage, workers), encoding="utf-8")
    copy_storage(storage)
    return config


def write_rules(folder: Path) -> None:
    """Rules and lists, as they are at first."""
    (folder / "pupils.csv").write_text(roster(0), encoding="utf-8")
    (folder / "riverside.csv").write_text(_RIVERSIDE_CSV, encoding="utf-8")
    (folder / "policy.toml").write_text(policy(strict=True), encoding="utf-8")
    (folder / "directory.toml").write_text(_DIRECTORY, encoding="utf-8")


def write_node(folder: Path, hops: Hops, hostname: str, database: str, workers: int) -> Path:
    """The settings of one of several gateways, in a folder of its own in the one with rules and lists.

    `database`: lines that say where it is. All have the same key.
    """
    folder.mkdir()
    storage = copy_storage(folder / "data")
    for each in storage.iterdir():
        if each.name != "key":
            each.unlink()
    config = folder / "schoolgate.toml"
    relay = f'hostname = "{hostname}"\n'
    settings = _settings(hops, storage, workers, rules="../", relay=relay, database=database)
    config.write_text(settings, encoding="utf-8")
    return config


def _settings(
    hops: Hops, storage: Path, workers: int, *, rules: str = "", relay: str = "", database: str = ""
) -> str:
    schools = (
        ("Oakfield Academy", "oakfield.sch.uk", "pupils.csv"),
        ("Riverside Primary", "riverside.sch.uk", "riverside.csv"),
    )
    return (
        "".join(
            f'[[school]]\nname = "{name}"\ndomains = ["{domain}"]\ndata_protection_lead = "dpl@{domain}"\n'
            f'directory = "{rules}directory.toml"\nroster = {{ sources = ["{rules}{pupils}"] }}\n'
            for name, domain, pupils in schools
        )
        + f'[relay]\nlisten = "127.0.0.1:0"\nnext_hop = "{hops.outside}"\nhome_hop = "{hops.home}"\n{relay}'
        f'[secure_mail]\nnext_hop = "{hops.secure}"\n'
        '[review]\nlisten = "127.0.0.1:0"\ndigest_at = ""\n'
        f"[inspection]\nworkers = {workers}\n"
        "[outbox]\nfirst_retry_seconds = 0.2\nlongest_retry_seconds = 2\n"
        f'[storage]\ndirectory = "{storage}"\n{database}'
        f'[policy]\nfile = "{rules}policy.toml"\n'
    )

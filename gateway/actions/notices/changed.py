"""What the sender of a rewritten message is told: what was changed, for whom, and what opens locked files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from detectors.finding import Location
from gateway.actions.notices.found import places_of
from gateway.actions.notices.phrases import Phrases
from gateway.actions.notices.prepare import about, others, people
from gateway.actions.notices.reasons import Reason, reasons
from gateway.actions.notices.shortlist import Shortlist, shortlist
from gateway.actions.notices.values import Changed, House
from gateway.actions.notices.views import About, Others
from gateway.actions.quoting import one_line
from gateway.policy.rewriting import Rewrite
from gateway.policy.verdict import Disposition
from gateway.rewriting.change import Change
from gateway.rewriting.version import Version

_MOST_FILES = 6


class LockedKind(StrEnum):
    """Locked files by what it takes to open them."""

    OFFICE = "office"
    PDF = "pdf"
    ZIP = "zip"


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One kind of change. What the fields say is for each kind as in `Change`.

    kind: as `Rewrite` names it
    where: "in the subject line and in the file “trip.docx”"
    files: the names of the files that it was done to
    """

    kind: str
    count: int
    where: str
    files: Shortlist[str]
    detail: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """What some of the recipients get.

    secure: by secure mail
    passphrase: a new one, which the sender has to tell them; empty where none is
    agreed: files are locked with the passphrase that was agreed with them before
    opens: of which kinds the locked files are
    """

    people: Shortlist[str]
    secure: bool
    copied: Shortlist[str]
    changes: tuple[ChangeView, ...]
    passphrase: str
    agreed: bool
    opens: tuple[LockedKind, ...]


@dataclass(frozen=True, slots=True)
class ChangedView:
    """changed.*.j2.

    kinds: of all changes, for the title
    secure: all of it goes by secure mail
    stopped: those for whom it is held or returned; of them another notice tells
    """

    about: About
    people: Shortlist[str]
    kinds: tuple[str, ...]
    secure: bool
    versions: tuple[VersionView, ...]
    reasons: tuple[Reason, ...]
    others: Others
    stopped: Shortlist[str]


def changed_view(changed: Changed, house: House, phrases: Phrases) -> ChangedView:
    verdict = changed.verdict
    recipients = tuple(address for version in changed.versions for address in version.recipients)
    stopped = verdict.addresses(Disposition.HOLD) + verdict.addresses(Disposition.RETURN)
    kinds = {change.rewrite for version in changed.versions for change in version.changes}
    return ChangedView(
        about=about(changed.original, house, phrases, verdict=verdict),
        people=people(recipients),
        kinds=tuple(str(each) for each in Rewrite if each in kinds),
        secure=all(version.disposition is Disposition.SECURE for version in changed.versions),
        versions=tuple(_version(each, phrases) for each in _alike(changed.versions)),
        reasons=reasons(verdict, recipients, phrases),
        others=others(verdict, recipients),
        stopped=people(each for each in stopped if each not in recipients),
    )


def _alike(versions: Iterable[Version]) -> Iterable[tuple[Version, tuple[str, ...]]]:
    """One of each kind, and all who get one like it: those who get a copy each read of it once."""
    groups: dict[object, tuple[Version, list[str]]] = {}
    for version in versions:
        alike = (version.disposition, version.copied, version.changes, version.passphrase)
        groups.setdefault(alike, (version, []))[1].extend(version.recipients)
    return tuple((version, tuple(recipients)) for version, recipients in groups.values())


def _version(group: tuple[Version, tuple[str, ...]], phrases: Phrases) -> VersionView:
    version, recipients = group
    locked = tuple(each for each in version.changes if each.rewrite is Rewrite.LOCK_ATTACHMENTS)
    return VersionView(
        people=people(recipients),
        secure=version.disposition is Disposition.SECURE,
        copied=people(version.copied),
        changes=tuple(_change(each, phrases) for each in version.changes),
        passphrase=one_line(version.passphrase, 200),
        agreed=bool(locked) and not version.passphrase,
        opens=_opens(locked),
    )


def _change(change: Change, phrases: Phrases) -> ChangeView:
    paths = dict.fromkeys(one_line(each.path) for each in change.locations if each.path)
    return ChangeView(
        kind=str(change.rewrite),
        count=change.count,
        where=places_of(change.locations, phrases),
        files=shortlist(tuple(paths), _MOST_FILES),
        detail=one_line(change.detail),
    )


def _opens(locked: Iterable[Change]) -> tuple[LockedKind, ...]:
    """A file that was put into another is opened as that one is; what has no lock of its own is in a zip."""
    names = (name for change in locked for name in _names(change.locations, change.detail))
    kinds = {_LOCKED_BY_ENDING.get(PurePosixPath(name).suffix.lower(), LockedKind.ZIP) for name in names}
    return tuple(each for each in LockedKind if each in kinds)


def _names(locations: tuple[Location, ...], new_name: str) -> Iterable[str]:
    return (new_name,) if new_name else (each.path for each in locations)


_LOCKED_BY_ENDING = {
    **dict.fromkeys((".docx", ".docm", ".xlsx", ".xlsm", ".pptx", ".pptm"), LockedKind.OFFICE),
    ".pdf": LockedKind.PDF,
}

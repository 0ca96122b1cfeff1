"""A Word, Excel or PowerPoint document with a password: an OLE storage that holds the sealed package."""

from __future__ import annotations

from dataclasses import replace

from detectors.extract.budget import Budget
from detectors.extract.contents import CannotRead, Contents, Locked, outer_path
from detectors.extract.office97.ole import judged, properties_of
from detectors.message import Part
from detectors.protection.office.office import Sealed, examine
from detectors.protection.office.officelock import OfficeLock
from detectors.protection.office.storage import DamagedStorage, Storage


def read_sealed_office(part: Part, budget: Budget) -> Contents:
    """An EncryptedPackage ([MS-OFFCRYPTO] §1.3.3). Its properties may stand outside, in clear."""
    try:
        with Storage(part.content) as storage:
            texts = tuple(properties_of(part, storage))
    except DamagedStorage as error:
        raise CannotRead("It is damaged and does not open.") from error
    sealed = examine(part.content)
    contents = judged(part, texts, sealed.judgement)
    if sealed.judgement.opened is not None:
        return replace(contents, bodies=(_without_lock(part, sealed.judgement.opened, budget),))
    if sealed.lock is None:
        return contents
    return replace(contents, locked=(_locked(part, sealed, sealed.lock),))


def _without_lock(part: Part, opened: bytes, budget: Budget) -> Part:
    """Without its lock it is still the same file, under the same name."""
    budget.unpack(len(part.content), len(opened))
    return replace(part, content=opened)


def _locked(part: Part, sealed: Sealed, lock: OfficeLock) -> Locked:
    def open_with(password: str, budget: Budget) -> Contents:
        return Contents(bodies=(_without_lock(part, lock.decrypt(password, sealed.package), budget),))

    return Locked(outer_path(part), lock, open_with)

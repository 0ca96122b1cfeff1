"""A Word, Excel or PowerPoint document with a password: an OLE storage that holds the sealed package."""

from __future__ import annotations

import struct
from dataclasses import replace

from detectors.extract.budget import Budget
from detectors.extract.contents import CannotRead, Contents
from detectors.extract.ole import judged, properties_of
from detectors.message import Part
from detectors.protection.office import judge_package
from detectors.protection.storage import DamagedStorage, Storage


def read_sealed_office(part: Part, budget: Budget) -> Contents:
    """An EncryptedPackage ([MS-OFFCRYPTO] §1.3.3). Its properties may stand outside, in clear."""
    try:
        with Storage(part.content) as storage:
            texts = tuple(properties_of(part, storage))
        judgement = judge_package(part.content)
    except (DamagedStorage, struct.error) as error:
        raise CannotRead("It is damaged and does not open.") from error
    contents = judged(part, texts, judgement)
    if judgement.opened is None:
        return contents
    budget.unpack(len(part.content), len(judgement.opened))
    # Without its lock it is still the same file, under the same name.
    return replace(contents, bodies=(replace(part, content=judgement.opened),))

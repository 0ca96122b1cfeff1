"""What only its owner's program can open: rights-managed mail, password safes, disk images, mail stores."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents
from detectors.extract.filetype import kinds
from detectors.extract.mediatypes import DISK_IMAGE, KEEPASS, MAIL_STORE, RIGHTS_MANAGED
from detectors.finding import Protection
from detectors.message import Part, Unread

_REASONS: Mapping[str, str] = MappingProxyType(
    {
        RIGHTS_MANAGED: "It is protected by Microsoft's rights management, and cannot be read outside it.",
        KEEPASS: "It is a password safe (KeePass), which cannot be read without its key.",
        DISK_IMAGE: "It is a disk image, which cannot be read.",
        MAIL_STORE: "It is an Outlook mail store (PST or OST), which cannot be read.",
    }
)


def read_vault(part: Part, budget: Budget) -> Contents:
    """Nothing of it can be read, nor can anybody tell how well it is protected."""
    del budget
    reason = next(_REASONS[kind] for kind in kinds(part) if kind in _REASONS)
    return Contents(unread=(Unread(part.location, reason),), protection=Protection.UNKNOWN)

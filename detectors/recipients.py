"""What kind of recipient an address is: inside the school, a parent, a professional, somebody's own account."""

from __future__ import annotations

from enum import StrEnum


class RecipientClass(StrEnum):
    """The classes of a recipient; an address may be of several."""

    INTERNAL = "internal"
    EXTERNAL = "external"
    PROFESSIONAL = "professional"
    PERSONAL = "personal"  # at a consumer mail provider
    OWN = "own"  # looks like the sender's own private account
    CONTACT = "contact"  # a parent or carer on the roster
    PUPIL = "pupil"

"""Two slides that LibreOffice wrote, saying what a test wants."""

from __future__ import annotations

from tests.samples.officefiles import members_of, package_of
from tests.samples.slides import plain_pptx


def deck_of(first: str, second: str) -> bytes:
    """The second slide is hidden; a pupil is named in the notes and in a comment, too."""
    members = members_of(plain_pptx())
    for old, new in (("Assembly", first), ("Menu", second)):
        members = {name: part.replace(old.encode(), new.encode()) for name, part in members.items()}
    return package_of(members)

"""What everybody has to know on every page, as long as it is so."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gateway.settings import Settings
from gateway.store.heldback import is_held_back


def notices(settings: Settings) -> tuple[str, ...]:
    """A sentence each."""
    said = []
    if settings.storage.read_only:
        said.append(_("Read-only mode: you can see what waits, but nothing can be decided or opened now."))
    if is_held_back(settings.storage.directory):
        said.append(
            _(
                "This installation was restored from a back-up. What was decided after the back-up waits "
                "again, so look whether it was sent before you release it. What waited to be sent rests."
            )
        )
    return tuple(said)

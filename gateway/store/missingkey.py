"""Whether the database is sealed with a key that the key file of this machine has not got."""

from __future__ import annotations

from gateway.store import models
from gateway.store.keys import Keys


def missing_key(keys: Keys) -> str:
    """The key's name, where it was made on another machine and the file not copied here; empty otherwise."""
    newest = models.Installation.objects.values_list("newest_key", flat=True).filter(pk=1).first()
    return newest if newest and keys.find(bytes.fromhex(newest)) is None else ""

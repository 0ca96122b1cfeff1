"""After a restore nothing that waited at the time of the back-up is sent, until somebody says so.

It may have gone since then, and only people can tell. What is new is sent as usual. The note stands in a file
of its own beside the database, so that it counts from the moment when the restored database does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from pydantic import TypeAdapter, ValidationError

from gateway.actions.plan import Action, AuditEntry
from gateway.errors import SetupError
from gateway.store import models
from gateway.store.bell import Ring, ring
from gateway.store.copying import sync
from gateway.store.record import add_entries
from gateway.store.seal import Seal

FILE = "held-back.json"  # in the storage directory


class HeldBackError(SetupError):
    """One sentence about a note that cannot be read or removed."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """From when the restored back-up is, and up to which id deliveries rest."""

    backup_at: datetime
    last_delivery: int


_NOTE = TypeAdapter(HeldBack)


def hold_back(directory: Path, held: HeldBack) -> None:
    """On disk when this returns. Raises OSError."""
    file = directory / FILE
    file.unlink(missing_ok=True)
    file.touch(0o600)
    file.write_bytes(_NOTE.dump_json(held) + b"\n")
    sync(file)
    sync(directory)


def held_back(directory: Path) -> HeldBack | None:
    """None where all may be sent. Raises HeldBackError."""
    file = directory / FILE
    try:
        return _NOTE.validate_json(file.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError):
        raise HeldBackError(
            f"{file}: says what may not be sent after a restore, and cannot be read; "
            "see what waits (schoolgate outbox list), then remove the file"
        ) from None


def is_held_back(directory: Path) -> bool:
    return (directory / FILE).exists()


def resume(seal: Seal, directory: Path, held: HeldBack, actor: str, now: datetime) -> int:
    """Lets it be sent; how many deliveries. Raises HeldBackError: then nothing is sent.

    It is on record before it is done: a power cut may leave an entry too many, and none too few.
    """
    with transaction.atomic():
        waiting = models.Delivery.objects.filter(pk__lte=held.last_delivery).exclude(due_at=None)
        count = waiting.count()
        note = f"restored from a back-up of {held.backup_at:%Y-%m-%d %H:%M} UTC; {count} deliveries go out"
        add_entries(seal, (AuditEntry(actor, Action.RESUMED, note),), now)
        waiting.update(due_at=now)
        ring(Ring.OUTBOX)
    try:
        (directory / FILE).unlink()
    except OSError:
        raise HeldBackError(f"{directory / FILE}: cannot be removed, so nothing is sent yet") from None
    return count

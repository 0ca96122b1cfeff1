"""The gateways at work on one database are its nodes: what one had claimed that died is freed for the others.

A node holds its place for as long as it lives (`gateway.store.line`). Its row is of one life: the next
start makes another one, so that a place which the database still thinks is held is never in anybody's way.
"""

from __future__ import annotations

import secrets
import socket
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from gateway.store import models
from gateway.store.engine import engine_in_use
from gateway.store.keys import Key, Keys
from gateway.store.missingkey import missing_key
from gateway.store.onestep import write_private

FILE = "node"  # in the storage directory: what tells it from every other
KEPT = timedelta(days=7)  # for so long the row of a machine that is gone tells when it was last seen


@dataclass(frozen=True, slots=True)
class Node:
    """One life of a gateway. `name`: of its machine and its storage directory, in each of its lives."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Sign:
    """What the database knows of one gateway: its release, and when it was last seen."""

    name: str
    release: str
    seen_at: datetime
    is_at_work: bool


def name_of(directory: Path) -> str:
    """Such as "gate-1 5f0c2a9e". Raises OSError."""
    file = directory / FILE
    if not file.exists():
        write_private(file, f"{secrets.token_hex(4)}\n".encode())
    return f"{socket.gethostname()[:150]} {file.read_text(encoding='ascii').strip()[:40]}"


def enter(directory: Path, release: str) -> Node:
    """A new life of the gateway on this directory. Raises OSError or DatabaseError."""
    name = name_of(directory)
    with transaction.atomic():
        row = models.Node.objects.create(name=name, version=release, started_at=Now(), seen_at=Now())
        _forget_lives(row)
    return Node(row.pk, name)


def _forget_lives(row: models.Node) -> None:
    """Those of which nothing is left to do: earlier ones of the same gateway, and of machines long gone."""
    claims = models.Delivery.objects.filter(node=OuterRef("pk"))
    old = models.Node.objects.filter(Q(name=row.name) | Q(seen_at__lt=Now() - KEPT)).exclude(Exists(claims))
    old.exclude(pk=row.pk).exclude(pk__in=engine_in_use().places_held()).delete()


class MissingKeyError(Exception):
    """Another gateway seals with a key that this one's file has not got; the text is the key's name."""


def note_key(node: Node, keys: Keys) -> None:
    """Which key it seals with, for whoever rotates keys. Raises MissingKeyError."""
    rows = models.Node.objects.filter(pk=node.id)
    rows.exclude(newest_key=keys.in_use.name).update(newest_key=keys.in_use.name)
    if missing := missing_key(keys):
        raise MissingKeyError(missing)


def without_key(key: Key, directory: Path) -> tuple[str, ...]:
    """The names of the gateways at work, but that on this directory, that do not seal with the key."""
    rows = models.Node.objects.filter(pk__in=engine_in_use().places_held()).exclude(newest_key=key.name)
    return tuple(rows.exclude(name=name_of(directory)).order_by("name").values_list("name", flat=True))


def note_seen(node: Node) -> bool:
    """That it lives. False where its row is gone: others had not seen it for days."""
    return bool(models.Node.objects.filter(pk=node.id).update(seen_at=Now()))


def signs() -> tuple[Sign, ...]:
    """Of every gateway that is at work or was in the last days, by name: of its last life."""
    held = engine_in_use().places_held()
    rows = models.Node.objects.order_by("name", "id")
    return tuple(
        {
            row.name: Sign(row.name, row.version, row.seen_at, is_at_work=row.pk in held) for row in rows
        }.values()
    )


def missing(besides: Node) -> frozenset[Node]:
    """Whoever else has deliveries in hand and does not hold its place now."""
    rows = models.Delivery.objects.filter(node__isnull=False).exclude(node=besides.id)
    claimers = rows.order_by().values_list("node", "node__name").distinct()
    held = engine_in_use().places_held() if claimers else frozenset()
    return frozenset(Node(*each) for each in claimers if each[0] not in held)


@transaction.atomic
def free_forgotten(node: Node, in_hand: Collection[int]) -> None:
    """What this node has claimed and does not know of is due again; else it lay there until its lease ends.

    The answer to its COMMIT was lost, or what the attempt came to could not be written.
    """
    rows = models.Delivery.objects.filter(node=node.id).exclude(pk__in=tuple(in_hand))
    rows.update(lease_until=None, node=None)


@transaction.atomic
def free_leases(nodes: Collection[int]) -> None:
    """What these had in hand is due again; whoever of them lives after all finds its claims gone."""
    rows = models.Delivery.objects.filter(node__in=tuple(nodes))
    rows.update(lease_until=None, node=None)

"""Reads at the end of a soak what the database has of each letter."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from pathlib import Path

from gateway.actions.plan import CaseState, DeliveryFate, Purpose
from gateway.store.codec import decode_judged
from gateway.store.engine import close_storage, use_storage
from gateway.store.models import Delivery, HeldRecipient, Message
from gateway.store.place import Storage
from gateway.store.seal import Seal, read_key
from gateway.store.sqlite import DATABASE
from tests.soak.judging import Job, Stored

NUMBER = re.compile(r"<soak\.(\d+)@")


def read_books(storage: Storage) -> list[Stored]:
    """Every message on record, with its case and its deliveries."""
    seal = read_key(storage.directory / "key")
    use_storage(storage)
    try:
        held = defaultdict(list)
        for case, address in HeldRecipient.objects.values_list("case_id", "address"):
            held[case].append(address)
        jobs = defaultdict(list)
        for job in Delivery.objects.exclude(message=None).prefetch_related("recipients"):
            fates = tuple((each.address, DeliveryFate(each.fate)) for each in job.recipients.all())
            jobs[job.message_id].append(Job(Purpose(job.purpose), fates))
        rows = Message.objects.select_related("case").iterator(500)
        return [_stored(seal, row, tuple(held[row.pk]), tuple(jobs[row.pk])) for row in rows]
    finally:
        close_storage()


def _stored(seal: Seal, row: Message, held: tuple[str, ...], jobs: tuple[Job, ...]) -> Stored:
    judged = decode_judged(seal.open(bytes(row.judged), f"judged {row.pk}"))
    number = NUMBER.match(judged.headline.message_id)
    case = getattr(row, "case", None)
    state = CaseState(case.state) if case else None
    return Stored(row.pk, int(number[1]) if number else -1, state, held, jobs)


def faults_of(storage: Path) -> list[str]:
    """What SQLite's own check finds wrong."""
    database = sqlite3.connect(storage / DATABASE)
    try:
        said = [row[0] for row in database.execute("PRAGMA integrity_check")]
    finally:
        database.close()
    return [] if said == ["ok"] else [f"the database is damaged: {line}" for line in said]

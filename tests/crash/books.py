"""The books: where a message is for each of its recipients, counted at the sink and in the database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import connections

from gateway.actions.plan import CaseState, DeliveryFate, Purpose
from gateway.store.codec import decode_judged
from gateway.store.engine import use_storage
from gateway.store.models import Delivery, DeliveryRecipient, HeldRecipient, Message
from gateway.store.place import Storage
from gateway.store.seal import read_key
from tests.support.school import TEACHER
from tests.support.sink import Sink


@dataclass(frozen=True)
class Whereabouts:
    """How often a message is in each of the places where it may be for one recipient."""

    sent: int = 0
    held: int = 0
    waiting: int = 0


class Books:
    """Reads a storage directory beside the gateway that works on it, or that has just died."""

    def __init__(self, directory: Path, sink: Sink) -> None:
        self._seal = read_key(directory / "key")
        self._sink = sink
        self._message_ids: dict[str, str] = {}  # of each stored message, by its id in the database
        use_storage(Storage(directory))

    def of(self, message_id: str, recipient: str) -> Whereabouts:
        stored = self._stored(message_id)
        return Whereabouts(
            sent=sum(
                recipient in each.recipients and each.sender != "" and message_id.encode() in each.content
                for each in self._sink.taken
            ),
            held=HeldRecipient.objects.filter(
                case__message__in=stored, case__state=CaseState.OPEN, address=recipient
            ).count(),
            waiting=DeliveryRecipient.objects.filter(
                delivery__message__in=stored,
                delivery__purpose=Purpose.MESSAGE,
                address=recipient,
                fate=DeliveryFate.WAITING,
            ).count(),
        )

    def notices(self, message_id: str, sender: str = TEACHER) -> int:
        """How many the sender got about a message."""
        return sum(
            (each.sender, each.recipients) == ("", (sender,)) and message_id.encode() in each.content
            for each in self._sink.taken
        )

    def outbox_is_empty(self) -> bool:
        return not Delivery.objects.exclude(due_at=None).exists()

    def close(self) -> None:
        connections.close_all()

    def _stored(self, message_id: str) -> list[str]:
        """The ids under which the database has the message."""
        for row in Message.objects.exclude(pk__in=self._message_ids):
            judged = decode_judged(self._seal.open(bytes(row.judged), f"judged {row.pk}"))
            self._message_ids[row.pk] = judged.headline.message_id
        return [pk for pk, known in self._message_ids.items() if known == message_id]

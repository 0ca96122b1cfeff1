"""Every place where sealed bytes are kept: the columns, the second factors of accounts, a dry run's file.

A rotation seals all of them anew, and a key is retired only when none of them needs it any more. So a place
that is missing here is one that a retired key takes with it: a test looks for sealed columns without a row.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, takewhile
from pathlib import Path
from typing import Any, Protocol

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import BinaryField, F, Func, Model, QuerySet
from django.db.models.functions import Length

from gateway.store import models
from gateway.store.factors import SECOND_FACTOR
from gateway.store.onestep import clear_unfinished, put_in_place, unfinished_of, write_private
from gateway.store.seal import HEAD_BYTES, BrokenSealError, Seal, head_of

ROWS, BYTES = 200, 8_000_000  # of one batch, at most; one larger row is a batch of its own


@dataclass(frozen=True, slots=True)
class Batch:
    """What was done. `last`: the primary key up to which it is; None where there is nothing behind it.

    seen: how many values were looked at; `sealed`: of these with the key in use, just now
    unopened: how many open with none of the keys; they are left as they are
    """

    last: object = None
    seen: int = 0
    sealed: int = 0
    unopened: int = 0


class SealedPlace(Protocol):
    """Somewhere sealed values are kept."""

    def count(self) -> int:
        """How many values there are, about."""
        ...

    def heads(self) -> Iterator[bytes]:
        """How each value begins."""
        ...

    def values(self, beginning: bytes) -> Iterator[tuple[bytes, str]]:
        """Each value that begins like that, and what it belongs to."""
        ...

    def reseal(self, seal: Seal, after: object) -> Batch:
        """Seals with the key in use what another has sealed, in one short transaction."""
        ...


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column. `belongs_to` says of a row to what its value is bound; `needs`: other columns that takes."""

    model: type[Model]
    column: str
    belongs_to: Callable[[Any], str]
    needs: tuple[str, ...] = ()

    def count(self) -> int:
        return self._rows().count()

    def heads(self) -> Iterator[bytes]:
        heads = self._rows().annotate(head=self._beginning(HEAD_BYTES)).values_list("head", flat=True)
        return (bytes(each) for each in heads.iterator())

    def values(self, beginning: bytes) -> Iterator[tuple[bytes, str]]:
        rows = self._rows().annotate(head=self._beginning(len(beginning))).filter(head=beginning)
        for row in self._whole(rows).iterator(chunk_size=1):
            yield bytes(getattr(row, self.column)), self.belongs_to(row)

    def reseal(self, seal: Seal, after: object) -> Batch:
        """A row that somebody else has changed or deleted in the meantime is left to them."""
        keys = self._next(after)
        if not keys:
            return Batch()
        wanted = head_of(seal.keys.current().in_use)
        anew, unopened = [], 0
        rows = self._rows().annotate(head=self._beginning(HEAD_BYTES)).exclude(head=wanted)
        for row in self._whole(rows.filter(pk__in=keys)):
            old = bytes(getattr(row, self.column))
            try:
                anew.append((row.pk, old, _again(seal, old, self.belongs_to(row))))
            except BrokenSealError:
                unopened += 1
        with transaction.atomic():
            sealed = sum(
                self._rows().filter(pk=pk, **{self.column: old}).update(**{self.column: new})
                for pk, old, new in anew
            )
        return Batch(keys[-1], len(keys), sealed, unopened)

    def _next(self, after: object) -> list[Any]:
        """The primary keys of so many rows as are sealed together; at least one where there is any."""
        rows = self._rows() if after is None else self._rows().filter(pk__gt=after)
        sizes = list(rows.order_by("pk").values_list("pk", Length(self.column))[:ROWS])
        together = accumulate((size for _, size in sizes), initial=0)  # before each row
        fitting = takewhile(lambda each: each[1] < BYTES, zip(sizes, together, strict=False))
        return [pk for (pk, _), _ in fitting]

    def _rows(self) -> QuerySet[Model]:
        return self.model._default_manager.filter(**{f"{self.column}__isnull": False})

    def _beginning(self, length: int) -> Func:
        return Func(F(self.column), 1, length, function="SUBSTR", output_field=BinaryField())

    def _whole(self, rows: QuerySet[Model]) -> QuerySet[Model]:
        """With no other column than it takes: others may be large."""
        related = [each.partition("__")[0] for each in self.needs if "__" in each]
        whole = rows.select_related(*related) if related else rows
        return whole.only("pk", self.column, *self.needs, *related)


@dataclass(frozen=True, slots=True)
class SecondFactors:
    """The secrets of one-time codes and of recovery codes: sealed, as base64, in JSON that allauth keeps."""

    sealed: Mapping[str, tuple[str, ...]]  # the fields with secrets, by the kind of second factor

    def count(self) -> int:
        return len(list(self.heads()))

    def heads(self) -> Iterator[bytes]:
        for row in Authenticator.objects.iterator():
            for text in self._texts(row):
                yield _bytes(text)[:HEAD_BYTES]

    def values(self, beginning: bytes) -> Iterator[tuple[bytes, str]]:
        for row in Authenticator.objects.iterator():
            for text in self._texts(row):
                if _bytes(text).startswith(beginning):
                    yield _bytes(text), SECOND_FACTOR

    @transaction.atomic
    def reseal(self, seal: Seal, after: object) -> Batch:
        rows = Authenticator.objects.order_by("pk")
        batch = list((rows if after is None else rows.filter(pk__gt=after))[:ROWS])
        wanted = head_of(seal.keys.current().in_use)
        seen = sealed = unopened = 0
        for row in batch:
            anew = {}
            for text in self._texts(row):
                seen += 1
                if _bytes(text).startswith(wanted):
                    continue
                try:
                    anew[text] = base64.b64encode(_again(seal, _bytes(text), SECOND_FACTOR)).decode()
                except BrokenSealError:
                    unopened += 1
            if anew:
                self._put(row, anew)
                sealed += len(anew)
        return Batch(batch[-1].pk if batch else None, seen, sealed, unopened)

    def _texts(self, row: Authenticator) -> Iterator[str]:
        for name in self.sealed.get(row.type, ()):
            value = row.data.get(name, ())
            yield from [value] if isinstance(value, str) else value

    def _put(self, row: Authenticator, anew: Mapping[str, str]) -> None:
        for name in self.sealed[row.type]:
            value = row.data.get(name)
            if isinstance(value, str):
                row.data[name] = anew.get(value, value)
            elif value:
                row.data[name] = [anew.get(each, each) for each in value]
        row.save(update_fields=["data"])


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file that is one sealed value, or is not there."""

    path: Path
    belongs_to: str

    def count(self) -> int:
        return int(self.path.is_file())

    def heads(self) -> Iterator[bytes]:
        content = self._content()
        if content is not None:
            yield content[:HEAD_BYTES]

    def values(self, beginning: bytes) -> Iterator[tuple[bytes, str]]:
        content = self._content()
        if content is not None and content.startswith(beginning):
            yield content, self.belongs_to

    def reseal(self, seal: Seal, after: object) -> Batch:
        """A file that somebody else has replaced or deleted in the meantime is left to them."""
        old = None if after is not None else self._content()
        if old is None:
            return Batch()
        if old.startswith(head_of(seal.keys.current().in_use)):
            return Batch(seen=1)
        try:
            new = _again(seal, old, self.belongs_to)
        except BrokenSealError:
            return Batch(seen=1, unopened=1)
        unfinished = unfinished_of(self.path)
        clear_unfinished(self.path)
        write_private(unfinished, new, self.path.stat())
        if self._content() != old:
            unfinished.unlink()
            return Batch(seen=1)
        put_in_place(unfinished, self.path)
        return Batch(seen=1, sealed=1)

    def _content(self) -> bytes | None:
        """None where there is none. Raises OSError."""
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return None


def _again(seal: Seal, sealed: bytes, belongs_to: str) -> bytes:
    """Raises BrokenSealError."""
    return seal.close(seal.open(sealed, belongs_to), belongs_to)


def _bytes(text: str) -> bytes:
    """Empty where it is no base64."""
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


COLUMNS = (
    SealedColumn(models.Content, "sealed", lambda row: row.pk),
    SealedColumn(models.Message, "judged", lambda row: f"judged {row.pk}"),
    SealedColumn(models.DeliveryRecipient, "reply", lambda row: f"reply {row.pk}"),
    SealedColumn(models.Case, "asked", lambda row: f"asked {row.pk}"),
    SealedColumn(models.DeletionProposal, "reason", lambda row: f"deletion {row.pk}"),
    SealedColumn(models.PrivateOpening, "reason", lambda row: f"opening {row.case_id}", ("case_id",)),
    SealedColumn(models.PrivateOpening, "not_told", lambda row: f"not told {row.case_id}", ("case_id",)),
    SealedColumn(models.RuleException, "phrase", lambda row: f"exception phrase {row.pk}"),
    SealedColumn(models.RuleException, "reason", lambda row: f"exception reason {row.pk}"),
    SealedColumn(models.Incident, "facts", lambda row: f"incident {row.pk}"),
    SealedColumn(models.IncidentEntry, "text", lambda row: f"diary {row.pk}"),
    SealedColumn(models.Audit, "detail", lambda row: f"audit {row.number}", ("number",)),
    SealedColumn(models.Installation, "record_end", lambda _row: "record end"),
    SealedColumn(models.Installation, "record_beginning", lambda _row: "record beginning"),
    SealedColumn(models.KeptLocks, "sealed", lambda row: f"locks {row.pk}"),
    SealedColumn(
        models.PupilList,
        "roster",
        lambda row: f"roster {row.school.name} {row.source}",
        ("source", "school__name"),
    ),
    SealedColumn(
        models.PupilList,
        "problems",
        lambda row: f"problems {row.school.name} {row.source}",
        ("source", "school__name"),
    ),
)
FACTORS = SecondFactors(
    {
        Authenticator.Type.TOTP: ("secret",),
        Authenticator.Type.RECOVERY_CODES: ("seed", "migrated_codes"),
    }
)
IN_DATABASE: tuple[SealedPlace, ...] = (*COLUMNS, FACTORS)

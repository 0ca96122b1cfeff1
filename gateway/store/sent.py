"""What went to personal accounts in the last fortnight, which addresses are known, what the lead was told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from gateway.actions.bulk import Silence
from gateway.policy.past import LONGEST, Sent
from gateway.policy.verdict import Disposition
from gateway.store import models

KEPT_FOR = LONGEST + timedelta(days=1)
ADDRESSES_KEPT_FOR = timedelta(days=548)  # eighteen months
MOST_READ = 20_000  # copies of one sender's messages, the newest


@dataclass(frozen=True, slots=True)
class Copy:
    """A message on its way to one personal account. `theirs`: the recipient's own children in it."""

    account: str
    contact: bool = False
    theirs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mailing:
    """One message to personal accounts, by marks alone. `copies`: by the address of each recipient."""

    school: str
    sender: str
    message: str
    at: datetime
    forwarded: bool
    attached: int
    size: int
    pupils: frozenset[str]
    copies: Mapping[str, Copy]

    def now(self) -> dict[str, Sent]:
        """The message as it counts for each recipient."""
        return {address: self.to(copy) for address, copy in self.copies.items()}

    def to(self, copy: Copy, disposition: str = "") -> Sent:
        return Sent(
            self.at,
            self.message,
            copy.account,
            self.forwarded,
            self.attached,
            self.size,
            self.pupils - copy.theirs,
            copy.contact,
            disposition,
        )


@transaction.atomic
def remember_sent(mailing: Mailing) -> None:
    """It counts from now on, as sent; where it was tried before, since then, and once."""
    row, _ = models.SentMessage.objects.get_or_create(
        message=mailing.message,
        defaults={
            "school": _school(mailing.school),
            "sender": mailing.sender,
            "at": mailing.at,
            "forwarded": mailing.forwarded,
            "attached": mailing.attached,
            "size": mailing.size,
            "pupils": _joined(mailing.pupils),
        },
    )
    models.SentCopy.objects.bulk_create(
        (
            models.SentCopy(
                sent=row,
                account=copy.account,
                contact=copy.contact,
                theirs=_joined(copy.theirs),
                disposition=str(Disposition.DELIVER),
            )
            for copy in mailing.copies.values()
        ),
        ignore_conflicts=True,
    )


def sent_before(mailing: Mailing) -> tuple[Sent, ...]:
    """What the sender has sent in the fortnight before, this message apart.

    To parents and carers only what went to those who get this one: nothing else of it ever counts.
    """
    contacts = {copy.account for copy in mailing.copies.values() if copy.contact}
    since = mailing.at - LONGEST
    messages = models.SentMessage.objects.filter(sender=mailing.sender, at__gt=since).exclude(
        message=mailing.message
    )
    by_id = {row.pk: row for row in messages}
    pupils = {key: frozenset(row.pupils.split()) for key, row in by_id.items()}
    copies = models.SentCopy.objects.filter(
        Q(contact=False) | Q(account__in=contacts), sent__sender=mailing.sender, sent__at__gt=since
    ).order_by("-sent__at", "-id")
    rows = copies.values_list("sent_id", "account", "contact", "theirs", "disposition")[:MOST_READ]
    return tuple(
        Sent(
            by_id[key].at,
            by_id[key].message,
            account,
            by_id[key].forwarded,
            by_id[key].attached,
            by_id[key].size,
            pupils[key].difference(theirs.split()) if theirs else pupils[key],
            contact,
            disposition,
        )
        for key, account, contact, theirs, disposition in rows
        if key in by_id
    )


@transaction.atomic
def settle_sent(message: str, dispositions: Mapping[str, Disposition]) -> None:
    """What became of it, by account. What goes back to the sender has not been sent, and does not count."""
    copies = models.SentCopy.objects.filter(sent__message=message)
    for disposition in set(dispositions.values()):
        accounts = [account for account, each in dispositions.items() if each is disposition]
        settled = copies.filter(account__in=accounts)
        if disposition is Disposition.RETURN:
            settled.delete()
        else:
            settled.update(disposition=str(disposition))


def known_addresses(message: str, pairs: Iterable[str]) -> frozenset[str]:
    """Those of the pairs that another message made known."""
    rows = models.KnownAddress.objects.filter(pair__in=tuple(pairs)).exclude(message=message)
    return frozenset(rows.values_list("pair", flat=True))


@transaction.atomic
def remember_addresses(school: str, message: str, pairs: Iterable[str], today: date) -> None:
    """From the next message on these are known."""
    wanted = tuple(pairs)
    owner = _school(school)
    models.KnownAddress.objects.bulk_create(
        (models.KnownAddress(school=owner, pair=pair, message=message, last=today) for pair in wanted),
        ignore_conflicts=True,
    )
    models.KnownAddress.objects.filter(pair__in=wanted).exclude(last=today).update(last=today)


def silenced(sender: str, rules: Iterable[str], now: datetime) -> frozenset[str]:
    """The rules of which the lead has been told."""
    rows = models.Silence.objects.filter(sender=sender, rule__in=tuple(rules), until__gt=now)
    return frozenset(rows.values_list("rule", flat=True))


class Silences:
    """Those that are asked for within one transaction: read at once, and what is new is written at once."""

    def __init__(self, wanted: Iterable[Silence]) -> None:
        pairs = {(each.sender, each.rule) for each in wanted}
        self._until: dict[tuple[str, str], datetime] = {}
        self._new: dict[tuple[str, str], models.Silence] = {}
        if pairs:
            senders, rules = {sender for sender, _ in pairs}, {rule for _, rule in pairs}
            rows = models.Silence.objects.filter(sender__in=senders, rule__in=rules)
            self._until = {
                (sender, rule): until for sender, rule, until in rows.values_list("sender", "rule", "until")
            }

    def is_on(self, silence: Silence, now: datetime) -> bool:
        until = self._until.get((silence.sender, silence.rule))
        return until is not None and until > now

    def begin(self, school: models.School, silences: Iterable[Silence], now: datetime) -> bool:
        """Whether any of them is new: then it is to be said, and `write` is to be called."""
        fresh = [each for each in silences if not self.is_on(each, now)]
        for each in fresh:
            self._until[each.sender, each.rule] = each.until
            self._new[each.sender, each.rule] = models.Silence(
                school=school, sender=each.sender, rule=each.rule, until=each.until
            )
        return bool(fresh)

    def write(self) -> None:
        models.Silence.objects.bulk_create(
            self._new.values(),
            update_conflicts=True,
            update_fields=["school", "until"],
            unique_fields=["sender", "rule"],
        )


def begin_silences(school: models.School, wanted: Iterable[Silence], now: datetime) -> bool:
    """Whether any of them is new: then it is to be said. Belongs in the transaction that says it."""
    each = tuple(wanted)
    silences = Silences(each)
    fresh = silences.begin(school, each, now)
    silences.write()
    return fresh


@transaction.atomic
def forget_sent(now: datetime) -> None:
    """Deletes what has been kept for long enough.

    What a clock wrote that was ahead counts from now: it would be kept for years where that clock was wrong
    by years.
    """
    today = now.date()
    models.SentMessage.objects.filter(at__gt=now).update(at=now)
    models.SentMessage.objects.filter(at__lte=now - KEPT_FOR).delete()
    models.KnownAddress.objects.filter(last__gt=today).update(last=today)
    models.KnownAddress.objects.filter(last__lte=today - ADDRESSES_KEPT_FOR).delete()
    models.Silence.objects.filter(until__gt=now + LONGEST).update(until=now + LONGEST)
    models.Silence.objects.filter(until__lte=now).delete()


def _school(name: str) -> models.School:
    school, _ = models.School.objects.get_or_create(name=name)
    return school


def _joined(marks: frozenset[str]) -> str:
    return " ".join(sorted(marks))

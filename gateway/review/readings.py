"""What is read afresh each time Prometheus asks: how much waits and how old it is, and what runs out when.

A figure is left out where nobody can tell it: how much waits, when the database cannot be read. Names of
schools are labels, and nothing else that somebody has written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from gateway.review.status import RenewalStatus, SchoolStatus, Status, StorageStatus, WorkersStatus
from gateway.store.figures import Figures

DAY = 24 * 3600


def readings_of(status: Status, now: datetime) -> bytes:
    """In the text format of Prometheus. Ages are in seconds, and 0 where there is nothing to grow old."""
    registry = CollectorRegistry()
    registry.register(_Readings(status, now))
    return generate_latest(registry)


class _Readings(Collector):
    """One look, as the library wants to have it."""

    def __init__(self, status: Status, now: datetime) -> None:
        self._status = status
        self._now = now

    def collect(self) -> Iterator[Metric]:
        status, now = self._status, self._now
        yield _gauge("working", "1 where all that mail needs works, as /healthz has it", not status.problems)
        yield _gauge("pupils", "Pupils on the rosters in force", sum(each.pupils for each in status.schools))
        if status.figures is not None:
            yield from _waiting(status.figures, now)
        if status.workers is not None:
            yield from _workers(status.workers)
        if status.storage is not None:
            yield from _storage(status.storage)
        yield from _schools(status.schools, now)
        yield from _renewals(status.renewals, now)


def _waiting(figures: Figures, now: datetime) -> Iterator[Metric]:
    yield _gauge("open_cases", "Held messages that wait for a ruling", figures.open_cases)
    yield _gauge("open_case_age_seconds", "Of the oldest of them", _age(figures.oldest_open_case, now))
    yield _gauge("unseen_cases", "Held messages at which nobody has looked", figures.unseen_cases)
    yield _gauge("unseen_case_age_seconds", "Of the oldest of them", _age(figures.oldest_unseen_case, now))
    yield _gauge("outbox_deliveries", "Deliveries that wait in the outbox", figures.waiting_deliveries)
    oldest = _age(figures.oldest_waiting_delivery, now)
    yield _gauge("outbox_age_seconds", "Of the oldest of them", oldest)


def _workers(workers: WorkersStatus) -> Iterator[Metric]:
    yield _gauge("workers", "Inspection workers there are to be", workers.size)
    yield _gauge("workers_busy", "Of these, with a message in hand", workers.busy)
    yield _gauge("child_memory_bytes", "Memory of the processes that the gateway has started", workers.memory)
    why = CounterMetricFamily("schoolgate_workers_lost", "Inspection workers lost, by why", labels=("why",))
    why.add_metric(("died",), workers.died)
    why.add_metric(("too-slow",), workers.late)
    yield why


def _storage(storage: StorageStatus) -> Iterator[Metric]:
    yield _gauge("storage_writable", "1 where held mail can be written", storage.is_writable)
    yield _gauge("storage_free_bytes", "On the disk that keeps held mail", storage.free)
    yield _gauge("database_bytes", "The database with what SQLite keeps beside it", storage.used)


def _schools(schools: Iterable[SchoolStatus], now: datetime) -> Iterator[Metric]:
    figures = {
        "roster_lists_refused": "Pupil lists that are not taken in as they are now",
        "roster_lists_old": "Pupil lists that have not been written for over two days of term",
        "roster_age_seconds": "Since the pupil list was written that has not been for the longest",
        "rules_refused": "1 where the rules as they are written now cannot be used",
        "rules_passing_unchecked": "Rules that let pass, for some weeks, what could not be checked",
    }
    families = {name: _labelled(name, what) for name, what in figures.items()}
    for school in schools:
        label, lists = (school.name,), school.lists
        oldest = min((each.written_at for each in lists), default=None)
        families["roster_lists_refused"].add_metric(label, sum(each.refused for each in lists))
        families["roster_lists_old"].add_metric(label, sum(each.old for each in lists))
        families["roster_age_seconds"].add_metric(label, _age(oldest, now))
        families["rules_refused"].add_metric(label, school.rules_refused)
        families["rules_passing_unchecked"].add_metric(label, len(school.passing))
    yield from families.values()


def _renewals(renewals: RenewalStatus, now: datetime) -> Iterator[Metric]:
    if renewals.certificate_ends is not None:
        left = (renewals.certificate_ends - now).total_seconds()
        yield _gauge("certificate_left_seconds", "Until the relay's certificate runs out", left)
    if renewals.key_made_at is not None:
        yield _gauge("key_age_seconds", "Since the key in use was made", _age(renewals.key_made_at, now))
        most = renewals.key_days * DAY
        yield _gauge("key_age_limit_seconds", "How old it is to become; 0 for ever", most)


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now.astimezone(UTC) - since).total_seconds()) if since else 0.0


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"schoolgate_{name}", what, value=value)


def _labelled(name: str, what: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"schoolgate_{name}", what, labels=("school",))

"""The site: all that the pages for reviewers get from the running gateway."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from asgiref.sync import async_to_sync
from django.http import HttpRequest

from gateway.actions.closed_days import Closed
from gateway.actions.desk import Desk
from gateway.events import Events
from gateway.inspection.judge import Judge
from gateway.review.rulings.presence import Presence
from gateway.review.status import StatusSource
from gateway.settings import Settings
from gateway.store.seal import Seal

REVIEW = "schoolgate.review"  # its place in the web scope

T = TypeVar("T")


class Outbox(Protocol):
    """What sends stored deliveries later."""

    def wake(self) -> None:
        """Something new is due."""


@dataclass(frozen=True, slots=True)
class ReviewSite:
    """Built once by the running gateway. Views run in threads of their own.

    url: the address under which people reach the site, without a slash at its end
    holidays: when school is not on, by school
    """

    settings: Settings
    seal: Seal
    judge: Judge
    desks: Mapping[str, Desk]
    outbox: Outbox
    events: Events
    status: StatusSource
    url: str
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    presence: Presence = field(default_factory=Presence)
    holidays: Mapping[str, Closed] = field(default_factory=dict)

    @property
    def schools(self) -> tuple[str, ...]:
        """All schools of the installation, in the order of the settings."""
        return tuple(each.name for each in self.settings.school)

    def desk(self, school: str) -> Desk:
        """The school's; of one that has left the settings, the first."""
        return self.desks.get(school) or next(iter(self.desks.values()))


def site_of(request: HttpRequest) -> ReviewSite:
    """From the web scope (ASGI), or the environment (WSGI)."""
    scope: Mapping[str, object] = getattr(request, "scope", None) or request.environ  # type: ignore[attr-defined]
    site = scope[REVIEW]
    assert isinstance(site, ReviewSite)  # noqa: S101 - only the running gateway fills the scope
    return site


def awaited(work: Callable[..., Coroutine[Any, Any, T]], *args: object) -> T:
    """What a coroutine function of the gateway's event loop comes to, for a view in its thread."""
    result: T = async_to_sync(work)(*args)
    return result

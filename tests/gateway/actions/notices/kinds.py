"""A notice of every kind, in any language."""

from __future__ import annotations

from collections.abc import Callable

from gateway.actions.notices.compose import (
    asked_alert,
    bulk_alert,
    changed_notice,
    expired_notice,
    held_notice,
    lead_alert,
    many_notice,
    released_notice,
    reminder_notice,
    returned_notice,
    undeliverable_notice,
    waiting_notice,
)
from gateway.actions.notices.templates import Templates
from gateway.actions.notices.values import Expired, Waiting, WaitingCase
from tests.gateway.actions.notices.samples import (
    ALERT,
    ASKED,
    CHANGED,
    HELD,
    HELD_WITH_A_LINK,
    HOUSE,
    LANGUAGES,
    NOW,
    RELEASED,
    REMINDED,
    RETURNED,
    STAMP,
    TEACHER,
    UNDELIVERABLE,
    VERDICT,
    templates,
)
from tests.gateway.actions.notices.test_bulk import CROSSED

WAITING = Waiting((WaitingCase("7F3K", NOW),))
EXPIRED = Expired(TEACHER, VERDICT, "7F3K", NOW)
LEAD = (HOUSE.data_protection_lead,)

WRITE: dict[str, Callable[[Templates], bytes]] = {
    "held": lambda words: held_notice(HELD, HOUSE, STAMP, words),
    "held with a link": lambda words: held_notice(HELD_WITH_A_LINK, HOUSE, STAMP, words),
    "returned": lambda words: returned_notice(RETURNED, HOUSE, STAMP, words),
    "changed": lambda words: changed_notice(CHANGED, HOUSE, STAMP, words),
    "many": lambda words: many_notice(HELD_WITH_A_LINK, HOUSE, STAMP, words),
    "reminder": lambda words: reminder_notice(REMINDED, HOUSE, STAMP, words),
    "released": lambda words: released_notice(RELEASED, HOUSE, STAMP, words),
    "undeliverable": lambda words: undeliverable_notice(UNDELIVERABLE, HOUSE, STAMP, words),
    "alert": lambda words: lead_alert(ALERT, HOUSE, STAMP, words),
    "asked": lambda words: asked_alert(ASKED, HOUSE, STAMP, words),
    "waiting": lambda words: waiting_notice(WAITING, LEAD, HOUSE, STAMP, words),
    "bulk": lambda words: bulk_alert(CROSSED, HOUSE, STAMP, words),
    "expired": lambda words: expired_notice(EXPIRED, HOUSE, STAMP, words),
}
EVERY_KIND: dict[str, Callable[[], bytes]] = {
    f"{kind} {language}": lambda write=write, language=language: write(templates(language))  # type: ignore[misc]
    for kind, write in WRITE.items()
    for language in LANGUAGES
}

"""A notice of every kind, in any language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from gateway.actions.notices.compose import (
    asked_alert,
    bulk_alert,
    changed_notice,
    digest_notice,
    expired_notice,
    held_notice,
    lead_alert,
    many_notice,
    opened_notice,
    opening_alert,
    released_notice,
    reminder_notice,
    returned_notice,
    unchecked_alert,
    undeliverable_notice,
    unseen_notice,
    waiting_notice,
)
from gateway.actions.notices.templates import Templates
from gateway.actions.notices.values import (
    Digest,
    Expired,
    LetPass,
    Morning,
    Opened,
    OpeningAsked,
    Unseen,
    Waiting,
    WaitingCase,
)
from gateway.policy.verdict import AtDeadline, Unchecked
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
SECURED = replace(EXPIRED, became=AtDeadline.SECURE, sender_told=True)
UNREACHED = replace(EXPIRED, unreached=True, sender_told=True)
UNSEEN = Unseen(3, 8, NOW)
DIGEST = Digest(
    (Morning("Oakfield Academy", 4, 1, 2, 1, 2, 3, 1, 1, 1, 2, 1), Morning("Riverside Primary", 1)),
    date(2026, 11, 20),
    (1234, "5f3a" * 16),
)
LEAD = (HOUSE.data_protection_lead,)
LET_PASS = LetPass(TEACHER, (Unchecked("rule", VERDICT.rules[0].title, date(2026, 12, 11), ()),))
OPENED = Opened(HELD.original, NOW, NOW)

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
    "unseen": lambda words: unseen_notice(UNSEEN, LEAD, HOUSE, STAMP, words),
    "opening": lambda words: opening_alert(OpeningAsked("7F3K"), LEAD, HOUSE, STAMP, words),
    "opened": lambda words: opened_notice(OPENED, HOUSE, STAMP, words),
    "expired": lambda words: expired_notice(EXPIRED, HOUSE, STAMP, words),
    "expired and sent": lambda words: expired_notice(SECURED, HOUSE, STAMP, words),
    "expired, and out of reach": lambda words: expired_notice(UNREACHED, HOUSE, STAMP, words),
    "released at the deadline": lambda words: released_notice(
        replace(RELEASED, expired=NOW), HOUSE, STAMP, words
    ),
    "unchecked": lambda words: unchecked_alert(LET_PASS, HOUSE, STAMP, words),
    "digest": lambda words: digest_notice(DIGEST, "dpl@oakfield.sch.uk", HOUSE, STAMP, words),
}
EVERY_KIND: dict[str, Callable[[], bytes]] = {
    f"{kind} {language}": lambda write=write, language=language: write(templates(language))  # type: ignore[misc]
    for kind, write in WRITE.items()
    for language in LANGUAGES
}

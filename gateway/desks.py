"""The desks at which each school's notices are written, by the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from gateway.actions.closed_days import ClosedDays
from gateway.actions.desk import Desk
from gateway.actions.link import SenderLinks
from gateway.actions.notices.specimens import faults_of
from gateway.actions.notices.templates import Templates, load_templates
from gateway.actions.notices.values import House
from gateway.actions.patience import NeverOpenError, Patience, must_open
from gateway.actions.tokens import TokenKeys
from gateway.roster.terms import holidays_of
from gateway.settings import SchoolSettings, Settings, SettingsError
from gateway.settings.languages import ENGLISH, NOTICES, languages
from gateway.settings.tables import WEEKDAYS
from gateway.store.seal import Seal

LOOP_FIELD_KEY = "loop field"
SENDER_LINK_KEY = "sender link"


def host_name(settings: Settings) -> str:
    """What the gateway calls itself in EHLO and Received."""
    return settings.relay.hostname or f"schoolgate.{settings.school[0].domains[0]}"


def loop_keys(seal: Seal) -> TokenKeys:
    """With what the loop field is made and recognised: the installation's own."""
    return seal.tokens(LOOP_FIELD_KEY)


def sender_links(settings: Settings, seal: Seal) -> SenderLinks:
    """Makes and reads the links to senders' own pages: only this installation's are good."""
    review = settings.review
    return SenderLinks(
        seal.tokens(SENDER_LINK_KEY), review.public_url.rstrip("/") or f"http://{review.listen}"
    )


def patience_of(settings: Settings, school: SchoolSettings) -> Patience:
    """How long the school's held mail waits. Raises SettingsError where nobody is ever there to decide."""
    quarantine = settings.quarantine
    closed = ClosedDays.of(quarantine.closed)
    holidays = holidays_of(settings.roster_of(school).terms) if quarantine.only_in_term else None
    patience = Patience(
        quarantine.decide_within_days,
        quarantine.remind_before_hours / 24,
        frozenset(map(WEEKDAYS.index, quarantine.counted_days)),
        closed=(closed,) if holidays is None else (closed, holidays),
        ask_others=quarantine.escalate_after_hours / 24,
    )
    breaks = (*(first for first, _ in closed.periods), *(holidays.first_days() if holidays else ()))
    try:
        must_open(patience, sorted(breaks))
    except NeverOpenError as error:
        raise SettingsError(
            f"quarantine.closed: from {error.since} on there is no day for more than a year on which somebody"
            f" at {school.name} decides; held mail would wait for ever"
        ) from None
    return patience


def templates_of(school: SchoolSettings) -> Templates:
    """The school's own wording of notices, over the shipped one of its language, over the English.

    Raises SettingsError where there is no folder of its own wording.
    """
    shipped = _shipped(school.language)
    if school.notices is None:
        return shipped
    if not school.notices.is_dir():
        raise SettingsError(f"school.notices: there is no folder {school.notices}")
    own = load_templates(school.notices, shipped)
    return replace(own, broken=(*own.broken, *faults_of(own)))


def faults_in_notices(school: SchoolSettings) -> tuple[str, ...]:
    """What is wrong with the school's own wording, a sentence each. Raises SettingsError."""
    return tuple(
        f"{fault}; the wording that comes with Schoolgate is used instead"
        for fault in templates_of(school).broken
    )


def wording_by_language() -> Mapping[str, Templates]:
    """The shipped words of each language, by its tag."""
    return {tag: _shipped(tag) for tag in languages()}


@cache
def _shipped(language: str) -> Templates:
    return load_templates(NOTICES / language, None if language == ENGLISH else _shipped(ENGLISH))


def make_desks(settings: Settings, seal: Seal) -> Mapping[str, Desk]:
    """The desk of each school, by its name. Raises SettingsError."""
    keys, links = loop_keys(seal), sender_links(settings, seal)
    return {
        school.name: Desk(
            House(
                school.name,
                f"postmaster@{school.domains[0]}",
                school.data_protection_lead,
                host_name(settings),
                school.roles,
                secure_mail=bool(settings.secure_mail),
                site=links.base,
            ),
            templates_of(school),
            keys,
            patience_of(settings, school),
            links,
        )
        for school in settings.school
    }

"""The desks at which each school's notices are written, by the settings."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.actions.desk import Desk
from gateway.actions.notices.templates import load_templates
from gateway.actions.notices.values import House
from gateway.settings import Settings
from gateway.shipped import CONFIG
from gateway.store.seal import Seal

LOOP_FIELD_KEY = "loop field"


def host_name(settings: Settings) -> str:
    """What the gateway calls itself in EHLO and Received."""
    return settings.relay.hostname or f"schoolgate.{settings.school[0].domains[0]}"


def loop_secret(seal: Seal) -> bytes:
    """With what the loop field is made and recognised: the installation's own."""
    return seal.derived(LOOP_FIELD_KEY)


def make_desks(settings: Settings, seal: Seal) -> Mapping[str, Desk]:
    """The desk of each school, by its name."""
    templates = load_templates(CONFIG / "notices" / "en")
    secret = loop_secret(seal)
    return {
        school.name: Desk(
            House(
                school.name,
                f"postmaster@{school.domains[0]}",
                school.data_protection_lead,
                host_name(settings),
                school.roles,
            ),
            templates,
            secret,
        )
        for school in settings.school
    }

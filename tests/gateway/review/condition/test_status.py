"""The status page says what is the matter, of one's own schools, and never a secret."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.look import Grade, Look
from gateway.metrics import make_metrics
from gateway.review.condition.settings import groups
from gateway.review.status import SchoolStatus, Status, StatusSource
from gateway.reviewers.roles import Role
from gateway.settings.load import parse_settings
from tests.support.review import OAKFIELD, RIVERSIDE, SETTINGS, Office

SCHOOLS = (
    SchoolStatus(OAKFIELD, 1500, 10, "Starter policy", rules=12),
    SchoolStatus(RIVERSIDE, 300, 0, "Riverside's own", ("pupils.csv is 200 days old.",), rules=9),
)


async def tried() -> tuple[Look, ...]:
    return (Look("relay.next_hop", Grade.FAULT, "does not answer"),)


@pytest.fixture
def watched(office: Office) -> Office:
    """Two schools, of which one has an old pupil list."""
    source = StatusSource(
        lambda: Status(SCHOOLS, (), None),
        make_metrics(),
        lambda: (Look("disk", Grade.WARNING, "12 GB are free"),),
        tried,
    )
    office.site = replace(office.site, status=source)
    return office


def text(office: Office, role: Role = Role.LEAD, school: str | None = OAKFIELD) -> str:
    account = office.account(f"{role}@oakfield.sch.uk", role, school)
    return office.client(account).get("/status").content.decode()


def test_one_school_s_trouble_is_not_told_to_another(watched: Office) -> None:
    shown = text(watched)
    assert "Working" in shown
    assert RIVERSIDE not in shown
    assert "1500" in shown
    assert "12 GB are free" in shown


def test_who_looks_after_all_sees_all(watched: Office) -> None:
    shown = text(watched, Role.ADMINISTRATOR, None)
    assert "pupils.csv is 200 days old." in shown
    assert "something needs attention" in shown


def test_the_servers_are_tried_when_asked(watched: Office) -> None:
    browser = watched.client()
    assert "does not answer" not in browser.get("/status").content.decode()
    answer = browser.post("/status/servers")
    assert "does not answer" in answer.content.decode()
    assert browser.get("/status/servers").status_code == 405


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER])
def test_who_may_not_see_it(watched: Office, role: Role) -> None:
    account = watched.account("r@oakfield.sch.uk", role)
    assert watched.client(account).get("/status").status_code == 403
    assert watched.client(account).post("/status/servers").status_code == 403


def test_settings_are_shown_to_who_looks_after_all_schools(watched: Office) -> None:
    assert "next_hop" in text(watched, Role.ADMINISTRATOR, None)
    assert "next_hop" not in text(watched, Role.LEAD, OAKFIELD)


def test_settings_have_no_secret(office: Office) -> None:
    secret = SETTINGS.replace(
        "[relay]\n", '[relay]\nuser = "oakfield"\npassword_file = "/etc/gate/next.password"\n'
    )
    read = parse_settings(secret, "schoolgate.toml", office.site.settings.storage.directory)
    said = {f"{group.name}.{name}": value for group in groups(read) for name, value in group.lines}
    assert said["relay.user"] == "oakfield"
    assert said["relay.password_file"] == "next.password"
    assert said["school.name"] == RIVERSIDE
    assert said["quarantine.decide_within_days"] == "5"

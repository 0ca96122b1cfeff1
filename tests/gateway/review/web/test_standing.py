"""What stands on every page while nothing can be written, or after a restore, and what still works then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from gateway.store import models
from gateway.store.engine import use_storage
from gateway.store.heldback import FILE
from gateway.store.place import Storage
from tests.support.review import LEAD, Office

BANNER = "Read-only mode: you can see what waits"
NOT_NOW = "Nothing can be written now"
RESTORED = "This installation was restored from a back-up."
PASSWORD = "correct horse battery"


@dataclass
class Maintenance:
    """Somebody was signed in before read-only mode began; `case` waits."""

    office: Office
    browser: Client
    case: str


@pytest.fixture
def maintenance(office: Office, tmp_path: Path) -> Iterator[Maintenance]:
    case = office.hold()
    lead = office.account()
    lead.set_password(PASSWORD)
    lead.save()
    signed_in = office.client(lead)
    signed_in.get("/cases")
    office.site = replace(office.site, settings=office.site.settings.reading_only())
    use_storage(Storage(tmp_path / "data", read_only=True))
    browser = office.stranger()
    browser.cookies = signed_in.cookies
    yield Maintenance(office, browser, case)
    use_storage(Storage(tmp_path / "data"))


def test_usually_there_is_nothing(office: Office) -> None:
    said = office.client().get("/cases").content.decode()
    assert BANNER not in said
    assert RESTORED not in said


def test_what_waits_is_shown_with_a_banner(maintenance: Maintenance) -> None:
    for path in ("/cases", "/status", "/record"):
        answer = maintenance.browser.get(path)
        assert answer.status_code == 200, path
        assert BANNER in answer.content.decode()
    assert maintenance.case in maintenance.browser.get("/cases").content.decode()


def test_a_look_that_cannot_go_on_record_is_none(maintenance: Maintenance) -> None:
    answer = maintenance.browser.get(f"/cases/{maintenance.case}")
    assert answer.status_code == 503
    assert NOT_NOW in answer.content.decode()
    assert "Grace Bishop" not in answer.content.decode()


def test_nothing_can_be_decided(maintenance: Maintenance) -> None:
    form = {"way": "release", "version": "1"}
    answer = maintenance.browser.post(f"/cases/{maintenance.case}/ruling", form)
    assert answer.status_code == 503
    assert NOT_NOW in answer.content.decode()
    row = models.Case.objects.get()
    assert (row.state, row.version) == ("open", 1)


def test_the_session_goes_on(maintenance: Maintenance) -> None:
    """It is not written that somebody was there; the page is shown all the same."""
    maintenance.office.clock.now += timedelta(minutes=5)
    assert maintenance.browser.get("/cases").status_code == 200


def test_nobody_signs_in_anew(maintenance: Maintenance) -> None:
    stranger = maintenance.office.stranger()
    assert BANNER in stranger.get(reverse("account_login")).content.decode()
    answer = stranger.post(reverse("account_login"), {"login": LEAD, "password": PASSWORD})
    assert answer.status_code == 503
    assert NOT_NOW in answer.content.decode()


def test_after_a_restore_everybody_is_told(office: Office, tmp_path: Path) -> None:
    browser = office.client()
    (tmp_path / "data" / FILE).write_text("{}")
    assert RESTORED in browser.get("/cases").content.decode()
    (tmp_path / "data" / FILE).unlink()
    assert RESTORED not in browser.get("/cases").content.decode()

"""A message whose files were taken off is kept for its sender, for so long, and comes back to them alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from detectors.finding import Location, Place
from gateway.actions.arrival import plan_arrival
from gateway.actions.link import LASTS
from gateway.actions.plan import Purpose, Route
from gateway.policy.rewriting import Rewrite
from gateway.policy.verdict import Disposition
from gateway.rewriting.change import Change
from gateway.rewriting.version import Version
from gateway.store import models
from gateway.store.intake import commit_plan
from gateway.store.jobs import claim_due
from gateway.store.kept import NotKeptError, find_kept, forget_kept, send_back
from gateway.store.seal import Seal
from tests.support.judged import NOW, TEACHER, arrival, desk, judged

OFF = Change(Rewrite.TAKE_OFF_ATTACHMENTS, (Location(Place.ATTACHMENT, "marks.xlsx"),))
SHORTENED = Change(Rewrite.SHORTEN_NAMES)


def taken(seal: Seal, change: Change) -> str:
    """The id of a message that left changed."""
    fate = ("a@example.com", Disposition.REWRITE)
    came = arrival("a@example.com")
    version = Version(("a@example.com",), b"Subject: Marks\r\n\r\nWithout.\r\n", (change,))
    seen = replace(judged(fate), versions=(version,))
    commit_plan(seal, plan_arrival(came, seen, desk()), came, seen)
    return came.id


def settle_all() -> None:
    models.Delivery.objects.update(due_at=None)


def test_it_is_kept_as_long_as_its_senders_page_is_open(seal: Seal) -> None:
    kept = find_kept(seal, taken(seal, OFF))
    assert (kept.sender, kept.until, kept.sent_back_at) == (TEACHER, NOW + LASTS, None)
    assert kept.headline.subject == "Museum trip"


def test_what_lost_no_file_is_not_kept(seal: Seal) -> None:
    with pytest.raises(NotKeptError):
        find_kept(seal, taken(seal, SHORTENED))


def test_it_comes_back_whole_to_its_sender_only(seal: Seal) -> None:
    message = taken(seal, OFF)
    settle_all()
    send_back(seal, message, f"sender {TEACHER}", NOW)
    (job,) = claim_due(seal, NOW, 10)
    assert (job.route, job.purpose, job.envelope.sender) == (Route.HOME, Purpose.NOTICE, "")
    assert job.envelope.recipients == (TEACHER,)
    assert b"Grace Bishop has forgotten her kit." in job.content
    assert find_kept(seal, message).sent_back_at == NOW


def test_when_its_time_is_up_the_bytes_are_gone(seal: Seal) -> None:
    message = taken(seal, OFF)
    settle_all()
    assert forget_kept(NOW + LASTS - timedelta(seconds=1)) == 0
    assert forget_kept(NOW + LASTS) == 1
    with pytest.raises(NotKeptError):
        send_back(seal, message, f"sender {TEACHER}", NOW)
    assert not models.Content.objects.filter(pk=message).exists()


def test_what_is_on_its_way_back_is_not_dropped(seal: Seal) -> None:
    message = taken(seal, OFF)
    settle_all()
    send_back(seal, message, f"sender {TEACHER}", NOW)
    forget_kept(NOW + LASTS)
    (job,) = claim_due(seal, NOW + LASTS, 10)
    assert b"Grace Bishop" in job.content

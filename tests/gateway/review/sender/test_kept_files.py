"""Files that were taken off: their sender gets them back by a button, and nobody else does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.actions.link import LASTS
from gateway.actions.plan import Action, Purpose, Route
from gateway.store.cases import audit_of
from gateway.store.kept import forget_kept
from tests.gateway.review.sender.cases import NOW, TEACHER
from tests.gateway.review.sender.conftest import LETTER, Web


async def test_the_link_leads_to_the_files(web: Web) -> None:
    path = await web.without_files()
    answer = await web.client.get(path)
    assert (answer.status_code, answer["Location"]) == (303, path.rpartition("/")[2] + ".files")
    page = await web.client.get(path + ".files")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Your files were taken off" in text
    assert "Museum trip" in text
    assert page["Content-Security-Policy"].startswith("default-src 'none'")


async def test_a_look_sends_nothing(web: Web) -> None:
    path = await web.without_files()
    before = await web.everything()
    await web.client.get(path + ".files")
    await web.client.head(path + ".files")
    assert await web.everything() == before


async def test_a_button_sends_the_whole_message_to_its_sender(web: Web) -> None:
    path = await web.without_files() + ".files"
    answer = await web.client.post(path, {"mark": await web.mark(path)})
    assert answer.status_code == 303
    (job,) = await web.deliveries()
    assert (job.route, job.purpose, job.envelope.recipients) == (Route.HOME, Purpose.NOTICE, (TEACHER,))
    assert job.content.endswith(LETTER)
    assert web.outbox.woken == 1
    assert "It was sent to your own mailbox" in (await web.client.get(path)).content.decode()
    trail = await web.store.run(audit_of, "B7K2M9P4Q6RX")
    assert (trail[-1].actor, trail[-1].action) == (f"sender {TEACHER}", Action.FILES_SENT_BACK)


@pytest.mark.parametrize(
    "form", [{}, {"mark": "0.00"}, {"mark": "x"}], ids=["no mark", "a forged mark", "no number"]
)
async def test_a_form_from_elsewhere_sends_nothing(web: Web, form: dict[str, str]) -> None:
    path = await web.without_files() + ".files"
    assert (await web.client.post(path, form)).status_code == 403
    assert not await web.deliveries()


async def test_another_site_cannot_press_the_button(web: Web) -> None:
    path = await web.without_files() + ".files"
    form = {"mark": await web.mark(path)}
    answer = await web.client.post(path, form, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert not await web.deliveries()


async def test_the_link_of_another_sender_opens_nothing(web: Web) -> None:
    await web.without_files()
    path = web.link(sender="b.colleague@oakfield.sch.uk")
    assert (await web.client.get(path)).status_code == 404
    assert (await web.client.get(path + ".files")).status_code == 404


async def test_what_is_kept_no_more_says_so(web: Web) -> None:
    path = await web.without_files()
    await web.store.run(forget_kept, NOW + LASTS + timedelta(days=1))
    for each in (path, path + ".files"):
        assert "Nothing is waiting here" in (await web.client.get(each)).content.decode()


async def test_an_expired_link_says_so(web: Web) -> None:
    await web.without_files()
    path = web.link(at=NOW - LASTS - timedelta(days=1)) + ".files"
    assert (await web.client.get(path)).status_code == 410


async def test_a_message_that_is_held_has_no_such_page(web: Web) -> None:
    path = await web.hold()
    answer = await web.client.get(path + ".files")
    assert "Nothing is waiting here" in answer.content.decode()

"""What the desk adds to every notice: the sender's own page, the mark, and what stands in for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.actions.desk import may_answer, original_of
from gateway.actions.link import SenderLinks
from gateway.actions.notices.values import Cause, Failure, Released, Reminded, Returned
from gateway.actions.plan import Delivery, Purpose, Route
from gateway.actions.tokens import OneTokenKey
from gateway.policy.verdict import Disposition
from gateway.rewriting.version import Version
from tests.gateway.actions.notices.reading import letter_of
from tests.support.judged import NOW, TEACHER, arrival, desk, judged

CASE = "B7K2M9P4Q6RX"
PARENT = "parent@example.com"
LINKS = SenderLinks(OneTokenKey(b"a secret of thirty-two octets......"), "https://mail.oakfield.sch.uk")
DESK = replace(desk(), links=LINKS)
SEEN = judged((PARENT, Disposition.HOLD))
ORIGINAL = original_of(arrival(PARENT).envelope, SEEN.headline, NOW)


def to_sender() -> dict[str, Delivery]:
    failures = (Failure(PARENT, Cause.GAVE_UP),)
    returned = Returned(ORIGINAL, SEEN.verdict, (PARENT,))
    return {
        "held": DESK.held(ORIGINAL, SEEN.verdict, CASE, NOW),
        "returned": DESK.returned(ORIGINAL, returned, CASE, NOW),
        "released": DESK.released(ORIGINAL, Released(ORIGINAL, (PARENT,), case=CASE), NOW),
        "changed": DESK.changed(ORIGINAL, (Version((PARENT,), b"", ()),), SEEN.verdict, CASE, NOW),
        "reminder": DESK.reminder(Reminded(ORIGINAL, SEEN.verdict, SEEN.verdict.rules), CASE, NOW),
        "undeliverable": DESK.undeliverable(ORIGINAL, failures, CASE, NOW),
    }


@pytest.mark.parametrize("notice", to_sender().values(), ids=to_sender())
def test_a_notice_to_the_sender_leads_to_their_own_page_about_that_message(notice: Delivery) -> None:
    url = LINKS.url(CASE, TEACHER, NOW)
    letter = letter_of(notice.content or b"")

    assert (notice.route, notice.purpose) == (Route.HOME, Purpose.NOTICE)
    assert (notice.envelope.sender, notice.envelope.recipients) == ("", (TEACHER,))
    assert url in letter.text
    assert f'href="{url}"' in letter.html
    link = LINKS.read(url.rpartition("/")[2], NOW + timedelta(days=1))
    assert (link.message, link.sender) == (CASE, TEACHER)


def test_every_notice_about_a_message_has_an_id_of_its_own() -> None:
    ids = {line for each in to_sender().values() for line in _lines(each) if line.startswith(b"Message-ID:")}

    assert len(ids - {b"Message-ID: <1@oakfield.sch.uk>"}) == len(to_sender())


def test_without_a_web_side_there_is_no_link() -> None:
    letter = letter_of(desk().held(ORIGINAL, SEEN.verdict, CASE, NOW).content or b"")

    assert "http" not in letter.text + letter.html


def test_what_tells_of_one_more_stopped_message_has_a_stand_in_and_nothing_else_has() -> None:
    notices = to_sender()
    ruled = DESK.returned(ORIGINAL, Returned(ORIGINAL, SEEN.verdict, (PARENT,), CASE, "No."), CASE, NOW)

    assert {kind for kind, each in notices.items() if each.instead} == {"held", "returned"}
    assert ruled.instead is None
    for kind in ("held", "returned"):
        write = notices[kind].instead
        assert write is not None
        stand_in = write()
        assert stand_in.envelope == notices[kind].envelope
        assert "more than 20 of your messages" in letter_of(stand_in.content or b"").subject


def test_asking_goes_to_those_who_decide() -> None:
    asked = DESK.asked(TEACHER, "The coach leaves at eight.", SEEN.verdict, CASE, NOW)

    assert (asked.route, asked.purpose) == (Route.HOME, Purpose.ALERT)
    assert asked.envelope.recipients == ("dpl@oakfield.sch.uk",)
    assert "“The coach leaves at eight.”" in letter_of(asked.content or b"").text


def test_no_answer_to_an_empty_sender_or_a_program() -> None:
    envelope, headline = arrival(PARENT).envelope, SEEN.headline

    assert may_answer(envelope, headline)
    assert not may_answer(replace(envelope, sender=""), headline)
    assert not may_answer(envelope, replace(headline, automatic=True))


def _lines(notice: Delivery) -> list[bytes]:
    return (notice.content or b"").split(b"\r\n")

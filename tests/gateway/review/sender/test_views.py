"""The sender's page over HTTP: what is shown to whom, what a button does, and what nobody can do."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse

from gateway.actions.link import SenderLinks
from gateway.actions.plan import Action, CaseState, Route
from gateway.actions.tokens import OneTokenKey
from gateway.inspection.pool import WorkersUnavailableError
from gateway.policy.verdict import SenderMay
from gateway.review import ruling
from gateway.store.cases import NoSuchCaseError, audit_of, content_of, write_ruling
from tests.gateway.review.sender.cases import OTHER, PARENT, TEACHER
from tests.gateway.review.sender.conftest import LETTER, ON_TOP, REASONS, SHORTENED, Web
from tests.support.judged import desk

LEAD = "dpl@oakfield.sch.uk"


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


async def press(web: Web, path: str, way: str, mark: str = "", **fields: object) -> HttpResponse:
    form = {"mark": mark or await web.mark(path), "way": way, **fields}
    answer: HttpResponse = await web.client.post(path, form)
    return answer


async def actions(web: Web) -> list[tuple[str, str]]:
    return [(line.actor, line.action) for line in await web.store.run(audit_of, "B7K2M9P4Q6RX")]


async def test_a_look_says_what_why_and_what_can_be_done(web: Web) -> None:
    answer = await web.client.get(await web.hold(PARENT, OTHER))
    page = text_of(answer)
    assert answer.status_code == 200
    for words in ("Oakfield Academy", "About Grace", PARENT, OTHER, "Grace Bishop", "outside address", LEAD):
        assert words in page
    for button in ("Send by secure mail", "See it first", "Lock the files and send", "Take them off", "Ask"):
        assert f">{button}<" in page
    assert "forgotten her kit" not in page


async def test_a_look_changes_nothing(web: Web) -> None:
    path = await web.hold(PARENT, OTHER)
    before = await web.everything()
    for method in (web.client.get, web.client.head):
        for query in ("", "?way=shorten-names", "?way=withdraw&mark=1"):
            assert (await method(path + query)).status_code == 200
    assert await web.everything() == before
    assert (await web.client.put(path)).status_code == 405


async def test_what_works_is_tried_once_for_many_looks(web: Web) -> None:
    path = await web.hold()
    for _ in range(3):
        await web.client.get(path)
    assert sorted(web.rewriter.asked) == sorted(
        (SenderMay.SEND_SECURELY, SenderMay.SHORTEN_NAMES, SenderMay.LOCK_ATTACHMENTS)
    )


async def test_a_way_that_would_not_help_is_not_offered_and_why_is_said(web: Web) -> None:
    web.rewriter.cannot[SenderMay.SHORTEN_NAMES] = "A name stands in a picture."
    page = text_of(await web.client.get(await web.hold()))
    assert "See it first" not in page
    assert "A name stands in a picture." in page


async def test_only_what_is_sent_is_remembered(web: Web) -> None:
    path = await web.hold()
    await web.client.get(path)
    assert not web.rewriter.told
    await press(web, path, "lock-attachments")
    (told,) = web.rewriter.told
    assert [version.passphrase for version in told.versions] == [web.rewriter.passphrase]


async def test_while_no_worker_is_free_a_way_is_offered_all_the_same(web: Web) -> None:
    web.rewriter.fails = WorkersUnavailableError()
    path = await web.hold()
    assert "Send by secure mail" in text_of(await web.client.get(path))
    answer = await press(web, path, "send-securely")
    assert answer.status_code == 503
    assert "try again in a few minutes" in text_of(answer)
    assert (await web.case()).state is CaseState.OPEN


async def test_private_mail_that_nobody_may_see_is_still_its_senders_own(web: Web) -> None:
    assert "About Grace" in text_of(await web.client.get(await web.hold(unseen=True)))


async def test_every_answer_has_the_headers_that_keep_the_link_in(web: Web) -> None:
    path = await web.hold()
    answers = [
        await web.client.get(path),
        await web.client.get("/m/forged"),
        await web.client.get(web.link(at=datetime(2020, 1, 1, tzinfo=UTC))),
        await web.client.post(path, {"way": "withdraw"}),
        await press(web, path, "ask"),
        await press(web, path, "withdraw"),
    ]
    assert [each.status_code for each in answers] == [200, 404, 410, 403, 422, 303]
    for answer in answers:
        assert answer["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert not answer.cookies
        assert "<script" not in text_of(answer)
        assert "style=" not in text_of(answer)


async def test_a_forged_link_says_nothing_and_always_the_same(web: Web) -> None:
    path = await web.hold()
    another = SenderLinks(OneTokenKey(b"another's"), "").url("B7K2M9P4Q6RX", TEACHER, datetime.now(UTC))
    somebody_else = web.link(sender="b.colleague@oakfield.sch.uk")
    forged = [
        path[:-1],
        path + "A",
        "/m/x",
        "/m/%C3%A9",
        "/m/%FF",
        "/m/" + "A" * 5000,
        another,
        somebody_else,
    ]
    answers = [await web.client.get(each) for each in forged]
    assert {each.status_code for each in answers} == {404}
    assert len({each.content for each in answers}) == 1
    assert "Oakfield" not in text_of(answers[0])


async def test_an_expired_link_says_whom_to_write_to(web: Web) -> None:
    await web.hold()
    answer = await web.client.get(web.link(at=datetime.now(UTC) - timedelta(days=31)))
    assert answer.status_code == 410
    assert LEAD in text_of(answer)
    assert "Grace" not in text_of(answer)


async def test_of_a_message_that_is_not_held_there_is_nothing_to_do(web: Web) -> None:
    answer = await web.client.get(web.link("NEVERHELD"))
    assert answer.status_code == 200
    assert "Nothing is waiting here" in text_of(answer)


@pytest.mark.parametrize("mark", ["", "1.00", "1"])
async def test_a_form_that_is_not_from_the_page_does_nothing(web: Web, mark: str) -> None:
    path = await web.hold()
    before = await web.everything()
    answer = await web.client.post(path, {"mark": mark, "way": "withdraw"})
    assert answer.status_code == 403
    assert "open the page again" in text_of(answer).lower()
    assert await web.everything() == before


async def test_a_form_on_a_foreign_site_does_nothing(web: Web) -> None:
    path = await web.hold()
    form = {"mark": await web.mark(path), "way": "withdraw"}
    answer = await web.client.post(path, form, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert (await web.case()).state is CaseState.OPEN


async def test_withdrawn_it_is_gone_and_the_page_says_so_ever_after(web: Web) -> None:
    path = await web.hold(PARENT, OTHER)
    answer = await press(web, path, "withdraw")
    assert (answer.status_code, answer["Location"]) == (303, path.removeprefix("/m/"))

    assert (await web.case()).state is CaseState.WITHDRAWN
    assert await web.deliveries() == []
    with pytest.raises(NoSuchCaseError):
        await web.store.run(content_of, web.seal, "B7K2M9P4Q6RX")
    assert (f"sender {TEACHER}", Action.WITHDRAWN) in await actions(web)
    page = text_of(await web.client.get(path))
    assert "You withdrew this message" in page
    assert "<form" not in page


async def test_taken_off_they_get_nothing_and_the_rest_waits(web: Web) -> None:
    path = await web.hold(PARENT, OTHER)
    assert (await press(web, path, "take-somebody-off", recipient=[OTHER])).status_code == 303
    case = await web.case()
    assert (case.state, case.held, case.version) == (CaseState.OPEN, (PARENT,), 2)
    page = text_of(await web.client.get(path))
    assert "took somebody off" in page
    assert OTHER not in page
    assert await web.deliveries() == []


async def test_nobody_ticked_is_said(web: Web) -> None:
    answer = await press(web, await web.hold(PARENT, OTHER), "take-somebody-off")
    assert answer.status_code == 422
    assert "Tick at least one person" in text_of(answer)


async def test_with_everybody_taken_off_it_is_withdrawn(web: Web) -> None:
    await press(web, await web.hold(PARENT, OTHER), "take-somebody-off", recipient=[PARENT, OTHER])
    assert (await web.case()).state is CaseState.WITHDRAWN


async def test_asked_the_lead_is_told_and_the_page_says_when(web: Web) -> None:
    path = await web.hold()
    await press(web, path, "ask", reason=REASONS[0], words="By noon.")
    case = await web.case()
    assert case.state is CaseState.OPEN
    assert case.asked is not None
    assert case.asked.reason == f"{REASONS[0]} By noon."
    (letter,) = await web.deliveries()
    assert letter.envelope.recipients == (LEAD,)
    page = text_of(await web.client.get(path))
    assert "You asked for it to be let go on" in page
    assert 'value="ask"' not in page

    again = await press(web, path, "ask", words="Once more.")
    assert again.status_code == 409
    assert await web.deliveries() == []


async def test_the_senders_words_are_nowhere_in_clear(web: Web) -> None:
    await press(web, await web.hold(), "ask", words="Grace needs it.")
    assert b"Grace needs" not in repr(await web.everything()).encode()


async def test_by_secure_mail_it_goes_as_it_is(web: Web) -> None:
    path = await web.hold()
    assert (await press(web, path, "send-securely")).status_code == 303
    (job,) = await web.sent()
    assert (job.route, job.envelope.recipients) == (Route.SECURE_MAIL, (PARENT,))
    assert job.content == ON_TOP + LETTER
    assert "You sent it by secure mail" in text_of(await web.client.get(path))
    assert web.outbox.woken == 1


async def test_names_are_shortened_after_the_sender_has_seen_it(web: Web) -> None:
    path = await web.hold()
    seen = text_of(await web.client.get(path + "?way=shorten-names"))
    assert "<del>Grace Bishop</del><ins>G.B.</ins>" in seen
    assert await web.sent() == []
    digest = seen.partition('name="previewed" value="')[2].partition('"')[0]
    assert (await press(web, path, "shorten-names", previewed=digest)).status_code == 303
    (job,) = await web.sent()
    assert (job.route, job.content) == (Route.NEXT_HOP, ON_TOP + SHORTENED)


async def test_what_the_sender_was_not_shown_is_not_sent(web: Web) -> None:
    path = await web.hold()
    answer = await press(web, path, "shorten-names")
    assert answer.status_code == 409
    assert "<ins>G.B.</ins>" in text_of(answer)

    web.rewriter.content = SHORTENED.replace(b"G.B.", b"Gr.B.")
    digest = text_of(answer).partition('name="previewed" value="')[2].partition('"')[0]
    answer = await press(web, path, "shorten-names", previewed=digest)
    assert answer.status_code == 409
    assert "not what you were shown before" in text_of(answer)
    assert await web.sent() == []


async def test_a_passphrase_is_shown_once(web: Web) -> None:
    path = await web.hold()
    mark = await web.mark(path)
    answer = await press(web, path, "lock-attachments", mark)
    assert answer.status_code == 200
    assert web.rewriter.passphrase in text_of(answer)
    assert "by phone" in text_of(answer)
    replayed = await press(web, path, "lock-attachments", mark)
    assert replayed.status_code == 409
    assert "This has been done already" in text_of(replayed)
    for later in (replayed, await web.client.get(path)):
        assert web.rewriter.passphrase not in text_of(later)
        assert "with the files locked" in text_of(later)
    assert len(await web.sent()) == 1


async def test_what_turns_out_not_to_help_is_said_and_nothing_is_sent(web: Web) -> None:
    path = await web.hold()
    mark = await web.mark(path)
    web.rewriter.cannot[SenderMay.LOCK_ATTACHMENTS] = (
        "As it can be changed, it would still come under a rule."
    )
    answer = await press(web, path, "lock-attachments", mark)
    assert answer.status_code == 409
    assert "It was not sent.</strong> As it can be changed" in text_of(answer)
    assert (await web.case()).state is CaseState.OPEN


async def test_of_two_at_once_the_slower_is_told(web: Web) -> None:
    path = await web.hold(PARENT, OTHER)
    mark = await web.mark(path)
    assert (await press(web, path, "take-somebody-off", mark, recipient=[OTHER])).status_code == 303
    slower = await press(web, path, "withdraw", mark)
    assert slower.status_code == 409
    assert "Somebody was quicker" in text_of(slower)
    assert (await web.case()).held == (PARENT,)


async def test_after_a_reviewer_has_ruled_the_page_says_so(web: Web) -> None:
    path = await web.hold()
    mark = await web.mark(path)
    released = ruling.release(await web.case(), desk(), "b.osei (shell)", datetime.now(UTC))
    await web.store.run(write_ruling, web.seal, released, datetime.now(UTC))
    late = await press(web, path, "withdraw", mark)
    assert late.status_code == 409
    assert "The school let it go" in text_of(late)
    assert "b.osei" not in text_of(late)
    assert (await web.case()).state is CaseState.RELEASED


async def test_one_link_cannot_be_asked_for_without_end(web: Web) -> None:
    path = await web.hold()
    answers = [await web.client.head(path) for _ in range(31)]
    assert [each.status_code for each in answers] == [200] * 30 + [429]
    assert int(answers[-1]["Retry-After"]) > 0


async def test_one_client_cannot_try_links_without_end(web: Web) -> None:
    answers = [await web.client.get(f"/m/{number}") for number in range(61)]
    assert answers[-1].status_code == 429
    assert "A little slower" in text_of(answers[-1])


async def test_a_fault_of_ours_is_logged_without_its_text(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    path = await web.hold()
    web.rewriter.fails = RuntimeError("Grace Bishop")
    with caplog.at_level(logging.INFO):
        answer = await press(web, path, "send-securely")
    assert answer.status_code == 503
    assert "Grace Bishop" not in caplog.text + text_of(answer)
    assert "web-failed error=RuntimeError" in caplog.text
    assert path.removeprefix("/m/") not in caplog.text


async def test_the_style_is_a_file_of_its_own(web: Web) -> None:
    answer = await web.client.get("/m/style.css")
    assert answer["Content-Type"] == "text/css"
    assert b"http" not in answer.content

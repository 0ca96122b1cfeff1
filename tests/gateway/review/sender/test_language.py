"""The sender's page in Welsh, where the school's notices are: whatever the browser asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.http import HttpResponse

from gateway.actions.desk import Desk
from gateway.actions.link import LASTS
from gateway.actions.notices.templates import load_templates
from gateway.policy.verdict import SenderMay
from tests.gateway.review.sender.cases import NOW, OTHER, PARENT
from tests.gateway.review.sender.conftest import REASONS, Web
from tests.support.judged import RULE, SHIPPED_NOTICES, desk
from tests.support.spoken import english_on, language_of

QUOTED = (
    RULE.title,
    RULE.reason,
    RULE.advice,
    *REASONS,
    "<del>Grace Bishop has forgotten her kit.",
)  # the school's own


@pytest.fixture
def school_desk() -> Desk:
    english = load_templates(SHIPPED_NOTICES)
    return replace(desk(), templates=load_templates(SHIPPED_NOTICES.with_name("cy"), english))


def read(answer: HttpResponse, *quoted: str) -> str:
    """The page, of which all that is not quoted must be Welsh."""
    page = answer.content.decode()
    for each in (*QUOTED, *quoted):
        page = page.replace(each.replace("'", "&#x27;"), "")
    assert language_of(page) == answer["Content-Language"] == "cy"
    assert english_on(page) == []
    return page


async def press(web: Web, path: str, way: str, mark: str = "", **fields: object) -> HttpResponse:
    form = {"mark": mark or await web.mark(path), "way": way, **fields}
    answer: HttpResponse = await web.client.post(path, form, headers={"accept-language": "en"})
    return await web.client.get(path) if answer.status_code == 303 else answer  # type: ignore[no-any-return]


async def test_it_is_in_the_language_of_the_notices(web: Web) -> None:
    web.rewriter.cannot[SenderMay.LOCK_ATTACHMENTS] = "The attachments are too large to be locked here."
    path = await web.hold(PARENT, OTHER)
    page = read(await web.client.get(path, headers={"accept-language": "en"}))
    assert "Mae’r atodiadau’n rhy fawr i’w cloi yma." in page
    assert "arweinydd diogelu data’r ysgol" in page
    assert "dydd Llun 2 Tachwedd am 15:40" in page
    assert "“Grace Bishop”</strong> yn nhestun y neges" in page


async def test_whatever_is_done(web: Web) -> None:
    path = await web.hold(PARENT, OTHER)
    read(await press(web, path, "ask"))
    read(await press(web, path, "take-somebody-off"))
    read(await press(web, path, "take-somebody-off", recipient=[OTHER]))
    read(await press(web, path, "ask", reason=REASONS[0]))
    mark = await web.mark(path)
    read(await press(web, path, "lock-attachments", mark), web.rewriter.passphrase)
    read(await press(web, path, "lock-attachments", mark))


async def test_names_shortened_and_withdrawn(web: Web) -> None:
    path = await web.hold()
    letter = await web.client.get(path + "?way=shorten-names")
    assert "Gyda’r enwau wedi’u byrhau" in letter.content.decode()
    assert letter["Content-Language"] == "cy"
    web.rewriter.cannot[SenderMay.SHORTEN_NAMES] = "Two pupils' names would become the same."
    read(await web.client.get(path + "?way=shorten-names"))
    read(await press(web, path, "withdraw"))


async def test_files_and_a_link_that_is_too_old(web: Web) -> None:
    path = await web.without_files()
    read(await web.client.get(path + ".files"), "Museum trip")
    assert read(await web.client.get(web.link(at=NOW - LASTS - timedelta(days=1)))).count("30 diwrnod") == 1


async def test_where_no_school_is_known_the_browser_is_asked(web: Web) -> None:
    for language in ("cy", "en"):
        answer = await web.client.get("/m/forged", headers={"accept-language": language})
        assert language_of(answer.content.decode()) == answer["Content-Language"] == language

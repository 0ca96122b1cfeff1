"""The link to the sender's own page: first in the notice of a held message, at the end of the others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.actions.notices.compose import (
    held_notice,
    released_notice,
    reminder_notice,
    returned_notice,
    undeliverable_notice,
)
from tests.gateway.actions.notices.reading import letter_of
from tests.gateway.actions.notices.samples import (
    HELD,
    HELD_WITH_A_LINK,
    HOUSE,
    LINK,
    LINKED,
    RELEASED,
    REMINDED,
    RETURNED,
    STAMP,
    UNDELIVERABLE,
    templates,
)


def test_with_a_page_the_first_thing_is_to_open_it_and_what_it_offers() -> None:
    letter = letter_of(held_notice(HELD_WITH_A_LINK, HOUSE, STAMP, templates()))

    assert letter.text.startswith(
        f"Put it right now: {LINK}\n"
        "There you can shorten the names, lock the files, take somebody off, ask for it to be let go or "
        "withdraw it. Opening the page changes nothing.\n"
    )
    assert (
        "- Must it go as it is? Ask on your page and say why, or answer this message: both reach"
        in letter.text
    )
    assert letter.html.index(f'href="{LINK}"') < letter.html.index("is held for")
    assert "Opening the page changes nothing." in letter.html


def test_without_a_page_no_notice_speaks_of_one() -> None:
    letter = letter_of(held_notice(HELD, HOUSE, STAMP, templates()))

    assert "href" not in letter.html
    assert "page" not in letter.text


@pytest.mark.parametrize(
    "notice",
    [
        returned_notice(replace(RETURNED, original=LINKED), HOUSE, STAMP, templates()),
        released_notice(replace(RELEASED, original=LINKED), HOUSE, STAMP, templates()),
        reminder_notice(replace(REMINDED, original=LINKED), HOUSE, STAMP, templates()),
        undeliverable_notice(replace(UNDELIVERABLE, original=LINKED), HOUSE, STAMP, templates()),
    ],
    ids=["returned", "released", "reminder", "undeliverable"],
)
def test_every_notice_to_a_sender_leads_to_the_page(notice: bytes) -> None:
    letter = letter_of(notice)

    assert f"Your page about this message: {LINK}\n" in letter.text
    assert f'<a href="{LINK}">Your page about this message</a>' in letter.html

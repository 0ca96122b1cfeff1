"""Where the writer's own words end, in the ways of many mail programs."""

from __future__ import annotations

import time

import pytest

from detectors.words.quotation import Opening, first_quotation, own_html, own_words

OUTLOOK = "From: Ruth Bishop\nSent: 3 March 2025 10:00\nTo: Mary Okafor\nSubject: Trip\n\nold"


@pytest.mark.parametrize(
    ("quotation", "opening"),
    [
        ("---------- Forwarded message ---------\nFrom: Ruth\n\nold", Opening.FORWARDED),
        ("-------- Forwarded Message --------\nold", Opening.FORWARDED),
        ("-------- Weitergeleitete Nachricht --------\nalt", Opening.FORWARDED),
        ("---------- Message transféré ---------\nvieux", Opening.FORWARDED),
        ("Begin forwarded message:\n\nFrom: Ruth\nold", Opening.FORWARDED),
        ("Anfang der weitergeleiteten Nachricht:\nalt", Opening.FORWARDED),
        ("Début du message transféré :\nvieux", Opening.FORWARDED),
        (OUTLOOK, Opening.HEADER),
        ("*From:* Ruth\r\n*Date:* 3 March\r\n*To:* Mary\r\n*Subject:* Trip\r\nold", Opening.HEADER),
        ("Von: Ruth\nGesendet: 3. März\nAn: Mary\nBetreff: Ausflug\nalt", Opening.HEADER),
        ("De\xa0: Ruth\nEnvoyé\xa0: 3 mars\nÀ\xa0: Mary\nObjet\xa0: sortie\nvieux", Opening.HEADER),
        ("Od: Ruth\nWysłano: 3 marca\nDo: Mary\nTemat: wycieczka\nstare", Opening.HEADER),
        ("Oddi wrth: Ruth\nAnfonwyd: 3 Mawrth\nAt: Mary\nPwnc: taith\nhen", Opening.HEADER),
        ("-----Original Message-----\nold", Opening.HEADER),
        ("On 3 March 2025 at 10:00, Ruth Bishop <r@gmail.com> wrote:\nold", Opening.REPLY),
        ("On Mon, 3 Mar 2025 at 10:00, Ruth Bishop\n<r@gmail.com> wrote:\n\n> old", Opening.REPLY),
        ("Am 3.3.2025 um 10:00 schrieb Ruth Bishop:\nalt", Opening.REPLY),
        ("Le 3 mars 2025 à 10:00, Ruth a écrit\xa0:\nvieux", Opening.REPLY),
    ],
)
def test_quotations(quotation: str, opening: Opening) -> None:
    text = f"Dear Mary,\nsee below.\n\n{quotation}"
    found = first_quotation(text)
    assert found is not None
    assert (found.opening, found.start) == (opening, text.index(quotation))
    assert own_words(text).strip() == "Dear Mary,\nsee below."


@pytest.mark.parametrize(
    "text",
    [
        "From: the school gate\nplease come at nine.\n",
        "To: all\nFrom: the office\nBring a coat.\n",
        "As Shakespeare wrote:\nto be or not to be",
        "--\nMary Okafor\n--------\n",
        "Three things:\n- a coat\n- a pen",
        "> From: Ruth\n> Sent: 3 March\n> To: Mary\n> Subject: Trip\n",
    ],
)
def test_what_quotes_nothing(text: str) -> None:
    assert first_quotation(text) is None


def test_answers_between_quoted_lines_are_own_words() -> None:
    text = "Hello\nOn 3 March Ruth wrote:\n> When?\nAt nine.\n> Where?\nHere.\n"
    assert own_words(text) == "Hello\nAt nine.\nHere.\n".replace("Hello\n", "Hello\n\n")


def test_a_page_ends_where_the_earlier_mail_begins() -> None:
    page = b'<p>Hello</p><DIV class="Gmail_Quote"><a href="https://we.tl/t-abc">old</a></div>'
    assert own_html(page) == b'<p>Hello</p><DIV class="'
    assert own_html(b"<p>Hello</p>") == b"<p>Hello</p>"


@pytest.mark.parametrize(
    "unit", ["From:\n", ":\n", "1 wrote a b :\n", "On 3 x@y wrote:\n> a\n", "-", " ", "---- forwarded by a\n"]
)
def test_twenty_megabytes_take_a_moment(unit: str) -> None:
    text = unit * (20_000_000 // len(unit))
    start = time.process_time()
    own_words(text)
    first_quotation(text)
    assert time.process_time() - start < 2

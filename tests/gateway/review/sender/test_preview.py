"""What the sender is shown before names are shortened: subject, text and files, and no HTML."""

from __future__ import annotations

import time
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from detectors.finding import Location, Place
from gateway.policy.rewriting import Rewrite
from gateway.review.sender.marking import Kind
from gateway.review.sender.preview import ChangedFile, preview
from gateway.review.sender.readable import MOST_CHARACTERS, readable
from gateway.rewriting.change import CannotRewriteError, Change
from tests.support.school import message

FILES = (
    Location(Place.ATTACHMENT, "trip.csv"),
    Location(Place.ATTACHMENT, "trip.csv", "name"),
    Location(Place.BODY),
)


def html_only(page: str) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = "Zoë O'Neill"
    mail.set_content(page, subtype="html")
    return mail.as_bytes()


def test_names_go_and_initials_come() -> None:
    before = message("Zoë O'Neill is away.\n", subject="Zoë O'Neill").as_bytes()
    after = message("Z.O. is away.\n", subject="Z.O.").as_bytes()
    shown = preview(before, after, [Change(Rewrite.SHORTEN_NAMES, FILES, 3)])
    assert [each.text for each in shown.subject if each.kind is Kind.GONE] == ["Zoë O'Neill"]
    assert [each.text for each in shown.text if each.kind is Kind.NEW] == ["Z.O."]
    assert shown.files == (ChangedFile("trip.csv", 2),)


def test_what_shows_the_same_has_the_same_digest() -> None:
    one, other = message("Grace\n").as_bytes(), message("G.\n").as_bytes()
    assert preview(one, other, ()).digest == preview(one, other, ()).digest
    assert preview(one, other, ()).digest != preview(one, one, ()).digest


def test_the_plain_text_stands_for_the_html_beside_it() -> None:
    assert readable(message("Plain.\n", html="<p>Rich.</p>").as_bytes()).text == "Plain.\n"


def test_html_is_read_and_never_shown_as_it_is() -> None:
    page = (
        "<html><head><title>T</title><style>p{}</style></head><body><p>Gr&auml;ce<br>B</p>"
        "<!-- hidden <b> --><script>evil()</script><div>x &lt;b&gt;</div></body></html>"
    )
    assert readable(html_only(page)).text == "Gräce\nB\n\nx <b>"


@pytest.mark.parametrize("page", ["<p", "a<b", "<style>no end", "<!-- no end", "", "<" * 1000])
def test_broken_html_is_read_as_far_as_it_goes(page: str) -> None:
    assert "style" not in readable(html_only(page)).text


def test_a_long_text_is_shown_in_part() -> None:
    shown = readable(message("word \n" * 10_000).as_bytes())
    assert len(shown.text) == MOST_CHARACTERS
    assert shown.more


def test_signed_mail_is_not_taken_apart() -> None:
    with pytest.raises(CannotRewriteError):
        readable(b"Content-Type: multipart/signed; boundary=x\r\n\r\n--x\r\n\r\na\r\n--x--\r\n")


@pytest.mark.parametrize("piece", ["<!--", "<style>", "<a ", "&amp", "</p>", "<p>\n "])
def test_hostile_html_takes_no_longer(piece: str) -> None:
    raw = html_only(piece * (1_000_000 // len(piece)))
    started = time.process_time()
    readable(raw)
    assert time.process_time() - started < 3

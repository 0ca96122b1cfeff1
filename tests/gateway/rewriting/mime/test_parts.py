"""A message taken apart: leaves with their offsets, and what is never to be changed."""

from __future__ import annotations

import email
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from detectors.finding import Location, Place
from detectors.mime.parse import parse
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.parts import take_apart


def message() -> bytes:
    """Text and HTML with a picture of its own, a file, and a message that is attached."""
    whole = EmailMessage(policy=SMTP)
    whole["Subject"] = "Trip"
    whole.set_content("Dear parents, é\n", cte="quoted-printable")
    whole.add_alternative("<p>Dear parents</p>", subtype="html", cte="base64")
    whole.get_body(("html",)).add_related(b"\x89PNG", "image", "png", cid="<a@b>")
    whole.add_attachment(b"%PDF", "application", "pdf", filename="Zoë.pdf")
    attached = EmailMessage(policy=SMTP)
    attached.set_content("Inside\n")
    whole.add_attachment(attached)
    return whole.as_bytes()


def test_each_leaf_stands_where_it_says() -> None:
    raw = message()
    opened = take_apart(raw)
    assert [leaf.entity.media_type for leaf in opened.leaves] == [
        *("text/plain", "text/html", "image/png", "application/pdf", "message/rfc822")
    ]
    for leaf in opened.leaves:
        assert raw[leaf.body.start : leaf.body.end] == leaf.encoded
        assert raw[: leaf.whole.start].endswith(b"\r\n")
        assert raw[leaf.whole.end :].startswith(b"\r\n--")
        assert leaf.whole.start <= leaf.header.body_start == leaf.body.start
        assert leaf.whole.end == leaf.body.end


def test_leaves_are_named_as_the_detectors_name_them() -> None:
    raw = message()
    opened = take_apart(raw)
    assert [leaf.location for leaf in opened.leaves] == [part.location for part in parse(raw).parts]
    assert [leaf.content for leaf in opened.leaves] == [part.content for part in parse(raw).parts]
    assert opened.texts + opened.attachments == opened.leaves
    assert opened.attachments[1].location == Location(Place.ATTACHMENT, "Zoë.pdf")


def test_what_a_leaf_stands_in() -> None:
    text, page, picture, *_ = take_apart(message()).leaves
    assert text.multiparts == ("multipart/mixed", "multipart/alternative")
    assert page.multiparts == picture.multiparts == (*text.multiparts, "multipart/related")
    assert picture.content_id == "<a@b>"
    assert (text.is_seven_bit, page.is_seven_bit) == (False, False)


def test_a_message_of_one_part_is_its_own_leaf() -> None:
    raw = b"Subject: x\n\nDear all\n"
    (leaf,) = take_apart(raw).leaves
    assert (leaf.whole.start, leaf.body.start, leaf.content) == (0, 12, b"Dear all\n")
    assert leaf.is_body
    assert leaf.is_seven_bit


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b"Content-Type: multipart/signed; boundary=b; micalg=x; protocol=y", "signed or encrypted"),
        (b"Content-Type: application/pkcs7-mime", "signed or encrypted"),
        (b"Content-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 7bit", "different ways"),
        (
            b"Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: quoted-printable",
            "different ways",
        ),
    ],
)
def test_what_is_never_changed(head: bytes, reason: str) -> None:
    raw = b"Subject: x\r\n" + head + b"\r\n\r\n--b\r\n\r\nR3JhY2U=\r\n--b=\r\n--\r\n--b--\r\n"
    with pytest.raises(CannotRewriteError, match=reason):
        take_apart(raw)


def test_a_text_that_is_signed_in_itself_is_never_changed() -> None:
    armoured = b"Subject: x\r\n\r\nHello\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nx\r\n"
    with pytest.raises(CannotRewriteError, match="signed or encrypted"):
        take_apart(armoured)


def test_too_many_parts_are_refused() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 1500 + b"--b--\r\n"
    with pytest.raises(CannotRewriteError, match="too many parts"):
        take_apart(raw)


def test_real_mail_has_the_leaves_that_another_parser_finds(corpora: Path) -> None:
    compared = 0
    for path in sorted((corpora / "mime-spamassassin").rglob("*.txt"))[::25]:
        raw = path.read_bytes()
        raw = raw.partition(b"\n")[2] if raw.startswith(b"From ") else raw
        try:
            leaves = take_apart(raw).leaves
        except CannotRewriteError:
            continue
        theirs = [part for part in email.message_from_bytes(raw).walk() if not part.is_multipart()]
        assert [leaf.entity.media_type for leaf in leaves] == [part.get_content_type() for part in theirs]
        compared += 1
    assert compared > 90


def test_parts_are_found_where_the_detectors_find_them() -> None:
    """Under a type that is no multipart, but has a boundary that occurs."""
    head = b"From: a@oakfield.sch.uk\r\nContent-Type: multipar/mixed; boundary=b\r\n\r\n"
    raw = head + b"--b\r\n\r\nGrace\r\n--b--\r\n"
    assert [leaf.content for leaf in take_apart(raw).leaves] == [part.content for part in parse(raw).parts]
    assert [leaf.content for leaf in take_apart(raw).leaves] == [b"Grace"]

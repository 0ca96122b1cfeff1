"""A mark is put on once, the marks of others come off, and every other byte stays as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.rewriting.change import CannotRewriteError
from gateway.transport.secure.marks import Mark, put_on

MESSAGE = b"From: a.teacher@oakfield.sch.uk\r\nSubject: Review\r\nTo: h.tudor@nhs.net\r\n\r\nHello\r\n"
ENCRYPT = Mark((("X-Secure-Mail", "encrypt"),))
TAG = Mark(subject_tag="[secure]")
BOTH = Mark((("X-Service", "one"), ("X-Route", "secure")), "[Encrypt]")


def test_a_header_field_on_top() -> None:
    assert put_on(MESSAGE, ENCRYPT) == b"X-Secure-Mail: encrypt\r\n" + MESSAGE


def test_a_tag_in_the_subject() -> None:
    assert put_on(MESSAGE, TAG) == MESSAGE.replace(b"Review", b"[secure] Review")


def test_both() -> None:
    marked = put_on(MESSAGE, BOTH)
    assert marked.endswith(MESSAGE.replace(b"Review", b"[Encrypt] Review"))
    assert set(marked[: -len(MESSAGE) - len(b"[Encrypt] ")].split(b"\r\n")) == {
        b"X-Service: one",
        b"X-Route: secure",
        b"",
    }


def test_copies_that_were_there_are_replaced() -> None:
    forged = b"x-secure-mail: no\r\n" + MESSAGE.replace(b"\r\n\r\n", b"\r\nX-SECURE-MAIL: never\r\n\r\n")
    assert put_on(forged, ENCRYPT) == b"X-Secure-Mail: encrypt\r\n" + MESSAGE


@pytest.mark.parametrize("mark", [ENCRYPT, TAG, BOTH], ids=["header", "tag", "both"])
def test_twice_is_once(mark: Mark) -> None:
    once = put_on(MESSAGE, mark)
    assert put_on(once, mark) == once


def test_the_marks_of_others_come_off() -> None:
    marked = put_on(put_on(MESSAGE, BOTH), ENCRYPT)
    assert put_on(marked, Mark(), [BOTH, ENCRYPT]) == MESSAGE
    assert put_on(marked, TAG, [BOTH, ENCRYPT]) == put_on(MESSAGE, TAG)


def test_a_mark_that_two_share_stays() -> None:
    other = Mark((("x-secure-mail", "other"),), "[SECURE]")
    mine = Mark(ENCRYPT.fields, TAG.subject_tag)
    assert put_on(MESSAGE, mine, [other]) == put_on(MESSAGE, mine)


@given(st.binary(max_size=200))
def test_without_any_mark_it_stays_whatever_it_is(raw: bytes) -> None:
    assert put_on(raw, Mark(), [Mark()]) == raw


@given(st.binary(max_size=200), st.sampled_from([ENCRYPT, TAG, BOTH]))
def test_what_follows_the_header_always_stays(body: bytes, mark: Mark) -> None:
    raw = MESSAGE + body
    try:
        marked = put_on(raw, mark)
    except CannotRewriteError:
        return
    assert marked.endswith(b"\r\nTo: h.tudor@nhs.net\r\n\r\nHello\r\n" + body)
    assert put_on(marked, Mark(), [mark]) == raw


@pytest.mark.parametrize(
    "body",
    [
        b'Content-Type: multipart/signed; boundary=b; protocol="application/pkcs7-signature"\r\n\r\n--b\r\n',
        b"Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\nMIAGCSqGSIb3DQEHAqCAMIAC\r\n",
        b"\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\n",
    ],
    ids=["S/MIME", "S/MIME, opaque", "PGP"],
)
def test_a_signed_message_is_marked_too(body: bytes) -> None:
    raw = b"Subject: Review\r\nMIME-Version: 1.0\r\n" + body
    assert put_on(raw, ENCRYPT) == b"X-Secure-Mail: encrypt\r\n" + raw
    assert put_on(raw, TAG) == raw.replace(b"Review", b"[secure] Review", 1)


def test_a_header_that_is_none_is_not_marked() -> None:
    with pytest.raises(CannotRewriteError):
        put_on(b"Subject: Review\r\nno field\r\n\r\nHello\r\n", ENCRYPT)

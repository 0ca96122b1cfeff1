import time
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.finding import Location, Place
from detectors.mime.parse import parse
from gateway.policy.rewriting import Rewrite
from gateway.rewriting.change import CannotRewriteError, Change
from gateway.rewriting.marks.subject_tag import tag_subject, untag_subject
from gateway.rewriting.mime.own_header import own_fields
from tests.gateway.rewriting.letters import BODY, FROM, real_mail, untouched

TAG = "[secure]"


def about(value: bytes) -> bytes:
    """A message whose Subject has this behind the colon."""
    return b"\r\n".join((FROM, b"Subject:" + value, b"To: a@family.example", b"", BODY))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b" Trip", b" [secure] Trip"),
        (b"Trip", b" [secure] Trip"),
        (b"  Trip", b" [secure]  Trip"),
        (b"", b" [secure]"),
        (b"\r\n Trip", b" [secure]\r\n Trip"),
        (b" =?utf-8?q?Zo=C3=AB?=", b" [secure] =?utf-8?q?Zo=C3=AB?="),
        (b" " + b"Trip " * 13, b" [secure]\r\n " + b"Trip " * 13),
        (b" Trip for those who are [secure]", b" [secure] Trip for those who are [secure]"),
    ],
)
def test_in_front_of_the_subject(before: bytes, after: bytes) -> None:
    step = tag_subject(about(before), TAG)
    assert step.content == about(after)
    assert step.changes == (Change(Rewrite.TAG_SUBJECT, (Location(Place.SUBJECT),), detail=TAG),)
    assert max(map(len, step.content.split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    "value",
    [
        b" [secure] Trip",
        b" Re: [SECURE] Trip",
        b" AW: Re[2]: [external] [Secure]Trip",
        b" =?utf-8?q?Re=3A_=5Bsecure=5D_Zo=C3=AB?=",
        b"\r\n [secure] Trip",
    ],
)
def test_not_twice(value: bytes) -> None:
    assert tag_subject(about(value), TAG).content == about(value)
    assert tag_subject(about(value), TAG).changes == ()


def test_a_message_without_a_subject_gets_one() -> None:
    raw = FROM + b"\n\nDear all\n"
    assert tag_subject(raw, TAG).content == b"Subject: [secure]\n" + raw


def test_a_tag_in_other_letters_is_encoded() -> None:
    content = tag_subject(about(b" =?utf-8?q?Zo=C3=AB?="), "[diogelŵch]").content
    assert message_from_bytes(content, policy=policy.default)["Subject"] == "[diogelŵch] Zoë"
    assert parse(content).header("Subject") == "[diogelŵch] Zoë"
    assert b"\xc5" not in content


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b" [secure] Trip", b" Trip"),
        (b" Re: [SECURE]  Trip [secure]", b" Re:  Trip "),
        (b" Trip\r\n [secure]\r\n on Friday\r\n\t[secure]", b" Trip\r\n on Friday"),
        (b" [sec[secure]ure] Trip", b" Trip"),
        (b" [secure]", b" "),
        (b" Trip", b" Trip"),
        (b" =?utf-8?q?Zo=C3=AB?= is secure", b" =?utf-8?q?Zo=C3=AB?= is secure"),
        (b" =?utf-8?q?=5Bsec?= =?utf-8?q?ure=5D_Zo=C3=AB?=", b" =?utf-8?b?Wm/Dqw==?="),
    ],
)
def test_every_copy_is_taken_away(before: bytes, after: bytes) -> None:
    step = untag_subject(about(before), TAG)
    assert step.content == about(after)
    assert bool(step.changes) is (before != after)


@given(st.text(st.sampled_from("[]secure \tZë="), max_size=60), st.sampled_from((TAG, "[s s]", "e")))
def test_no_copy_is_left(subject: str, tag: str) -> None:
    raw = about(b" " + subject.replace("\t", "\r\n x").encode())
    try:
        left = untag_subject(raw, tag).content
    except CannotRewriteError:
        return
    assert tag not in parse(left).header("Subject").lower()
    assert untouched(left, "subject") == untouched(raw, "subject")


@pytest.mark.parametrize(
    "tag", ["", " ", "[secure]\r\nBcc: a@b.example", "[secure]\n", " [secure]", "x" * 61, "\0", "a\u2028b"]
)
def test_no_tag_brings_a_field_of_its_own(tag: str) -> None:
    for change in (tag_subject, untag_subject):
        with pytest.raises(CannotRewriteError):
            change(about(b" Trip"), tag)


@pytest.mark.parametrize(
    "unit", [b"[sec", b"Re: ", b"[x] ", b"\t", b"secure]", b"\r\n [secure]", b"=?utf-8?q?a?= "]
)
def test_a_long_subject_takes_linear_time(unit: bytes) -> None:
    raw = about(b" " + unit * (200_000 // len(unit)) + b"x")
    started = time.process_time()
    for change in (tag_subject, untag_subject):
        try:
            change(raw, TAG)
        except CannotRewriteError:
            continue
    assert time.process_time() - started < 3


def test_real_mail(corpora: Path) -> None:
    """Tagged and untagged again it is what it was; and tagged, what it was behind the tag."""
    tagged = 0
    for raw in real_mail(corpora, every=4):
        try:
            content = tag_subject(raw, TAG).content
        except CannotRewriteError:
            continue
        if sum(field.is_called("subject") for field in own_fields(raw)) != 1:
            continue
        tagged += 1
        assert untag_subject(content, TAG).content == raw
        assert parse(content).header("Subject").split() == [TAG, *parse(raw).header("Subject").split()]
        assert untouched(content, "subject") == untouched(raw, "subject")
    assert tagged > 600

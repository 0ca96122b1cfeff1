import time
from collections.abc import Callable

import dkim
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.rewriting.change import Step
from gateway.rewriting.dkim.broken import without_broken_signatures
from gateway.rewriting.dkim.signing import sign
from gateway.rewriting.marks.footer import add_footer
from gateway.rewriting.marks.set_header import set_header
from gateway.rewriting.marks.subject_tag import tag_subject
from gateway.rewriting.recipients.hide import hide_recipients
from tests.gateway.rewriting.dkim.keys import rsa_key, verifies
from tests.gateway.rewriting.letters import is_outside, letter

MAIL = letter(b"X-Mailer: school", b"To: Grace <grace@family.example>, zoe@home.example")
KEY, RECORD = rsa_key()
SIGNED = sign(MAIL, KEY)


def signed_by(
    include: list[bytes], canonicalize: tuple[bytes, bytes], *, length: bool, raw: bytes = MAIL
) -> bytes:
    """Signed by another program than ours, covering other fields."""
    program = dkim.DKIM(raw)
    program.should_not_sign.clear()
    field = program.sign(
        b"gate",
        b"oakfield.sch.uk",
        KEY.private_key,
        canonicalize=canonicalize,
        include_headers=include,
        length=length,
    )
    return bytes(field + raw)


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: add_footer(raw, "Oakfield Academy"),
        lambda raw: tag_subject(raw, "[secure]"),
        lambda raw: hide_recipients(raw, is_outside),
        lambda raw: Step(b"To: x@oakfield.sch.uk\r\n" + raw),
        lambda raw: Step(b"Cc: x@oakfield.sch.uk\r\n" + raw),
    ],
)
def test_a_signature_that_a_change_broke_is_gone(change: Callable[[bytes], Step]) -> None:
    changed = change(SIGNED).content
    assert not verifies(changed, RECORD)
    left = without_broken_signatures(SIGNED, changed)
    assert b"DKIM-Signature" not in left
    assert left == change(MAIL).content


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: set_header(raw, "X-School", "yes"),
        lambda raw: Step(b"Received: from relay.example\r\n" + raw),
        lambda raw: Step(raw.replace(b"X-Mailer: school\r\n", b"")),
        lambda raw: Step(raw.replace(b"Subject: Trip", b"SUBJECT:  Trip ") + b"\r\n\r\n"),
        Step,
    ],
)
def test_a_signature_that_still_holds_stays(change: Callable[[bytes], Step]) -> None:
    changed = change(SIGNED).content
    assert verifies(changed, RECORD)
    assert without_broken_signatures(SIGNED, changed) == changed


def test_what_other_servers_said_stays() -> None:
    said = b"Authentication-Results: mx.example; dkim=pass\r\nARC-Seal: i=1; cv=none; b=x\r\n"
    raw = said + SIGNED
    left = without_broken_signatures(raw, raw.replace(b"Trip", b"Trap", 1))
    assert left == said + MAIL.replace(b"Trip", b"Trap")


def test_below_its_length_a_body_may_grow() -> None:
    raw = signed_by([b"from", b"subject"], (b"simple", b"simple"), length=True)
    grown = add_footer(raw, "Oakfield Academy").content
    assert verifies(grown, RECORD)
    assert without_broken_signatures(raw, grown) == grown
    cut = raw.replace(b"Dear all", b"Dear")
    assert without_broken_signatures(raw, cut) == MAIL.replace(b"Dear all", b"Dear")


def test_a_signature_over_another_that_goes_goes_too() -> None:
    raw = signed_by([b"from", b"dkim-signature"], (b"relaxed", b"relaxed"), length=True, raw=SIGNED)
    assert verifies(raw, RECORD, 0)
    assert verifies(raw, RECORD, 1)
    changed = tag_subject(raw, "[secure]").content
    assert verifies(changed, RECORD, 0)
    assert without_broken_signatures(raw, changed) == tag_subject(MAIL, "[secure]").content


@pytest.mark.parametrize(
    "value", [b"", b"v=1", b"v=1; h=\xff", b"a=b; a=b", b"h=from; c=odd", b"h=from; l=x"]
)
def test_one_that_cannot_be_read_is_no_signature(value: bytes) -> None:
    raw = b"DKIM-Signature: " + value + b"\r\n" + MAIL
    changed = tag_subject(raw, "[secure]").content
    assert without_broken_signatures(raw, changed) == tag_subject(MAIL, "[secure]").content


_changes = st.sampled_from(
    [
        (b"Dear all", b"Dear  all"),
        (b"Friday.", b"Friday. "),
        (b"Friday", b"Monday"),
        (b"Subject: Trip", b"subject:\r\n Trip"),
        (b"Subject: Trip", b"Subject: Trap"),
        (b"From: ", b"Subject: Again\r\nFrom: "),
        (b"X-Mailer: school\r\n", b""),
        (b"\r\n\r\n", b"\r\n\r\n\r\n"),
    ]
)


@given(
    st.lists(_changes, max_size=3),
    st.lists(st.sampled_from([b"subject", b"to", b"x-mailer", b"cc"]), max_size=4),
    st.sampled_from([b"simple", b"relaxed"]),
    st.sampled_from([b"simple", b"relaxed"]),
    st.booleans(),
)
def test_what_stays_is_what_still_verifies(
    changes: list[tuple[bytes, bytes]], names: list[bytes], header: bytes, body: bytes, length: bool
) -> None:
    raw = signed_by([b"from", *names], (header, body), length=length)
    head, _, rest = raw.partition(b"X-Mailer")
    changed = b"X-Mailer" + rest
    for old, new in changes:
        changed = changed.replace(old, new, 1)
    assert b"From: " in head
    after = head + changed
    assert (without_broken_signatures(raw, after) == after) is verifies(after, RECORD)


def test_very_many_signatures_take_linear_time() -> None:
    one = b"DKIM-Signature: v=1; h=" + b"dkim-signature:" * 50 + b"from; l=5; c=relaxed\r\n"
    for number in (50, 2000):
        raw = one * number + MAIL + b" " * 500_000 + b"x\r\n"
        started = time.process_time()
        assert without_broken_signatures(raw, raw.replace(b"Trip", b"Trap")).endswith(b"x\r\n")
        assert time.process_time() - started < 3

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.rewriting.dkim.signing import OVERSIGNED, sign
from tests.gateway.rewriting.dkim.keys import ed25519_key, rsa_key, verifies
from tests.gateway.rewriting.letters import letter, real_mail

MAIL = letter(
    b"To: Grace <grace@family.example>,\r\n\tzoe@home.example",
    b"Date: Mon, 7 Sep 2026 09:00:00 +0100",
    b"Message-ID: <1@oakfield.sch.uk>",
    b"X-Mailer: school",
    body=b"Dear  all, \r\n\r\nthe trip\tis on Friday.\r\n\r\n\r\n",
)


def test_rsa() -> None:
    key, record = rsa_key()
    signed = sign(MAIL, key)
    assert signed.startswith(b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=oakfield.sch.uk;")
    assert signed.endswith(b"\r\n" + MAIL)
    assert verifies(signed, record)
    assert not verifies(signed, rsa_key("other")[1])
    assert max(map(len, signed.split(b"\r\n"))) <= 78


def test_ed25519() -> None:
    pytest.importorskip("nacl")
    key, record = ed25519_key()
    signed = sign(MAIL, key)
    assert b"a=ed25519-sha256" in signed
    assert verifies(signed, record)
    assert not verifies(signed + b"x\r\n", record)


def test_both_at_once() -> None:
    """Each verifies with its own key (RFC 8463 §5): the later one leaves the earlier as it is."""
    first, second = rsa_key(), rsa_key("second")
    signed = sign(sign(MAIL, first[0]), second[0])
    assert verifies(signed, second[1], 0)
    assert verifies(signed, first[1], 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.replace(b"Friday", b"Monday"),
        lambda raw: raw.replace(b"zoe@home", b"eve@home"),
        lambda raw: raw.replace(b"Subject: Trip", b"Subject: Trap"),
        *(lambda raw, name=name: f"{name}: x\r\n".encode() + raw for name in OVERSIGNED),
    ],
)
def test_what_is_signed_cannot_be_changed_nor_added(change: Callable[[bytes], bytes]) -> None:
    key, record = rsa_key()
    assert not verifies(change(sign(MAIL, key)), record)


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: b"Received: from relay.example\r\n" + raw,
        lambda raw: raw.replace(b"X-Mailer: school", b"X-Mailer: other"),
        lambda raw: raw.replace(b",\r\n\tzoe", b", zoe").replace(b"Dear  all, ", b"Dear all,") + b"\r\n",
        lambda raw: raw.replace(b"Subject: ", b"subject:  "),
    ],
)
def test_what_servers_do_on_the_way_does_not_matter(change: Callable[[bytes], bytes]) -> None:
    key, record = rsa_key()
    assert verifies(change(sign(MAIL, key)), record)


def test_lines_of_unix() -> None:
    key, record = rsa_key()
    signed = sign(MAIL.replace(b"\r\n", b"\n"), key)
    assert b"\r" not in signed
    assert verifies(signed.replace(b"\n", b"\r\n"), record)


@given(st.text(st.sampled_from("ab \t\r\n."), max_size=80), st.text(st.sampled_from("ab \tZë"), max_size=40))
def test_any_body_and_subject(body: str, subject: str) -> None:
    text = body.replace("\r", "").replace("\n", "\r\n").encode()
    raw = letter(b"To: a@family.example", b"Reply-To:" + subject.encode(), body=text)
    if raw.endswith((b" ", b"\t")) or not raw.endswith(b"\r\n"):
        raw += b"\r\n"  # as SMTP transmits it
    key, record = rsa_key()
    signed = sign(raw, key)
    assert signed.endswith(raw)
    assert verifies(signed, record)


def test_real_mail(corpora: Path) -> None:
    key, record = rsa_key()
    signed = 0
    for raw in real_mail(corpora, every=60):
        crlf = re.sub(rb"\r?\n", b"\r\n", raw)
        if not re.match(rb"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r\n", crlf) or b"\r\n\r\n" not in crlf:
            continue
        crlf = crlf if crlf.endswith(b"\r\n") else crlf + b"\r\n"
        signed += 1
        assert verifies(sign(crlf, key), record)
    assert signed > 20


@pytest.mark.parametrize("unit", [b" ", b"\r\n", b" \r\n", b"a \t", b"\n"])
def test_a_large_body_takes_linear_time(unit: bytes) -> None:
    raw = MAIL + unit * (2_000_000 // len(unit)) + b"x\r\n"
    started = time.process_time()
    sign(raw, rsa_key()[0])
    assert time.process_time() - started < 3


def test_a_large_header_takes_linear_time() -> None:
    raw = b"To: " + b"a@family.example,\r\n " * 50_000 + b"b@home.example\r\n" + MAIL
    started = time.process_time()
    sign(raw, rsa_key()[0])
    assert time.process_time() - started < 3

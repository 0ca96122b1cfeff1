"""What comes without the secret field is refused; what goes on shows one, but to no secure mail service."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from detectors.message import Envelope
from gateway.actions.plan import Route
from gateway.settings import Settings, SettingsError, parse_settings
from gateway.settings.secret_field import SecretFieldSettings
from gateway.smtp import replies
from gateway.smtp.handler import RelayHandler
from gateway.smtp.intake import Submission
from gateway.smtp.proof import Proof, read_proof
from gateway.wiring import make_endpoints, make_transports
from tests.support.school import CONSUMER, TEACHER, message
from tests.support.sink import Sink

SECRET = "3f1c86ad20b94e7a95d2"
PROOF = Proof("X-Oakfield-Gate", SECRET)
MAIL = message().as_bytes()
PROVED = PROOF.line + MAIL
SCHOOL = """
[school]
name = "Oakfield Academy"
domains = ["oakfield.sch.uk"]
data_protection_lead = "dpl@oakfield.sch.uk"
[relay]
"""


class Taker:
    """Stands for the intake, and keeps what it is given."""

    def __init__(self) -> None:
        self.content = b""

    async def take(self, submission: Submission) -> str:
        self.content = submission.content
        return "250 2.0.0 Accepted"


def taken(content: bytes, client: str, *, signed_in: bool = False) -> tuple[str, bytes]:
    """The answer of a relay that asks for the field, and what it took."""
    taker, unused = Taker(), Any
    handler = RelayHandler(taker, unused, None, unused, max_recipients=100, doorkeeper=unused, proof=PROOF)  # type: ignore[arg-type]
    session = SimpleNamespace(authenticated=signed_in, host_name="mail", extended_smtp=True, ssl=None)
    envelope = SimpleNamespace(mail_from=TEACHER, rcpt_tos=[CONSUMER], mail_options=[], smtp_utf8=False)
    visitor = SimpleNamespace(client=client)
    server: Any = SimpleNamespace(session=session, envelope=envelope, visitor=visitor, addresses=())
    return asyncio.run(handler.take(server, content)), taker.content


@pytest.mark.parametrize(
    "content",
    [
        MAIL,
        PROOF.line.replace(b"3f1c", b"4f1c") + MAIL,
        b"X-Oakfield-Gate: \r\n" + MAIL,
        b"X-Other-Gate: " + SECRET.encode() + b"\r\n" + MAIL,
        MAIL + b"\r\n" + PROOF.line,
    ],
    ids=["without", "another-secret", "empty", "another-field", "in-the-body"],
)
def test_what_proves_nothing_is_refused(content: bytes) -> None:
    assert taken(content, "203.0.113.4") == (replies.NOT_PROVED, b"")


@pytest.mark.parametrize(
    "content",
    [PROVED, PROVED.replace(b"X-Oakfield-Gate:", b"x-oakfield-gate:  "), PROOF.line + PROVED],
    ids=["on-top", "in-other-letters", "twice"],
)
def test_what_proves_it_is_taken_without_the_field(content: bytes) -> None:
    answer, came = taken(content, "203.0.113.4")
    assert answer.startswith("250")
    assert came == MAIL


def test_it_is_found_wherever_it_stands_in_the_header() -> None:
    head, middle, rest = MAIL.partition(b"Subject:")
    _, came = taken(head + PROOF.line + middle + rest, "203.0.113.4")
    assert came == MAIL


@pytest.mark.parametrize(("client", "signed_in"), [("127.0.0.1", False), ("::1", False), ("192.0.2.1", True)])
def test_this_machine_and_logins_need_none(client: str, signed_in: bool) -> None:
    assert taken(MAIL, client, signed_in=signed_in)[1] == MAIL
    assert taken(PROVED, client, signed_in=signed_in)[1] == MAIL


def settings(folder: Path, lines: str) -> Settings:
    return parse_settings(SCHOOL + lines, "schoolgate.toml", folder)


async def test_next_and_home_hop_are_shown_it_and_secure_mail_is_not(tmp_path: Path, sink: Sink) -> None:
    (tmp_path / "shown").write_text(SECRET + "\n", encoding="utf-8")
    lines = (
        f'next_hop = "{sink.url}"\nhome_hop = "smtp://localhost:{sink.port}"\n'
        'shown_field = { name = "X-Oakfield-Gate", value_file = "shown" }\n'
        f'[secure_mail]\nnext_hop = "smtp://localhost:{sink.port}"\n'
    )
    transports = make_transports(settings(tmp_path, lines))
    for route in (Route.NEXT_HOP, Route.HOME, Route.SECURE_MAIL):
        await transports[route].send(Envelope(TEACHER, (f"{route.value}@example.com",)), MAIL)
        await transports[route].close()
    came = {each.recipients[0].partition("@")[0]: each.content for each in sink.taken}
    assert came == {
        Route.NEXT_HOP.value: PROVED,
        Route.HOME.value: PROVED,
        Route.SECURE_MAIL.value: MAIL,
    }


@pytest.mark.parametrize(
    ("name", "secret", "said"),
    [
        ("Subject", SECRET, 'x.name: "Subject" already means something'),
        ("X Gate", SECRET, 'x.name: "X Gate" already means something in mail, or is no name'),
        ("X-Gate", "short", "must have one line of 16 to 200 characters without blanks"),
        ("X-Gate", f"{SECRET} {SECRET}", "must have one line"),
        ("X-Gate", None, "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_said(tmp_path: Path, name: str, secret: str | None, said: str) -> None:
    file = tmp_path / "secret"
    if secret is not None:
        file.write_text(secret, encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        read_proof("x", SecretFieldSettings(name=name, value_file=file))
    assert said in str(raised.value)


def test_the_clients_certificate_goes_to_both_hops(tmp_path: Path) -> None:
    lines = (
        'next_hop = "smtp+starttls://a.example"\nhome_hop = "smtps://b.example"\n'
        'client_certificate = "ours.pem"\n'
    )
    endpoints = make_endpoints(settings(tmp_path, lines))
    assert {each.client_cert for each in endpoints.values()} == {tmp_path / "ours.pem"}
    with pytest.raises(SettingsError, match="client_certificate: next_hop must begin with"):
        make_endpoints(settings(tmp_path, lines.replace("smtp+starttls", "smtp")))


def test_the_secret_is_in_no_text_of_the_value() -> None:
    assert SECRET not in repr(PROOF)

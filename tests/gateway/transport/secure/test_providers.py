"""Every provider of config/secure-mail, from a school's table to the bytes that arrive at a server."""

from __future__ import annotations

import ssl
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from detectors.message import Envelope
from gateway.actions.plan import Route
from gateway.settings import Settings, SettingsError, parse_settings
from gateway.settings.providers import load_provider, provider_names
from gateway.transport.outcome import Fate
from gateway.wiring import make_reach, make_transports
from tests.gateway.transport.secure.capture import MESSAGE, TEACHER, capture
from tests.support.certificates import Authority


@dataclass(frozen=True, slots=True)
class Arrival:
    """How mail arrives: what a school adds to its table, at which server, with which field and subject.

    `{own}` is the service's own server, `{tls}` the same with TLS; without either, it is the usual next hop.
    """

    lines: str = ""
    field: bytes = b""
    subject: bytes = b"Review"
    to: str = "office@example.org"
    reaches_everybody: bool = True


ARRIVALS = {
    "smarthost": Arrival('next_hop = "{own}"'),
    "egress": Arrival('next_hop = "{own}"\nheader = { "X-Agreed" = "yes" }', field=b"X-Agreed: yes\r\n"),
    "zivver": Arrival('next_hop = "{own}"'),
    "microsoft": Arrival(field=b"X-Secure-Mail: encrypt\r\n"),
    "mimecast": Arrival('subject_tag = "[private]"', subject=b"[private] Review"),
    "proofpoint": Arrival(subject=b"[Encrypt] Review"),
    "nhsmail": Arrival('next_hop = "{tls}"', to="h.tudor@nhs.net", reaches_everybody=False),
    "cjsm": Arrival('next_hop = "{tls}"', to="clerk@oakshire.gov.uk.cjsm.net", reaches_everybody=False),
    "tls": Arrival(
        'next_hop = "{tls}"\nrecipients = ["oakshire.gov.uk"]',
        to="worker@social.oakshire.gov.uk",
        reaches_everybody=False,
    ),
}


def settings_of(text: str, ca_file: Path, usual: str = "smtp://127.0.0.1:9") -> Settings:
    school = (
        '[school]\nname = "Oakfield Academy"\ndomains = ["oakfield.sch.uk"]\n'
        'data_protection_lead = "dpl@oakfield.sch.uk"\n'
        f'[relay]\nnext_hop = "{usual}"\nca_file = "{ca_file}"\n'
    )
    return parse_settings(school + text, "schoolgate.toml", ca_file.parent)


def test_none_is_forgotten() -> None:
    assert set(ARRIVALS) == set(provider_names())


@pytest.mark.parametrize("provider", ARRIVALS)
async def test_mail_arrives_as_documented(
    provider: str, authority: Authority, server_tls: ssl.SSLContext
) -> None:
    arrival = ARRIVALS[provider]
    async with AsyncExitStack() as stack:
        usual, own = [await stack.enter_async_context(capture()) for _ in range(2)]
        tls = await stack.enter_async_context(capture(server_tls))
        lines = arrival.lines.replace("{own}", own.url).replace("{tls}", tls.url)
        table = f'[secure_mail]\nprovider = "{provider}"\n{lines}\n'
        settings = settings_of(table, authority.ca_file, usual.url)
        transports = make_transports(settings)
        outcome = await transports[Route.SECURE_MAIL].send(Envelope(TEACHER, (arrival.to,)), MESSAGE)
        await transports[Route.SECURE_MAIL].close()
    assert outcome.addresses(Fate.TAKEN) == (arrival.to,)
    server = own if "{own}" in arrival.lines else tls if "{tls}" in arrival.lines else usual
    expected = arrival.field + MESSAGE.replace(b"Review", arrival.subject)
    assert [*usual.taken, *own.taken, *tls.taken] == server.taken == [((arrival.to,), expected)]
    assert make_reach(settings).reaches(arrival.to)
    assert make_reach(settings).reaches("mum@example.com") is arrival.reaches_everybody


def test_zivver_is_reached_as_it_is_documented(authority: Authority) -> None:
    defaults = load_provider("zivver").defaults
    assert (defaults.next_hop, defaults.loop_field) == (
        "smtp+starttls://smtp.zivver.com:587",
        "X-Zivver-Transport",
    )
    assert make_transports(settings_of('[secure_mail]\nprovider = "zivver"', authority.ca_file))


def test_reach_is_that_of_all_tables(authority: Authority) -> None:
    nhs = '[[secure_mail]]\nnext_hop = "smtp://127.0.0.1:9"\nrecipients = ["nhs.net"]\n'
    zoe = '[[secure_mail]]\nprovider = "microsoft"\nrecipients = ["Zoe.ONeill@example.org"]\n'
    reach = make_reach(settings_of(nhs + zoe, authority.ca_file))
    assert [reach.reaches(to) for to in ("a@nhs.net", "zoe.oneill@example.org", "h.tudor@example.org")] == [
        True,
        True,
        False,
    ]
    assert not make_reach(settings_of("", authority.ca_file)).is_there


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('next_hop = "secure.example"', "secure_mail.next_hop: 'secure.example' is not the address"),
        ('next_hop = "ftp://secure.example"', "secure_mail.next_hop: 'ftp' is not a way"),
        (
            'next_hop = "smtps://secure.example"\nuser = "a"\npassword_file = "none"',
            "secure_mail.next_hop: its password_file",
        ),
        (
            'next_hop = "smtps://secure.example"\nclient_certificate = "none.pem"',
            "none.pem cannot be read as a certificate with its key",
        ),
        ('header = { "Subject" = "x" }', 'secure_mail.header: "Subject" already means something in mail'),
        ('header = { "X-Schoolgate-Loop" = "x" }', '"X-Schoolgate-Loop" already means something'),
    ],
)
def test_what_only_shows_when_it_is_put_together(lines: str, says: str, authority: Authority) -> None:
    with pytest.raises(SettingsError) as error:
        make_transports(settings_of(f"[secure_mail]\n{lines}", authority.ca_file))
    assert says in str(error.value)

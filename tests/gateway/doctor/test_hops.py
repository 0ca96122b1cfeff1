"""What is said of next hop and home hop, after real dialogues that stop before DATA."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.doctor.hops import look_at_hops, look_at_privacy
from gateway.look import Grade, Look
from gateway.settings import Settings
from gateway.transport.endpoint import Scheme
from gateway.transport.trial import try_out
from gateway.transport.wire import Wire
from tests.gateway.doctor.conftest import MakeSettings
from tests.gateway.transport.player import play
from tests.support.certificates import make_authority
from tests.support.sink import Sink

GATE = "schoolgate.oakfield.sch.uk"
GREETING = f"S: 220 mx.example\nC: EHLO {GATE}\n"
FAREWELL = "C: RSET\nS: 250 ok\nC: QUIT\nS: 221 bye\n"


async def looks(settings: Settings) -> dict[str, Look]:
    found: AsyncIterator[Look] = look_at_hops(settings)
    return {look.id: look async for look in found}


async def test_a_hop_that_takes_the_schools_mail(make_settings: MakeSettings, sink: Sink) -> None:
    asked: list[str] = []
    sink.rcpt = asked.append  # type: ignore[assignment]
    found = await looks(make_settings(sink.url))
    assert [found[f"relay.{hop}"].grade for hop in ("next_hop", "home_hop")] == [Grade.GOOD] * 2
    assert (
        "takes mail from oakfield.sch.uk to dpl@oakfield.sch.uk" in found["relay.next_hop-addresses"].sentence
    )
    assert "takes mail with no sender" in found["relay.home_hop-addresses"].sentence
    assert "on this machine" in found["relay.next_hop-TLS"].sentence
    assert found["loop-field"].grade is Grade.GOOD
    assert asked == ["dpl@oakfield.sch.uk"] * 2
    assert sink.taken == []


async def test_each_domain_is_tried(make_settings: MakeSettings, sink: Sink) -> None:
    settings = make_settings(sink.url)
    school = settings.school[0].model_copy(update={"domains": ("oakfield.sch.uk", "riverside.sch.uk")})
    found = await looks(settings.model_copy(update={"school": (school,)}))
    assert "from oakfield.sch.uk, riverside.sch.uk to" in found["relay.next_hop-addresses"].sentence


@pytest.mark.parametrize(
    ("reply", "grade", "says"),
    [
        ("550 5.7.64 TenantAttribution; Relay Access Denied", Grade.FAULT, "config/guides/microsoft-365.md"),
        (
            "550-5.7.0 Mail relay denied [192.0.2.7].\r\n550 5.7.0 See",
            Grade.FAULT,
            "guides/google-workspace.md",
        ),
        ("554 5.7.1 Relay access denied", Grade.FAULT, "allow this gateway's address to relay there"),
        ("450 4.2.0 Greylisted", Grade.WARNING, "it said: 450 4.2.0 Greylisted"),
    ],
)
async def test_a_hop_that_refuses(
    make_settings: MakeSettings, sink: Sink, reply: str, grade: Grade, says: str
) -> None:
    sink.rcpt = lambda address: reply
    found = await looks(make_settings(sink.url))
    assert found["relay.next_hop"].grade is Grade.GOOD
    assert found["relay.next_hop-addresses"].grade is grade
    assert says in found["relay.next_hop-addresses"].sentence


async def test_mail_without_a_sender_is_refused(make_settings: MakeSettings) -> None:
    next_dialogue = (
        "S: 250 mx.example\nC: MAIL FROM:<dpl@oakfield.sch.uk>\nS: 250 ok\nC: RCPT TO:<dpl@oakfield.sch.uk>\n"
        "S: 250 ok\nC: RSET\nS: 250 ok\nC: QUIT\nS: 221 bye\n"
    )
    home_dialogue = (
        "S: 250 mx.example\nC: MAIL FROM:<>\nS: 550 5.7.1 Who?\nC: RSET\nS: 250 ok\nC: QUIT\nS: 221 bye\n"
    )
    async with play(GREETING + next_dialogue, GREETING + home_dialogue) as player:
        found = await looks(make_settings(f"smtp://127.0.0.1:{player.port}"))
    assert player.faults == []
    assert found["relay.next_hop-addresses"].grade is Grade.GOOD
    look = found["relay.home_hop-addresses"]
    assert (look.grade, look.sentence) == (
        Grade.FAULT,
        "does not take mail with no sender, as notices have none; it said: 550 5.7.1 Who?",
    )


async def test_a_hop_that_hangs_up_in_the_middle(make_settings: MakeSettings) -> None:
    dialogue = GREETING + "S: 250 mx.example\nC: MAIL FROM*\nS: 421 4.3.2 Going down\n(close)\n"
    async with play(dialogue, dialogue) as player:
        found = await looks(make_settings(f"smtp://127.0.0.1:{player.port}"))
    look = found["relay.next_hop-addresses"]
    assert (look.grade, "421 4.3.2 Going down" in look.sentence) == (Grade.WARNING, True)


async def test_a_hop_that_is_not_there(make_settings: MakeSettings) -> None:
    found = await looks(make_settings())
    assert set(found) == {"relay.next_hop", "relay.home_hop", "secure_mail", "loop-field"}
    assert found["relay.next_hop"].grade is Grade.FAULT


async def test_a_hop_whose_certificate_is_good(make_settings: MakeSettings, tmp_path: Path) -> None:
    authority = make_authority(tmp_path, "authority")
    context = authority.server_context(authority.issue(tmp_path, "mx", "127.0.0.1"))
    dialogue = (
        f"{GREETING}S: 250-mx.example\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go on\n(starttls)\n"
        f"C: EHLO {GATE}\nS: 250 mx.example\nC: MAIL FROM*\nS: 250 ok\nC: RCPT TO*\nS: 250 ok\n{FAREWELL}"
    )
    async with play(dialogue, dialogue, tls=context) as player:
        url, relay = f"smtp+starttls://127.0.0.1:{player.port}", f'ca_file = "{authority.ca_file}"'
        found = await looks(make_settings(url, relay=relay))
    look = found["relay.next_hop-TLS"]
    assert (look.grade, look.sentence) == (
        Grade.GOOD,
        "TLSv1.3, and its certificate is good for 127.0.0.1",
    )


@pytest.mark.parametrize(
    ("offers", "trusted", "says"),
    [
        (False, False, "offers no TLS, so mail can be read on the way there"),
        (
            True,
            True,
            "offers STARTTLS with a good certificate, and mail goes there in clear: write smtp+starttls",
        ),
        (True, False, "offers STARTTLS with a certificate that cannot be verified"),
    ],
)
async def test_a_hop_that_mail_goes_to_in_clear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, offers: bool, trusted: bool, says: str
) -> None:
    """As if the loopback were a way on which somebody can read along."""
    monkeypatch.setattr(Wire, "is_private", property(lambda wire: bool(wire.tls_version)))
    authority = make_authority(tmp_path, "authority")
    context = authority.server_context(authority.issue(tmp_path, "mx", "127.0.0.1"))
    announced = "S: 250-mx.example\nS: 250 STARTTLS\n" if offers else "S: 250 mx.example\n"
    secured = f"{GREETING}{announced}C: STARTTLS\nS: 220 go on\n(starttls)\n"
    if trusted:
        secured += f"C: EHLO {GATE}\nS: 250 mx.example\nC: QUIT\nS: 221 bye\n"
    dialogues = [f"{GREETING}{announced}C: QUIT\nS: 221 bye\n", secured][: 1 + offers]
    async with play(*dialogues, tls=context, tls_fails=not trusted) as player:
        ca_file = authority.ca_file if trusted else None
        endpoint = player.endpoint(Scheme.SMTP, ca_file=ca_file)
        trial = await try_out(endpoint, GATE, ())
        look = await look_at_privacy("relay.next_hop", endpoint, trial, GATE)
    assert (look.grade, look.id) == (Grade.WARNING, "relay.next_hop-TLS")
    assert says in look.sentence

"""Who may speak to the relay, and how wide that is."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.doctor.clients import look_at_clients
from gateway.look import Grade
from tests.gateway.doctor.conftest import MakeSettings, listening
from tests.support.certificates import write_secret

LOOPBACK = '"127.0.0.0/8", "::1"'


@pytest.mark.parametrize(
    ("lines", "grade", "says"),
    [
        ("", Grade.GOOD, "only this machine may send without a login"),
        (f"clients = [{LOOPBACK}]", Grade.GOOD, "only this machine"),
        (f'clients = [{LOOPBACK}, "10.1.0.10"]', Grade.GOOD, "may send without a login: 10.1.0.10/32"),
        ('clients = "10.0.0.0/8"', Grade.GOOD, "10.0.0.0/8"),
        ('clients = "0.0.0.0/0"', Grade.FAULT, "0.0.0.0/0 is the whole internet"),
        ('clients = "::/0"', Grade.FAULT, "::/0 is the whole internet"),
        ('clients = "40.92.0.0/15"', Grade.WARNING, "wider than any school's network"),
        ('clients = "2a01:110::/31"', Grade.WARNING, "wider than any school's network"),
        ('clients = "203.0.113.0/24"', Grade.GOOD, "203.0.113.0/24"),
    ],
)
def test_networks(make_settings: MakeSettings, lines: str, grade: Grade, says: str) -> None:
    (look,) = look_at_clients(make_settings(relay=lines))
    assert (look.id, look.grade) == ("relay.clients", grade)
    assert says in look.sentence


def test_it_listens_on_the_network_and_nobody_there_may_send(make_settings: MakeSettings) -> None:
    (look,) = look_at_clients(listening(make_settings(), 2525, "10.1.0.25"))
    assert look.grade is Grade.WARNING
    assert "add the address of the school's mail server" in look.sentence


def test_a_wide_network_that_has_to_show_the_secret_field(
    tmp_path: Path, make_settings: MakeSettings
) -> None:
    write_secret(tmp_path / "to-gate.secret", b"0123456789abcdef0123456789abcdef\n")
    field = 'asked_field = { name = "X-Oakfield-To-Gate", value_file = "to-gate.secret" }'
    (look,) = look_at_clients(make_settings(relay=f'clients = "40.92.0.0/15"\n{field}'))
    assert (look.grade, "relay.asked_field" in look.sentence) == (Grade.GOOD, True)

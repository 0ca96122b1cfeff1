"""Who may relay, and whose mail it is."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from gateway.smtp.access import Access

ACCESS = Access(
    (ip_network("10.1.0.0/16"), ip_network("2001:db8::/32")),
    {"oakfield.sch.uk": "Oakfield Academy", "elm.sch.uk": "Elm School"},
)


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("10.1.2.3", True),
        ("10.2.0.1", False),
        ("::ffff:10.1.2.3", True),
        ("2001:db8::7", True),
        ("2001:db9::7", False),
        ("fe80::1%eth0", False),
        ("", False),
        ("unix", False),
    ],
)
def test_networks(address: str, allowed: bool) -> None:
    assert ACCESS.is_client(address) is allowed


@pytest.mark.parametrize(
    ("sender", "school"),
    [
        ("a@oakfield.sch.uk", "Oakfield Academy"),
        ("a@OAKFIELD.sch.uk.", "Oakfield Academy"),
        ("a@pupils.oakfield.sch.uk", "Oakfield Academy"),
        ("a@elm.sch.uk", "Elm School"),
        ("", "Oakfield Academy"),
        ("a@evil-oakfield.sch.uk", None),
        ("a@oakfield.sch.uk.example.com", None),
        ("a@sch.uk", None),
        ("a", None),
        ('"x@oakfield.sch.uk"@example.com', None),
    ],
)
def test_senders(sender: str, school: str | None) -> None:
    assert ACCESS.school_of(sender) == school

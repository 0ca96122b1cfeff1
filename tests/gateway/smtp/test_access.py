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


def test_a_school_below_anothers_domain_is_that_school() -> None:
    """A trust whose own domain stands above those of its schools."""
    access = Access((), {"trust.sch.uk": "The Trust", "oakfield.trust.sch.uk": "Oakfield Academy"})
    assert access.school_of("head@trust.sch.uk") == "The Trust"
    assert access.school_of("a.teacher@oakfield.trust.sch.uk") == "Oakfield Academy"
    assert access.school_of("g@pupils.oakfield.trust.sch.uk") == "Oakfield Academy"
    assert access.school_of("a.teacher@elmfield.trust.sch.uk") == "The Trust"

"""Tests for gateway.roster.formats.roles."""

from __future__ import annotations

import pytest

from gateway.roster.formats.roles import Kind, kind_of


@pytest.mark.parametrize(
    ("role", "unit", "kind"),
    [
        ("Student", "", Kind.PUPIL),
        ("pupil", "", Kind.PUPIL),
        ("", "", Kind.PUPIL),
        ("Day", "", Kind.PUPIL),
        ("", "/Students/Year 7/Tutor Group 7A", Kind.PUPIL),
        ("", "/Headingley/2031", Kind.PUPIL),
        ("Parent", "", Kind.GUARDIAN),
        ("Legal Guardian", "", Kind.GUARDIAN),
        ("Parent of pupil", "", Kind.GUARDIAN),
        ("Teacher", "", Kind.STAFF),
        ("Teaching Assistant", "", Kind.STAFF),
        ("Staff", "/Students", Kind.PUPIL),
        ("", "/Staff/Teaching", Kind.STAFF),
        ("Headteacher", "", Kind.STAFF),
    ],
)
def test_who_has_a_role(role: str, unit: str, kind: Kind) -> None:
    assert kind_of(role, unit) is kind

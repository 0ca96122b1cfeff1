"""Which providers people may sign in with, and what is wrong with how one is written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.settings import SettingsError, parse_settings

SCHOOL = """\
[school]
name = "Oakfield Academy"
domains = ["oakfield.sch.uk"]
data_protection_lead = "dpl@oakfield.sch.uk"
[relay]
next_hop = "smtp://127.0.0.1:2600"
"""
KEYS = 'client_id = "1"\nclient_secret_file = "secret"\n'


def written(lines: str) -> str:
    return f"{SCHOOL}[[review.sign_in]]\n{KEYS}{lines}\n"


@pytest.mark.parametrize(
    ("lines", "id", "issuer"),
    [
        (
            'provider = "microsoft"\ntenant = "0f1e"',
            "microsoft",
            "https://login.microsoftonline.com/0f1e/v2.0",
        ),
        ('provider = "google"', "google", "https://accounts.google.com"),
        (
            'provider = "openid"\nname = "The Trust"\nserver_url = "https://id.example/"',
            "the-trust",
            "https://id.example",
        ),
        ('provider = "openid"\nserver_url = "http://127.0.0.1:8000"', "openid", "http://127.0.0.1:8000"),
    ],
)
def test_a_provider(lines: str, id: str, issuer: str) -> None:
    (provider,) = parse_settings(written(lines), "schoolgate.toml", Path("/etc")).review.sign_in
    assert (provider.id, provider.issuer) == (id, issuer)
    assert provider.client_secret_file == Path("/etc/secret")
    assert provider.second_factor == "here"


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ('provider = "facebook"', "must be one of"),
        ('provider = "microsoft"', "needs it"),
        ('provider = "microsoft"\ntenant = "common"', "anybody could sign in"),
        ('provider = "google"\ntenant = "0f1e"', "tenant belongs to"),
        ('provider = "openid"', "server_url belongs to"),
        ('provider = "openid"\nserver_url = "http://id.example"', "must begin with https://"),
        ('provider = "google"\n[[review.sign_in]]\nprovider = "google"\n' + KEYS, "the same name"),
        ('provider = "google"\nsecret = "1"', "is not a setting; allowed here: provider"),
    ],
)
def test_what_is_wrong_with_one_is_said(lines: str, fault: str) -> None:
    with pytest.raises(SettingsError, match=fault):
        parse_settings(written(lines), "schoolgate.toml", Path("/etc"))

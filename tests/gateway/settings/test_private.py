"""Files with a secret in them: what others can get at is refused, with the command that mends it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gateway.settings import SettingsError, parse_settings
from gateway.settings.private import check_secrets, fault_in_mode, faults_in_secrets
from tests.support.certificates import write_certificate
from tests.support.process import run_command
from tests.support.school import write_school
from tests.support.system import needs_root

SCHOOL = """
[school]
name = "Oakfield Academy"
domains = ["oakfield.sch.uk"]
data_protection_lead = "dpl@oakfield.sch.uk"
dkim = { selector = "gate", key_file = "dkim" }
[relay]
next_hop = "smtps://next.example"
user = "oakfield"
password_file = "next"
home_hop = "smtps://home.example"
home_user = "oakfield"
home_password_file = "home"
certificate = "certificate"
private_key = "private"
logins = "logins"
client_certificate = "ours"
asked_field = { name = "X-To-Gate", value_file = "asked" }
shown_field = { name = "X-From-Gate", value_file = "shown" }
[secure_mail]
next_hop = "smtps://secure.example"
user = "oakfield"
password_file = "secure"
client_certificate = "client"
[storage]
database_url = "postgresql://schoolgate@db.example/schoolgate"
database_password_file = "database"
[[review.sign_in]]
provider = "google"
client_id = "1"
client_secret_file = "secret"
"""
FILES = {
    "next": "relay.password_file",
    "home": "relay.home_password_file",
    "private": "relay.private_key",
    "logins": "relay.logins",
    "ours": "relay.client_certificate",
    "asked": "relay.asked_field.value_file",
    "shown": "relay.shown_field.value_file",
    "database": "storage.database_password_file",
    "secure": "secure_mail.password_file",
    "client": "secure_mail.client_certificate",
    "secret": "review.sign_in.client_secret_file",
    "dkim": "school.dkim.key_file",
}


@pytest.mark.parametrize("name", FILES)
def test_each_file_with_a_secret_is_looked_at(tmp_path: Path, name: str) -> None:
    settings = parse_settings(SCHOOL, "schoolgate.toml", tmp_path)
    for each in (*FILES, "certificate"):
        (tmp_path / each).touch(0o600)
    (tmp_path / "certificate").chmod(0o644)
    check_secrets(settings)
    (tmp_path / name).chmod(0o644)
    with pytest.raises(SettingsError) as raised:
        check_secrets(settings)
    path = tmp_path / name
    assert str(raised.value) == (
        f"{FILES[name]}: others can get at this secret, its mode is 0644: chmod 0600 {path}"
    )
    path.unlink()
    assert list(faults_in_secrets(settings)) == [], "that it is not there is said where it is read"


@pytest.mark.parametrize(
    ("mode", "good"),
    [(0o600, True), (0o400, True), (0o640, False), (0o604, False), (0o620, False), (0o601, False)],
)
def test_a_file_of_ones_own(tmp_path: Path, mode: int, good: bool) -> None:
    file = tmp_path / "secret"
    file.touch()
    file.chmod(mode)
    assert (fault_in_mode(file) == "") is good


@pytest.mark.parametrize(("mode", "good"), [(0o640, True), (0o440, True), (0o660, False), (0o644, False)])
def test_a_file_that_root_lends_to_a_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, good: bool
) -> None:
    """As packages install it, and as systemd hands over credentials."""
    needs_root("what makes files of root's")
    file = tmp_path / "secret"
    file.touch()
    file.chmod(mode)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    said = fault_in_mode(file)
    assert (said == "") is good
    assert good or "chmod 0640" in said


@pytest.mark.parametrize("name", ["server.key", "logins"])
def test_the_gateway_does_not_start_and_doctor_says_why(tmp_path: Path, name: str) -> None:
    write_certificate(tmp_path)
    (tmp_path / "logins").touch(0o600)
    relay = 'certificate = "server.pem"\nprivate_key = "server.key"\nlogins = "logins"'
    config = write_school(tmp_path, "smtp://127.0.0.1:9", relay=relay)
    (tmp_path / name).chmod(0o640)
    served = run_command("--config", str(config), "serve")
    assert served.returncode == 2
    assert f"others can get at this secret, its mode is 0640: chmod 0600 {tmp_path / name}" in served.stderr
    assert served.stderr.count("\n") == 1

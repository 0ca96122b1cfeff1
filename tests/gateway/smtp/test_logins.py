"""Logins: the right password of a name that is there, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.smtp.logins import Logins, LoginsError

PASSWORD = "seven blue herons"


@pytest.fixture
def logins(tmp_path: Path) -> Logins:
    made = Logins(tmp_path / "logins")
    made.add("copier", PASSWORD)
    return made


def test_the_right_password_of_a_name_that_is_there(logins: Logins) -> None:
    assert logins.verify("copier", PASSWORD)


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("copier", "seven blue heron"),
        ("copier", ""),
        ("nobody", PASSWORD),
        ("nobody", ""),
        ("nobody", "nobody has this one"),
        ("", ""),
        ("Copier", PASSWORD),
    ],
)
def test_nothing_else(logins: Logins, name: str, password: str) -> None:
    assert not logins.verify(name, password)


def test_the_file_is_for_this_user_and_has_no_password(logins: Logins, tmp_path: Path) -> None:
    assert (tmp_path / "logins").stat().st_mode & 0o777 == 0o600
    text = (tmp_path / "logins").read_text()
    assert text.startswith("copier:scrypt$")
    assert PASSWORD not in text


@pytest.mark.parametrize(
    "entry", ["copier:plain text\n", "copier:scrypt$x\n", "copier:pbkdf2_sha256$1$a$b\n"]
)
def test_a_damaged_entry_lets_nobody_in(tmp_path: Path, entry: str) -> None:
    (tmp_path / "logins").write_text(entry)

    with pytest.raises(LoginsError, match="damaged"):
        Logins(tmp_path / "logins").verify("copier", PASSWORD)


@pytest.mark.parametrize(
    ("name", "password"), [("a:b", PASSWORD), ("", PASSWORD), ("a b", PASSWORD), ("a", "short")]
)
def test_what_cannot_be_a_login(tmp_path: Path, name: str, password: str) -> None:
    with pytest.raises(LoginsError):
        Logins(tmp_path / "logins").add(name, password)

    assert not (tmp_path / "logins").exists()

"""Logins: the right password of a name that is there, and nothing else."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest

from gateway.smtp.logins import Login, Logins, LoginsError
from tests.support.timing import quickest

PASSWORD = "seven blue herons"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Once for all: a hash is slow on purpose."""
    file = tmp_path_factory.mktemp("logins") / "logins"
    Logins(file).add("copier", PASSWORD)
    return file


@pytest.fixture
def logins(tmp_path: Path, written: Path) -> Logins:
    return Logins(Path(shutil.copy(written, tmp_path)))


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


def test_a_name_that_is_not_there_takes_as_long(logins: Logins) -> None:
    """Or the time would tell which names there are."""
    there, nowhere = (
        quickest(partial(logins.verify, name, "seven blue herring")) for name in ("copier", "nobody")
    )
    assert 0.6 < nowhere / there < 1.6


def test_the_file_is_for_this_user_and_has_no_password(logins: Logins, tmp_path: Path) -> None:
    assert (tmp_path / "logins").stat().st_mode & 0o777 == 0o600
    text = (tmp_path / "logins").read_text()
    assert text.startswith("copier:scrypt$")
    assert PASSWORD not in text


@pytest.mark.parametrize(
    "entry", ["copier:plain text\n", "copier:scrypt$x\n", "copier:pbkdf2_sha256$1$a$b\n"]
)
def test_a_damaged_entry_lets_nobody_in(tmp_path: Path, entry: str) -> None:
    (tmp_path / "logins").touch(mode=0o600)
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


def test_addresses_are_kept_beside_the_password(logins: Logins) -> None:
    logins.add("library", PASSWORD, ("*@oakfield.sch.uk", "library@oakfield.sch.uk"))

    found = logins.verify("library", PASSWORD)
    assert found == Login("library", ("*@oakfield.sch.uk", "library@oakfield.sch.uk"))
    assert logins.verify("copier", PASSWORD) == Login("copier")
    assert logins.all() == (Login("copier"), found)


def test_a_new_password_leaves_the_addresses(logins: Logins) -> None:
    logins.add("copier", PASSWORD, ("copier@oakfield.sch.uk",))
    logins.add("copier", "another " + PASSWORD)

    assert logins.verify("copier", PASSWORD) is None
    assert logins.verify("copier", "another " + PASSWORD) == Login("copier", ("copier@oakfield.sch.uk",))


def test_addresses_are_said_anew(logins: Logins) -> None:
    logins.bind("copier", ("a@oakfield.sch.uk", "b@oakfield.sch.uk"))
    logins.bind("copier", ("c@oakfield.sch.uk",))

    assert logins.verify("copier", PASSWORD) == Login("copier", ("c@oakfield.sch.uk",))


def test_a_login_that_is_taken_away(logins: Logins) -> None:
    logins.remove("copier")

    assert logins.verify("copier", PASSWORD) is None
    with pytest.raises(LoginsError, match='there is no login "copier"'):
        logins.remove("copier")
    with pytest.raises(LoginsError, match='there is no login "copier"'):
        logins.bind("copier", ("a@oakfield.sch.uk",))


def test_a_file_of_before_there_were_addresses(logins: Logins, tmp_path: Path) -> None:
    """With comments and blanks, as somebody may have left it."""
    (name, digest) = (tmp_path / "logins").read_text().strip().split(":")
    (tmp_path / "logins").write_text(f"# ours: all of them\n\n {name} : {digest} \n")

    assert logins.verify("copier", PASSWORD) == Login("copier")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "oakfield.sch.uk",
        "@oakfield.sch.uk",
        "a@",
        "a b@oakfield.sch.uk",
        "a@b,c@d",
        "a:b@c",
        "*@*",
        "**@a",
    ],
)
def test_what_cannot_be_an_address(logins: Logins, address: str) -> None:
    with pytest.raises(LoginsError, match="is not an address"):
        logins.bind("copier", (address,))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o602])
def test_a_file_that_others_can_get_at_lets_nobody_in(logins: Logins, tmp_path: Path, mode: int) -> None:
    (tmp_path / "logins").chmod(mode)

    with pytest.raises(LoginsError, match=r"chmod 0600"):
        logins.verify("copier", PASSWORD)

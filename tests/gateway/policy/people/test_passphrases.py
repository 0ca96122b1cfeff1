"""Agreed passphrases: for whom each counts, what a file of one must be like, and that none is ever shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gateway.policy.people.directory import DirectoryError
from gateway.policy.people.passphrases import AgreedPassphrases, load_passphrases

TODAY = date(2026, 11, 23)
THEIRS, HERS = "meadow kettle arrow lantern", "otter pencil summit fourteen"
PARTNER = """
[[partner]]
name = "{name}"
class = "professional"
purpose = "speech therapy"
agreed_by = "Henry Tudor"
agreed = 2026-09-01
expires = {expires}
{rest}
"""


def partner(rest: str, *, name: str = "Elmwood", expires: str = "2027-08-31") -> str:
    return PARTNER.format(name=name, expires=expires, rest=rest)


ELMWOOD = partner('domains = ["elmwood.example"]\npassphrase_file = "elmwood.passphrase"')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "elmwood.passphrase", THEIRS)
    write(tmp_path, "hers.passphrase", HERS)
    return tmp_path


def write(folder: Path, name: str, content: str | bytes, mode: int = 0o600) -> None:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else f"{content}\n".encode())
    path.chmod(mode)


def loaded(folder: Path, *partners: str, today: date = TODAY) -> AgreedPassphrases:
    directory = folder / "directory.toml"
    directory.write_text("".join(partners), encoding="utf-8")
    return load_passphrases(directory, today)


def refusal(folder: Path, *partners: str) -> str:
    with pytest.raises(DirectoryError) as raised:
        loaded(folder, *partners)
    return str(raised.value).removeprefix(f"{folder / 'directory.toml'}: ")


@pytest.mark.parametrize(
    ("address", "passphrase"),
    [
        ("office@elmwood.example", THEIRS),
        ("Office@ELMWOOD.example.", THEIRS),
        ("office@north.elmwood.example", THEIRS),
        ("grace.bishop@elmwood.example", HERS),
        ("henry.tudor@gmail.com", HERS),
        ("office@notelmwood.example", None),
        ("office@elmwood.example.org", None),
        ("office@example", None),
        ("zoe@students.elmwood.example", None),
        ("office%gmail.com@elmwood.example", None),
        ("@elmwood.example:mum@gmail.com", None),
        ("elmwood.example", None),
        ("", None),
    ],
)
def test_for_whom_it_is(folder: Path, address: str, passphrase: str | None) -> None:
    hers = partner(
        'addresses = ["grace.bishop@elmwood.example", "Henry.Tudor@gmail.com"]\n'
        'passphrase_file = "hers.passphrase"',
        name="Grace Bishop",
    )
    agreed = loaded(folder, ELMWOOD, hers, partner('domains = ["quiet.example"]', name="Quiet"))

    assert agreed.for_address(address) == passphrase
    assert agreed.for_address("office@quiet.example") is None


def test_the_nearest_domain_counts(folder: Path) -> None:
    north = partner('domains = ["north.elmwood.example"]\npassphrase_file = "hers.passphrase"', name="North")
    agreed = loaded(folder, ELMWOOD, north)

    assert agreed.for_address("a@north.elmwood.example") == HERS
    assert agreed.for_address("a@south.elmwood.example") == THEIRS


@pytest.mark.parametrize(
    ("today", "passphrase"),
    [
        (date(2026, 8, 31), None),
        (date(2026, 9, 1), THEIRS),
        (date(2027, 8, 31), THEIRS),
        (date(2027, 9, 1), None),
    ],
)
def test_it_counts_while_the_agreement_does(folder: Path, today: date, passphrase: str | None) -> None:
    assert loaded(folder, ELMWOOD, today=today).for_address("office@elmwood.example") == passphrase


def test_the_file_of_an_agreement_that_is_over_may_be_gone(folder: Path) -> None:
    (folder / "elmwood.passphrase").unlink()
    over = partner(
        'domains = ["elmwood.example"]\npassphrase_file = "elmwood.passphrase"', expires="2026-10-31"
    )
    assert loaded(folder, over).for_address("office@elmwood.example") is None


@pytest.mark.parametrize(
    ("content", "mode", "says"),
    [
        (None, 0, "there is no file {file}"),
        (THEIRS, 0o640, "others may read {file} (mode 0640); run: chmod 600 {file}"),
        (THEIRS, 0o604, "others may read {file} (mode 0604); run: chmod 600 {file}"),
        ("short words", 0o600, "the passphrase in {file} has 11 characters; it must have 12 to 127"),
        ("  short words  \n", 0o600, "the passphrase in {file} has 11 characters; it must have 12 to 127"),
        ("x" * 128, 0o600, "the passphrase in {file} has 128 characters; it must have 12 to 127"),
        ("", 0o600, "the passphrase in {file} has 0 characters; it must have 12 to 127"),
        (f"{THEIRS}\n{HERS}", 0o600, "{file} must be one line, with nothing in it but the passphrase"),
        (f"{THEIRS}\0", 0o600, "{file} must be one line, with nothing in it but the passphrase"),
        (
            "Zoë meadow kettle",
            0o600,
            "{file} has letters beyond a to z in it, which not every program reads alike",
        ),
        (
            b"\xff\xfem\0e\0a\0d\0o\0w\0",
            0o600,
            "{file} has letters beyond a to z in it, which not every program reads alike",
        ),
    ],
)
def test_a_file_that_cannot_be_used(folder: Path, content: str | bytes | None, mode: int, says: str) -> None:
    file = folder / "elmwood.passphrase"
    file.unlink()
    if content is not None:
        write(folder, file.name, content, mode)

    sentence = refusal(folder, ELMWOOD)

    assert sentence == f"partner.passphrase_file: {says.format(file=file)}"
    assert "meadow" not in sentence


@pytest.mark.parametrize("length", [12, 127])
def test_its_length(folder: Path, length: int) -> None:
    write(folder, "elmwood.passphrase", "m" * length)
    assert loaded(folder, ELMWOOD).for_address("a@elmwood.example") == "m" * length


def test_two_partners_with_one_domain_and_two_passphrases(folder: Path) -> None:
    other = partner(
        'domains = ["elmwood.example"]\npassphrase_file = "hers.passphrase"', name="Elmwood North"
    )
    assert refusal(folder, ELMWOOD, other) == (
        'partner.passphrase_file: "elmwood.example" has another one in "Elmwood North" than above; '
        "keep one of them"
    )
    alike = partner('domains = ["elmwood.example"]\npassphrase_file = "elmwood.passphrase"', name="The same")
    assert loaded(folder, ELMWOOD, alike).for_address("a@elmwood.example") == THEIRS


def test_no_passphrase_is_ever_shown(folder: Path) -> None:
    agreed = loaded(folder, ELMWOOD)
    assert agreed.for_address("a@elmwood.example") == THEIRS
    assert THEIRS not in repr(agreed) + str(agreed)

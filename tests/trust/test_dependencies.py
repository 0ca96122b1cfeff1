"""No version is locked of which a hole is known, and nothing is locked that nobody has looked up.

The database that pip-audit asks cannot be reached by tests, so a program of its name stands in for it here;
what it answers has the form of pip-audit 2.10.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.trust import audit
from tests.trust.advisories import (
    LOCK,
    Advisory,
    Known,
    Lock,
    bundled_version,
    read_known,
    read_lock,
    standing,
)
from tests.trust.audit import Status

IDENTIFIER = re.compile(
    r"CVE-20\d\d-\d{4,6}|GHSA(-[2-9cfghjmpqrvwx]{4}){3}|(PYSEC|RUSTSEC|OESA)-20\d\d-\d{1,5}|openSUSE-SU-20\d\d:\d+-\d"
)
PICTURES = canonicalize_name("Pillow")


@pytest.fixture(scope="module")
def lock() -> Lock:
    return read_lock()


@pytest.fixture(scope="module")
def known() -> Known:
    return read_known()


def advisory(affected: str, part: str | None = None, accepted: str | None = None) -> Advisory:
    day = datetime.date(2026, 11, 23)
    what, us, source = "A picture overflows the heap.", "Pictures are decoded by it.", "CVE list"
    ids = ("CVE-2026-99999",)
    return Advisory(PICTURES, ids, SpecifierSet(affected), "13", what, us, source, day, part, accepted)


def test_no_hole_is_known_of_a_locked_version_but_those_accepted(known: Known, lock: Lock) -> None:
    assert [str(each) for each in standing(known, lock) if not each.advisory.accepted] == []


def test_nothing_is_accepted_any_longer_than_it_must(known: Known, lock: Lock) -> None:
    accepted = [each for each in known.advisories if each.accepted]
    assert accepted == [each.advisory for each in standing(known, lock) if each.advisory.accepted]


def test_every_locked_package_was_looked_up_and_no_other(known: Known, lock: Lock) -> None:
    assert sorted(lock.keys() - known.packages) == [], "look these up and enter them in advisories.toml"
    assert sorted(known.packages - lock.keys()) == [], "these are no longer locked"


def test_of_no_package_something_and_nothing_was_found(known: Known) -> None:
    assert known.nothing_found.isdisjoint(each.package for each in known.advisories)


def test_each_entry_says_what_it_is_and_where_it_was_looked_up(known: Known) -> None:
    for each in known.advisories:
        assert each.ids
        assert [name for name in each.ids if not IDENTIFIER.fullmatch(name)] == []
        assert all((each.affected, each.fixed, each.what, each.us, each.source)), each.ids
        assert datetime.date(2026, 1, 1) < each.looked_up <= datetime.datetime.now(datetime.UTC).date()


def test_no_fixed_version_is_among_the_affected(known: Known) -> None:
    repaired = [each for each in known.advisories if re.fullmatch(r"[\d.]+", each.fixed)]
    assert len(repaired) > 70
    assert [each.ids for each in repaired if each.affected.contains(each.fixed)] == []


def test_the_whole_lock_is_read(lock: Lock) -> None:
    """Each package has hashes; so many as have hashes were read."""
    blocks = re.split(r"\n(?=\S)", LOCK.read_text(encoding="utf-8"))
    assert len(lock) == sum("--hash=" in block for block in blocks) > 80


def test_what_is_installed_here_is_what_is_locked(lock: Lock) -> None:
    """Licences and bills of materials are read of what is installed."""
    assert {name: version(name) for name in lock} == {name: str(locked) for name, locked in lock.items()}


@pytest.mark.parametrize("locked", ["12.3.0", "12.3.0rc1", "10.0"])
def test_an_affected_version_is_found(locked: str) -> None:
    (found,) = standing(Known((advisory("<13"),), frozenset()), {PICTURES: Version(locked)})
    assert f"pillow {locked}: CVE-2026-99999" in str(found)


def test_an_affected_part_of_a_wheel_is_found() -> None:
    known = Known((advisory("<1.3.2", part="libwebp"),), frozenset())
    (found,) = standing(known, {PICTURES: Version("13.0.0")}, lambda _package, _part: Version("1.3.1"))
    assert "libwebp in pillow 1.3.1" in str(found)


def test_the_version_of_a_part_is_read_of_the_wheel() -> None:
    assert bundled_version(canonicalize_name("nh3"), "ammonia") >= Version("4.1.4")
    with pytest.raises(LookupError, match="xz"):
        bundled_version(canonicalize_name("nh3"), "xz")


@pytest.fixture
def small_lock(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.lock"
    path.write_text("Django==5.2.19 \\\n    --hash=sha256:00\nh11==0.16.0\n", encoding="utf-8")
    return path


@pytest.fixture
def pip_audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder first on the path, for a program that answers in place of pip-audit."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def answering(folder: Path, printed: str, status: int) -> None:
    (folder / "answer").write_text(printed, encoding="utf-8")
    program = folder / "pip-audit"
    program.write_text(f"#!/bin/sh\n/bin/cat '{folder}/answer'\nexit {status}\n", encoding="utf-8")
    program.chmod(0o700)


def answer(*dependencies: dict[str, Any]) -> str:
    return json.dumps({"dependencies": list(dependencies), "fixes": []})


def sound(name: str, number: str) -> dict[str, Any]:
    return {"name": name, "version": number, "vulns": []}


def left_out(name: str) -> dict[str, Any]:
    return {"name": name, "skip_reason": f"Dependency not found on PyPI and could not be audited: {name}"}


HOLED = {
    "name": "django",
    "version": "5.2.19",
    "vulns": [{"id": "PYSEC-2026-9999", "fix_versions": ["5.2.20"], "aliases": ["CVE-2026-99998"]}],
}


def test_all_asked_and_nothing_found_is_clear(
    pip_audit: Path, small_lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(pip_audit, answer(sound("django", "5.2.19"), sound("h11", "0.16.0")), 0)
    assert audit.main(small_lock) == Status.CLEAR
    assert "asked for all 2 packages" in capsys.readouterr().out


def test_a_hole_in_the_answer_is_told_and_fails(
    pip_audit: Path, small_lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(pip_audit, answer(HOLED, sound("h11", "0.16.0")), 1)
    assert audit.main(small_lock) == Status.HOLE
    assert "A hole: django 5.2.19: PYSEC-2026-9999, CVE-2026-99998. Fixed: 5.2.20." in capsys.readouterr().out


def test_a_hole_outweighs_what_could_not_be_asked(pip_audit: Path, small_lock: Path) -> None:
    answering(pip_audit, answer(HOLED, left_out("h11")), 1)
    assert audit.main(small_lock) == Status.HOLE


def test_what_pip_audit_left_out_is_not_taken_for_sound(
    pip_audit: Path, small_lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(pip_audit, answer(sound("django", "5.2.19"), left_out("h11")), 0)
    assert audit.main(small_lock) == Status.UNKNOWN
    assert "said nothing of 1 of 2 packages: h11" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        (answer(left_out("django"), left_out("h11")), 0),  # an index without a database
        ("", 1),  # no connection: it breaks off with a traceback
        ("<html>Sign in to the guest network</html>", 0),
        (answer({"name": "django"}), 0),
        ("[]", 0),
    ],
)
def test_no_answer_is_not_taken_for_no_hole(
    printed: str, status: int, pip_audit: Path, small_lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(pip_audit, printed, status)
    assert audit.main(small_lock) == Status.UNKNOWN
    printed = capsys.readouterr().out
    assert "could not be had" in printed
    assert "advisories.toml" in printed


def test_without_a_database_the_list_still_finds_a_hole(
    pip_audit: Path, small_lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small_lock.write_text("Django==5.2.18\n", encoding="utf-8")
    answering(pip_audit, "", 1)
    assert audit.main(small_lock) == Status.HOLE
    assert "A hole: django 5.2.18: CVE-2026-111211" in capsys.readouterr().out


def test_what_the_list_accepts_does_not_fail_but_is_told(
    pip_audit: Path, tmp_path: Path, known: Known, capsys: pytest.CaptureFixture[str]
) -> None:
    accepted = next(each for each in known.advisories if each.accepted)
    path = tmp_path / "accepted.lock"
    path.write_text(f"{accepted.package}=={version(accepted.package)}\n", encoding="utf-8")
    hole = {**HOLED, "name": accepted.package, "vulns": [{"id": accepted.ids[0], "fix_versions": []}]}
    answering(pip_audit, answer(hole), 1)
    assert audit.main(path) == Status.CLEAR
    assert f"Accepted: {accepted.package}" in capsys.readouterr().out


def test_an_entry_with_a_field_that_is_not_known_is_not_read(tmp_path: Path, known: Known) -> None:
    """A word mistyped in the list must not be passed over: `accepted` among them."""
    fields = {field.name for field in dataclasses.fields(known.advisories[0])}
    path = tmp_path / "advisories.toml"
    entry = 'package = "h11"\nids = ["CVE-2026-99999"]\naffected = "<1"\nacepted = "a slip"\n'
    path.write_text(f"looked_up = 2026-11-23\nnothing_found = []\n[[advisory]]\n{entry}", encoding="utf-8")
    assert "acepted" not in fields
    with pytest.raises(TypeError, match="acepted"):
        read_known(path)

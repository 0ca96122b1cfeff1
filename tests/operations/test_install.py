"""install.sh into a folder, with a Python that writes down what it was asked instead of taking a minute.

The real thing was tried by hand; config/deploy/README.md says on what.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.operations.test_units import DEPLOY, UNITS
from tests.support.system import needs

PYTHON = """\
#!/bin/sh
echo "$*" >>"{asked}"
[ -e "{asked}.fails" ] && [ "$3" = --quiet ] && exit 1
if [ "$1 $2" = "-m venv" ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; fi
"""


@dataclass(frozen=True)
class Machine:
    """A folder that install.sh takes for a machine."""

    root: Path
    asked: Path

    def install(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [DEPLOY / "install.sh", "--python", self.asked.with_name("python"), *words],
            env={**os.environ, "DESTDIR": str(self.root)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    @property
    def releases(self) -> list[str]:
        return sorted(each.name for each in (self.root / "opt/schoolgate/releases").iterdir())

    @property
    def current(self) -> str:
        return (self.root / "opt/schoolgate/current").readlink().name


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    found = Machine(tmp_path / "machine", tmp_path / "asked")
    python = tmp_path / "python"
    python.write_text(PYTHON.format(asked=found.asked))
    python.chmod(0o755)
    return found


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize("script", ["install.sh", "schoolgate.sh"])
def test_shellcheck_finds_nothing(script: str) -> None:
    command = [needs("shellcheck", "shellcheck"), DEPLOY / script]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (0, "")


def test_a_first_installation(machine: Machine) -> None:
    done = machine.install()
    assert done.returncode == 0, done.stderr
    configuration = machine.root / "etc/schoolgate/schoolgate.toml"
    assert (mode(configuration), mode(configuration.parent)) == (0o640, 0o750)
    assert 'directory = "/var/lib/schoolgate"' in configuration.read_text().splitlines()
    assert mode(machine.root / "var/lib/schoolgate") == 0o700
    for name in UNITS:
        assert (machine.root / "etc/systemd/system" / name).read_text() == (DEPLOY / name).read_text()
    assert mode(machine.root / "usr/local/bin/schoolgate") == 0o755
    program = machine.root / "opt/schoolgate/current"
    assert (program / "gateway/cli/main.py").is_file()
    assert (program / "config/policies").is_dir()
    assert not list(program.glob("**/__pycache__"))
    assert mode(program / "gateway/cli/main.py") == 0o644
    asked = machine.asked.read_text()
    assert "install --require-hashes --no-deps -r" in asked
    assert not list((machine.root / "etc").glob("**/*.wants")), "nothing is switched on"


def test_again_is_an_upgrade_that_keeps_what_is_the_schools(machine: Machine) -> None:
    for number in range(3):
        if number:
            renamed = machine.root / "opt/schoolgate/releases" / f"2026010{number}T000000Z"
            (machine.root / "opt/schoolgate/releases" / machine.current).rename(renamed)
            (machine.root / "opt/schoolgate/current").unlink()
            (machine.root / "opt/schoolgate/current").symlink_to(f"releases/{renamed.name}")
        assert machine.install().returncode == 0
        configuration = machine.root / "etc/schoolgate/schoolgate.toml"
        if not number:
            configuration.write_text("# the school's own\n")
        assert configuration.read_text() == "# the school's own\n"
    assert machine.releases == ["20260102T000000Z", machine.current], "the one of before stays, older ones go"


def test_a_failure_leaves_the_version_of_before(machine: Machine) -> None:
    machine.install()
    before = machine.current
    (machine.root / "opt/schoolgate/releases" / before).rename(machine.root / "opt/schoolgate/releases/old")
    (machine.root / "opt/schoolgate/current").unlink()
    (machine.root / "opt/schoolgate/current").symlink_to("releases/old")
    machine.asked.with_name("asked.fails").touch()
    assert machine.install().returncode != 0
    assert (machine.releases, machine.current) == (["old"], "old")


def test_another_prefix(machine: Machine) -> None:
    assert machine.install("--prefix", "/srv/gate").returncode == 0
    for file in ("etc/systemd/system/schoolgate.service", "usr/local/bin/schoolgate"):
        text = (machine.root / file).read_text()
        assert "/srv/gate/current/.venv/bin/schoolgate" in text
        assert "/opt/schoolgate" not in text


def test_uninstalling_keeps_what_is_the_schools(machine: Machine) -> None:
    machine.install()
    (machine.root / "var/lib/schoolgate/key").write_text("key")
    assert machine.install("--uninstall").returncode == 0
    assert not (machine.root / "opt/schoolgate").exists()
    assert not list((machine.root / "etc/systemd/system").iterdir())
    assert (machine.root / "etc/schoolgate/schoolgate.toml").exists()
    assert (machine.root / "var/lib/schoolgate/key").exists()


@pytest.mark.parametrize(
    "words", [("--prefx", "/x"), ("--prefix", "relative"), ("--prefix", "/a b"), ("--prefix", "/a|b")]
)
def test_wrong_use_changes_nothing(machine: Machine, words: tuple[str, ...]) -> None:
    assert machine.install(*words).returncode == 2
    assert not machine.root.exists()

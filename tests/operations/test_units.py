"""The systemd units: systemd itself reads them, and says how much of the machine the gateway could reach."""

from __future__ import annotations

import configparser
import re
import subprocess
from pathlib import Path

import pytest

from gateway.running import STOP_SECONDS
from gateway.service import sockets
from tests.support.system import needs

DEPLOY = Path(__file__).resolve().parent.parent.parent / "config" / "deploy"
UNITS = ("schoolgate.service", "schoolgate-smtp.socket", "schoolgate-review.socket")
EXPOSURE = 1.7  # of 10; the rest is the network, and what its workers need to confine themselves


def systemd_analyze(*words: str) -> str:
    program = needs("systemd-analyze", "systemd")
    ran = subprocess.run([program, *words], capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


def unit(name: str) -> configparser.ConfigParser:
    """Of a setting that stands there several times, the last."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(DEPLOY / name)
    return parser


def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    for name in UNITS:
        text = (DEPLOY / name).read_text()
        text = re.sub(r"(?<==)/opt/schoolgate/\S+", "/bin/true", text)  # it is not installed here
        (tmp_path / name).write_text(re.sub("^Documentation=.*", "", text, flags=re.MULTILINE))
    assert systemd_analyze("verify", *(str(tmp_path / name) for name in UNITS)) == ""


def test_the_gateway_is_no_more_exposed_than_it_was() -> None:
    said = systemd_analyze("security", "--offline=true", "--no-pager", str(DEPLOY / UNITS[0]))
    found = re.search(r"Overall exposure level for schoolgate\.service: ([\d.]+)", said)
    assert found, said
    assert float(found[1]) <= EXPOSURE, said


@pytest.mark.parametrize(
    "right",
    [
        "landlock_create_ruleset",
        "landlock_add_rule",
        "landlock_restrict_self",
        "seccomp",
        "capset",
    ],
)
def test_workers_may_confine_themselves(right: str) -> None:
    assert right in unit("schoolgate.service")["Service"]["SystemCallFilter"].split()


def test_the_times_fit_the_program() -> None:
    service = unit("schoolgate.service")["Service"]
    assert int(service["TimeoutStopSec"].removesuffix("s")) > STOP_SECONDS + 5
    assert service["KillMode"] == "mixed", "a worker that is told to end takes its message with it"
    assert service["OOMPolicy"] == "continue", "a worker that takes too much must not end the gateway"
    assert service["Restart"] == "on-failure"


def test_a_gateway_that_cannot_start_is_never_given_up() -> None:
    """Or a database that is away for minutes when the machine starts would stop the mail for good."""
    file = unit("schoolgate.service")
    assert file["Unit"]["StartLimitIntervalSec"] == "0"
    assert int(file["Service"]["RestartSec"].removesuffix("s")) >= 5


def test_sockets_have_the_names_that_the_program_knows() -> None:
    names = [unit(name)["Socket"]["FileDescriptorName"] for name in UNITS[1:]]
    assert names == [sockets.SMTP, sockets.REVIEW]
    assert all(unit(name)["Socket"]["Service"] == UNITS[0] for name in UNITS[1:])


def test_whoever_starts_the_gateway_starts_its_ports_first() -> None:
    """Or, where a port's unit has failed with it, the gateway would come back on another port."""
    for name in UNITS[1:]:
        assert unit(name)["Install"]["WantedBy"].split() == ["sockets.target", UNITS[0]]


def test_the_container_takes_what_there_is_and_runs_without_rights() -> None:
    lines = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ").splitlines()
    stages = [at for at, line in enumerate(lines) if line.startswith("FROM ")]
    assert all(re.match(r"FROM docker\.io/library/python:3\.11-slim-bookworm\b", lines[at]) for at in stages)
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    assert copied
    for sources in copied:
        assert all((DEPLOY.parent.parent / each).exists() for each in sources), sources
    last = lines[stages[-1] :]
    assert any(re.fullmatch(r"USER [1-9]\d+", line) for line in last)
    assert not [line for line in last if re.search(r"\bpip\b|build-essential|\bgcc\b|curl|wget", line)]
    ignored = (DEPLOY / "Containerfile.dockerignore").read_text().split()
    assert {each for sources in copied for each in sources} == {
        each[1:] for each in ignored if each[0] == "!"
    }

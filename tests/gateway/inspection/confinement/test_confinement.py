"""Fences that a system does not offer are left out and said; where they are required, nothing starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.inspection.confinement.confinement import MOST_PROCESSES, Confinement, Fence
from gateway.inspection.confinement.told import look_at_confinement, why_not_confined
from gateway.inspection.pool import NotConfinedError
from gateway.look import Grade
from tests.gateway.inspection.confinement.captured import ROOT, answers, capture, start_with, with_files
from tests.gateway.inspection.workers import NAMED, SETUP, names, running
from tests.support.process import GatewayProcess
from tests.support.system import needs_root
from tests.support.waiting import wait_until

NOBODY = 65534
ALL = frozenset(Fence)
WITHOUT = """
import errno, sys
sys.path.append({root!r})
from gateway.inspection.confinement import kernel
def missing(*_):
    raise OSError(errno.ENOSYS, "as on an old kernel")
for name in {names!r}:
    setattr(kernel, name, missing)
"""
AS_NOBODY = f"""
import os
from gateway.inspection.confinement import confinement
as_who_we_are = confinement.confine
def as_nobody(allowed):
    os.setgroups([])
    os.setresgid({NOBODY}, {NOBODY}, {NOBODY})
    os.setresuid({NOBODY}, {NOBODY}, {NOBODY})
    return as_who_we_are(allowed)
confinement.confine = as_nobody
"""


def without(folder: Path, monkeypatch: pytest.MonkeyPatch, *functions: str) -> None:
    """Workers from now on run where the kernel does not have what these ask for."""
    start_with(folder, monkeypatch, WITHOUT.format(root=str(ROOT), names=functions))


@pytest.mark.parametrize(
    ("functions", "missing"),
    [
        (("call",), {Fence.FILES}),
        (("filter_calls",), {Fence.CALLS}),
        (("call", "filter_calls", "unshare"), ALL),
    ],
)
async def test_what_is_missing_is_said_and_mail_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, functions: tuple[str, ...], missing: set[Fence]
) -> None:
    without(tmp_path, monkeypatch, *functions)
    async with running() as pool:
        assert set(pool.confinement.missing) - {Fence.PROCESSES} == missing - {Fence.PROCESSES}
        assert not pool.confinement.is_sufficient
        assert names(await pool.inspect(0, NAMED)) == ["Grace Bishop"]


async def test_without_what_is_required_nothing_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    required = replace(SETUP, must_be_confined=True)
    async with running(required) as pool:
        assert pool.confinement.is_sufficient
    without(tmp_path, monkeypatch, "call")
    with pytest.raises(NotConfinedError) as refused:
        async with running(required):
            pass
    assert Fence.FILES in refused.value.missing


def forked(_: bytes) -> str:
    """In a captured worker: starts processes that sleep, each in the end a thousand; how many came to be."""
    count = 0
    for _ in range(1000):
        try:
            if not os.fork():
                time.sleep(600)
        except BlockingIOError:
            break
        count += 1
    return json.dumps([count, os.getpgrp()])


def group(number: int) -> list[str]:
    """The processes of a group."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if fields[0] != "Z" and int(fields[2]) == number:
            found.append(stat.parent.name)
    return found


async def test_it_starts_few_processes_and_all_of_them_go_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the user it will be, not as root, whose processes nobody counts."""
    needs_root("What becomes somebody else")
    capture(tmp_path, monkeypatch, __name__, "forked", also=AS_NOBODY)
    async with running() as pool:
        assert not pool.confinement.missing
        said = answers(await pool.inspect(0, with_files([b""])))
        count, leader = json.loads(said[0])
        assert 0 < count < MOST_PROCESSES
        assert len(group(leader)) == count + 1
    wait_until(lambda: not group(leader), "the end of all that it started")


def test_it_is_told_in_plain_words() -> None:
    good = look_at_confinement(Confinement(ALL))
    assert (good.grade, "not here" in good.sentence) == (Grade.GOOD, False)
    as_root = look_at_confinement(Confinement(ALL - {Fence.PROCESSES}))
    assert as_root.grade is Grade.GOOD
    assert "not here: a limit on processes" in as_root.sentence
    bare = look_at_confinement(Confinement())
    assert bare.grade is Grade.WARNING
    assert "Landlock, without which it could read this user's files" in bare.sentence
    assert "seccomp, without which it could connect" in bare.sentence
    assert why_not_confined((Fence.CALLS,)).startswith('inspection.confinement: it is "required"')


def test_a_school_that_requires_it_is_refused_or_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start_gateway: Callable[..., GatewayProcess]
) -> None:
    gateway = start_gateway("smtp://127.0.0.1:9", inspection='confinement = "required"')
    assert " INFO confined by=landlock," in gateway.log.read_text()
    gateway.stop()
    without(tmp_path, monkeypatch, "filter_calls")
    refused = gateway.command("serve")
    lacking = 'inspection.confinement: it is "required", and this system lacks seccomp'
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"{gateway.config}: {lacking}" in refused.stderr
    doctor = gateway.command("doctor")
    assert doctor.returncode == 1
    assert lacking in " ".join(doctor.stdout.split())


GUARDED = """
import ctypes, os, resource
from gateway.inspection.confinement.itself import guard_itself
guard_itself()
print(ctypes.CDLL(None).prctl(3), resource.getrlimit(resource.RLIMIT_CORE), oct(os.umask(0)))
"""


def test_the_gateway_guards_itself() -> None:
    done = subprocess.run(
        [sys.executable, "-c", GUARDED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "0 (0, 0) 0o77\n"

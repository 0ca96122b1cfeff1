"""Programs of the system that a test uses, and what happens where one is missing."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest

SYSTEM_PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))


def find_program(program: str) -> str | None:
    """Its path; Debian keeps servers where an ordinary user's PATH does not look."""
    return shutil.which(program, path=SYSTEM_PATH)


def needs(program: str, package: str) -> str:
    """The path of a program without which the test cannot run.

    Missing, it skips the test and names the Debian package to install. In continuous integration
    (CI=true) nothing may be skipped, so there it fails.
    """
    path = find_program(program)
    if path is None:
        _do_without(f"{program} is missing: install the Debian package {package}")
    return path


def needs_root(what: str) -> None:
    """For programs that only root can start."""
    if os.geteuid() != 0:
        _do_without(f"{what} can only be started by root")


def _do_without(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)

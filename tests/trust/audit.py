"""`python -m tests.trust.audit`: whether a hole is known in what we depend on, asked today.

pip-audit asks the database of the Python Package Index for each package of requirements.lock. Where it
cannot, it says "No known vulnerabilities found" all the same and names what it left out; that is taken here
for what it is, no answer. What is known without a database, `advisories.toml`, is held against the lock each
time.

Exit status:

0  the database knew every package, and neither it nor the list has a hole of a locked version
1  there is a hole, by the database or by the list, that is not accepted in the list
2  no hole is known, but the database could not be had for all of it, which is less than none
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from packaging.utils import NormalizedName, canonicalize_name

from tests.trust.advisories import LIST, LOCK, Known, Lock, Standing, read_known, read_lock, standing

SECONDS = 600  # for all of it: one question for each package
_OPTIONS = (
    "--disable-pip", "--require-hashes", "--format", "json", "--desc", "off", "--aliases", "on",
    "--progress-spinner", "off",
)  # fmt: skip


class Status(IntEnum):
    CLEAR = 0
    HOLE = 1
    UNKNOWN = 2


@dataclass(frozen=True, slots=True)
class Hole:
    """What the database has against one locked version."""

    package: NormalizedName
    version: str
    ids: tuple[str, ...]  # its own and its other names
    fixed: tuple[str, ...]

    def __str__(self) -> str:
        fixed = " or ".join(self.fixed) or "no version yet"
        return f"{self.package} {self.version}: {', '.join(self.ids)}. Fixed: {fixed}."


@dataclass(frozen=True, slots=True)
class Answer:
    """What the database said, and of which packages it said anything."""

    known: frozenset[NormalizedName]
    holes: tuple[Hole, ...]


NO_ANSWER = Answer(frozenset(), ())


def main(lock_path: Path = LOCK) -> Status:
    lock, known = read_lock(lock_path), read_known()
    answer = ask(lock_path)
    accepted = {name for each in known.advisories if each.accepted for name in each.ids}
    open_holes = [hole for hole in answer.holes if accepted.isdisjoint(hole.ids)]
    listed = standing(known, lock)
    _tell_answer(answer, open_holes, lock)
    _tell_list(listed, known)
    if open_holes or any(not each.advisory.accepted for each in listed):
        return Status.HOLE
    return Status.CLEAR if answer.known >= lock.keys() else Status.UNKNOWN


def ask(lock_path: Path) -> Answer:
    """What pip-audit finds out; NO_ANSWER where it is missing, breaks off or cannot be understood."""
    beside = str(Path(sys.executable).parent)
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), beside))
    program = shutil.which("pip-audit", path=path)
    if program is None:
        return NO_ANSWER
    command = (program, "--requirement", str(lock_path), *_OPTIONS)
    try:
        asked = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        return _read(json.loads(asked.stdout)["dependencies"])
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, TypeError):
        return NO_ANSWER


def _read(dependencies: Iterable[Mapping[str, Any]]) -> Answer:
    """Raises KeyError or TypeError. What was left out has the field skip_reason, and no vulns."""
    audited = [each for each in dependencies if "skip_reason" not in each]
    return Answer(
        frozenset(canonicalize_name(each["name"]) for each in audited),
        tuple(_hole(each, vuln) for each in audited for vuln in each["vulns"]),
    )


def _hole(package: Mapping[str, Any], vuln: Mapping[str, Any]) -> Hole:
    ids = (vuln["id"], *vuln.get("aliases", ()))
    return Hole(canonicalize_name(package["name"]), package["version"], ids, tuple(vuln["fix_versions"]))


def _tell_answer(answer: Answer, holes: Iterable[Hole], lock: Lock) -> None:
    unknown = sorted(lock.keys() - answer.known)
    if not answer.known:
        print("The database could not be had: whether it knows of a hole is not known.")
    elif unknown:
        print(f"The database said nothing of {len(unknown)} of {len(lock)} packages: {', '.join(unknown)}.")
    else:
        print(f"The database was asked for all {len(lock)} packages.")
    for hole in holes:
        print(f"  A hole: {hole}")


def _tell_list(listed: Iterable[Standing], known: Known) -> None:
    youngest = max(each.looked_up for each in known.advisories)
    print(f"The list ({LIST.name}) has {len(known.advisories)} entries; it is of {youngest}.")
    for each in listed:
        if each.advisory.accepted:
            print(f"  Accepted: {each} {each.advisory.accepted}")
        else:
            print(f"  A hole: {each}")


if __name__ == "__main__":
    sys.exit(main())

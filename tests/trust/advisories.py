"""The holes we know of in what we depend on, held against the versions that are locked."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from packaging.specifiers import SpecifierSet
from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
LIST = Path(__file__).with_name("advisories.toml")
_PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)

Lock = Mapping[NormalizedName, Version]
VersionOfPart = Callable[[NormalizedName, str], Version]


@dataclass(frozen=True, slots=True)
class Advisory:
    """What was repaired in one release of a package; its fields are told of in advisories.toml."""

    package: NormalizedName
    ids: tuple[str, ...]
    affected: SpecifierSet
    fixed: str
    what: str
    us: str
    source: str
    looked_up: datetime.date
    part: str | None = None
    accepted: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The committed list: what was found, and the packages of which nothing was."""

    advisories: tuple[Advisory, ...]
    nothing_found: frozenset[NormalizedName]

    @property
    def packages(self) -> frozenset[NormalizedName]:
        return self.nothing_found | {each.package for each in self.advisories}


@dataclass(frozen=True, slots=True)
class Standing:
    """An advisory, and the locked version (of the package, or of the part in it) that it is about."""

    advisory: Advisory
    version: Version

    def __str__(self) -> str:
        of = self.advisory
        name = f"{of.part} in {of.package}" if of.part else of.package
        return f"{name} {self.version}: {', '.join(of.ids)}. {of.what} Fixed: {of.fixed}."


def read_lock(path: Path = LOCK) -> Lock:
    pinned = _PINNED.findall(path.read_text(encoding="utf-8"))
    return {canonicalize_name(name): Version(version) for name, version in pinned}


def read_known(path: Path = LIST) -> Known:
    """Raises KeyError or TypeError where an entry lacks a field, or has one that is unknown."""
    listed = tomllib.loads(path.read_text(encoding="utf-8"))
    return Known(
        tuple(_advisory(entry, listed["looked_up"]) for entry in listed["advisory"]),
        frozenset(canonicalize_name(name) for name in listed["nothing_found"]),
    )


def _advisory(entry: Mapping[str, Any], day: datetime.date) -> Advisory:
    read = {
        "package": canonicalize_name(entry["package"]),
        "ids": tuple(entry["ids"]),
        "affected": SpecifierSet(entry["affected"]),
    }
    return Advisory(**{"looked_up": day, **entry, **read})


def bundled_version(package: NormalizedName, part: str) -> Version:
    """Of what comes inside an installed wheel, by the bill of materials in it (PEP 770, CycloneDX).

    Raises LookupError.
    """
    for file in distribution(package).files or ():
        if "sboms" in file.parts and file.suffix == ".json":
            for component in json.loads(file.read_text(encoding="utf-8")).get("components", ()):
                if component["name"] == part:
                    return Version(component["version"])
    raise LookupError(f"no bill of materials of {package} has {part}")


def standing(known: Known, lock: Lock, version_of: VersionOfPart = bundled_version) -> tuple[Standing, ...]:
    """Each advisory that is about what is locked, whether accepted or not."""
    found = (
        Standing(each, version_of(each.package, each.part) if each.part else lock[each.package])
        for each in known.advisories
        if each.package in lock
    )
    return tuple(each for each in found if each.advisory.affected.contains(each.version, prereleases=True))

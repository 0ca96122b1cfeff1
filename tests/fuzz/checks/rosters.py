"""Pupil lists: a file is refused in a sentence, or read; no pupil twice, and no problem quotes the list."""

from __future__ import annotations

from gateway.roster.errors import FormatError
from gateway.roster.formats import format_of, read_roster
from gateway.roster.formats.bundle import Bundle, SourceFile
from gateway.roster.formats.roster_file import RosterFile
from gateway.roster.formats.unpack import unpack


def check_roster(raw: bytes) -> None:
    """One file of any format, and a folder of those that belong together: NAME, a line end, the file."""
    _check(raw, "pupils.csv")
    name, _, content = raw.partition(b"\n")
    if name.endswith((b".csv", b".xml", b".json")):
        _check(content, name.decode("utf-8", "replace"))


def _check(content: bytes, name: str) -> None:
    try:
        bundle = unpack(name, content) or Bundle((SourceFile(name, content),))
        found = read_roster(bundle, format_of(bundle).name)
    except FormatError:
        return
    ids = [pupil.id for pupil in found.pupils]
    assert len(set(ids)) == len(ids), "a pupil twice"
    assert all(pupil.forename or pupil.surname for pupil in found.pupils), "a pupil without a name"
    _check_problems(found)


def _check_problems(found: RosterFile) -> None:
    for problem in found.problems:
        assert problem.line >= 1
        assert "\n" not in str(problem)

"""Single pupils of a school, by the ids that findings name."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from detectors.roster import Pupil
from gateway.store.rosters import list_records, read_pupils
from gateway.store.seal import Seal

_LEFT = " (left "  # behind the id of a leaver whose number another pupil has now


def find_pupils(seal: Seal, school: str, ids: Collection[str]) -> Mapping[str, Pupil]:
    """Those on its lists, leavers among them. Of an id that two have, the later one's, but no leaver's."""
    found: dict[str, Pupil] = {}
    if ids:
        wanted = frozenset(each.partition(_LEFT)[0] for each in ids)
        for record in list_records(seal, school):
            for pupil in read_pupils(seal, school, record.source).pupils:
                key = _id_in(ids, pupil)
                if pupil.id in wanted and not (pupil.left and key in found):
                    found[key] = pupil
    return found


def _id_in(ids: Collection[str], pupil: Pupil) -> str:
    """As a finding writes it."""
    of_leaver = f"{pupil.id}{_LEFT}{pupil.left})"
    return of_leaver if pupil.left and of_leaver in ids else pupil.id

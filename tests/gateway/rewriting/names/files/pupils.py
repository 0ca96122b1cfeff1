"""Three pupils, what their names become, and where the inspection finds them in a file."""

from __future__ import annotations

from detectors.names.index import NameIndex
from detectors.roster import Pupil, Roster
from gateway.policy.rewriting import ShortForm
from gateway.rewriting.names.forms import ShortForms
from gateway.rewriting.names.shortening import Shortening
from tests.detectors.extract.files import read_file

_ROSTER = Roster((Pupil("1", "Grace", "Bishop"), Pupil("2", "Henry", "Tudor"), Pupil("3", "Zoë", "O'Neill")))
NAMES = NameIndex.of(_ROSTER)


def shortening(form: ShortForm = ShortForm.INITIALS) -> Shortening:
    """Grace Bishop is G.B. or Grace B., and so on."""
    return Shortening(NAMES, ShortForms.of(_ROSTER, [("1",), ("2",), ("3",)], form))


def names_in(content: bytes, name: str) -> list[str]:
    """The places in a file where the inspection finds a pupil's name."""
    reading = read_file(content, name)
    with_rows = {table.location for table in reading.tables}
    found = [
        str(text.location)
        for text in reading.texts
        if any(NAMES.find(text.text, in_rows=text.location not in with_rows))
    ]
    return found + [str(table.location) for table in reading.tables if any(NAMES.find_in_rows(table.rows))]


def words_in(content: bytes, name: str) -> str:
    """All that the inspection reads of a file."""
    return "\n".join(text.text for text in read_file(content, name).texts)

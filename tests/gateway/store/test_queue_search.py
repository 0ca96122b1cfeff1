"""A search: each word in what may be read, or in an address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connections

from detectors.finding import AttachmentReport, DetectorId, Finding, Location, Place, Protection
from gateway.actions.plan import Judged
from gateway.reviewers.person import Grant, Reach
from gateway.reviewers.roles import Role
from gateway.store.queue import Wanted, find_cases
from gateway.store.reach import Sight
from tests.support.review import Office, open_office

EVERYWHERE = Reach((Grant(Role.LEAD),))


def listed(seen: Judged) -> Judged:
    file = AttachmentReport("Year 8.zip/Detention list.xlsx", "application/zip", Protection.NONE)
    return replace(seen, report=replace(seen.report, attachments=(file,)))


@pytest.fixture(scope="module")
def two_messages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One case that has all that can be searched for, and one that has not."""
    office = open_office(tmp_path_factory.mktemp("search") / "data")
    names = ("Grace Bishop", "Zoë O'Neill")
    found = tuple(Finding(DetectorId.PUPIL_NAME, Location(Place.BODY), name, 1.0, (name,)) for name in names)
    office.hold("mum@example.com", findings=found, change=listed)
    office.hold("head@riverside.test", sender="", subject="Milk", findings=())
    yield office
    connections.close_all()


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("museum", True),
        ("MUSEUM trip", True),
        ("museum wombat", False),
        ("muse", False),  # whole words
        ("Grace Bishop", True),
        ("zoe o'neill", True),
        ("Zoë O’Neill", True),
        ("Henry", False),
        ("detention list.xlsx", True),
        ("mum@example.com", True),
        ("MUM@EXAMPLE.COM", True),
        ("mum+school@example.com", True),  # another spelling of the same mailbox
        ("example.com", True),
        ("a.teacher@oakfield.sch.uk", True),
        ("grace mum@example.com", True),
        ("grace dad@example.com", False),
        ("Grace & Bishop !", True),
        ("!", False),
        ("%", False),
    ],
)
def test_all_words_have_to_be_there(two_messages: Office, text: str, finds: bool) -> None:
    sight = Sight(EVERYWHERE, EVERYWHERE)
    assert len(find_cases(two_messages.seal, sight, Wanted(text=text), None, 10).ids) == finds

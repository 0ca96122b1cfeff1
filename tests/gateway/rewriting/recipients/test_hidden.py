import pytest

from detectors.context import Directory, Facts, School
from detectors.people.recipients import Recipients
from detectors.roster import Contact, Pupil, Roster
from gateway.rewriting.recipients.hidden import hidden_from_others

GRACE = Pupil(
    "1",
    "Grace",
    "Bishop",
    contacts=(
        Contact("", "Mother", ("mum@family.example", "j.bishop@leeds.nhs.uk", "j.bishop@oakfield.sch.uk")),
    ),
)
FACTS = Facts.of(
    School("Oakfield Academy", ("oakfield.sch.uk",)),
    Roster((GRACE,)),
    Directory(
        professional_domains=frozenset({"nhs.uk"}),
        professional_addresses=frozenset(),
        consumer_domains=frozenset({"gmail.com"}),
        supplier_domains=frozenset({"caterlunch.example"}),
    ),
)


@pytest.mark.parametrize(
    ("address", "hidden"),
    [
        ("mum@family.example", True),
        ("somebody@gmail.com", True),
        ("h.tudor@oakfield.sch.uk", False),
        ("nurse@leeds.nhs.uk", False),
        ("menus@caterlunch.example", False),
        ("j.bishop@leeds.nhs.uk", True),  # a parent who has given an address at work
        ("j.bishop@oakfield.sch.uk", False),  # a parent who works at the school
        ("root", True),
        ("@relay.example:h.tudor@oakfield.sch.uk", True),
    ],
)
def test_who_is_hidden(address: str, hidden: bool) -> None:
    is_hidden = hidden_from_others(Recipients.of(FACTS), "h.tudor@oakfield.sch.uk")
    assert is_hidden(address) is hidden

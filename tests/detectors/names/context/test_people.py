"""Adults who share a pupil's name, and those who only claim to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.context.people import Adult, Adults, Correspondent, Staff, credible_name, said_name
from detectors.names.fold import words_of
from detectors.roster import StaffMember

STAFF = Staff.of(
    (
        StaffMember("Mrs Grace Bishop", ("g.bishop@oakfield.sch.uk",)),
        StaffMember("Henry James Tudor"),
        StaffMember("Zoë O'Neill"),
        StaffMember("Office"),
    )
)
NOBODY = Correspondent("", "")


def adult_of(name: str, sender: Correspondent = NOBODY, *recipients: Correspondent) -> Adult | None:
    return Adults.of(STAFF, sender, recipients).adult_of(words_of(name))


@pytest.mark.parametrize(
    "name",
    [
        "Grace Bishop",
        "BISHOP, Grace",
        "Henry Tudor",
        "Henry J Tudor",
        "Tudor Henry James",
        "Zoe O'Neill",
        "O'Neill, Zoë",
    ],
)
def test_staff_by_any_order_and_middle_name(name: str) -> None:
    assert adult_of(name) is Adult.STAFF


@pytest.mark.parametrize(
    "name", ["Grace", "Bishop", "Grace Tudor", "Henry Charles Tudor", "Henry K Tudor", "Office", ""]
)
def test_others_are_no_staff(name: str) -> None:
    assert adult_of(name) is None


@pytest.mark.parametrize(
    ("display", "said"),
    [
        ("Grace Bishop", ("grace", "bishop")),
        ("Bishop, Grace", ("grace", "bishop")),
        ("Mrs G Bishop", ("g", "bishop")),
        ("Dr. Zoë O'Neill (Oakfield Academy)", ("zoe", "o", "neill")),
        ("Grace Bishop | Oakfield", ("grace", "bishop")),
        ("Grace Bishop - Oakfield", ("grace", "bishop")),
        ("Grace Bishop via Forms", ("grace", "bishop")),
        ("'Grace Bishop'", ("grace", "bishop")),
        ("Grace", ()),
        ("Mrs Bishop", ()),
        ("", ()),
        ("The Year Eight Tutors of Oakfield Academy", ()),
    ],
)
def test_a_display_name_as_it_is_said(display: str, said: tuple[str, ...]) -> None:
    assert said_name(display) == said


@pytest.mark.parametrize(
    "local",
    [
        "grace.bishop",
        "gbishop",
        "g.bishop",
        "g_bishop",
        "bishopg",
        "bishop.grace",
        "gracebishop",
        "graceb",
        "bishop",
        "GBishop12",
        "g.bishop+forms",
    ],
)
def test_an_address_bears_its_owner_out(local: str) -> None:
    assert credible_name(Correspondent("Grace Bishop", f"{local}@oakfield.sch.uk")) == ("grace", "bishop")


@pytest.mark.parametrize(
    "local",
    [
        "head",
        "a.bishop",
        "anna.bishop",
        "grace",
        "bishop.family",
        "thebishops",
        "gtudor",
        "office",
        "g",
        "mum",
        "bishopric",
        "x.grace.bishop.x",
    ],
)
def test_a_forged_display_name_opens_no_hole(local: str) -> None:
    assert credible_name(Correspondent("Grace Bishop", f"{local}@oakfield.sch.uk")) == ()
    assert adult_of("Mary Bishop", Correspondent("Mary Bishop", "head@oakfield.sch.uk")) is None


@pytest.mark.parametrize(
    ("display", "local"),
    [
        ("Zoë O'Neill", "z.oneill"),
        ("Zoë O'Neill", "zoe.o'neill"),
        ("Mary Smith-Jones", "msmithjones"),
        ("Mary Smith-Jones", "mary.smith-jones"),
        ("Mary Jane Bishop", "mj.bishop"),
        ("Mary Jane Bishop", "mary.bishop"),
    ],
)
def test_names_of_several_words(display: str, local: str) -> None:
    assert credible_name(Correspondent(display, f"{local}@oakfield.sch.uk")) == words_of(display)


def test_an_address_without_a_display_name_spells_the_name_out() -> None:
    assert credible_name(Correspondent("", "mary.tudor@nhs.example")) == ("mary", "tudor")
    assert credible_name(Correspondent("", "mtudor@nhs.example")) == ()
    assert credible_name(Correspondent("", "m.tudor@nhs.example")) == ()


def test_the_sender_and_the_recipients_are_known() -> None:
    sender = Correspondent("Mary Tudor", "m.tudor@oakfield.sch.uk")
    other = Correspondent("Tudor, Jane", "jane.tudor@nhs.example")
    assert adult_of("Mary Tudor", sender, other) is Adult.SENDER
    assert adult_of("Tudor Mary", sender, other) is Adult.SENDER
    assert adult_of("Jane Tudor", sender, other) is Adult.RECIPIENT
    assert adult_of("Jane Bishop", sender, other) is None


def test_a_member_of_staff_who_sends_is_the_sender() -> None:
    assert adult_of("Grace Bishop", Correspondent("Grace Bishop", "g.bishop@oakfield.sch.uk")) is Adult.SENDER


def test_a_pupils_mailbox_makes_no_adult() -> None:
    pupil = Correspondent("Mary Tudor", "mary.tudor@pupils.oakfield.sch.uk", pupil=True)
    assert adult_of("Mary Tudor", pupil) is None
    assert adult_of("Mary Tudor", NOBODY, pupil) is None


def test_a_pupil_who_writes_is_known_apart() -> None:
    pupil = Correspondent("Mary Tudor", "mary.tudor@pupils.oakfield.sch.uk", pupil=True)
    own = Adults.of(STAFF, pupil, ())
    assert own.is_pupil_sender(("mary", "tudor"))
    assert not own.is_pupil_sender(("jane", "tudor"))
    assert not own.is_pupil_sender(())
    assert not Adults.of(STAFF, Correspondent("Mary Tudor", "m.tudor@oakfield.sch.uk"), ()).is_pupil_sender(
        ("mary", "tudor")
    )


@given(st.text(max_size=40), st.text(max_size=40), st.lists(st.text(min_size=1, max_size=8), max_size=4))
def test_any_correspondent_can_be_read(display: str, address: str, words: list[str]) -> None:
    adults = Adults.of(STAFF, Correspondent(display, address), (Correspondent(address, display),))
    assert adults.adult_of(tuple(words)) in (None, *Adult)


def test_a_long_display_name_is_cut() -> None:
    assert said_name("Grace Bishop" + " (" * 500_000) == ("grace", "bishop")

"""Carriers carry what they are given, and leave out what has no room in them."""

from __future__ import annotations

import email
from email.message import EmailMessage
from email.policy import default

import pytest

from tests.accuracy.carrier import Carrier, Room
from tests.accuracy.carriers import CARRIERS
from tests.accuracy.matrix import carrier_title
from tests.accuracy.written import Written, full

NAME = full("Henry", "Tudor")
ZOE = full("Zoë", "O'Neill")


def carrier(title: str) -> Carrier:
    (found,) = (each for each in CARRIERS if carrier_title(each) == title)
    return found


def parsed(title: str, name: Written) -> EmailMessage:
    return email.message_from_bytes(carrier(title).message(name), policy=default)


def test_every_carrier_has_a_title_of_its_own() -> None:
    titles = [carrier_title(each) for each in CARRIERS]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("each", CARRIERS, ids=carrier_title)
def test_every_carrier_makes_a_sound_message(each: Carrier) -> None:
    message = email.message_from_bytes(each.message(NAME), policy=default)
    assert [part.defects for part in message.walk() if part.defects] == []
    assert message["From"].addresses[0].addr_spec == "m.okafor@oakfield.sch.uk"


@pytest.mark.parametrize(
    "title",
    [
        "body: plain text",
        "body: base64",
        "body: quoted-printable, cut",
        "body: windows-1252",
        "body: opening a sentence",
    ],
)
def test_bodies_say_the_name(title: str) -> None:
    body = parsed(title, ZOE).get_body()
    assert body is not None
    assert "Zoë O'Neill" in body.get_content()


@pytest.mark.parametrize("title", ["subject: encoded word", "subject: cut in two encoded words"])
def test_subjects_say_the_name(title: str) -> None:
    assert "Zoë O'Neill" in parsed(title, ZOE)["Subject"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("file name: RFC 2231, in two pieces", "Zoë O'Neill Report.txt"),
        ("file name: RFC 2047", "Zoë O'Neill Report.txt"),
    ],
)
def test_file_names_say_the_name(title: str, name: str) -> None:
    assert [part.get_filename() for part in parsed(title, ZOE).iter_attachments()] == [name]


@pytest.mark.parametrize(
    ("title", "name"),
    [("file name: underscores", "Henry_Tudor_Report.txt"), ("file name: camelCase", "HenryTudorReport.txt")],
)
def test_names_are_joined_in_file_names(title: str, name: str) -> None:
    assert [part.get_filename() for part in parsed(title, NAME).iter_attachments()] == [name]


@pytest.mark.parametrize(
    ("room", "text", "has_room"),
    [
        (Room.LINES, "Henry\n> Tudor", True),
        (Room.LINE, "Henry\n> Tudor", False),
        (Room.LINE, "Henry\u200bTudor", True),
        (Room.WESTERN, "Zoë O’Neill", True),
        (Room.WESTERN, "Łukasz Wójcik", False),
        (Room.PRINT, "Henry\nTudor", True),
        (Room.PRINT, "Hen\u00adry Tudor", False),
        (Room.ASCII, "Zoë O'Neill", False),
        (Room.FILE_NAME, "Łukasz Wójcik", True),
        (Room.FILE_NAME, 'Henry "Harry" Tudor', False),
        (Room.FILE_NAME, "Henry\tTudor", False),
        (Room.ASCII_FILE_NAME, "Łukasz Wójcik", False),
        (Room.CAMEL_CASE, "Henry James Tudor", True),
        (Room.CAMEL_CASE, "henry tudor", False),
        (Room.CAMEL_CASE, "HENRY TUDOR", False),
        (Room.CAMEL_CASE, "Henry O'Neill", False),
        (Room.CELLS, "Tudor, Henry", False),
    ],
)
def test_room_is_told_by_the_text(room: Room, text: str, has_room: bool) -> None:
    carrier = Carrier("", "", 1.0, room, lambda name: b"")
    assert carrier.has_room(Written(text)) is has_room


def test_cells_are_for_names_of_two_cells() -> None:
    assert carrier("csv: columns apart").has_room(NAME)
    with pytest.raises(ValueError, match="no room"):
        carrier("csv: columns apart").message(Written("Tudor, Henry"))

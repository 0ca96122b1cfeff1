"""A piece of a message is read for a person, and nothing else of it."""

from __future__ import annotations

from email.message import EmailMessage
from io import BytesIO

import pytest
import pyzipper
from docx import Document

from detectors.context import Directory, Facts, School
from detectors.extract.budget import Budget
from detectors.finding import DetectorId, Finding, Location, Place
from detectors.roster import Pupil, Roster
from gateway.inspection import showing
from gateway.inspection.exhibit import CannotShowError, Exhibit, Piece, Wish
from gateway.inspection.frames import decode_exhibit, decode_wish, encode_exhibit, encode_wish
from gateway.inspection.showing import show
from tests.support.school import message

NOBODY = Directory(frozenset(), frozenset(), frozenset())
PUPILS = (
    Pupil("1042", "Grace", "Bishop", date_of_birth="2012-03-04"),
    Pupil("1043", "Zoë", "O'Neill"),
)
FACTS = Facts.of(School("Oakfield Academy", ("oakfield.sch.uk",)), Roster(PUPILS), NOBODY)


def _shown(mail: EmailMessage | bytes, wish: Wish) -> Exhibit:
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    return show(raw, wish, FACTS, Budget())


def _marked(exhibit: Exhibit) -> dict[str, list[tuple[str, str]]]:
    return {
        str(text.location): [(text.text[each.start : each.end], str(each.detector)) for each in text.spans]
        for text in exhibit.texts
    }


def _with_files() -> EmailMessage:
    mail = message(
        "Grace  Bishop was born on 04/03/2012.\n", subject="About Grace Bishop", html="<p>Zoe O’Neill</p>"
    )
    document = Document()
    document.add_paragraph("Dear ZOE O’NEILL,")
    content = BytesIO()
    document.save(content)
    mail.add_attachment(
        content.getvalue(), maintype="application", subtype="octet-stream", filename="Grace Bishop.docx"
    )
    mail.add_attachment(
        b"forename,surname\nGrace,Bishop\n", maintype="text", subtype="csv", filename="list.csv"
    )
    return mail


def test_the_text_with_what_was_found_and_of_files_the_names_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    read = showing.read
    monkeypatch.setattr(
        showing,
        "read",
        lambda given, *rest: opened.extend(str(each.location) for each in given.parts) or read(given, *rest),
    )
    exhibit = _shown(_with_files(), Wish(Piece.TEXT))

    assert set(opened) == {"body"}
    marked = _marked(exhibit)
    assert marked["subject"] == [("Grace Bishop", "pupil-name")]
    assert marked["attachment:Grace Bishop.docx#name"] == [("Grace Bishop", "pupil-name")]
    bodies = [text for text in exhibit.texts if text.location == Location(Place.BODY)]
    found = [(text.text[each.start : each.end], each.pupils) for text in bodies for each in text.spans]
    assert found == [
        ("Grace  Bishop", ("1042",)),
        ("04/03/2012", ("1042",)),
        ("Zoe O’Neill", ("1043",)),
    ]
    assert [(each.number, each.name) for each in exhibit.files] == [(1, "Grace Bishop.docx"), (2, "list.csv")]
    assert ("Subject", "About Grace Bishop") in [(each.name, each.value) for each in exhibit.header]
    assert (exhibit.page, exhibit.content, exhibit.has_page) == ("", b"", True)


def test_the_words_of_one_file_and_of_no_other() -> None:
    exhibit = _shown(_with_files(), Wish(Piece.FILE, 1))
    assert {each.location.path for each in exhibit.texts} == {"Grace Bishop.docx"}
    assert ("ZOE O’NEILL", "pupil-name") in _marked(exhibit)["attachment:Grace Bishop.docx"]


def test_a_name_in_two_cells_is_marked_where_its_row_is() -> None:
    exhibit = _shown(_with_files(), Wish(Piece.FILE, 2))
    assert _marked(exhibit)["attachment:list.csv"] == [("Grace,Bishop", "pupil-name")]


def test_the_file_itself_byte_for_byte() -> None:
    assert _shown(_with_files(), Wish(Piece.ORIGINAL, 2)).content == b"forename,surname\nGrace,Bishop\n"


@pytest.mark.parametrize("number", [0, -1, 3, 10**6])
@pytest.mark.parametrize("piece", [Piece.FILE, Piece.ORIGINAL])
def test_an_attachment_that_is_not_there(piece: Piece, number: int) -> None:
    exhibit = _shown(_with_files(), Wish(piece, number))
    assert (exhibit.texts, exhibit.content, exhibit.file(number)) == ((), b"", None)


def test_what_was_found_when_it_was_judged_is_marked_too() -> None:
    before = Finding(DetectorId.OTHER_GREETING, Location(Place.BODY), "Dear Mrs Tudor")
    exhibit = _shown(message("dear  mrs tudor, hello"), Wish(Piece.TEXT, findings=(before,)))
    assert ("dear  mrs tudor", "other-greeting") in _marked(exhibit)["body"]


def test_a_password_in_the_text_opens_the_file() -> None:
    packed = BytesIO()
    with pyzipper.AESZipFile(packed, "w", encryption=pyzipper.WZ_AES) as file:
        file.setpassword(b"Maple-Otter-7")
        file.writestr("letter.txt", "Dear Grace Bishop,")
    mail = message("The password is: Maple-Otter-7\n")
    mail.add_attachment(packed.getvalue(), maintype="application", subtype="zip", filename="letter.zip")
    exhibit = _shown(mail, Wish(Piece.FILE, 1))
    assert ("Grace Bishop", "pupil-name") in _marked(exhibit)["attachment:letter.zip/letter.txt"]


def test_the_page_is_harmless() -> None:
    mail = message("x", html="<p onclick=alert(1)>Hello <b>there</b><script>alert(1)</script></p>")
    assert _shown(mail, Wish(Piece.PAGE)).page.strip() == "<p>Hello <b>there</b></p>"


def test_where_there_is_no_page_it_says_so() -> None:
    with pytest.raises(CannotShowError):
        _shown(message("x"), Wish(Piece.PAGE))


def test_of_a_long_text_the_beginning_is_shown_and_what_follows_counted() -> None:
    text = "Grace Bishop\n" + "x" * 79 + "\n"
    exhibit = _shown(message(text + ("x" * 79 + "\n") * 3000 + "Zoë O'Neill\n"), Wish(Piece.TEXT))
    (body,) = [each for each in exhibit.texts if each.location.place is Place.BODY]
    assert len(body.text) == showing.MOST_CHARACTERS
    assert body.more > 0
    assert (len(body.spans), body.beyond) == (1, 1)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0",
        b"Subject: \xff\xfe\r\n\r\n\x00\x1b[31m",
        b"Subject: =?utf-16?b?2AA=?=\r\n\r\nx",
        b"\r\n\r\n--",
    ],
)
def test_whatever_the_bytes_it_can_be_told(raw: bytes) -> None:
    exhibit = _shown(raw, Wish(Piece.TEXT))
    assert decode_exhibit(encode_exhibit(exhibit)) == exhibit


def test_wishes_and_exhibits_survive_their_journey() -> None:
    wish = Wish(Piece.FILE, 2, (Finding(DetectorId.IDENTIFIER, Location(Place.BODY), "x", pupils=("1",)),))
    assert decode_wish(encode_wish(3, wish) + b"rest") == (3, wish, b"rest")
    exhibit = _shown(_with_files(), Wish(Piece.ORIGINAL, 1))
    assert decode_exhibit(encode_exhibit(exhibit)) == exhibit
    with pytest.raises(ValueError, match="too short"):
        decode_exhibit(b"x")

from __future__ import annotations

import pytest

from detectors.finding import Location, Place
from gateway.actions.notices.phrasefile import english
from gateway.actions.places import file_in_words, in_words


@pytest.mark.parametrize(
    ("location", "words"),
    [
        (Location(Place.SUBJECT), "in the subject line"),
        (Location(Place.BODY), "in the text of the message"),
        (
            Location(Place.BODY, part="hidden"),
            "in the text of the message (text that does not show on the page)",
        ),
        (Location(Place.HEADER, "Cc"), "in the message’s “Cc” line"),
        (Location(Place.HEADER), "in the message’s header"),
        (Location(Place.ATTACHMENT, "trip.xlsx"), "in the file “trip.xlsx”"),
        (Location(Place.ATTACHMENT, "trip.xlsx", "hidden-sheet"), "in the file “trip.xlsx” (hidden sheet)"),
        (
            Location(Place.ATTACHMENT, "letters.zip/trip.docx", "comments"),
            "in the file “trip.docx” inside “letters.zip” (comments)",
        ),
        (
            Location(Place.ATTACHMENT, "trip.docx", "metadata"),
            "in the file “trip.docx” (document properties)",
        ),
        (
            Location(Place.ATTACHMENT, "Grace Bishop.pdf", "name"),
            "in the name of the file “Grace Bishop.pdf”",
        ),
        (Location(Place.ATTACHMENT), "in an attachment"),
        (Location(Place.ATTACHMENT, "a\r\nBcc: x\u202e.pdf"), "in the file “a Bcc: x.pdf”"),
    ],
)
def test_in_words(location: Location, words: str) -> None:
    assert in_words(location, english()) == words


def test_a_file_in_a_file_in_a_file() -> None:
    assert file_in_words("a.eml/b.zip/c.docx", english()) == "the file “c.docx” inside “a.eml/b.zip”"

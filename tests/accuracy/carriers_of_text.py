"""Where a name may stand in running text: bodies, HTML, subjects, file names."""

from __future__ import annotations

import base64
import html
import quopri
from collections.abc import Callable
from email.header import Header
from urllib.parse import quote

from tests.accuracy.carrier import Carrier, Room
from tests.accuracy.envelope import (
    html_mail,
    letter,
    mail_with_file_field,
    raw_text_mail,
    text_mail,
    with_subject,
)
from tests.accuracy.written import Written

EVERYDAY, OCCASIONAL, RARE, HOSTILE = 40.0, 8.0, 1.0, 0.2
NOTHING = letter("Please see above.")


def sentence(name: str) -> str:
    return f"I have just spoken to {name} about what happened on Friday afternoon."


# Bodies.


def _body(name: Written) -> bytes:
    return text_mail(letter(sentence(name.said)))


def _alone_on_a_line(name: Written) -> bytes:
    return text_mail(letter(f"This is about:\n\n{name.said}\n\nPlease ring me back."))


def _opening_a_sentence(name: Written) -> bytes:
    return text_mail(letter(f"We met this morning. {name.said} could not be found anywhere."))


def _after_a_label(name: Written) -> bytes:
    return text_mail(letter(f"Name: {name.said}\nConcern: late three times this week"))


def _labelled_lines(forename: str, surname: str) -> bytes:
    return text_mail(letter(f"Forename: {forename}\nSurname: {surname}\nYear: 8"))


def _quoted(name: Written) -> bytes:
    earlier = "\n".join(f"> {line}" for line in letter(sentence(name.said)).split("\n"))
    return text_mail(letter("Thank you, that helps.") + f"\nOn 3 March 2025, M. Okafor wrote:\n{earlier}\n")


def _quoted_printable(name: Written) -> bytes:
    """A soft line break (RFC 2045, 6.7) in the middle of the surname."""
    text = letter(sentence(name.said)).encode()
    cut = text.index(name.text.encode()) + len(name.text.encode()) - 2
    halves = (quopri.encodestring(half).replace(b"=\n", b"=\n") for half in (text[:cut], text[cut:]))
    return raw_text_mail(
        b"=\n".join(halves),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
    )


def _flowed(name: Written) -> bytes:
    """The name broken where a line flows on (RFC 3676, 4.1)."""
    text = letter(sentence(name.said.replace(" ", " \n", 1)))
    return raw_text_mail(
        text.encode(),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8; format=flowed",
        "Content-Transfer-Encoding: 8bit",
    )


def _western(name: Written) -> bytes:
    return text_mail(letter(sentence(name.said)), charset="cp1252")


# HTML.


def _html(inner: Callable[[Written], str]) -> Callable[[Written], bytes]:
    return lambda name: html_mail(inner(name))


def _paragraph(name: str) -> str:
    return f"<p>{sentence(name)}</p>"


def _split_by_tags(name: Written) -> str:
    words = (
        f"{html.escape(word[: len(word) // 2])}<b>{html.escape(word[len(word) // 2 :])}</b>"
        for word in name.said.split(" ")
    )
    return _paragraph(" ".join(words))


def _entities(name: Written) -> str:
    return _paragraph("".join(f"&#{ord(letter)};" for letter in name.said))


def _hidden(name: Written) -> str:
    hidden = f'<div style="display:none">{html.escape(sentence(name.said))}</div>'
    return f"<p>See you on Monday.</p>{hidden}"


def _cells(*, apart: bool) -> Callable[[str, str], bytes]:
    def make(forename: str, surname: str) -> bytes:
        between = ("8K", "14/02/2012") if apart else ()
        cells = (html.escape(cell) for cell in (forename, *between, surname, "late"))
        return html_mail(f"<table><tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr></table>")

    return make


# Header and file names.


def _subject(name: Written) -> bytes:
    return with_subject(Header(f"Concern about {name.said}", "utf-8", 900).encode(), NOTHING)


def _subject_in_base64(name: Written) -> bytes:
    """Encoded words (RFC 2047) that end in the middle of the name."""
    text = f"Concern about {name.said} on Friday"
    cut = len(text) - len(" on Friday") - max(2, len(name.said) // 2)
    words = (base64.b64encode(half.encode()).decode() for half in (text[:cut], text[cut:]))
    return with_subject("\r\n ".join(f"=?utf-8?B?{word}?=" for word in words), NOTHING)


def _subject_folded(name: Written) -> bytes:
    return with_subject(f"Concern about {name.said.replace(' ', chr(13) + chr(10) + ' ', 1)}", NOTHING)


def _file(disposition: Callable[[str], str], spaces: str = " ") -> Callable[[Written], bytes]:
    def make(name: Written) -> bytes:
        return mail_with_file_field(
            b"Nothing of note.\n", disposition(f"{name.text.replace(chr(32), spaces)}{spaces}Report.txt")
        )

    return make


def _plain_name(name: str) -> str:
    return f'attachment; filename="{name}"'


def _extended(name: str) -> str:
    """RFC 2231, in two pieces."""
    cut = len(name) // 2
    pieces = (quote(piece, safe="") for piece in (name[:cut], name[cut:]))
    return "attachment; filename*0*=utf-8''{};\r\n filename*1*={}".format(*pieces)


def _encoded_word(name: str) -> str:
    return f'attachment; filename="=?utf-8?B?{base64.b64encode(name.encode()).decode()}?="'


TEXT_CARRIERS = (
    Carrier("body", "plain text", EVERYDAY, Room.LINES, _body),
    Carrier("body", "alone on a line", OCCASIONAL, Room.LINES, _alone_on_a_line),
    Carrier("body", "opening a sentence", EVERYDAY, Room.LINES, _opening_a_sentence),
    Carrier("body", "after a label", OCCASIONAL, Room.LINE, _after_a_label),
    Carrier("body", "labelled lines", RARE, Room.CELLS, _labelled_lines),
    Carrier("body", "quoted reply", EVERYDAY, Room.LINE, _quoted),
    Carrier("body", "quoted-printable, cut", OCCASIONAL, Room.LINE, _quoted_printable),
    Carrier("body", "base64", OCCASIONAL, Room.LINES,
            lambda name: text_mail(letter(sentence(name.said)), encoding="base64")),
    Carrier("body", "format=flowed, broken", OCCASIONAL, Room.LINE, _flowed),
    Carrier("body", "windows-1252", OCCASIONAL, Room.WESTERN, _western),
    Carrier("html", "paragraph", EVERYDAY, Room.LINE, _html(lambda n: _paragraph(html.escape(n.said)))),
    Carrier("html", "split by tags", OCCASIONAL, Room.LINE, _html(_split_by_tags)),
    Carrier("html", "entities", RARE, Room.LINE, _html(_entities)),
    Carrier("html", "hidden text", RARE, Room.LINE, _html(_hidden)),
    Carrier("html", "alternative text", RARE, Room.LINE,
            _html(lambda n: f'<img src="cid:1" alt="Portrait of {html.escape(n.said)}">')),
    Carrier("html", "title of a link", RARE, Room.LINE,
            _html(lambda n: f'<a href="https://example.org" title="About {html.escape(n.said)}">here</a>')),
    Carrier("html", "two cells", OCCASIONAL, Room.CELLS, _cells(apart=False)),
    Carrier("html", "cells apart", OCCASIONAL, Room.CELLS, _cells(apart=True)),
    Carrier("subject", "encoded word", EVERYDAY, Room.LINE, _subject),
    Carrier("subject", "cut in two encoded words", OCCASIONAL, Room.LINE, _subject_in_base64),
    Carrier("subject", "folded", OCCASIONAL, Room.ASCII, _subject_folded),
    Carrier("file name", "plain", OCCASIONAL, Room.ASCII_FILE_NAME, _file(_plain_name)),
    Carrier("file name", "underscores", OCCASIONAL, Room.ASCII_FILE_NAME, _file(_plain_name, "_")),
    Carrier("file name", "camelCase", OCCASIONAL, Room.CAMEL_CASE, _file(_plain_name, "")),
    Carrier("file name", "RFC 2231, in two pieces", OCCASIONAL, Room.FILE_NAME, _file(_extended)),
    Carrier("file name", "RFC 2047", OCCASIONAL, Room.FILE_NAME, _file(_encoded_word)),
)  # fmt: skip

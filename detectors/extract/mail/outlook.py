"""A message as Outlook keeps it, whether in a file of its own (msg) or beside another (winmail.dat)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.contents import CannotRead, Contents, at, inside
from detectors.extract.mail.mail import is_mime
from detectors.extract.mail.mapi import NARROW_TEXT, TEXT, Id, Properties, charset_of, decoded
from detectors.extract.mail.packedrtf import unpack_rtf
from detectors.extract.mediatypes import HTML, MAIL, PLAIN, RTF
from detectors.message import Part, Table, Text, Unread
from detectors.mime.names import Names, clean_name

# [MS-OXCMSG] §2.2.2.9: how an attachment is attached.
_BY_REFERENCE = frozenset({2, 3, 4, 7})
_BODIES = frozenset({Id.BODY, Id.HTML, Id.RTF})
_TOO_MANY = "It holds too many files for all of them to be read."
_DAMAGED = "It is damaged, and part of it could not be read."
# [MS-OXPROPS]: who it is from and to, as its own header or as mail programs show it.
_IN_HEADER = frozenset(
    {
        Id.TRANSPORT_HEADERS, 0x0C1A, 0x0C1F, 0x0042, 0x0065, 0x0E02, 0x0E03, 0x0E04, 0x0044, 0x0050, 0x0078,
        0x004D, 0x0055, 0x005D, 0x5D01, 0x5D02, 0x5D07, 0x5D08, 0x5D09, 0x5D0A, 0x1035, 0x1039, 0x1042,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attached:
    """An attachment: its properties, and its content; None where that is not there."""

    properties: Properties
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Item:
    """A message, contact, appointment or task. `words` are texts that are no properties.

    whole: False where something of it could not be made out
    """

    properties: Properties
    recipients: tuple[Properties, ...] = ()
    attached: tuple[Attached, ...] = ()
    words: tuple[str, ...] = ()
    whole: bool = True


def attached_as(properties: Properties, contents: list[bytes]) -> list[Attached]:
    """An attachment for each different content that it has; one without any where there is none."""
    return [Attached(properties, each) for each in dict.fromkeys(contents)] or [Attached(properties, None)]


def contents_of(part: Part, item: Item, budget: Budget) -> Contents:
    """The main text in each of its forms, since they may differ; the rest by its place.

    Its subject is part "subject"; senders, recipients and its header are "header"; every other property
    that has words is "properties".
    """
    texts = tuple(each for each in _texts(part, item) if each.text)
    budget.write(sum(len(each.text) for each in texts))
    bodies, unread = _bodies(part, item.properties, budget)
    affordable = item.attached[: max(budget.files, 0)]
    budget.open_files(len(affordable))
    files = _files(part, affordable)
    if len(affordable) < len(item.attached):
        unread = (*unread, Unread(part.location, _TOO_MANY))
    missing = tuple(
        Unread(nested.location, "It is damaged: its content is not there.")
        for nested, attached in files
        if attached.content is None and attached.properties.number(Id.ATTACHMENT_METHOD) not in _BY_REFERENCE
    )
    names = (Text(at(nested, "name"), nested.filename) for nested, each in files if each.content is None)
    words = (Text(at(nested, "properties"), _other_words(each.properties)) for nested, each in files)
    return Contents(
        texts=(*texts, *(each for each in (*names, *words) if each.text)),
        tables=tuple(_tables(part, item.properties)),
        files=tuple(nested for nested, attached in files if attached.content is not None),
        bodies=bodies,
        unread=(*unread, *missing, *(() if item.whole else (Unread(part.location, _DAMAGED),))),
    )


def _texts(part: Part, item: Item) -> Iterator[Text]:
    charset = charset_of(item.properties.code_page)
    plain = [each for each in item.properties.all(Id.BODY) if each.type in (TEXT, NARROW_TEXT)]
    subjects = [text for number, text in item.properties.texts() if number == Id.SUBJECT]
    header = [text for number, text in item.properties.texts() if number in _IN_HEADER]
    people = [_lines(dict.fromkeys(text for _, text in each.texts())) for each in item.recipients]
    yield from (Text(part.location, decoded(each, charset)) for each in plain)
    yield Text(at(part, "subject"), _lines(dict.fromkeys(subjects)))
    yield Text(at(part, "header"), "\n".join((*header, *people)))
    yield Text(at(part, "properties"), "\n".join((_other_words(item.properties), *item.words)))


def _other_words(properties: Properties) -> str:
    skipped = _BODIES | _IN_HEADER | {Id.SUBJECT}
    return _lines(dict.fromkeys(text for number, text in properties.texts() if number not in skipped))


def _lines(texts: dict[str, None]) -> str:
    return "\n".join(texts)


def _tables(part: Part, properties: Properties) -> Iterator[Table]:
    """A contact's names stand apart, as in the cells of a row."""
    names = properties.text(Id.GIVEN_NAME), properties.text(Id.SURNAME)
    if all(names):
        yield Table(part.location, (("Given name", "Surname"), names))


def _bodies(
    part: Part, properties: Properties, budget: Budget
) -> tuple[tuple[Part, ...], tuple[Unread, ...]]:
    """The main text as HTML and as RTF, for their own readers."""
    own = replace(part, filename="", charset="")
    charset = charset_of(properties.number(Id.BODY_CODE_PAGE) or properties.code_page)
    bodies, unread = [], []
    for each in properties.all(Id.HTML):
        if each.type == TEXT:
            bodies.append(replace(own, media_type=HTML, charset="utf-8", content=decoded(each, "").encode()))
        else:
            bodies.append(replace(own, media_type=HTML, charset=charset, content=each.value.rstrip(b"\0")))
    for each in properties.all(Id.RTF):
        try:
            unpacked = unpack_rtf(each.value, budget)
        except (CannotRead, BudgetExceeded) as problem:
            unread.append(Unread(part.location, problem.reason))
        else:
            bodies.append(replace(own, media_type=RTF, content=unpacked.content))
            unread += [] if unpacked.whole else [Unread(part.location, "Its formatted text is damaged.")]
    return tuple(body for body in bodies if body.content), tuple(unread)


def _files(part: Part, attached: tuple[Attached, ...]) -> list[tuple[Part, Attached]]:
    """Each attachment as a file by its longest name, beside what is known of it."""
    names = Names()
    files = []
    for each in attached:
        name = _name(each.properties)
        content = each.content or b""
        media_type = MAIL if is_mime(content) else each.properties.text(Id.MEDIA_TYPE).lower()
        path = names.give(name, media_type or PLAIN)
        nested = inside(part, path, content, media_type)
        files.append((replace(nested, filename=name), each))
    return files


def _name(properties: Properties) -> str:
    name = properties.text(Id.FILE_NAME, Id.SHORT_FILE_NAME)
    extension = properties.text(Id.ATTACHMENT_EXTENSION)
    return clean_name(name or properties.text(Id.DISPLAY_NAME) + extension)

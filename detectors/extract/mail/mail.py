"""A message inside a message: its words are the attachment's, its attachments lie inside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents, at, inside
from detectors.extract.texttypes import begins_as_mail
from detectors.finding import Location, Place
from detectors.message import HeaderField, Message, Part, Text, Unread
from detectors.mime.charset import decode
from detectors.mime.parse import parse

# Apple Mail's emlx: the length of the message, the message, a list of properties.
_LENGTH = re.compile(rb"\s*(\d{1,10})[ \t]*\r?\n")
_MIME_FIELD = re.compile(rb"\s*(?:content-[a-z-]+|mime-version)[ \t]*:", re.IGNORECASE)
# Whom a message is from and to, and which machines it passed: honest mail has people's names there.
_CORRESPONDENTS = frozenset(
    {
        "from", "to", "cc", "bcc", "sender", "reply-to", "return-path", "delivered-to", "envelope-to",
        "x-original-to", "resent-from", "resent-to", "resent-cc", "resent-bcc", "resent-sender", "received",
        "message-id", "resent-message-id", "in-reply-to", "references",
    }
)  # fmt: skip
_WRITTEN = frozenset({"subject", "comments", "keywords", "thread-topic"})  # by people
_NAMED_FILE = re.compile(r"\b(?:file)?name\*?(?:\d+\*?)?=(?:\"[^\"]*\"|[^;\s]*)", re.IGNORECASE)
_PROPERTIES = re.compile(rb"\s*<\?xml[^<]*<!DOCTYPE plist.*</plist>\s*", re.DOTALL)


def read_mail(part: Part, budget: Budget) -> Contents:
    """A forwarded message (RFC 5322). Its subject is part "subject", the other fields are "header", what
    a mail program keeps beside it is "properties".

    Ways in which it is broken are said, because another program may read it differently.
    """
    content, beside = _message_in(part.content)
    message = parse(content)
    header = "\n".join(
        f"{each.name}: {each.value}" for each in message.headers if each.name.lower() != "subject"
    )
    subject = message.header("Subject")
    properties = decode(beside, "")
    budget.write(len(header) + len(subject) + len(properties))
    bodies = [_own(part, each) for each in message.parts if each.location.place is Place.BODY]
    files = [_nested(part, each) for each in message.parts if each.location.place is not Place.BODY]
    budget.open_files(len(files))
    texts = (
        Text(at(part, "subject"), subject),
        Text(at(part, "header"), header),
        Text(at(part, "properties"), properties),
    )
    return Contents(
        texts=tuple(each for each in texts if each.text),
        unshown=tuple(_unshown(message.part_headers, part.location)),
        bodies=tuple(bodies),
        files=tuple(files),
        unread=tuple(Unread(_place(part, defect.location), defect.what) for defect in message.defects),
    )


def is_mime(content: bytes) -> bool:
    """Whether it is a part of a message with its own small header, as what is signed is (RFC 8551 §3.1)."""
    return bool(_MIME_FIELD.match(content))


def _message_in(content: bytes) -> tuple[bytes, bytes]:
    """The message itself, and what stands behind it. Programs that open files skip what is in front."""
    if (length := _LENGTH.match(content)) and begins_as_mail(content[length.end() :]):
        end = length.end() + int(length[1])
        if _PROPERTIES.fullmatch(content, end):
            return content[length.end() : end], content[end:]
        return content[length.end() :], b""
    bare = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    return (bare, b"") if begins_as_mail(bare) else (content, b"")


def _own(part: Part, body: Part) -> Part:
    return replace(body, location=replace(part.location, part=body.location.part), filename="")


def _nested(part: Part, attachment: Part) -> Part:
    moved = inside(
        part, attachment.location.path, attachment.content, attachment.media_type, attachment.charset
    )
    return replace(moved, filename=attachment.filename)


def _place(part: Part, location: Location) -> Location:
    return inside(part, location.path, b"").location if location.path else part.location


def message_texts(message: Message) -> tuple[Text, ...]:
    """The words in a message's own header: subject, and the fields that people write (RFC 5322 §3.6.5)."""
    written = (field for field in message.headers if field.name.lower() in _WRITTEN)
    return tuple(Text(_place_of(field), field.value) for field in written)


def _place_of(field: HeaderField) -> Location:
    is_subject = field.name.lower() == "subject"
    return Location(Place.SUBJECT) if is_subject else Location(Place.HEADER, field.name)


def unshown_fields(message: Message) -> Iterator[Text]:
    """Every other field of the header and of the parts' headers, but those of the correspondents.

    The names of all fields are one text, at "header".
    """
    others = [each for each in message.headers if each.name.lower() not in _WRITTEN]
    yield from _unshown((*others, *message.part_headers))
    names = dict.fromkeys(each.name for each in (*message.headers, *message.part_headers))
    yield Text(Location(Place.HEADER), "\n".join(names))


def _unshown(fields: Iterable[HeaderField], location: Location | None = None) -> Iterator[Text]:
    """What the fields say. What a file is called is read with the file; whose mailbox it was in is left out.

    location: of the file in which the fields stand; none for the message itself
    """
    for field in fields:
        name = field.name.lower()
        if name in _CORRESPONDENTS:
            continue
        value = _NAMED_FILE.sub("", field.value) if name.startswith("content-") else field.value
        if value.strip():
            here = replace(location, part="header") if location else Location(Place.HEADER, field.name)
            yield Text(here, value)

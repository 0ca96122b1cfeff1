"""A message inside a message: its words are the attachment's, its attachments lie inside it."""

from __future__ import annotations

import re
from dataclasses import replace

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents, at, inside
from detectors.extract.texttypes import begins_as_mail
from detectors.finding import Location, Place
from detectors.message import Message, Part, Text, Unread
from detectors.mime.charset import decode
from detectors.mime.parse import parse

# Apple Mail's emlx: the length of the message, the message, a list of properties.
_LENGTH = re.compile(rb"\s*(\d{1,10})[ \t]*\r?\n")
_MIME_FIELD = re.compile(rb"\s*(?:content-[a-z-]+|mime-version)[ \t]*:", re.IGNORECASE)
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
    texts = []
    for field in message.headers:
        name = field.name.lower()
        if name == "subject":
            texts.append(Text(Location(Place.SUBJECT), field.value))
        elif name in ("comments", "keywords", "thread-topic"):
            texts.append(Text(Location(Place.HEADER, field.name), field.value))
    return tuple(texts)

"""A message inside a message: its words are the attachment's, its attachments lie inside it."""

from __future__ import annotations

from dataclasses import replace

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents, at, inside
from detectors.finding import Location, Place
from detectors.message import Message, Part, Text, Unread
from detectors.mime.parse import parse


def read_mail(part: Part, budget: Budget) -> Contents:
    """A forwarded message (RFC 5322). Its subject is part "subject", the other fields are "header".

    Ways in which it is broken are said, because another program may read it differently.
    """
    message = parse(part.content)
    header = "\n".join(
        f"{each.name}: {each.value}" for each in message.headers if each.name.lower() != "subject"
    )
    subject = message.header("Subject")
    budget.write(len(header) + len(subject))
    bodies = [_own(part, each) for each in message.parts if each.location.place is Place.BODY]
    files = [_nested(part, each) for each in message.parts if each.location.place is not Place.BODY]
    budget.open_files(len(files))
    texts = (Text(at(part, "subject"), subject), Text(at(part, "header"), header))
    return Contents(
        texts=tuple(each for each in texts if each.text),
        bodies=tuple(bodies),
        files=tuple(files),
        unread=tuple(Unread(_place(part, defect.location), defect.what) for defect in message.defects),
    )


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

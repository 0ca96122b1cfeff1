"""Read everything in a message that can be read, and say what could not be."""

from __future__ import annotations

from dataclasses import dataclass, field

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.contents import CannotRead, Contents, at, merge, outer_path
from detectors.extract.filetype import kinds
from detectors.extract.mail import message_texts
from detectors.extract.mediatypes import UNKNOWN
from detectors.extract.readers import cannot_open, reader_of
from detectors.finding import Place, Protection
from detectors.message import Attachment, Message, Part, Reading, Table, Text, Unread


def read(message: Message, budget: Budget) -> Reading:
    """Read all parts, and all files inside them, without recursion. Never raises.

    Whatever a reader cannot open, or the budget does not allow, is Unread; the rest is read all the
    same. Native libraries may still end the process, so this runs in one that may die.
    """
    gathered = _Gathered(list(message_texts(message)))
    work = [_Job(part) for part in reversed(message.parts)]
    while work:
        job = work.pop()
        contents = _contents(job, budget, gathered)
        gathered.add(contents)
        nested = [_Job(part, job.depth + 1, is_body=True) for part in contents.bodies]
        nested += [_Job(part, job.depth + 1) for part in contents.files]
        work += reversed(nested)
    return Reading(
        message,
        tuple(gathered.texts),
        tuple(gathered.tables),
        tuple(gathered.attachments),
        tuple(dict.fromkeys(gathered.unread)),
    )


@dataclass(frozen=True, slots=True)
class _Job:
    """One part to be read, `depth` files deep. `is_body`: it is an outer file's own words, not a file."""

    part: Part
    depth: int = 0
    is_body: bool = False


@dataclass(slots=True)
class _Gathered:
    """What has been read so far."""

    texts: list[Text]
    tables: list[Table] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def add(self, contents: Contents) -> None:
        self.texts += contents.texts
        self.tables += contents.tables
        self.attachments += contents.sealed
        self.unread += contents.unread


def _contents(job: _Job, budget: Budget, gathered: _Gathered) -> Contents:
    """The contents of one part, read as each of the things that it is; names it and lists it on the way."""
    part = job.part
    if part.filename and not job.is_body:
        gathered.texts.append(Text(at(part, "name"), part.filename))
    try:
        budget.nest(job.depth)
        types = kinds(part)
    except BudgetExceeded as exceeded:
        types, readings = (UNKNOWN,), [_unread(part, exceeded.reason)]
    else:
        readings = [_read_as(part, kind, budget) for kind in types]
    whole = merge(readings)
    if not job.is_body and (part.location.place is Place.ATTACHMENT or not types[0].startswith("text/")):
        gathered.attachments.append(Attachment(outer_path(part), types[0], whole.protection, whole.method))
    return whole


def _read_as(part: Part, kind: str, budget: Budget) -> Contents:
    reader = reader_of(kind)
    if reader is None:
        return cannot_open(part, kind)
    try:
        return reader(part, budget)
    except (CannotRead, BudgetExceeded) as problem:
        return _unread(part, problem.reason)
    except Exception:
        return _unread(part, "It is damaged and could not be read.")


def _unread(part: Part, reason: str) -> Contents:
    return Contents(unread=(Unread(part.location, reason),), protection=Protection.UNKNOWN)

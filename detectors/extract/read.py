"""Read everything in a message that can be read, and say what could not be."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.contents import CannotRead, Contents, Locked, at, merge, outer_path
from detectors.extract.filetype import kinds
from detectors.extract.mail.mail import message_texts, unshown_fields
from detectors.extract.mediatypes import UNKNOWN
from detectors.extract.otherwise import otherwise
from detectors.extract.readers import cannot_open, reader_of
from detectors.extract.seams import by_columns, seams
from detectors.extract.texttypes import is_text
from detectors.extract.unlock import Locksmith
from detectors.extract.watch import NOBODY_WATCHES, Watch
from detectors.finding import Location, Place, Protection
from detectors.lock import Lock
from detectors.message import Attachment, Message, Part, Reading, Table, Text, Unread
from detectors.protection.passwords.candidates import Candidate, Hints, candidates, no_hints

DAMAGED = "It is damaged and could not be read."


def read(message: Message, budget: Budget, hints: Hints = no_hints, watch: Watch = NOBODY_WATCHES) -> Reading:
    """Read all parts, and all files inside them, without recursion. Never raises.

    Whatever a reader cannot open, or the budget does not allow, is Unread; the rest is read all the
    same. What a password of the message's own opens is read like the rest. Native libraries may still end
    the process, so this runs in one that may die.
    """
    gathered = _Gathered(list(message_texts(message)), list(unshown_fields(message)))
    locksmith = Locksmith(budget)
    work = [_Job(part) for part in reversed(message.parts)]
    while work:
        while work:
            _do(work.pop(), work, gathered, budget, watch)
        _unlock(work, gathered, locksmith, hints)
    return Reading(
        message,
        tuple(gathered.texts),
        tuple(gathered.tables),
        gathered.all_attachments(),
        tuple(dict.fromkeys(gathered.all_unread())),
        unshown=gathered.all_unshown(),
    )


@dataclass(frozen=True, slots=True)
class _Job:
    """One part to be read, `depth` files deep. `is_body`: it is an outer file's own words, not a file."""

    part: Part
    depth: int = 0
    is_body: bool = False


@dataclass(frozen=True, slots=True)
class _Shut:
    """Something locked that nothing has opened yet, in a file `depth` files deep."""

    locked: Locked
    depth: int


@dataclass(slots=True)
class _Gathered:
    """What has been read so far."""

    texts: list[Text]
    unshown: list[Text]
    tables: list[Table] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    shut: list[_Shut] = field(default_factory=list)
    disclosed: dict[str, Location | None] = field(default_factory=dict)  # path, and where the password stands
    opened: set[tuple[str, Lock]] = field(default_factory=set)

    def add(self, contents: Contents, depth: int) -> None:
        self.texts += contents.texts
        self.unshown += contents.unshown
        self.tables += contents.tables
        self.attachments += contents.sealed
        self.unread += contents.unread
        for locked in contents.locked:
            if (locked.path, locked.lock) in self.opened:  # it would be opened for ever
                self.attachments += locked.sealed
                self.unread += locked.unread or (Unread(_location_of(locked), "It does not open for good."),)
            else:
                self.shut.append(_Shut(locked, depth))

    def all_unshown(self) -> tuple[Text, ...]:
        """With what all texts and tables say when they are read in another way."""
        fields = [each.text for each in self.unshown if each.location.place is Place.HEADER]
        said = [*self.texts, *(each for each in self.unshown if each.location.place is not Place.HEADER)]
        said.append(Text(Location(Place.HEADER), "\n".join(fields)))
        others = (Text(each.location, other) for each in said for other in otherwise(each.text))
        turned = (Text(each.location, other) for each in self.tables if (other := by_columns(each.rows)))
        return (*self.unshown, *seams(self.texts), *turned, *others)

    def all_attachments(self) -> tuple[Attachment, ...]:
        """With what is still sealed, and which of them the message itself opens."""
        sealed = (each for shut in self.shut for each in shut.locked.sealed)
        return tuple(self._with_disclosure(each) for each in (*self.attachments, *sealed))

    def _with_disclosure(self, attachment: Attachment) -> Attachment:
        if attachment.path not in self.disclosed:
            return attachment
        return replace(attachment, password_disclosed=True, password_at=self.disclosed[attachment.path])

    def all_unread(self) -> list[Unread]:
        return self.unread + [each for shut in self.shut for each in shut.locked.unread]


def _do(job: _Job, work: list[_Job], gathered: _Gathered, budget: Budget, watch: Watch) -> None:
    """Read one part, and put what lies inside it on top of the work."""
    contents = _contents(job, budget, gathered, watch)
    gathered.add(contents, job.depth)
    _put(work, contents, job.depth)


def _put(work: list[_Job], contents: Contents, depth: int) -> None:
    nested = [_Job(part, depth + 1, is_body=True) for part in contents.bodies]
    nested += [_Job(part, depth + 1) for part in contents.files]
    work += reversed(nested)


def _unlock(work: list[_Job], gathered: _Gathered, locksmith: Locksmith, hints: Hints) -> None:
    """Open what passwords in the texts read so far open, and put what is inside on the work."""
    shut = gathered.shut
    if not shut:
        return
    locks = [each.locked.lock for each in shut]
    keys = dict(locksmith.open(locks, candidates(gathered.texts, hints)))
    gathered.shut = [each for each in shut if each.locked.lock not in keys]
    for each in shut:
        if key := keys.get(each.locked.lock):
            contents = _opened(each, key, locksmith.budget)
            gathered.disclosed.setdefault(each.locked.path, key.location)
            gathered.opened.add((each.locked.path, each.locked.lock))
            gathered.add(contents, each.depth)
            _put(work, contents, each.depth)


def _opened(shut: _Shut, key: Candidate, budget: Budget) -> Contents:
    try:
        return shut.locked.open(key.password, budget)
    except (CannotRead, BudgetExceeded) as problem:
        return Contents(unread=(Unread(_location_of(shut.locked), problem.reason),))
    except Exception:
        return Contents(unread=(Unread(_location_of(shut.locked), DAMAGED),))


def _location_of(locked: Locked) -> Location:
    return Location(Place.ATTACHMENT, locked.path)


def _contents(job: _Job, budget: Budget, gathered: _Gathered, watch: Watch) -> Contents:
    """The contents of one part, read as each of the things that it is; names it and lists it on the way."""
    part = job.part
    if part.filename and not job.is_body:
        gathered.texts.append(Text(at(part, "name"), part.filename))
    types, whole = _read_watched(job, budget, watch)
    if not job.is_body and (part.location.place is Place.ATTACHMENT or not types[0].startswith("text/")):
        locks = tuple(dict.fromkeys(each.lock for each in whole.locked))
        attachment = Attachment(outer_path(part), types[0], whole.protection, whole.method, locks)
        gathered.attachments.append(attachment)
    return whole


def _read_watched(job: _Job, budget: Budget, watch: Watch) -> tuple[tuple[str, ...], Contents]:
    """The kinds of a part, and its contents as each of them. Text of the message's own harms nobody."""
    part, path = job.part, outer_path(job.part)
    if path in watch.skipped:
        return (UNKNOWN,), _unread(part, watch.skipped[path])
    try:
        budget.nest(job.depth)
        if part.location.place is Place.ATTACHMENT or not is_text(part.content):
            watch.begins(path)
        types = kinds(part)
    except BudgetExceeded as exceeded:
        return (UNKNOWN,), _unread(part, exceeded.reason)
    return types, merge([_read_as(part, kind, budget) for kind in types])


def _read_as(part: Part, kind: str, budget: Budget) -> Contents:
    reader = reader_of(kind)
    if reader is None:
        return cannot_open(part, kind)
    try:
        return reader(part, budget)
    except (CannotRead, BudgetExceeded) as problem:
        return _unread(part, problem.reason)
    except MemoryError:
        return _unread(part, "It needs more memory to read than a single message may have.")
    except Exception:
        return _unread(part, DAMAGED)


def _unread(part: Part, reason: str) -> Contents:
    return Contents(unread=(Unread(part.location, reason),), protection=Protection.UNKNOWN)

"""An old Office document, whichever: its lock, what lies around it, and its words where they can be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents, Locked, merge, outer_path
from detectors.extract.gathered import DAMAGED, Gathered
from detectors.extract.leftovers import words_in
from detectors.extract.office97.objects import gather_around
from detectors.finding import Protection
from detectors.message import Part
from detectors.protection.office.office97 import Sealing, Streams, judge_streams
from detectors.protection.office.storage import SIGNATURE, DamagedStorage, Storage

_DAMAGED = "It is damaged and does not open."
_MORE = "It holds other data beside what is encrypted."


class Format(Protocol):
    """One of the old formats."""

    @property
    def sealing(self) -> Sealing: ...

    def own(self, storage: Storage) -> tuple[str, ...]:
        """The names of the streams that are the document's own, in lower case."""
        ...

    def streams(self, storage: Storage) -> Iterable[Streams]:
        """The document; more than one where it was saved for two versions of the program at once."""
        ...

    def gather(self, streams: Streams, gathered: Gathered) -> None:
        """Read the document, in clear."""
        ...


def wreck(part: Part, budget: Budget) -> Contents:
    """What is left of a storage that does not open: the words in it, wherever they stand."""
    gathered = Gathered(part, budget)
    with gathered.keeping():
        gathered.text("data", words_in(part.content))
    gathered.fault(_DAMAGED)
    return replace(gathered.contents(), protection=Protection.UNKNOWN)


def read_office97(part: Part, budget: Budget, form: Format) -> Contents:
    """An old Office document, in a storage or, from before there were any, as it is."""
    if not part.content.startswith(SIGNATURE):
        return _document(part, budget, form, Streams(part.content))
    try:
        with Storage(part.content) as storage:
            around = Gathered(part, budget)
            documents = list(form.streams(storage))
            if not documents:
                raise DamagedStorage
            with around.keeping():
                gather_around(storage, form.own(storage), around)
            if storage.is_cut:
                around.fault(DAMAGED)
            behind = part.content[storage.end() :].strip(b"\0")
    except DamagedStorage:
        return wreck(part, budget)
    read = merge([_document(part, budget, form, streams) for streams in documents])
    if behind and read.protection is Protection.ENCRYPTED:
        around.fault(_MORE)
        read = replace(read, protection=Protection.UNKNOWN, method=None)
    beside = replace(around.contents(), protection=read.protection, method=read.method)
    return merge([read, beside])


def _document(part: Part, budget: Budget, form: Format, streams: Streams) -> Contents:
    sealed = judge_streams(streams, form.sealing)
    judgement = sealed.judgement
    unread = judgement.unread(part.location)
    if sealed.clear is not None:
        contents = _in_clear(part, budget, form, sealed.clear)
        return replace(contents, protection=judgement.protection, method=judgement.method)
    lock = sealed.lock
    if lock is None:
        return Contents(unread=unread, protection=judgement.protection, method=judgement.method)

    def opened(password: str, budget: Budget) -> Contents:
        return _in_clear(part, budget, form, form.sealing.unseal(streams, lock, password))

    locked = Locked(outer_path(part), lock, opened, unread=unread)
    return Contents(locked=(locked,), protection=judgement.protection, method=judgement.method)


def _in_clear(part: Part, budget: Budget, form: Format, streams: Streams) -> Contents:
    gathered = Gathered(part, budget)
    with gathered.keeping():
        form.gather(streams, gathered)
    return gathered.contents()

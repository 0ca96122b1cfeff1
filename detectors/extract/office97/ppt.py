"""A PowerPoint presentation of 2003 or earlier: slides, notes, comments, and slides that were deleted."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents
from detectors.extract.gathered import DAMAGED, DAMAGES, Gathered
from detectors.extract.leftovers import words_in
from detectors.extract.office97.objects import gather_pictures
from detectors.extract.office97.office97 import read_office97
from detectors.extract.office97.pptrecords import Container, Event, events, outermost
from detectors.message import Part
from detectors.protection.office.office97 import Streams
from detectors.protection.office.persisted import DIRECTORY, USER_EDIT, persisted
from detectors.protection.office.sealedpowerpoint import PowerPointSealing
from detectors.protection.office.storage import Storage

# [MS-PPT] §2.13.24: types of records.
_TEXT, _NARROW_TEXT, _STRING, _OBJECT, _SLIDE_LIST = 0x0FA0, 0x0FA8, 0x0FBA, 0x1011, 0x0FF0
_GROUP, _SHAPE, _ANCHOR, _OPTIONS = 0xF003, 0xF004, 0xF00F, (0xF00B, 0xF121, 0xF122)  # [MS-ODRAW] §2.2
# In which container words stand says what they are; the innermost of these counts.
_PLACES = {
    0x03EE: "", 0x03F0: "notes", 0x03F8: "master", 0x0FC9: "master",
    0x0FD9: "header", 0x2EE0: "comments", 0x2EE4: "comments", 0x0FD7: "links", 0x03E8: "data",
}  # fmt: skip
_TAG = 0x138A  # §2.3.20, BinaryTag
_LISTS = ("", "master", "notes")  # §2.4.14.3 and others: which slides a list is of, by its instance
# Fonts, styles, sounds, previews, and what later versions keep for themselves (packed XML).
_NO_WORDS = frozenset(
    {0x0FB7, 0x07E7, 0x0FC1, 0x1774, 0x1773, 0x2F14, 0x0FA1, 0x0FA2, 0x0FA3, 0x0FA6, 0x0FAA}
)
_ROUND_TRIP = range(0x0404, 0x042C)
_MOST_ODD = 20  # objects that begin inside others
_LINES = str.maketrans({"\r": "\n", "\x0b": "\n", "\0": None})


def read_ppt(part: Part, budget: Budget) -> Contents:
    """A ppt ([MS-PPT]), hidden slides included. Text on masters is part "master"; what an earlier saving
    left in the file is "deletions"; alternative text and the like is "attributes"."""
    return read_office97(part, budget, _PowerPointFormat())


class _PowerPointFormat:
    sealing = PowerPointSealing()

    def own(self, storage: Storage) -> tuple[str, ...]:
        del storage
        return ("powerpoint document", "current user", "pictures")

    def streams(self, storage: Storage) -> Iterable[Streams]:
        main, user, pictures = (
            storage.read(name) if storage.has(name) else b""
            for name in ("PowerPoint Document", "Current User", "Pictures")
        )
        yield Streams(main, user=user, data=pictures)

    def gather(self, streams: Streams, gathered: Gathered) -> None:
        kept = persisted(streams.main, streams.user)
        if not kept.is_whole:
            gathered.fault(DAMAGED)
        listed = set(kept.objects.values())
        for start, end, is_whole in outermost(streams.main, sorted(listed)):
            if not is_whole:
                gathered.fault(DAMAGED)
            is_deleted = kept.is_whole and start not in listed
            _gather_object(streams.main[start:end], gathered, "deletions" if is_deleted else None)
            listed.discard(start)
        if len(listed) > _MOST_ODD:
            gathered.fault(DAMAGED)
        for start in sorted(listed)[:_MOST_ODD]:
            size = int.from_bytes(streams.main[start + 4 : start + 8], "little")
            _gather_object(streams.main[start : start + 8 + size], gathered, None)
        with gathered.keeping():
            gather_pictures(streams.data, gathered)
        gathered.text("metadata", words_in(streams.user))


def _gather_object(record: bytes, gathered: Gathered, place: str | None) -> None:
    """One object; `place` is where its words go, None where they are what the containers say."""
    gathered.budget.check_time()
    if int.from_bytes(record[2:4], "little") in (USER_EDIT, DIRECTORY):
        return
    walk = _Walk(gathered, place)
    for event in events(record, gathered.budget):
        try:
            walk.take(event)
        except DAMAGES:
            gathered.fault(DAMAGED)
    gathered.text("data" if place is None else place, words_in(bytes(walk.rest)))


@dataclass(slots=True)
class _Shape:
    """A shape in a group: where it stands in it, if it does at all, and its words."""

    top: int | None = None
    left: int = 0
    words: list[str] = field(default_factory=list)


class _Walk:
    """Goes through one object of a presentation; `place` as above."""

    def __init__(self, gathered: Gathered, place: str | None) -> None:
        self._gathered = gathered
        self._place = place
        self._groups: list[list[_Shape]] = []
        self.rest = bytearray()
        self._takers: Mapping[int, Callable[[Event, bytes], None]] = {
            _TEXT: self._wide,
            _STRING: self._wide,
            _NARROW_TEXT: self._narrow,
            _OBJECT: self._object,
            _ANCHOR: self._anchor,
            **dict.fromkeys(_OPTIONS, self._options),
        }

    def take(self, event: Event) -> None:
        if event.kind == _GROUP:
            self._group(ended=event.ended)
        elif event.kind == _SHAPE and self._groups and not event.ended:
            self._groups[-1].append(_Shape())
        if event.body is None:
            return
        if taker := self._takers.get(event.kind):
            taker(event, event.body)
        elif event.kind not in _NO_WORDS and event.kind not in _ROUND_TRIP:
            self.rest += event.body + b"\0"

    def _wide(self, event: Event, body: bytes) -> None:
        self._words(event, body[: len(body) // 2 * 2].decode("utf-16-le", "replace"))

    def _narrow(self, event: Event, body: bytes) -> None:
        """§2.9.44: the lower bytes of UTF-16."""
        self._words(event, body.decode("latin-1"))

    def _words(self, event: Event, text: str) -> None:
        if event.inside and event.inside[-1].kind == _TAG:  # the version that wrote it
            return
        text = text.translate(_LINES)
        place = _place_of(event.inside) if self._place is None else self._place
        self._gathered.text(place, text)
        if self._groups and self._groups[-1]:
            self._groups[-1][-1].words.append(text)

    def _options(self, _event: Event, body: bytes) -> None:
        self._gathered.text("attributes" if self._place is None else self._place, words_in(body))

    def _anchor(self, _event: Event, body: bytes) -> None:
        if self._groups and self._groups[-1] and len(body) >= 8:
            shape = self._groups[-1][-1]
            shape.left = int.from_bytes(body[:4], "little", signed=True)
            shape.top = int.from_bytes(body[4:8], "little", signed=True)

    def _group(self, *, ended: bool) -> None:
        """A table is a group of shapes, one for each cell."""
        if not ended:
            self._groups.append([])
            return
        rows: dict[int, list[_Shape]] = {}
        for shape in self._groups.pop():
            if shape.words and shape.top is not None:
                rows.setdefault(shape.top, []).append(shape)
        if any(len(row) > 1 for row in rows.values()):
            cells = (sorted(rows[top], key=lambda shape: shape.left) for top in sorted(rows))
            table = tuple(tuple(" ".join(shape.words).strip() for shape in row) for row in cells)
            self._gathered.table("" if self._place is None else self._place, table)

    def _object(self, event: Event, body: bytes) -> None:
        """§2.10.34: an embedded file or the macros, deflated behind its size or, of instance 0, as it is."""
        if event.instance:
            size = int.from_bytes(body[:4], "little")
            self._gathered.budget.unpack(len(body), size)
            body = zlib.decompressobj().decompress(body[4:], size) if size else b""
        self._gathered.file(f"object{len(self._gathered.files) + 1}", body)


def _place_of(inside: list[Container]) -> str:
    for container in reversed(inside):
        if container.kind == _SLIDE_LIST:
            return _LISTS[container.instance] if container.instance < len(_LISTS) else "data"
        if container.kind in _PLACES:
            return _PLACES[container.kind]
    return "data"

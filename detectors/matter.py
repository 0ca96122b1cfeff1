"""The matter that detectors look at: what was read, who sends it to whom, and what is known beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from detectors.context import Facts
from detectors.finding import Location
from detectors.message import Message, Reading, Table, Text
from detectors.names.context.language import Reader, reader
from detectors.names.context.people import Adults
from detectors.names.context.weigh import AnyScene
from detectors.names.rows import CELL_END
from detectors.names.sense import NameHit
from detectors.people.correspondents import adults_of
from detectors.sending import NOBODY, Sending


@dataclass(frozen=True, slots=True)
class Sighting:
    """A stretch of text in which pupils are named, and where each name stands in it.

    In a table the stretch is one row, its cells joined by CELL_END, and `heading` is the table's first row.
    `hits` may be none: then no pupil is named there, but it can still be looked through.
    """

    location: Location
    text: str
    hits: tuple[NameHit, ...]
    heading: tuple[str, ...] = ()

    @property
    def is_row(self) -> bool:
        return bool(self.heading)


@dataclass(frozen=True)
class _SceneOfMessage:
    """Who is about in a message: worked out when somebody is named in it, and most mail names nobody."""

    message: Message
    facts: Facts

    @cached_property
    def adults(self) -> Adults:
        return adults_of(self.message, self.facts)

    @cached_property
    def reader(self) -> Reader:
        return reader()


@dataclass(frozen=True)
class Matter:
    """One message under inspection. Every detector is `find(matter)` and yields its findings."""

    reading: Reading
    facts: Facts
    sending: Sending = NOBODY

    @cached_property
    def sightings(self) -> tuple[Sighting, ...]:
        """Every text as it was read, and every row of a table in which a pupil is named.

        Names are looked for once, however many detectors ask.
        """
        return tuple(self._sightings())

    @cached_property
    def _scene(self) -> AnyScene:
        return _SceneOfMessage(self.reading.message, self.facts)

    def _sightings(self) -> Iterator[Sighting]:
        with_rows = {table.location for table in self.reading.tables}
        for text in self.reading.texts:
            yield self._in_text(text, in_rows=text.location not in with_rows)
        for table in self.reading.tables:
            yield from self._in_table(table)

    @cached_property
    def unshown(self) -> tuple[Sighting, ...]:
        """The same of what hardly any program shows; none where there is no name in all of it together.

        A name that stands in the text as it is shown was weighed there, with all that stands round it.
        """
        unshown = self.reading.unshown
        if not any(self.facts.names.find("\n\n".join(text.text for text in unshown), self._scene)):
            return ()
        shown: dict[Location, str] = {}
        for text in self.reading.texts:
            shown[text.location] = f"{shown.get(text.location, '')}\0{text.text}"
        sightings = (self._in_text(text, in_rows=True) for text in unshown)
        return tuple(_without(each, shown.get(each.location, "")) for each in sightings)

    def _in_text(self, text: Text, *, in_rows: bool) -> Sighting:
        names = self.facts.names
        if text.location.part == "name":
            hits = names.find_in_name(text.text, self._scene)
        else:
            hits = names.find(text.text, self._scene, in_rows=in_rows)
        return Sighting(text.location, text.text, tuple(hits))

    def _in_table(self, table: Table) -> Iterator[Sighting]:
        for row, hits in self.facts.names.find_by_row(table.rows, self._scene):
            yield Sighting(table.location, CELL_END.join(row), hits, tuple(table.rows[0]))


def _without(sighting: Sighting, shown: str) -> Sighting:
    return replace(sighting, hits=tuple(hit for hit in sighting.hits if hit.text not in shown))

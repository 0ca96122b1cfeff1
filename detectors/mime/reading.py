"""One reading of a message from its first byte to its last, and the readings that its doubts give rise to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from detectors.mime.entity import describe
from detectors.mime.flaws import OF_STRUCTURE, Flaw
from detectors.mime.guess import guess_parts
from detectors.mime.header import Header, other_headers, read_header
from detectors.mime.leaf import add_leaf, add_stray
from detectors.mime.leaves import BODY, MAX_PARTS, Leaves
from detectors.mime.node import Node, Stray, open_multipart
from detectors.mime.structure import Span, hides_mime, holds_parts

_MAX_DEPTH = 50
_MAX_DOUBTFUL = 64  # headers that are read in other ways


@dataclass(slots=True)
class Reading:
    """Reads into `leaves`, and keeps in mind what was doubtful."""

    leaves: Leaves
    _doubtful: list[Node] = field(default_factory=list)  # whose headers may be read otherwise
    _boundaries: set[bytes] = field(default_factory=set)
    _structure_is_doubtful: bool = False

    def read(self, whole: Node) -> None:
        """Read the message as most programs would, then in the other ways in which its parts may be cut."""
        self._walk([whole])
        self._walk(self._otherwise())
        if self._structure_is_doubtful:
            parts = guess_parts(whole.raw, self._boundaries)
            self._walk([Node(whole.raw, span, other=True, flat=True) for span in parts])
            self._walk(self._otherwise())

    def _otherwise(self) -> list[Node]:
        """The doubtful nodes with each of their other headers."""
        nodes, self._doubtful = self._doubtful, []
        return [other for node in nodes for other in _with_other_headers(node)]

    def _walk(self, nodes: list[Node]) -> None:
        """Read the nodes and all that they hold, in order and without recursion."""
        stack: list[Node | Stray] = list(reversed(nodes))
        for _ in range(MAX_PARTS):
            if not stack:
                return
            item = stack.pop()
            if isinstance(item, Stray):
                self._read_stray(item)
            elif not (item.other and self.leaves.exhausted):
                stack += reversed(self._read(item))
        if stack:
            self.leaves.flaw(BODY, Flaw.TOO_MANY_PARTS)

    def _read(self, node: Node) -> Sequence[Node | Stray]:
        """Add the node to the leaves, or return what it holds."""
        header = node.header or read_header(node.raw, node.span.start, node.span.end)
        entity = describe(header, node.default_type)
        if node.outer and not node.other:
            self.leaves.fields_of_parts.update(dict.fromkeys(header.fields))
        body = Span(header.body_start, node.span.end)
        flaws = [*header.flaws, *entity.flaws]
        if entity.is_multipart or entity.boundaries:
            if node.flat:
                return (Stray(node.raw, body, other=True),)
            if len(node.outer) >= _MAX_DEPTH:
                flaws.append(Flaw.TOO_DEEP)
            elif opened := open_multipart(node, body, entity):
                self._boundaries.update(each.encode("utf-8", "replace") for each in entity.boundaries)
                self._note(node, header, (*flaws, *opened.flaws))
                if not node.other:
                    self.leaves.flaw(BODY, *flaws, *opened.flaws)
                return opened.content
            elif entity.is_multipart:
                flaws.append(Flaw.BOUNDARY_MISSING)
        if node.other and not self.leaves.afford(body.end - body.start):
            return ()
        data = node.raw[body.start : body.end]
        if not entity.declared and holds_parts(data):
            flaws.append(Flaw.HIDDEN_PARTS)
        self._note(node, header, flaws)
        add_leaf(data, entity, flaws, self.leaves, other=node.other)
        return ()

    def _read_stray(self, stray: Stray) -> None:
        text = stray.raw[stray.span.start : stray.span.end]
        if add_stray(text, self.leaves, other=stray.other) and hides_mime(text):
            self._structure_is_doubtful = True
            self.leaves.flaw(BODY, Flaw.HIDDEN_PARTS)

    def _note(self, node: Node, header: Header, flaws: Sequence[Flaw]) -> None:
        """Remember what is to be read in another way; one other header is not read otherwise again."""
        if not flaws:
            return
        self._structure_is_doubtful |= not OF_STRUCTURE.isdisjoint(flaws)
        if not node.settled and (header.flaws or Flaw.HIDDEN_PARTS in flaws):
            if len(self._doubtful) < _MAX_DOUBTFUL:
                self._doubtful.append(replace(node, header=header))
            else:
                self.leaves.exhausted = True


def _with_other_headers(node: Node) -> Iterator[Node]:
    """The node with each other header, unless it says the same of the same body."""
    if not node.header:
        return
    told = {_says(node, node.header)}
    for header in other_headers(node.raw, node.span.start, node.span.end, node.header):
        says = _says(node, header)
        if says not in told:
            told.add(says)
            yield replace(node, header=header, other=True, settled=True)


def _says(node: Node, header: Header) -> tuple[int, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    entity = describe(header, node.default_type)
    return header.body_start, entity.media_type, entity.boundaries, entity.encodings, entity.filenames

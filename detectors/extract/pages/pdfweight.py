"""What a PDF weighs: how much comes out of it when it is unpacked and drawn, asked before anybody does so.

A stream of a few kilobytes may hold a gigabyte of spaces. A form that draws another ten times, which draws
a third ten times, and so on, keeps a reader busy for days: such a page costs nothing to write.
"""

from __future__ import annotations

import contextlib
import re
import zlib
from collections import Counter
from dataclasses import dataclass, field

import pikepdf

from detectors.extract.budget import Budget
from detectors.protection.pdf.pdfstreams import RawStream, raw_streams

_CHUNK = 1 << 20  # bytes
_STEP = 64  # bytes of a damaged stream that are unpacked at once
_MOST_LAYERS = 4  # of compression, one inside the other
_DRAWING = 100  # bytes of content that take as long as beginning to draw a form
_DO = re.compile(rb"(?:/([^\s()<>\[\]{}/%]+)\s+)?\bDo\b")  # ISO 32000-1 §8.8
_BEYOND_MEASURE = 1 << 40  # bytes


def weigh_streams(content: bytes, budget: Budget) -> None:
    """Pay for every compressed stream but pictures, which are not unpacked here. Raises BudgetExceeded."""
    for stream in raw_streams(content):
        if not stream.has(b"/Image"):
            _weigh_stream(stream, budget)


def _weigh_stream(stream: RawStream, budget: Budget) -> None:
    data = stream.data
    for _ in range(min(stream.dictionary.count(b"/Fl"), _MOST_LAYERS) or 1):
        size, beginning = _inflated(data, budget)
        if not size:
            return
        budget.unpack(len(data), size)
        if size > _CHUNK:
            return
        data = beginning


def _inflated(data: bytes, budget: Budget) -> tuple[int, bytes]:
    """How large data becomes, and its first chunk. Stops at the budget. (0, b"") where it is not deflated."""
    inflater = zlib.decompressobj()
    size, beginning = 0, b""
    rest = data.lstrip(b"\r\n")
    try:
        while rest and not inflater.eof:
            piece = inflater.decompress(rest, _CHUNK)
            beginning = beginning or piece
            size += len(piece)
            rest = inflater.unconsumed_tail
            if size > max(budget.unpacked, 0):
                break
    except zlib.error:
        pass  # damaged from here on: what came out counts
    return size, beginning


def weigh_drawing(pdf: pikepdf.Pdf, size: int, budget: Budget) -> None:
    """Pay for what is drawn by forms (§8.10), which may draw each other. `size`: of the file, in bytes."""
    forms = [each for each in pdf.objects if isinstance(each, pikepdf.Stream) and _is_form(each)]
    if not forms:
        return
    weights = _Weights()
    for each in forms:
        weights.add(each)
    for page in pdf.pages:
        budget.check_time()
        drawn = _content(page.obj.get("/Contents"))
        budget.unpack(size, weights.of(drawn, page.resources) - len(drawn))


def _is_form(stream: pikepdf.Object) -> bool:
    return bool(stream.get("/Subtype") == "/Form")


@dataclass(slots=True)
class _Weights:
    """The weight of each form with all that it draws, in bytes of content."""

    known: dict[tuple[int, int], int] = field(default_factory=dict)

    def add(self, form: pikepdf.Object) -> None:
        """Weigh a form after those that it draws, without recursion. A circle is not drawn round again."""
        path: list[tuple[pikepdf.Object, bool]] = [(form, False)]
        while path:
            each, is_ready = path.pop()
            if is_ready:
                self.known[each.objgen] = self.of(_content(each), each.get("/Resources"))
            elif each.objgen not in self.known:
                self.known[each.objgen] = 0
                path.append((each, True))
                path += [(inner, False) for inner in _drawable(each.get("/Resources")).values()]

    def of(self, content: bytes, resources: pikepdf.Object | None) -> int:
        """The weight of content with the forms among its resources that it draws.

        Without resources of its own it draws those of whatever draws it, which nobody does but to do harm.
        """
        weights = {name: self.known.get(form.objgen, 0) for name, form in _drawable(resources).items()}
        heaviest = max(weights.values(), default=0 if resources is not None else _BEYOND_MEASURE)
        times = Counter(found.group(1) for found in _DO.finditer(content))
        named = 0 if resources is not None else heaviest
        return len(content) + sum(
            count * (_DRAWING + (weights.get(_name(name), named) if name else heaviest))
            for name, count in times.items()
        )


def _name(written: bytes) -> str:
    """§7.3.5: any character of a name may be written as # and two digits."""
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found.group(1), 16)]), written)
    return "/" + plain.decode("utf-8", "replace")


def _drawable(resources: pikepdf.Object | None) -> dict[str, pikepdf.Object]:
    """The forms among the external objects, by their names."""
    objects = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    if not isinstance(objects, pikepdf.Dictionary):
        return {}
    found = objects.items()
    return {name: each for name, each in found if isinstance(each, pikepdf.Stream) and _is_form(each)}


def _content(streams: pikepdf.Object | None) -> bytes:
    """Content as it is unpacked."""
    several = list(streams.as_list()) if isinstance(streams, pikepdf.Array) else [streams]
    return b"\n".join(_unpacked(each) for each in several if isinstance(each, pikepdf.Stream))


def _unpacked(stream: pikepdf.Object) -> bytes:
    """One stream; where it is damaged, what comes before the damage: PDFium draws that."""
    try:
        return stream.read_bytes()
    except (pikepdf.PdfError, RuntimeError):
        raw = stream.read_raw_bytes()
    inflater, unpacked = zlib.decompressobj(), bytearray()
    with contextlib.suppress(zlib.error):
        for start in range(0, len(raw), _STEP):
            unpacked += inflater.decompress(raw[start : start + _STEP], _CHUNK)
    return bytes(unpacked)

"""What a PDF holds beside its pages: strings of every kind, and attached files."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.contents import Contents, at, inside
from detectors.extract.pages.pdfstrings import strings
from detectors.message import Part, Text, Unread

_DAMAGED = "It is damaged and could not be read."


def read_extras(part: Part, pdf: pikepdf.Pdf, budget: Budget) -> Contents:
    """Every string and every attached file, as far as the budget goes."""
    unread: list[Unread] = []
    places: dict[str, list[str]] = {}
    files: list[Part] = []
    try:
        for said in strings(pdf, budget):
            budget.write(len(said.text))
            places.setdefault(said.place, []).append(said.text)
            if said.is_damaged:
                unread.append(Unread(at(part, said.place), _DAMAGED))
        files.extend(_files(part, pdf, budget, unread))
    except BudgetExceeded as exceeded:
        unread.append(Unread(part.location, exceeded.reason))
    texts = tuple(Text(at(part, place), "\n".join(said)) for place, said in places.items() if any(said))
    return Contents(texts=texts, files=tuple(files), unread=tuple(unread))


def _files(part: Part, pdf: pikepdf.Pdf, budget: Budget, unread: list[Unread]) -> Iterator[Part]:
    """Attached files (§7.11.4), wherever they hang; also those whose specification is gone."""
    found: set[tuple[int, int]] = set()
    embedded = [*_specified(pdf, budget), *_unspecified(pdf)]
    for name, stream in embedded:
        if stream.objgen in found:
            continue
        found.add(stream.objgen)
        budget.open_files(1)
        try:
            content = stream.read_bytes()
            packed = len(stream.read_raw_bytes())
        except (pikepdf.PdfError, RuntimeError):
            unread.append(Unread(inside(part, name, b"").location, _DAMAGED))
            continue
        budget.unpack(packed, len(content))
        yield inside(part, name, content)


def _specified(pdf: pikepdf.Pdf, budget: Budget) -> Iterator[tuple[str, pikepdf.Object]]:
    for specification in _dictionaries(pdf, budget):
        embedded = specification.get("/EF")
        if isinstance(embedded, pikepdf.Dictionary):
            names = (specification.get(key) for key in ("/UF", "/F"))
            name = next((str(each) for each in names if isinstance(each, pikepdf.String)), "file")
            yield from ((name, each) for each in embedded.values() if isinstance(each, pikepdf.Stream))


def _dictionaries(pdf: pikepdf.Pdf, budget: Budget) -> Iterator[pikepdf.Object]:
    """All of them, also those within others."""
    for each in pdf.objects:
        budget.check_time()
        waiting: list[object] = [each]
        while waiting:
            value = waiting.pop()
            if isinstance(value, pikepdf.Dictionary):
                yield value
            if isinstance(value, (pikepdf.Dictionary, pikepdf.Array)):
                inner = value.as_list() if isinstance(value, pikepdf.Array) else value.values()
                waiting += [
                    item for item in inner if isinstance(item, pikepdf.Object) and not item.is_indirect
                ]


def _unspecified(pdf: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Object]]:
    for each in pdf.objects:
        if isinstance(each, pikepdf.Stream) and each.get("/Type") == "/EmbeddedFile":
            yield "file", each

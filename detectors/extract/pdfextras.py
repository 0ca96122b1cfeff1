"""What a PDF says beside its pages: notes, form fields, bookmarks, properties, attached files."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf

from detectors.extract.budget import Budget
from detectors.extract.contents import CannotRead, Contents, at, inside
from detectors.message import Part, Text

_NOTE_KEYS = ("/Contents", "/RC", "/T", "/Subj", "/TU", "/V", "/DV")
_FIELD_KEYS = ("/T", "/TU", "/V", "/DV", "/RV")
_MOST_OBJECTS = 100_000  # dictionaries looked at in one file


def read_extras(part: Part, budget: Budget) -> Contents:
    """Read all of them with qpdf. Raises CannotRead where the structure is too damaged for it."""
    try:
        with pikepdf.open(io.BytesIO(part.content)) as pdf:
            found = {
                "comments": "\n".join(_notes(pdf)),
                "fields": "\n".join(_fields(pdf)),
                "outline": "\n".join(_bookmarks(pdf)),
                "metadata": "\n".join(_properties(pdf)),
            }
            files = tuple(_files(part, pdf, budget))
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError) as error:
        raise CannotRead("A part of it is damaged and cannot be read.") from error
    budget.write(sum(map(len, found.values())))
    texts = tuple(Text(at(part, place), text) for place, text in found.items() if text)
    return Contents(texts=texts, files=files)


def _strings(dictionary: pikepdf.Object, keys: tuple[str, ...]) -> Iterator[str]:
    for key in keys:
        value = dictionary.get(key)
        values = list(value) if isinstance(value, pikepdf.Array) else [value]
        for each in values:
            if isinstance(each, pikepdf.String):
                yield str(each)
            elif isinstance(each, pikepdf.Stream):  # rich or long text, ISO 32000-1 §12.7.3.4
                yield each.read_bytes().decode("utf-8", "replace")


def _notes(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Annotations (ISO 32000-1 §12.5)."""
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", ()):
            if isinstance(annotation, pikepdf.Dictionary):
                yield from _strings(annotation, _NOTE_KEYS)
                action = annotation.get("/A")
                if isinstance(action, pikepdf.Dictionary):
                    yield from _strings(action, ("/URI",))


def _fields(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Form fields (§12.7), and the data of forms made with LiveCycle (§12.7.8)."""
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return
    for field in _tree(list(form.get("/Fields", ())), ("/Kids",)):
        yield from _strings(field, _FIELD_KEYS)
    yield from _strings(form, ("/XFA",))


def _bookmarks(pdf: pikepdf.Pdf) -> Iterator[str]:
    """The outline (§12.3.3)."""
    outlines = pdf.Root.get("/Outlines")
    for item in _tree([outlines], ("/First", "/Next")):
        yield from _strings(item, ("/Title",))


def _properties(pdf: pikepdf.Pdf) -> Iterator[str]:
    """The document information dictionary (§14.3.3) and the XMP metadata stream (§14.3.2)."""
    info = pdf.trailer.get("/Info")
    if isinstance(info, pikepdf.Dictionary):
        yield from _strings(info, tuple(info.keys()))
    metadata = pdf.Root.get("/Metadata")
    if isinstance(metadata, pikepdf.Stream):
        yield metadata.read_bytes().decode("utf-8", "replace")


def _files(part: Part, pdf: pikepdf.Pdf, budget: Budget) -> Iterator[Part]:
    """Attached files: any file specification that embeds one (§7.11.4), wherever it hangs."""
    for specification in _specifications(pdf):
        embedded = specification.get("/EF")
        if not isinstance(embedded, pikepdf.Dictionary):
            continue
        stream = next((each for each in embedded.values() if isinstance(each, pikepdf.Stream)), None)
        if stream is not None:
            content = stream.read_bytes()
            budget.open_files(1)
            budget.unpack(len(stream.read_raw_bytes()), len(content))
            yield inside(part, next(_strings(specification, ("/UF", "/F")), "file"), content)


def _specifications(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary):
            if "/EF" in each:
                yield each
            elif "/FS" in each and isinstance(each.FS, pikepdf.Dictionary) and not each.FS.is_indirect:
                yield each.FS
            elif "/Names" in each and isinstance(each.Names, pikepdf.Array):
                yield from (
                    name
                    for name in each.Names
                    if isinstance(name, pikepdf.Dictionary) and not name.is_indirect
                )


def _tree(roots: list[pikepdf.Object | None], links: tuple[str, ...]) -> Iterator[pikepdf.Object]:
    """Every dictionary that can be reached by the links, each once: a PDF may go round in circles."""
    stack = list(roots)
    seen: set[tuple[int, int]] = set()
    for _ in range(_MOST_OBJECTS):
        if not stack:
            return
        node = stack.pop()
        if not isinstance(node, pikepdf.Dictionary) or (node.is_indirect and node.objgen in seen):
            continue
        seen.add(node.objgen)
        yield node
        for link in links:
            target = node.get(link)
            stack += list(target) if isinstance(target, pikepdf.Array) else [target]

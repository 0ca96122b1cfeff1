"""Every string in a PDF that somebody may read, wherever it hangs, and what kind of thing it hangs on.

All objects of the file are gone through, also those that nothing refers to any more: a list of the places
where words may stand would never be complete.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

import pikepdf

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.mime.charset import decode

_MOST_VALUES = 1_000_000  # looked at in one file
_TIME_EVERY = 1_000  # values
_LONG_TEXTS = ("/JS", "/RC", "/RV", "/V", "/DV", "/Contents")  # keys whose string may be a stream (§7.9.3)
_CHOICES = ("/V", "/DV", "/AS")  # whose value may be a name: the button that is pressed (§12.7.4.2)
_STATES = ("/N", "/R", "/D")  # appearances, by the names of the choices (§12.5.5)
_NO_WORDS = ("/Font", "/FontDescriptor", "/XRef", "/ObjStm", "/Sig", "/DocTimeStamp")  # types without words
_NO_TEXT = ("/DA", "/DS", "/ID", "/CheckSum")  # keys whose string is none: appearance, style, hashes
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_DATE = re.compile(r"D:\d{4,14}([Z+-]|$)")  # §7.9.4
_SIGNED_BY = ("/Name", "/Location", "/Reason", "/ContactInfo")


@dataclass(frozen=True, slots=True)
class Said:
    """A string, and the place that it has in the file, as `Location.part` writes it.

    is_damaged: there is one, and it cannot be read
    """

    place: str
    text: str
    is_damaged: bool = False


@dataclass(frozen=True, slots=True)
class _Value:
    """Something that is to be looked at, and the place of what holds it."""

    value: pikepdf.Object
    place: str


def strings(pdf: pikepdf.Pdf, budget: Budget) -> Iterator[Said]:
    """All of them, in the order of the objects. Raises BudgetExceeded.

    Values hold each other without circles, as references are not followed: what they lead to is an object
    of the file as well, and has its own turn.
    """
    info, looked_at = pdf.trailer.get("/Info"), 0
    properties = info.objgen if isinstance(info, pikepdf.Dictionary) and info.is_indirect else None
    for each in pdf.objects:
        if not isinstance(each, pikepdf.Object):
            continue
        waiting = [_Value(each, "metadata" if each.objgen == properties else "")]
        while waiting:
            looked_at += 1
            if looked_at % _TIME_EVERY == 0:
                budget.check_time()
            if looked_at > _MOST_VALUES:
                raise BudgetExceeded("It holds too many things for all of them to be read.")
            yield from _look(waiting.pop(), waiting)
    yield from _roots(pdf)


def _look(at: _Value, waiting: list[_Value]) -> Iterator[Said]:
    value = at.value
    if isinstance(value, pikepdf.String):
        yield from _said(at.place or "properties", value)
    elif isinstance(value, pikepdf.Array):
        waiting += [_Value(item, at.place) for item in reversed(value.as_list()) if _is_direct(item)]
    elif isinstance(value, pikepdf.Stream):
        if value.get("/Type") == "/Metadata":
            yield _long_text("metadata", value)
        yield from _dictionary(value, at.place, waiting)
    elif isinstance(value, pikepdf.Dictionary):
        yield from _dictionary(value, at.place, waiting)


def _is_direct(value: object) -> bool:
    return isinstance(value, pikepdf.Object) and not value.is_indirect


def _dictionary(value: pikepdf.Object, inherited: str, waiting: list[_Value]) -> Iterator[Said]:
    kind = value.get("/Type")
    if kind is not None and str(kind) in _NO_WORDS:
        for key in _SIGNED_BY:
            if isinstance(value.get(key), pikepdf.String):
                yield from _said("fields", value[key])
        return
    place = _place(value, inherited)
    label = str(value["/T"]) if place == "fields" and isinstance(value.get("/T"), pikepdf.String) else ""
    for key, item in value.items():
        if isinstance(item, pikepdf.String):
            if key not in _NO_TEXT:
                yield from _said(place or "properties", item, _label(place, key, label))
        elif key in _LONG_TEXTS and isinstance(item, pikepdf.Stream) and key != "/Contents":
            yield _long_text(place or "properties", item)
        elif key in _CHOICES and isinstance(item, pikepdf.Name):
            yield Said(place or "fields", f"{label}: {str(item)[1:]}" if label else str(item)[1:])
        else:
            if key in _STATES and isinstance(item, pikepdf.Dictionary):
                states = (name for name, state in item.items() if isinstance(state, pikepdf.Stream))
                yield from (Said(place or "fields", name[1:]) for name in states)
            if _is_direct(item):
                waiting.append(_Value(item, place))


def _label(place: str, key: str, field: str) -> str:
    """What a value is called: the key of a property, the name of a field whose value it is."""
    if place == "metadata":
        return key[1:]
    return field if key in ("/V", "/DV") else ""


def _said(place: str, value: pikepdf.Object, label: str = "") -> Iterator[Said]:
    text = str(value)
    if text.strip() and not _BINARY.search(text) and not _DATE.match(text):
        yield Said(place, f"{label}: {text}" if label else text)


def _place(value: pikepdf.Object, inherited: str) -> str:
    """What kind of thing a dictionary is, by its keys, as they need not say their type (§12, §14)."""
    if "/Rect" in value and "/Subtype" in value:
        return "fields" if value["/Subtype"] == "/Widget" else "comments"
    if "/FT" in value or ("/T" in value and ("/Kids" in value or "/Parent" in value)):
        return "fields"
    if "/Title" in value and "/Parent" in value:
        return "outline"
    if "/S" in value and "/P" in value:
        return "alternative text"
    return inherited


def _roots(pdf: pikepdf.Pdf) -> Iterator[Said]:
    """What only the catalog tells apart: forms made with LiveCycle (§12.7.8), destinations (§12.3.2.3)."""
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        packets = form["/XFA"]
        streams = packets.as_list() if isinstance(packets, pikepdf.Array) else [packets]
        yield from (_long_text("fields", each) for each in streams if isinstance(each, pikepdf.Stream))
    destinations = pdf.Root.get("/Dests")
    if isinstance(destinations, pikepdf.Dictionary):
        yield from (Said("outline", name[1:]) for name in destinations.keys())  # noqa: SIM118
    info = pdf.trailer.get("/Info")
    if isinstance(info, pikepdf.Dictionary) and not info.is_indirect:
        for key, value in info.items():
            if isinstance(value, pikepdf.String):
                yield from _said("metadata", value, key[1:])


def _long_text(place: str, stream: pikepdf.Object) -> Said:
    """A text in a stream; scripts, rich text and XML are all written as plain text."""
    try:
        return Said(place, unescape(decode(stream.read_bytes(), "utf-8")))
    except (pikepdf.PdfError, RuntimeError):
        return Said(place, "", is_damaged=True)

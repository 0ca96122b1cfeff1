"""OpenDocument files as LibreOffice saves them, and sealed as other versions of it do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from detectors.finding import Protection
from tests.samples import odftexts
from tests.samples.libreoffice import Saving, save_all
from tests.samples.odfseals import (
    blowfish,
    members_of,
    package_of,
    said_to_be,
    whole_package,
    with_changed_manifest,
)
from tests.samples.odftexts import Carrier
from tests.samples.sample import PASSWORD, WORDS, Broken, Protected, Sample

AES, BLOWFISH = "AES-256 (OpenDocument)", "Blowfish (OpenDocument)"
_LETTER = Carrier("letter", "", f"<text:p>{WORDS}</text:p>")
_ROW = Carrier("row", "", odftexts.sheet(odftexts.NAMES))
_SHAPE = Carrier("shape", "", odftexts.BOX)


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a kind is written, the filters by which LibreOffice reads and saves it, and what carries words.

    flat: the end of the name of such a document that is one XML file
    """

    write: Callable[[Carrier], str]
    source: str
    export: str
    carriers: tuple[Carrier, ...]
    flat: str = ""


_TEXT, _SHEETS = "OpenDocument Text Flat XML", "OpenDocument Spreadsheet Flat XML"
_SLIDES, _DRAWING = "OpenDocument Presentation Flat XML", "OpenDocument Drawing Flat XML"
_KINDS: Mapping[str, _Kind] = MappingProxyType(
    {
        "odt": _Kind(odftexts.text, _TEXT, "writer8", odftexts.IN_TEXT, "fodt"),
        "ods": _Kind(odftexts.spreadsheet, _SHEETS, "calc8", odftexts.IN_SHEETS, "fods"),
        "odp": _Kind(odftexts.presentation, _SLIDES, "impress8", odftexts.IN_SLIDES, "fodp"),
        "odg": _Kind(odftexts.drawing, _DRAWING, "draw8", (_SHAPE,), "fodg"),
        "ott": _Kind(odftexts.text, _TEXT, "writer8_template", (_LETTER,)),
        "ots": _Kind(odftexts.spreadsheet, _SHEETS, "calc8_template", (_ROW,)),
    }
)


@cache
def _saved() -> Mapping[str, bytes]:
    """All documents, in one run of LibreOffice."""
    savings = {
        f"{name}{number}": Saving(kind.write(carrier), kind.source, kind.export)
        for name, kind in _KINDS.items()
        for number, carrier in enumerate(kind.carriers)
    }
    for name in ("odt", "ods", "odp"):
        kind = _KINDS[name]
        savings[f"locked-{name}"] = Saving(kind.write(kind.carriers[0]), kind.source, kind.export, PASSWORD)
    return MappingProxyType(save_all(savings))


def letter() -> bytes:
    return _saved()["odt0"]


def workbook() -> bytes:
    return _saved()["ods0"]


def samples() -> Iterator[Sample]:
    for name, kind in _KINDS.items():
        for number, carrier in enumerate(kind.carriers):
            yield _sample(name, carrier.what, _saved()[f"{name}{number}"], carrier.where)
            if kind.flat and carrier.where != "object":  # in one file an object is part of the text
                yield _sample(kind.flat, carrier.what, kind.write(carrier).encode(), carrier.where)
    yield _sample("odp", "master", _with_master(), "master")
    where = "attachment:pupils.odt"
    member = f"Name\n{WORDS}\n".encode()
    yield Sample("odt", "file put in", "pupils.odt", with_member("pupils.csv", member), f"{where}/pupils.csv")
    version = with_member("Versions/Version1", letter())
    yield Sample("odt", "earlier version", "pupils.odt", version, f"{where}/Versions/Version1")


def _sample(kind: str, what: str, content: bytes, place: str) -> Sample:
    name = f"pupils.{kind}"
    return Sample(kind, what, name, content, f"attachment:{name}" + (f"#{place}" if place else ""))


def _with_master() -> bytes:
    """LibreOffice loses what stands on a master when it reads one XML file; in a package it keeps it."""
    members = members_of(_saved()["odp0"])
    end = b"</style:master-page>"
    return package_of(
        members
        | {
            "styles.xml": members["styles.xml"].replace(end, odftexts.BOX.encode() + end),
            "content.xml": members["content.xml"].replace(WORDS.encode(), b"Pupils"),
        }
    )


def with_member(name: str, content: bytes) -> bytes:
    """A letter without the words, and a member put into it."""
    members = members_of(_saved()["ott0"])
    members["content.xml"] = members["content.xml"].replace(WORDS.encode(), b"our pupil")
    return package_of(members | {name: content})


def protected() -> Iterator[Protected]:
    def odt(
        what: str, content: bytes, says: Protection, method: str | None, password: str | None = None
    ) -> Protected:
        return Protected("odt", what, "pupils.odt", content, says, method, password)

    encrypted, none, unknown = Protection.ENCRYPTED, Protection.NONE, Protection.UNKNOWN
    for kind in ("odt", "ods", "odp"):
        content = _saved()[f"locked-{kind}"]
        yield Protected(kind, "LibreOffice 7, AES-256-CBC", f"pupils.{kind}", content, encrypted, AES)
    old = blowfish(letter(), PASSWORD)
    yield odt("OpenOffice, Blowfish", old, encrypted, BLOWFISH, PASSWORD)
    yield odt("LibreOffice 24.8, AES-256-GCM", whole_package(letter(), PASSWORD), encrypted, AES, PASSWORD)
    empty = "Blowfish with an empty password (OpenDocument)"
    yield odt("an empty password", blowfish(letter(), ""), Protection.WEAK, empty)
    yield odt("a manifest that only says so", said_to_be(letter()), none, None)
    beside = package_of(members_of(old) | {"Pictures/a.txt": f"{WORDS}\n".encode()})
    yield odt("a file in clear beside it", beside, none, None)
    yield odt("not protected", letter(), none, None)
    yield odt("an unknown cipher", with_changed_manifest(old, b"Blowfish CFB", b"ROT13"), unknown, None)
    yield odt("a key that takes for ever", blowfish(letter(), PASSWORD, 900_000_000), unknown, BLOWFISH)


def broken() -> Iterator[Broken]:
    def odt(what: str, content: bytes, *, harmless: bool = False) -> Broken:
        return Broken("odt", what, "pupils.odt", content, harmless)

    whole = letter()
    yield odt("cut in the middle", whole[: len(whole) // 2])
    for at in (len(whole) // 3, len(whole) // 2):
        flipped = whole[:at] + bytes((whole[at] ^ 0xFF,)) + whole[at + 1 :]
        yield odt(f"a byte flipped at {at}", flipped, harmless=True)
    sealed = blowfish(whole, PASSWORD)
    yield odt("sealed, with more behind it", sealed + WORDS.encode())
    yield odt("sealed, and cut", sealed[:-200])
    memory = with_changed_manifest(whole_package(whole, PASSWORD), b'memory="65536"', b'memory="999999999"')
    yield odt("a key that takes all memory", memory)
    for what, content in _broken_texts(members_of(whole)["content.xml"]):
        yield odt(what, package_of(members_of(whole) | {"content.xml": content}))
    yield from _broken_sheets()


def _broken_texts(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The main part of a letter, made to be unreadable or to do harm."""
    yield "no main part", b""
    yield "XML cut off", content[:-40]
    entities = b'<!DOCTYPE d [<!ENTITY a "Grace"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    yield "entities", content.replace(b"?>", b"?>" + entities, 1).replace(b"Dear", b"&b;")
    yield "endless nesting", content.replace(b"<text:p ", b"<text:section>" * 300_000 + b"<text:p ", 1)
    yield "a bomb", content.replace(b"Dear", b"\n" * 150_000_000, 1)


def _broken_sheets() -> Iterator[Broken]:
    members = members_of(workbook())
    content, start = members["content.xml"], b"<table:table-row"
    row = b"""<table:table-row table:number-rows-repeated="1000000"><table:table-cell
 office:value-type="string" table:number-columns-repeated="16000"><text:p>x</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="999999999"/>
<table:table-cell><text:p>y</text:p></table:table-cell></table:table-row>"""
    many = package_of(members | {"content.xml": content.replace(start, row * 2_000 + start, 1)})
    yield Broken("ods", "cells repeated without end", "pupils.ods", many)
    one = package_of(members | {"content.xml": content.replace(start, row + start, 1)})
    yield Broken("ods", "a row repeated", "pupils.ods", one, harmless=True)

"""RTF as LibreOffice writes it, and by hand what only Word and Outlook write."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from detectors.finding import Protection
from tests.samples import odftexts
from tests.samples.libreoffice import Saving, save_all
from tests.samples.sample import WORDS, Broken, Protected, Sample

FORENAME, SURNAME = WORDS.split()
NAME = "letter.rtf"
# The carriers of LibreOffice's own format that it keeps in RTF, where they stand there, by their names.
_KEPT: Mapping[str, str] = MappingProxyType(
    {
        "main text": "",
        "table": "",
        "header": "header",
        "footer": "header",
        "footnote": "footnotes",
        "endnote": "footnotes",
        "comment": "comments",
        "author of a comment": "comments",
        "tracked deletion": "deletions",
        "text box": "",
        "hidden text": "",
        "name of a bookmark": "names",
        "title": "metadata",
        "keyword": "metadata",
        "property of one's own": "metadata",
    }
)


@cache
def _saved() -> Mapping[str, bytes]:
    savings = {
        f"text{number}": Saving(odftexts.text(carrier), "OpenDocument Text Flat XML", "Rich Text Format")
        for number, carrier in enumerate(odftexts.IN_TEXT)
        if carrier.what in _KEPT
    }
    return MappingProxyType(save_all(savings))


def samples() -> Iterator[Sample]:
    saved = _saved()
    for number, carrier in enumerate(odftexts.IN_TEXT):
        if carrier.what in _KEPT:
            place = _KEPT[carrier.what]
            yield _sample(carrier.what, saved[f"text{number}"], place)
    for what, body, place in _BY_HAND:
        yield _sample(what, document(body), place)
    yield Sample("rtf", "file put in", NAME, document(embedded("pupils.txt", WORDS.encode())),
                 f"attachment:{NAME}/pupils.txt")  # fmt: skip
    yield _sample("rubbish before it", b"rubbish\r\n" + document(_SPLIT), "")
    yield _sample("braces missing", document(rf"{{\b {FORENAME} Bis{{\i hop").rstrip(b"}"), "")
    yield _sample("font table without end", document(WORDS).replace(b";}}", b";"), "data")
    yield _sample("text behind its end", document("Dear parents,") + _SPLIT.encode(), "")
    yield _sample("deep in groups", document("{" * 100_000 + _SPLIT + "}" * 100_000), "")


def _sample(what: str, content: bytes, place: str) -> Sample:
    return Sample("rtf", what, NAME, content, f"attachment:{NAME}" + (f"#{place}" if place else ""))


def document(body: str) -> bytes:
    fonts = r"{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fnil\fcharset204 Arial Cyr;}}"
    return f"{{\\rtf1\\ansi\\ansicpg1252\\deff0{fonts}\r\n\\pard {body}\\par}}".encode("cp1252")


# Word writes these, LibreOffice does not: the carrier, the RTF, the part reported.
_SPLIT = rf"{{\b {FORENAME}}} Bis{{\i h}}op"
_UNICODE = "".join(rf"\u{ord(each)}?" for each in WORDS)
_BY_HAND = (
    ("runs", _SPLIT, ""),
    ("hexadecimal", "".join(rf"\'{ord(each):02x}" for each in WORDS), ""),
    ("Unicode", _UNICODE, ""),
    ("Unicode with long fallbacks", rf"\uc3 {_UNICODE.replace('?', 'abc')}", ""),
    ("both ways (upr)", rf"x {{\upr{{nobody}}{{\*\ud{{{_UNICODE}}}}}}} y", ""),
    ("lines broken in the middle", "Gra\r\nce Bis\nhop", ""),
    ("field", rf"{{\field{{\*\fldinst AUTHOR}}{{\fldrslt {WORDS}}}}}", ""),
    ("field code", rf'{{\field{{\*\fldinst MERGEFIELD "{WORDS}"}}{{\fldrslt x}}}}', "fields"),
    ("form field", rf"{{\*\formfield{{\fftype0{{\*\ffname Text1}}{{\*\ffdeftext {WORDS}}}}}}}", "form"),
    ("entry for an index", rf"{{\xe {WORDS}}}", "fields"),
    ("document variable", rf"{{\*\docvar {{pupil}}{{{WORDS}}}}}", "metadata"),
    ("company", rf"{{\info{{\author A Teacher}}{{\*\company {WORDS}}}}}", "metadata"),
    ("who changed what", rf"{{\*\revtbl{{Unknown;}}{{{WORDS};}}}}", "attributes"),
    ("text box", rf"{{\shp{{\*\shpinst{{\sp{{\sn a}}{{\sv 1}}}}{{\shptxt {WORDS}\par}}}}}}", ""),
    ("alternative text", rf"{{\shp{{\*\shpinst{{\sp{{\sn wzDescription}}{{\sv {WORDS}}}}}}}}}", "attributes"),
    ("deleted", rf"x{{\deleted\revauthdel1 {WORDS}}}y", "deletions"),
    ("what may be ignored", rf"{{\*\unheardof {WORDS}}}", "data"),
    ("data in hexadecimal", rf"{{\*\datastore {WORDS.encode('utf-16-le').hex()}}}", "data"),
    ("table without end", r"\trowd\intbl Forename\cell Surname\cell\row\trowd\intbl "
     rf"{FORENAME}\cell {SURNAME}\cell", ""),
    ("table inside a table", rf"\trowd\intbl\itap2 {FORENAME}\nestcell {SURNAME}\nestcell"
     r"{\*\nesttableprops\trowd\nestrow}\intbl x\cell\row\pard", ""),
    ("HTML in it", r"\fromhtml1{\*\htmltag64 <p>}\htmlrtf\b nobody \htmlrtf0 " + FORENAME
     + r"{\*\htmltag84 &nbsp;}\htmlrtf \'a0\htmlrtf0 " + SURNAME + r"{\*\htmltag72 </p>}\par", ""),
    ("tag of HTML in it", rf'\fromhtml1{{\*\htmltag64 <p title="{WORDS}">}}x{{\*\htmltag72 </p>}}',
     "attributes"),
    ("number of a list", rf"{{\listtext {WORDS}\tab}}x", ""),
)  # fmt: skip


def embedded(name: str, content: bytes) -> str:
    """A file as Word embeds it: a package of OLE 1 ([MS-OLEDS] §2.2.5, §2.3.6), in lines of hexadecimal."""
    label, path = name.encode() + b"\0", rf"C:\{name}".encode() + b"\0"
    native = b"\x02\0" + label + path + struct.pack("<II", 0x30000, len(path)) + path
    native += struct.pack("<I", len(content)) + content + b"\0\0"
    kind = b"Package\0"
    ole = struct.pack("<III", 0x501, 2, len(kind)) + kind + bytes(8) + struct.pack("<I", len(native)) + native
    lines = "\r\n".join(ole.hex()[at : at + 64] for at in range(0, 2 * len(ole), 64))
    return rf"{{\object\objemb{{\*\objclass Package}}{{\*\objdata {lines}}}{{\result x}}}}"


def protected() -> Iterator[Protected]:
    """RTF cannot be encrypted: what Word calls protection is a word in it, and keeps nobody from reading."""
    locked = document(rf"{{\*\passwordhash 0100000028000000}}\enforceprot1\protlevel3\readprot {WORDS}")
    yield Protected("rtf", "protected against editing", NAME, locked, Protection.NONE, None, None)


def broken() -> Iterator[Broken]:
    whole = document(f"{WORDS}, and {embedded('pupils.txt', WORDS.encode())} and more")
    yield Broken("rtf", "cut in an object", NAME, whole[: whole.index(rb"\objdata") + 90])
    yield Broken("rtf", "cut in the text", NAME, document(f"{WORDS} {'and more ' * 99}")[:400], harmless=True)
    flipped = bytearray(document(f"{WORDS} and more"))
    flipped[20] ^= 0x80
    yield Broken("rtf", "a byte flipped", NAME, bytes(flipped), harmless=True)
    yield Broken("rtf", "200,000 groups", NAME, document("{" * 200_000 + WORDS), harmless=True)
    yield Broken("rtf", "a million braces", NAME, document("}" * 1_000_000 + WORDS), harmless=True)
    yield Broken("rtf", "binary longer than the file", NAME, document(rf"x\bin999999999 {WORDS}"))
    yield Broken("rtf", "notes in notes", NAME, document(r"{\footnote " * 50_000 + WORDS), harmless=True)
    yield Broken("rtf", "fallbacks without end", NAME, document(rf"\uc999999999\u65 {WORDS}"), harmless=True)
    yield Broken("rtf", "digits without end", NAME, document(rf"\fs{'9' * 1_000_000} {WORDS}"), harmless=True)
    yield Broken("rtf", "an object that says it is huge", NAME,
                 document(r"{\object{\*\objdata 01050000020000000800000050616300ffffffff00}}"))  # fmt: skip
    cells = r"\cell" * 300_000 + r"\row"
    yield Broken("rtf", "300,000 cells", NAME, document(f"{cells} {WORDS}"), harmless=True)
    alternatives = r"{\upr" * 20_000 + r"{\ud x}" * 20_000
    yield Broken("rtf", "alternatives in alternatives", NAME, document(alternatives + WORDS), harmless=True)

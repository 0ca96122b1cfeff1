"""An OLE storage that is no document: a file that was pasted into one, or what nobody here knows."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents, at
from detectors.extract.gathered import DAMAGED, Gathered
from detectors.extract.office97.objects import gather_around
from detectors.extract.office97.office97 import wreck
from detectors.extract.office97.oleproperties import properties
from detectors.finding import Protection
from detectors.message import Part, Text
from detectors.mime.charset import decode
from detectors.protection.judgement import Judgement
from detectors.protection.office.storage import DamagedStorage, Storage

_NATIVE = "\x01Ole10Native"
_PASTED = (_NATIVE, "Package", "CONTENTS")  # the embedded file, the last two as it was
_CONTROL = "\x03OCXNAME"  # of a form; what it shows is "contents" too, [MS-OFORMS] §2.1
# Where one of these is, there is nothing in it but words: formulas, controls, macros of a presentation.
_KNOWN = ("Equation Native", _CONTROL, "VBA/dir")
_UNKNOWN = "This kind of file cannot be opened (an OLE storage)."


def read_ole(part: Part, budget: Budget) -> Contents:
    """An OLE storage ([MS-CFB]) without a stream that makes it a document; words in it are part "data"."""
    gathered = Gathered(part, budget)
    try:
        with Storage(part.content) as storage, gathered.keeping():
            pasted = [name for name in _PASTED if storage.has(name) and not storage.has(_CONTROL)]
            gather_around(storage, tuple(map(str.lower, pasted)), gathered)
            for name in pasted:
                content = storage.read(name)
                gathered.file(*(_native(content) if name == _NATIVE else (name, content)))
            if not pasted and not any(map(storage.has, _KNOWN)):
                gathered.fault(_UNKNOWN)
            if storage.is_cut:
                gathered.fault(DAMAGED)
    except DamagedStorage:
        return wreck(part, budget)
    return replace(gathered.contents(), protection=Protection.NONE)


def _native(native: bytes) -> tuple[str, bytes]:
    """[MS-OLEDS] §2.3.6: size and flags, then label, file name and path, then the data with its size."""
    label, _, rest = native[6:].partition(b"\0")
    _, _, rest = rest.partition(b"\0")
    (path_length,) = struct.unpack_from("<I", rest, 4)
    start = 8 + path_length
    (size,) = struct.unpack_from("<I", rest, start)
    return decode(label, "") or "object", rest[start + 4 : start + 4 + size]


def properties_of(part: Part, storage: Storage) -> Iterator[Text]:
    """[MS-OLEPS] §3.1: the document's properties, which encryption may leave in clear."""
    names = ("\x05SummaryInformation", "\x05DocumentSummaryInformation")
    words = [word for name in names if storage.has(name) for word in properties(storage.read(name))]
    if words:
        yield Text(at(part, "metadata"), "\n".join(words))


def judged(part: Part, texts: tuple[Text, ...], judgement: Judgement) -> Contents:
    """A document of which no more can be said than how it is protected."""
    unread = judgement.unread(part.location)
    return Contents(texts=texts, unread=unread, protection=judgement.protection, method=judgement.method)

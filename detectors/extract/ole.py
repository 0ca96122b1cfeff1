"""An OLE storage: an old Office document, a sealed new one, or a file that was pasted into a document."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from detectors.extract.budget import Budget
from detectors.extract.contents import CannotRead, Contents, at, inside
from detectors.finding import Protection
from detectors.message import Part, Text, Unread
from detectors.mime.charset import decode
from detectors.protection.judgement import Judgement
from detectors.protection.office97 import judge_document
from detectors.protection.storage import DamagedStorage, Storage

_DOCUMENTS = ("WordDocument", "Workbook", "Book", "PowerPoint Document")
_PASTED = ("Package", "CONTENTS")  # the embedded file as it was


def read_ole(part: Part, budget: Budget) -> Contents:
    """An OLE storage ([MS-CFB]). The text of old Office documents is not read, only their properties are."""
    del budget
    try:
        with Storage(part.content) as storage:
            texts = tuple(properties_of(part, storage))
            if any(map(storage.has, _DOCUMENTS)):
                return judged(part, texts, judge_document(part.content))
            return _pasted(part, texts, storage)
    except (DamagedStorage, struct.error) as error:
        raise CannotRead("It is damaged and does not open.") from error


def properties_of(part: Part, storage: Storage) -> Iterator[Text]:
    """[MS-OLEPS] §3.1: the document's properties, which encryption may leave in clear."""
    values = storage.properties()
    words = [decode(value, "") if isinstance(value, bytes) else value for value in values]
    if words:
        yield Text(at(part, "metadata"), "\n".join(words))


def judged(part: Part, texts: tuple[Text, ...], judgement: Judgement) -> Contents:
    unread = (Unread(part.location, judgement.reason),) if judgement.reason else ()
    return Contents(texts=texts, unread=unread, protection=judgement.protection, method=judgement.method)


def _pasted(part: Part, texts: tuple[Text, ...], storage: Storage) -> Contents:
    if storage.has("Equation Native"):  # a formula; there are no words in it
        return Contents(texts=texts)
    if storage.has("\x01Ole10Native"):
        native = storage.read("\x01Ole10Native")
        return Contents(texts=texts, files=(_native(part, native),))
    for name in _PASTED:
        if storage.has(name):
            return Contents(texts=texts, files=(inside(part, name, storage.read(name)),))
    reason = "This kind of file cannot be opened (an OLE storage)."
    return Contents(texts=texts, unread=(Unread(part.location, reason),), protection=Protection.NONE)


def _native(part: Part, native: bytes) -> Part:
    """[MS-OLEDS] §2.3.6: size and flags, then label, file name and path, then the data with its size."""
    label, _, rest = native[6:].partition(b"\0")
    _, _, rest = rest.partition(b"\0")
    (path_length,) = struct.unpack_from("<I", rest, 4)
    start = 8 + path_length
    (size,) = struct.unpack_from("<I", rest, start)
    return inside(part, decode(label, "") or "object", rest[start + 4 : start + 4 + size])

"""What lies in an old Office document beside its own streams: objects, macros, properties, and odd ends."""

from __future__ import annotations

from detectors.extract.gathered import DAMAGED, Gathered
from detectors.extract.leftovers import words_in
from detectors.extract.looks import is_decoration
from detectors.extract.office.macros import macro_words
from detectors.extract.office97.officeart import pictures
from detectors.extract.office97.oleproperties import properties
from detectors.extract.office97.storagefile import write_storage
from detectors.extract.office97.storages import Stream, Tree
from detectors.protection.office.storage import Storage

_PROPERTIES = ("\x05summaryinformation", "\x05documentsummaryinformation")
_MACROS = ("dir", "_vba_project")  # [MS-OVBA] §2.2.1; streams of the storage VBA
# Streams that an object always has, with nothing in them but the name of the program: [MS-OLEDS] §2.3.
_NO_WORDS = ("\x01compobj", "\x01ole", "\x03objinfo", "\x03linkinfo", "\x03eprint", "\x02olepres000")


def gather_around(storage: Storage, own: tuple[str, ...], gathered: Gathered) -> None:
    """Everything in a storage that is not one of the document's own streams (their names in lower case)."""
    inner: dict[str, list[str]] = {}
    for name in storage.names:
        folder, _, base = name.rpartition("/")
        if name.lower() in own:
            continue
        if folder:
            inner.setdefault(_object_of(name), []).append(name)
        elif base.lower() in _PROPERTIES:
            gathered.text("metadata", "\n".join(properties(storage.read(name))))
        elif base.lower() not in _NO_WORDS:
            gathered.text("data", words_in(_paid(storage, name, gathered)))
    for folder, names in inner.items():
        with gathered.keeping():
            _gather_inner(storage, folder, names, gathered)


def _object_of(name: str) -> str:
    """The storage that is one object: each of those in ObjectPool ([MS-DOC] §2.1.9), else the outermost."""
    steps = name.split("/")
    return "/".join(steps[: 2 if steps[0].lower() == "objectpool" and len(steps) > 2 else 1])


def _gather_inner(storage: Storage, folder: str, names: list[str], gathered: Gathered) -> None:
    """One inner storage: macros, or an object, which becomes a file of its own; data of other kinds."""
    streams = {name.removeprefix(f"{folder}/"): _paid(storage, name, gathered) for name in names}
    bases = {name.rpartition("/")[2].lower() for name in names}
    if _is_object(folder):
        gathered.file(folder.rpartition("/")[2], _file(streams))
    elif bases.issuperset(_MACROS):
        words, is_whole = macro_words(_file(streams), gathered.budget)
        gathered.text("macros", words)
        if not is_whole:
            gathered.fault(DAMAGED)
    else:
        for content in streams.values():
            gathered.text("data", words_in(content))


def _file(streams: dict[str, bytes]) -> bytes:
    """The streams, named by their paths, as a storage of their own."""
    return write_storage(Tree(tuple(Stream(tuple(name.split("/")), each) for name, each in streams.items())))


def _is_object(folder: str) -> bool:
    """Word keeps objects in ObjectPool, Excel where the name begins with MBD or LNK ([MS-XLS] §2.1.7)."""
    return folder.lower().startswith(("objectpool/", "mbd", "lnk", "pp97_dualstorage"))


def _paid(storage: Storage, name: str, gathered: Gathered) -> bytes:
    size = storage.size(name)
    gathered.budget.unpack(size, size)
    return storage.read(name)


def gather_pictures(data: bytes, gathered: Gathered) -> list[tuple[int, int]]:
    """The pictures in a stream become files; where they stand in it, start and end."""
    places = []
    for picture in pictures(data, gathered.budget):
        places.append((picture.start, picture.end))
        name = f"picture{len(places)}.{picture.extension}"
        if picture.content and not is_decoration(name, picture.content):
            gathered.file(name, picture.content)
    return places

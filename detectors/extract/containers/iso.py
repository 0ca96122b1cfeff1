"""An image of an optical disc: each file in it is read once, under all the names that it has."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.containers.gaps import HIDDEN, has_gaps
from detectors.extract.containers.isotrees import BOOT_IMAGE, Found, Image, Span
from detectors.extract.contents import Contents, at, inside, merge
from detectors.finding import Protection
from detectors.message import Part, Text, Unread

_DAMAGED = "It is damaged, and not all of it could be read."
_CUT_OFF = "It is damaged: it ends too early."


def read_iso(part: Part, budget: Budget) -> Contents:
    """ISO 9660, Rock Ridge, Joliet and UDF together: what only one of them shows is read as well.

    What stands outside of all files and trees is said to be unread, unless it is empty: other systems have
    trees of their own (HFS), and a computer starts from the beginning of an image.
    """
    image = Image(part.content, budget)
    files = _union(image, budget)
    pieces = [_read_file(part, file, budget) for file in files]
    claimed = [*image.structure(), *(span for file in files for span in file.spans)]
    faults = [_DAMAGED] * (not image.is_sound) + [_CUT_OFF] * image.is_cut_off
    faults += [HIDDEN] * has_gaps(part.content, claimed)
    titles = "\n".join(dict.fromkeys(filter(None, image.titles())))
    own = Contents(
        texts=(Text(at(part, "volume names"), titles),) if titles else (),
        unread=tuple(Unread(part.location, fault) for fault in faults),
        protection=Protection.NONE if pieces or image.is_sound else Protection.UNKNOWN,
    )
    return merge([own, *pieces])


@dataclass(slots=True)
class _File:
    """A file and what all trees say of it. `spans` of an empty one, a folder or a link are empty."""

    spans: tuple[Span, ...]
    names: list[str] = field(default_factory=list)
    links: dict[str, None] = field(default_factory=dict)


def _union(image: Image, budget: Budget) -> list[_File]:
    """Every file once. The names are in the order in which programs prefer the trees."""
    files: dict[tuple[Span, ...] | str, _File] = {}
    for found in sorted(image.files(), key=_rank):
        key = found.spans or found.path
        if key not in files:
            budget.open_files(1)
            files[key] = _File(found.spans)
        files[key].names.append(found.path)
        files[key].links |= dict.fromkeys(filter(None, [found.link]))
    return list(files.values())


def _rank(found: Found) -> int:
    return found.rank


def _read_file(part: Part, file: _File, budget: Budget) -> Contents:
    name, *others = dict.fromkeys(file.names)
    empty = inside(part, name, b"")
    texts = [Text(at(empty, "name"), other) for other in others if other != BOOT_IMAGE]
    texts += [Text(at(empty, "link target"), link) for link in file.links]
    nameless = (*texts, Text(at(empty, "name"), name))
    if not file.spans:
        return Contents(texts=nameless)
    size = sum(end - start for start, end in file.spans)
    there = sum(max(min(end, len(part.content)) - start, 0) for start, end in file.spans)
    try:
        budget.unpack(there, there)
    except BudgetExceeded as exceeded:
        return Contents(texts=nameless, unread=(Unread(empty.location, exceeded.reason),))
    content = b"".join([part.content[start:end] for start, end in file.spans])
    unread = (Unread(empty.location, _CUT_OFF),) if there < size else ()
    return Contents(texts=tuple(texts), files=(replace(empty, content=content),), unread=unread)

"""Attachments are locked: Office documents and PDFs by themselves, all others in one archive.

The covering text and whatever else is in the message stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from detectors.extract import mediatypes
from detectors.extract.filetype import kinds
from detectors.mime.names import Names, extension
from gateway.policy.rewriting import Rewrite
from gateway.rewriting.change import CannotRewriteError, Change, Step
from gateway.rewriting.locking.archive import Entry, lock_together
from gateway.rewriting.locking.office import lock_office
from gateway.rewriting.locking.pdf import lock_pdf
from gateway.rewriting.locking.sealed import soundly_locked
from gateway.rewriting.mime.attached import PartAnew, left_out, with_content, with_file, write
from gateway.rewriting.mime.files import AttachedFile, WithFiles, find_files

ARCHIVE_NAME = "attachments.zip"
MOST_BYTES = 60_000_000  # of all files together: more do not fit into a worker's memory
MOST_BY_THEMSELVES = 20  # files: a document takes a quarter of a second here, and a password there
_UNSUITABLE = "Its passphrase has letters that not every program reads alike, so nothing was locked with it."
_MOVED = "What was attached here is in {archive} now.\n"
_TOO_LARGE = "The attachments are too large to be locked here."

_BY_ITSELF: Mapping[str, Callable[[bytes, str], bytes | None]] = MappingProxyType(
    {
        mediatypes.DOCX: lock_office,
        mediatypes.XLSX: lock_office,
        mediatypes.PPTX: lock_office,
        mediatypes.PDF: lock_pdf,
    }
)


def lock_attachments(raw: bytes, passphrase: str, telling: Collection[str] = ()) -> Step:
    """The message with every file under the passphrase that has no sound lock yet.

    telling: paths of attachments whose very names may not be seen; they go into the archive, name and all
    One change names the files that were locked by themselves, another those that are in the archive now,
    whose name is its detail. Raises CannotRewriteError.
    """
    if not passphrase or not passphrase.isascii() or not passphrase.isprintable():
        raise CannotRewriteError(_UNSUITABLE)
    found = find_files(raw)
    sealed = soundly_locked(found.message, [file.part for file in found.files])
    files = [file for file in found.files if file.location.path not in sealed]
    if sum(len(file.content) for file in files) > MOST_BYTES:
        raise CannotRewriteError(_TOO_LARGE)
    locked = dict(_locked_by_themselves(files, passphrase, telling))
    parts = [with_content(found.opened, file.leaf, content) for file, content in locked.items()]
    changes = [_change(tuple(locked))] if locked else []
    if packed := [file for file in files if file not in locked]:
        name = _free_name(found, packed)
        parts += _in_archive(found, packed, name, passphrase)
        changes.append(_change(packed, name))
    return Step(write(found.opened, parts), tuple(changes)) if parts else Step(raw)


def _change(files: Sequence[AttachedFile], archive: str = "") -> Change:
    return Change(Rewrite.LOCK_ATTACHMENTS, tuple(file.location for file in files), len(files), archive)


def _locked_by_themselves(
    files: Sequence[AttachedFile], passphrase: str, telling: Collection[str]
) -> Iterator[tuple[AttachedFile, bytes]]:
    """Those files that their own format can lock. One that is two kinds at once is locked as neither."""
    if len(files) > MOST_BY_THEMSELVES:
        return
    for file in files:
        kind, *others = kinds(file.part)
        lock = _BY_ITSELF.get(kind)
        if lock is None or others or file.location.path in telling:
            continue
        locked = lock(file.content, passphrase)
        if locked is not None:
            yield file, locked


def _in_archive(
    found: WithFiles, files: Sequence[AttachedFile], name: str, passphrase: str
) -> Iterator[PartAnew]:
    """One archive in the place of the first file, if possible where mail programs list attachments."""
    archive = lock_together([Entry(_name_of(file), file.content) for file in files], passphrase)
    mixed = (file for file in files if file.leaf.multiparts[-1:] == ("multipart/mixed",))
    place = next(mixed, files[0])
    yield with_file(found.opened, place.leaf, archive, mediatypes.ZIP, name)
    moved = [file.leaf for file in files if file is not place]
    yield from left_out(found.opened, moved, _MOVED.format(archive=name))


def _name_of(file: AttachedFile) -> str:
    """An attached message is often called after its subject; what opens it goes by the ending."""
    name = file.location.path
    is_message = file.leaf.entity.media_type in ("message/rfc822", "message/global")
    return f"{name}.eml" if is_message and extension(name) != "eml" else name


def _free_name(found: WithFiles, gone: Sequence[AttachedFile]) -> str:
    """A name for the archive that no attachment has which stays."""
    names, leave = Names(), {file.location for file in gone}
    for leaf in found.opened.attachments:
        if leaf.location not in leave:
            # Two files of one name have two paths.
            for name in filter(None, dict.fromkeys((leaf.location.path, leaf.entity.filename))):
                names.give(name, "")
    return names.give(ARCHIVE_NAME, "")

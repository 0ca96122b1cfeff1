"""Attachments are taken off: in the place of each stands a line that says so, and whom to ask."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from gateway.policy.rewriting import Rewrite
from gateway.rewriting.change import Change, Step
from gateway.rewriting.mime.attached import PartAnew, left_out, with_text, write
from gateway.rewriting.mime.files import AttachedFile, WithFiles, find_files

_NOTE = "{file} was taken off this message by the school's mail policy.\nPlease ask the sender for it.\n"


def take_off_attachments(raw: bytes, telling: Collection[str] = ()) -> Step:
    """The message without its files; pictures that are shown in its text stay.

    telling: paths of attachments whose very names may not be seen; they are not named in the message
    The change's locations are the attachments. Raises CannotRewriteError.
    """
    found = find_files(raw)
    if not found.files:
        return Step(raw)
    content = write(found.opened, list(_without(found, telling)))
    locations = tuple(file.location for file in found.files)
    return Step(content, (Change(Rewrite.TAKE_OFF_ATTACHMENTS, locations, len(locations)),))


def _without(found: WithFiles, telling: Collection[str]) -> Iterator[PartAnew]:
    """Among alternatives of the text a note would be shown instead of it (RFC 2046 §5.1.4): there is none."""
    alternatives = [file.leaf for file in found.files if _is_alternative(file)]
    yield from left_out(found.opened, alternatives, _NOTE.format(file="A file"))
    for file in found.files:
        if not _is_alternative(file):
            yield with_text(found.opened, file.leaf, _NOTE.format(file=_called(file, telling)))


def _called(file: AttachedFile, telling: Collection[str]) -> str:
    path = file.location.path
    return "A file" if path in telling or not file.part.filename else f'The file "{path}"'


def _is_alternative(file: AttachedFile) -> bool:
    return file.leaf.multiparts[-1:] == ("multipart/alternative",)

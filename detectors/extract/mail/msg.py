"""An Outlook message as a file: an OLE storage with a stream for each property ([MS-OXMSG])."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from detectors.extract.budget import Budget
from detectors.extract.contents import CannotRead, Contents
from detectors.extract.mail.mapi import BINARY, INTEGER, OBJECT, SEVERAL, Id, Properties, Property
from detectors.extract.mail.outlook import Attached, Item, attached_as, contents_of
from detectors.extract.office97.storagefile import write_storage
from detectors.extract.office97.storages import Tree, read_tree
from detectors.message import Part
from detectors.protection.office.storage import DamagedStorage

_STREAM = re.compile(r"__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})(?:-[0-9A-F]{8})?", re.IGNORECASE)
_OBJECT = f"__SUBSTG1.0_{Id.ATTACHMENT:04X}{OBJECT:04X}"
_FIXED = "__properties_version1.0"
_NAMES_OF_NAMED = "__substg1.0_00040102"  # §2.2.3.1.3
_ENTRY = struct.Struct("<HHI8s")  # §2.4.2: type, number, flags, value


def read_msg(part: Part, budget: Budget) -> Contents:
    """A message, contact, appointment or task, with what is attached to it."""
    try:
        tree = read_tree(part.content, budget)
    except DamagedStorage as error:
        raise CannotRead("It is damaged and does not open.") from error
    folders = tree.inner()
    properties = _properties(tree, 0)
    code_page = properties.number(Id.CODE_PAGE) or properties.number(Id.BODY_CODE_PAGE)
    recipients = [_properties(each, code_page) for each in _called("__recip", folders)]
    readings = [_attached(each, code_page, budget) for each in _called("__attach", folders)]
    names = folders.get("__nameid_version1.0", Tree(())).own().get(_NAMES_OF_NAMED, b"")
    item = Item(
        properties=Properties(properties.values, code_page),
        recipients=tuple(recipients),
        attached=tuple(each for several in readings for each in several),
        words=tuple(_names_of_named(names)),
        whole=tree.whole,
    )
    return contents_of(part, item, budget)


def _called(beginning: str, folders: dict[str, Tree]) -> Iterator[Tree]:
    return (folder for name, folder in folders.items() if name.lower().startswith(beginning))


def _properties(folder: Tree, code_page: int) -> Properties:
    found: list[Property] = []
    for stream in folder.streams:
        if len(stream.path) > 1:
            continue
        if stream.path[0].lower() == _FIXED:
            found += _fixed(stream.content)
        elif name := _STREAM.fullmatch(stream.path[0]):
            number, kind = int(name[1], 16), int(name[2], 16)
            found.append(Property(number, kind & ~SEVERAL, stream.content))
    return Properties(tuple(found), code_page)


def _fixed(content: bytes) -> Iterator[Property]:
    """§2.4: the values that have no stream of their own. A header of 32, 24 or 8 bytes comes first.

    One of 24 is taken for one of 8 and an entry: the property 0000 that comes of it is none.
    """
    start = 8 if len(content) % 16 else 32
    end = len(content) - (len(content) - start) % 16
    for kind, number, _, value in _ENTRY.iter_unpack(content[start:end]):
        if kind == INTEGER:
            yield Property(number, kind, value)


def _attached(folder: Tree, code_page: int, budget: Budget) -> list[Attached]:
    """A file's bytes; a message or an OLE object as a storage of its own (§2.2.2)."""
    properties = _properties(folder, code_page)
    contents = [each.value for each in properties.all(Id.ATTACHMENT) if each.type == BINARY]
    for name, inner in folder.inner().items():
        if name.upper() == _OBJECT:
            size = sum(len(each.content) for each in inner.streams)
            budget.unpack(size, size)
            contents.append(write_storage(inner))
    return attached_as(properties, contents)


def _names_of_named(content: bytes) -> Iterator[str]:
    """What people have called properties of their own: a length and UTF-16, filled up to four bytes."""
    position = 0
    while position + 4 <= len(content):
        (length,) = struct.unpack_from("<I", content, position)
        yield content[position + 4 : position + 4 + length & ~1].decode("utf-16-le", "replace")
        position += 4 + length + -length % 4

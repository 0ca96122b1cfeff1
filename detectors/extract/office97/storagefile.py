"""A storage inside a storage, written out as a file of its own ([MS-CFB], version 3)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from detectors.extract.office97.storages import Stream, Tree
from detectors.protection.office.storage import SIGNATURE

_SECTOR, _MINI_SECTOR = 512, 64
_SMALL = 4_096  # bytes; shorter streams lie in the mini stream (§2.2)
_NUMBERS = _SECTOR // 4  # in a sector of a table
_IN_HEADER = 109  # sectors of the allocation table that the header can name
_FREE, _END, _OF_TABLE, _OF_TABLE_LIST = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
_STORAGE, _STREAM, _ROOT = 1, 2, 5


@dataclass(slots=True)
class _Node:
    """A directory entry as it is being made: where its content begins, and its neighbours by number."""

    name: str
    kind: int
    content: bytes = b""
    kids: dict[str, int] = field(default_factory=dict)
    left: int = _FREE
    right: int = _FREE
    child: int = _FREE
    start: int = _END


def write_storage(tree: Tree) -> bytes:
    """The tree as a file. Class identifiers and times are not kept."""
    nodes = _nodes(tree.streams)
    for node in nodes:
        node.child = _balance(nodes, list(node.kids.values()))
    mini_table = _place_small(nodes)
    nodes[0].start = _END
    chains = [_padded(nodes[0].content, _SECTOR), _padded(mini_table, _SECTOR, b"\xff")]
    chains += [_padded(each.content, _SECTOR) for each in nodes[1:] if len(each.content) >= _SMALL]
    directory_size = -(-len(nodes) * 128 // _SECTOR)
    starts, table = _allocate([directory_size, *(len(each) // _SECTOR for each in chains)])
    nodes[0].start = starts[1]
    large = (each for each in nodes[1:] if len(each.content) >= _SMALL)
    for node, start in zip(large, starts[3:], strict=True):
        node.start = start
    directory = _padded(b"".join(map(_entry, nodes)), _SECTOR)
    header = _header(table, starts, len(chains[1]) // _SECTOR)
    return b"".join((header, directory, *chains, table.tables))


def _nodes(streams: Sequence[Stream]) -> list[_Node]:
    """The root, and behind it an entry for everything on the way to each stream."""
    nodes = [_Node("Root Entry", _ROOT)]
    for stream in streams:
        at = 0
        for name in stream.path[:-1]:
            if name not in nodes[at].kids:
                nodes[at].kids[name] = len(nodes)
                nodes.append(_Node(name, _STORAGE))
            at = nodes[at].kids[name]
        nodes[at].kids[f"{stream.path[-1]}\0{len(nodes)}"] = len(nodes)  # names may come twice
        nodes.append(_Node(stream.path[-1], _STREAM, stream.content))
    return nodes


def _balance(nodes: list[_Node], kids: list[int]) -> int:
    """Make a search tree of siblings (§2.6.4), in the order of the standard; its top."""
    kids.sort(key=lambda number: (len(nodes[number].name), nodes[number].name.upper()))
    spans = [(0, len(kids), -1, "")]
    for low, high, above, side in spans:  # grows while it is walked
        if low == high:
            continue
        middle = (low + high) // 2
        if above >= 0:
            setattr(nodes[above], side, kids[middle])
        spans += [(low, middle, kids[middle], "left"), (middle + 1, high, kids[middle], "right")]
    return kids[len(kids) // 2] if kids else _FREE


def _place_small(nodes: list[_Node]) -> bytes:
    """Put small streams into the root's own, the mini stream; its allocation table."""
    mini: list[bytes] = []
    table: list[int] = []
    for node in nodes[1:]:
        if 0 < len(node.content) < _SMALL:
            node.start = len(table)
            count = -(-len(node.content) // _MINI_SECTOR)
            mini.append(_padded(node.content, _MINI_SECTOR))
            table += [*range(node.start + 1, node.start + count), _END]
    nodes[0].content = b"".join(mini)
    return struct.pack(f"<{len(table)}I", *table)


@dataclass(frozen=True, slots=True)
class _Table:
    """The allocation table as sectors, at the end of the file, and the numbers of these sectors."""

    tables: bytes
    numbers: tuple[int, ...]
    lists: tuple[int, ...]


def _allocate(sizes: list[int]) -> tuple[list[int], _Table]:
    """Give each chain of so many sectors its place, one after the other; empty ones have none."""
    starts: list[int] = []
    entries: list[int] = []
    for size in sizes:
        starts.append(len(entries) if size else _END)
        entries += [*range(len(entries) + 1, len(entries) + size), _END] if size else []
    used, count, lists = len(entries), 0, 0
    while used + count + lists > count * _NUMBERS:
        count += 1
        lists = -(-max(count - _IN_HEADER, 0) // (_NUMBERS - 1))
    numbers = tuple(range(used, used + count))
    list_numbers = tuple(range(used + count, used + count + lists))
    entries += [_OF_TABLE] * count + [_OF_TABLE_LIST] * lists
    entries += [_FREE] * (count * _NUMBERS - len(entries))
    tables = struct.pack(f"<{len(entries)}I", *entries) + _table_lists(numbers[_IN_HEADER:], list_numbers)
    return starts, _Table(tables, numbers, list_numbers)


def _table_lists(numbers: tuple[int, ...], lists: tuple[int, ...]) -> bytes:
    """§2.5: sectors of the table that the header has no room for, and at the end of each the next list."""
    held = _NUMBERS - 1
    sectors = []
    for index in range(len(lists)):
        named = numbers[index * held : (index + 1) * held]
        following = lists[index + 1] if index + 1 < len(lists) else _END
        values = (*named, *(_FREE,) * (held - len(named)), following)
        sectors.append(struct.pack(f"<{_NUMBERS}I", *values))
    return b"".join(sectors)


def _header(table: _Table, starts: list[int], mini_sectors: int) -> bytes:
    """§2.2. `starts` are those of the directory, the mini stream and the mini stream's table."""
    head = SIGNATURE + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    first_list = table.lists[0] if table.lists else _END
    head += struct.pack(
        "<9I",
        0,
        len(table.numbers),
        starts[0],
        0,
        _SMALL,
        starts[2],
        mini_sectors,
        first_list,
        len(table.lists),
    )
    named = table.numbers[:_IN_HEADER]
    return head + struct.pack(f"<{_IN_HEADER}I", *named, *(_FREE,) * (_IN_HEADER - len(named)))


def _entry(node: _Node) -> bytes:
    """§2.6.1, all of them black."""
    name = node.name.encode("utf-16-le", "replace")[:62] + b"\0\0"
    head = name.ljust(64, b"\0") + struct.pack(
        "<HBB3I", len(name), node.kind, 1, node.left, node.right, node.child
    )
    size = len(node.content)
    return head + bytes(36) + struct.pack("<IQ", node.start, size)


def _padded(content: bytes, size: int, filling: bytes = b"\0") -> bytes:
    return content + filling * (-len(content) % size)

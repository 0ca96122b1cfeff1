"""winmail.dat by hand ([MS-OXTNEF]): only Outlook and Exchange write it. The tests have `tnef` check it."""

from __future__ import annotations

import struct

SIGNATURE = struct.pack("<IH", 0x223E9F78, 1)
NARROW, WIDE, BINARY, OBJECT, LONG = 0x1E, 0x1F, 0x0102, 0x0D, 0x03
_MESSAGE_KIND = bytes.fromhex("0703020000000000c000000000000046")  # IID_IMessage, §2.1.3.3.15
_STORAGE_KIND = bytes.fromhex("0b00000000000000c000000000000046")  # IID_IStorage


def attribute(level: int, number: int, kind: int, content: bytes) -> bytes:
    """§2.1.3.1: its length before it, the sum of its bytes behind it."""
    head = struct.pack("<BHHI", level, number, kind, len(content))
    return head + content + struct.pack("<H", sum(content) & 0xFFFF)


def value(number: int, kind: int, content: bytes | str | int) -> bytes:
    """One property (§2.1.3.4)."""
    head = struct.pack("<HH", kind, number)
    if isinstance(content, int):
        return head + struct.pack("<i", content)
    if isinstance(content, str):
        content = content.encode("utf-16-le") + b"\0\0" if kind == WIDE else content.encode("cp1252") + b"\0"
    return head + struct.pack("<II", 1, len(content)) + content + bytes(-len(content) % 4)


def named(name: str, content: str) -> bytes:
    """A text property that people have given a name."""
    words = name.encode("utf-16-le") + b"\0\0"
    head = struct.pack("<HH", WIDE, 0x8001) + bytes(16) + struct.pack("<II", 1, len(words))
    text = content.encode("utf-16-le") + b"\0\0"
    filled = words + bytes(-len(words) % 4)
    return head + filled + struct.pack("<II", 1, len(text)) + text + bytes(-len(text) % 4)


def properties(*values: bytes) -> bytes:
    return struct.pack("<I", len(values)) + b"".join(values)


def winmail(*own: bytes, subject: str = "", body: str = "", attachments: tuple[bytes, ...] = ()) -> bytes:
    """A message with these properties, and with attachments as `attachment` and `embedded` make them."""
    pieces = [
        attribute(1, 0x9006, 8, struct.pack("<I", 0x10000)),
        attribute(1, 0x9007, 6, struct.pack("<II", 1252, 0)),
        attribute(1, 0x8008, 7, b"IPM.Microsoft Mail.Note\0"),
    ]
    if subject:
        pieces.append(attribute(1, 0x8004, 1, subject.encode("cp1252") + b"\0"))
    if body:
        pieces.append(attribute(1, 0x800C, 2, body.encode("cp1252")))
    if own:
        pieces.append(attribute(1, 0x9003, 6, properties(*own)))
    return SIGNATURE + b"".join((*pieces, *attachments))


def recipients(*rows: bytes) -> bytes:
    return attribute(1, 0x9004, 6, struct.pack("<I", len(rows)) + b"".join(rows))


def attachment(name: str, content: bytes, long_name: str = "") -> bytes:
    pieces = [
        attribute(2, 0x9002, 6, struct.pack("<HIIIH", 1, 0xFFFFFFFF, 0x200020, 0, 0)[:14]),
        attribute(2, 0x8010, 1, name.encode("cp1252") + b"\0"),
        attribute(2, 0x800F, 6, content),
    ]
    if long_name:
        pieces.append(attribute(2, 0x9005, 6, properties(value(0x3707, WIDE, long_name))))
    return b"".join(pieces)


def embedded(name: str, message: bytes) -> bytes:
    """A message, or where it is none of these an OLE object, as an attachment."""
    kind, method = (_MESSAGE_KIND, 5) if message.startswith(SIGNATURE[:4]) else (_STORAGE_KIND, 6)
    held = properties(
        value(0x3001, NARROW, name), value(0x3705, LONG, method), value(0x3701, OBJECT, kind + message)
    )
    return attribute(2, 0x9002, 6, bytes(14)) + attribute(2, 0x9005, 6, held)

"""Pictures and objects in RTF documents, as the files that they were."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from detectors.extract.rtf.rtfgroups import Blob
from detectors.extract.rtf.rtfplaces import PICTURE
from detectors.mime.charset import decode
from detectors.protection.office.storage import SIGNATURE

_LINKED, _EMBEDDED = 1, 2  # [MS-OLEDS] §2.2.4, FormatID
_LONGEST_NAME = 4_096  # bytes
_EXTENSIONS: Mapping[str, str] = MappingProxyType(
    {"pngblip": "png", "jpegblip": "jpg", "emfblip": "emf", "wmetafile": "wmf", "dibitmap": "bmp"}
)
_BITMAP_HEADER = 14  # bytes, [MS-WMF] §2.2.2.9 and what stands before it in a file
_PACKAGE = "Package"  # the class of any file that was dropped into a document


@dataclass(frozen=True, slots=True)
class NestedFile:
    """A file inside the document; or an empty one, and the path in `link` where it lies outside."""

    name: str
    content: bytes
    link: str = ""


def has_reader(picture: str) -> bool:
    """Whether a kind of picture (RTF's word for it) is one that can be read; a Macintosh's own is not."""
    return picture in _EXTENSIONS


def file_of(blob: Blob, number: int) -> NestedFile:
    """The file that the `number`th piece of binary data is. Raises struct.error where it is cut off."""
    if blob.use == PICTURE:
        extension = _EXTENSIONS[blob.picture]
        content = _with_header(blob.content) if extension == "bmp" else blob.content
        return NestedFile(f"picture{number}.{extension}", content)
    return _object(blob.content)


def _with_header(bitmap: bytes) -> bytes:
    """A bitmap that lacks the header it has in a file: where the points begin, behind its colours."""
    if bitmap.startswith(b"BM") or len(bitmap) < 40:
        return bitmap
    (header,), (bits,), (colours,) = (
        struct.unpack_from(form, bitmap, at) for form, at in (("<I", 0), ("<H", 14), ("<I", 32))
    )
    palette = (colours or (1 << bits if bits <= 8 else 0)) * 4
    start = _BITMAP_HEADER + header + palette
    return struct.pack("<2sIII", b"BM", _BITMAP_HEADER + len(bitmap), 0, start & 0xFFFFFFFF) + bitmap


def _object(data: bytes) -> NestedFile:
    """[MS-OLEDS] §2.2.4 and §2.2.5: version, format, three names, then the data with its size.

    Where there is an OLE storage but not where it should be, it is taken all the same: programs that repair
    what they read would find it.
    """
    (kind,) = struct.unpack_from("<I", data, 4)
    if kind not in (_LINKED, _EMBEDDED):
        return _storage_in(data)
    position, names = 8, []
    for _ in range(3):
        (length,) = struct.unpack_from("<I", data, position)
        if length > _LONGEST_NAME:
            return _storage_in(data)
        names.append(decode(data[position + 4 : position + 4 + length].rstrip(b"\0"), ""))
        position += 4 + length
    if kind == _LINKED:
        return NestedFile(names[0] or "object", b"", link=" ".join(names[1:]))
    (size,) = struct.unpack_from("<I", data, position)
    content = data[position + 4 : position + 4 + size]
    if len(content) < size:
        raise struct.error("it is cut off")
    if names[0] == _PACKAGE and not content.startswith(SIGNATURE):
        return _package(content)
    return NestedFile(names[0] or "object", content)


def _storage_in(data: bytes) -> NestedFile:
    start = data.find(SIGNATURE)
    return NestedFile("object", data[start:] if start > 0 else data)


def _package(native: bytes) -> NestedFile:
    """[MS-OLEDS] §2.3.6 without its size: a mark, label and path, then the path again, and the file."""
    label, _, rest = native[2:].partition(b"\0")
    _, _, rest = rest.partition(b"\0")
    (path_length,) = struct.unpack_from("<I", rest, 4)
    start = 8 + path_length
    (size,) = struct.unpack_from("<I", rest, start)
    content = rest[start + 4 : start + 4 + size]
    if len(content) < size:
        raise struct.error("it is cut off")
    return NestedFile(decode(label, "") or "object", content)

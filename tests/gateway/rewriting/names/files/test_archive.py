"""A document's archive made anew: what did not change keeps its bytes, and what is unclear is refused."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.names.files.archive import open_package
from tests.detectors.extract.files import members_of, zip_of

_MEMBERS = {
    "[Content_Types].xml": b"<Types/>",
    "word/document.xml": b"<w/>" * 50,
    "word/media/a.png": b"\x89PNG",
}


def _streamed(members: dict[str, bytes]) -> bytes:
    """An archive as programs write it that cannot go back: sizes follow the data."""

    class _NoSeeking(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    out = _NoSeeking()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _raw_entries(content: bytes) -> dict[str, bytes]:
    """Each member's own header, and its data as packed."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for info in archive.infolist():
            lengths = struct.unpack_from("<HH", content, info.header_offset + 26)
            end = info.header_offset + 30 + sum(lengths) + info.compress_size
            found[info.filename] = content[info.header_offset : end]
    return found


_CONTENTS = st.binary(max_size=200)
_ARCHIVES = st.dictionaries(
    st.text("abcxyz/.", min_size=1, max_size=12).map("m{}".format), _CONTENTS, min_size=1
)


@given(members=_ARCHIVES, new=_CONTENTS, method=st.sampled_from([0, 8]), data=st.data())
def test_only_the_changed_member_is_written_anew(
    members: dict[str, bytes], new: bytes, method: int, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(members)))
    before = zip_of(members, method)
    after = open_package(before).with_members({name: new})
    assert members_of(after) == members | {name: new}
    kept, whole = _raw_entries(before), _raw_entries(after)
    assert {each: whole[each] for each in members if each != name} == {
        each: kept[each] for each in members if each != name
    }


def test_nothing_changed_is_the_same_bytes() -> None:
    content = zip_of(_MEMBERS)
    assert open_package(content).with_members({}) is content


def test_dates_order_comments_and_attributes_stay() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, name in enumerate(("b.xml", "a.xml", "c.xml")):
            info = zipfile.ZipInfo(name, (2020, 1, 2 + number, 3, 4, 6))
            info.comment, info.external_attr = b"of " + name.encode(), number << 16
            info.extra = struct.pack("<HH4s", 0xA220, 4, b"\0\1\2\3")
            archive.writestr(info, b"words " * 9, zipfile.ZIP_DEFLATED)
        archive.comment = b"of the whole"
    after = open_package(out.getvalue()).with_members({"a.xml": b"other words"})
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert new.comment == b"of the whole"
        for was, is_now in zip(old.infolist(), new.infolist(), strict=True):
            assert (is_now.filename, is_now.date_time, is_now.comment) == (
                was.filename, was.date_time, was.comment,
            )  # fmt: skip
            assert (is_now.extra, is_now.external_attr) == (was.extra, was.external_attr)
        assert new.testzip() is None


def test_sizes_behind_the_data_are_put_in_front_of_what_changed() -> None:
    before = _streamed(_MEMBERS)
    after = open_package(before).with_members({"word/document.xml": b"<w>short</w>"})
    assert members_of(after) == _MEMBERS | {"word/document.xml": b"<w>short</w>"}
    assert _raw_entries(after)["word/media/a.png"] == _raw_entries(before)["word/media/a.png"]
    again = open_package(after)
    assert again.read("word/document.xml") == b"<w>short</w>"


def test_backslashes_between_folders_are_those_of_office() -> None:
    before = zip_of({"[Content_Types].xml": b"", "word!document.xml": b"<a/>"}).replace(b"word!", b"word\\")
    assert open_package(before).read("word/document.xml") == b"<a/>"


_PLAIN = zip_of(_MEMBERS)


def _with_flag(content: bytes) -> bytes:
    """Every member said to be encrypted."""
    local, central = b"PK\x03\x04\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x00\x00"
    return content.replace(local, local[:6] + b"\1\0").replace(central, central[:8] + b"\1\0")


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("no archive", b"\xd0\xcf\x11\xe0 an encrypted document begins so"),
        ("nothing", b""),
        ("no members", zip_of({})),
        ("cut off", _PLAIN[:-30]),
        ("something in front", b"MZ" * 20 + _PLAIN),
        ("something behind", _PLAIN + b"MZ" * 20),
        ("one name twice", zip_of({"a.xml": b"1", "A.XML": b"2"})),
        ("one name in two ways", zip_of({"w/a.xml": b"1", "w!a.xml": b"2"}).replace(b"w!", b"w\\")),
        ("said to be encrypted", _with_flag(_PLAIN)),
        ("two descriptions", _PLAIN.replace(b"word/document.xml", b"word/documenu.xml", 1)),
        ("more members than any document has", zip_of({f"{each}.xml": b"" for each in range(5_001)})),
    ],
)
def test_what_programs_may_read_differently_is_refused(what: str, content: bytes) -> None:
    with pytest.raises(CannotRewriteError):
        open_package(content)


def test_a_member_with_a_wrong_checksum_is_refused() -> None:
    whole = zip_of({"a.xml": b"Grace Bishop"}, zipfile.ZIP_STORED)
    archive = open_package(whole.replace(b"Grace", b"Gracf"))
    with pytest.raises(CannotRewriteError):
        archive.read("a.xml")

"""Tests for detectors.extract.containers.sparse."""

from __future__ import annotations

import pytest

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.containers.sparse import Sparse, number, pax_map
from detectors.extract.containers.tar import read_tar
from tests.detectors.extract.files import attachment, zip_of
from tests.samples.containerfiles import made

HOLES = {"0.0": ("posix", "0.0"), "0.1": ("posix", "0.1"), "1.0": ("posix", "1.0"), "old": ("gnu", "")}


@pytest.mark.parametrize("version", HOLES)
def test_every_kind_of_map_puts_the_pieces_where_they_belong(version: str) -> None:
    """An archive that would not open if a single byte of it were elsewhere, between two holes."""
    form, number_of_version = HOLES[version]
    content = bytes(40_960) + zip_of({"a.txt": b"Dear Grace Bishop"}) + bytes(60_000) + b"end"
    version_of_map = f"--sparse-version={number_of_version}" if number_of_version else ""
    command = f"cp --sparse=always in holes && tar --format={form} --sparse {version_of_map} -cf made holes"
    archive = made("sh", "dash", "-c", command, members={"in": content})
    contents = read_tar(attachment(archive, "a.tar"), Budget())
    assert len(archive) < len(content) / 2
    assert [each.content for each in contents.files] == [content]
    assert contents.files[0].filename == "holes"
    assert not contents.unread


@pytest.mark.parametrize(
    ("field", "value"),
    [(b"0000644\0", 0o644), (b" 17 ", 15), (b"\x80" + bytes(9) + b"\1\0", 256), (b"\0" * 8, -1), (b"9", -1)],
)
def test_numbers_of_headers(field: bytes, value: int) -> None:
    assert number(field) == value


def test_a_map_that_cannot_be_true_is_not_sound() -> None:
    stored = b"Grace"
    assert Sparse(((0, 2), (10, 3)), 13).is_sound(stored)
    for pieces, size in ((((0, 9),), 13), (((10, 3), (0, 2)), 13), (((0, 2), (10, 3)), 12)):
        assert not Sparse(pieces, size).is_sound(stored)


def test_holes_are_paid_for() -> None:
    with pytest.raises(BudgetExceeded):
        Sparse(((0, 5),), 1 << 40).fill(b"Grace", Budget())


def test_a_map_of_numbers_that_are_none() -> None:
    records = (("GNU.sparse.map", b"0,x,-5,9"), ("GNU.sparse.size", b"1e9"))
    found = pax_map(records, b"")
    assert found == Sparse(((0, 0), (0, 9)), 0)
    assert pax_map((("path", b"a.txt"),), b"") is None

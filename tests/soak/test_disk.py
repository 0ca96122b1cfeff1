"""The small disk: it is full when it is filled, and where nothing can be mounted that is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.disk import fill, small_disk
from tests.support.system import needs_root


def test_it_can_be_filled_and_emptied(tmp_path: Path) -> None:
    needs_root("mount")
    with small_disk(tmp_path / "disk", 2) as mounted:
        assert mounted
        filler = fill(tmp_path / "disk")
        with pytest.raises(OSError, match="No space left"):
            (tmp_path / "disk" / "more").write_bytes(b"more")
        filler.unlink()
        (tmp_path / "disk" / "more").write_bytes(b"more")
    assert list((tmp_path / "disk").iterdir()) == []


def test_where_nothing_can_be_mounted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with small_disk(tmp_path / "disk", 2) as mounted:
        assert not mounted
        (tmp_path / "disk" / "usable").touch()

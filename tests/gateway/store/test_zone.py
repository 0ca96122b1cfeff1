"""In which zone times are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.store.zone import zone_name


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Europe/London", "Europe/London"),
        (":Europe/London", "Europe/London"),
        ("GMT0BST,M3.5.0/1,M10.5.0", "UTC"),
        ("/etc/passwd", "UTC"),
        ("", "UTC"),
    ],
)
def test_what_the_environment_says(asked: str, name: str, tmp_path: Path) -> None:
    assert zone_name({"TZ": asked}, tmp_path / "localtime") == name


def test_what_the_machine_says(tmp_path: Path) -> None:
    zone = tmp_path / "zoneinfo" / "Europe" / "London"
    zone.parent.mkdir(parents=True)
    zone.touch()
    (tmp_path / "localtime").symlink_to(zone)
    assert zone_name({}, tmp_path / "localtime") == "Europe/London"

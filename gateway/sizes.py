"""Sizes as people write them: "50 MB"."""

from __future__ import annotations

SIZE_UNITS = {"B": 1, "KB": 1024, "MB": 1024**2, "GB": 1024**3}


def size_in_bytes(written: str) -> int:
    """Raises ValueError with a sentence for the person who wrote it."""
    number = written.strip().rstrip("BKMGbkmg").strip()
    unit = written.strip().lstrip("0123456789. ").upper() or "B"
    if unit not in SIZE_UNITS or not number.replace(".", "", 1).isdigit():
        raise ValueError(f'"{written}" is not a size; write a number with B, KB, MB or GB, such as "50 MB"')
    return int(float(number) * SIZE_UNITS[unit])


def size_in_words(size: int) -> str:
    """ "50 MB": in the largest unit that it fills, with one decimal where that is not exact."""
    unit = next(name for name in reversed(SIZE_UNITS) if size >= SIZE_UNITS[name] or name == "B")
    number = size / SIZE_UNITS[unit]
    return f"{number:.0f} {unit}" if number == round(number) else f"{number:.1f} {unit}"

"""What calls itself encrypted is looked at in many places: nothing readable may stand in any of them."""

from __future__ import annotations

from detectors.protection.randomness import looks_random

_TELLING = 64  # bytes: fewer look random, or do not, by chance
_PLACES, _SAMPLE = 16, 4_096  # and bytes looked at in each


def seems_sealed(data: bytes) -> bool:
    """Whether data looks encrypted wherever one looks. Too little of it does."""
    step = max(len(data) // _PLACES, _SAMPLE)
    samples = (data[start : start + _SAMPLE] for start in range(0, len(data), step))
    return all(looks_random(sample) for sample in samples if len(sample) >= _TELLING)

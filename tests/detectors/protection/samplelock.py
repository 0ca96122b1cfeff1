"""A lock for tests, which counts how often it is tried."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class SampleLock:
    """Opened by one password; `seconds` is what a try costs on the tests' own clock."""

    kind: ClassVar[str] = "sample"
    password: str
    seconds: float = 0.0
    clock: list[float] = field(default_factory=lambda: [0.0], compare=False)
    tried: list[str] = field(default_factory=list, compare=False)

    def opens(self, password: str) -> bool:
        self.tried.append(password)
        self.clock[0] += self.seconds
        return password == self.password

"""The languages in which notices are written: one folder of `config/notices` each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

NOTICES = Path(__file__).resolve().parents[2] / "config" / "notices"
ENGLISH = "en"


def languages() -> tuple[str, ...]:
    """Their names, in order."""
    return tuple(sorted(path.name for path in NOTICES.iterdir() if path.is_dir()))


def _known_language(name: str) -> str:
    if name not in languages():
        raise ValueError(f'notices are not written in "{name}"; allowed: {", ".join(languages())}')
    return name


Language = Annotated[str, AfterValidator(_known_language)]

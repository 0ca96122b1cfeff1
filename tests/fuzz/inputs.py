"""Where inputs lie: the committed corpus, what was found and mended, and the folder of a run."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
FOUND = HERE / "found"
WORK = HERE.parent.parent / ".fuzz"


def corpus_of(target: str) -> tuple[Path, ...]:
    """The committed inputs of a target, in order."""
    return _files(CORPUS / target)


def found_for(target: str) -> tuple[Path, ...]:
    """Inputs that once broke a promise of the target."""
    return _files(FOUND / target)


def _files(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(path for path in folder.glob("*") if path.is_file()))

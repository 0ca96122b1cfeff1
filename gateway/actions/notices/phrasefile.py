"""Reads `phrases.toml` and `sentences.toml`: each phrase that cannot be used is taken from the fallback."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from gateway.actions.notices.phrases import PLURAL_FORMS, Phrases
from gateway.actions.notices.sentences import NO_SENTENCES, Sentences, gaps_of, sentences_from
from gateway.settings.languages import ENGLISH, NOTICES

PHRASES, SENTENCES = "phrases.toml", "sentences.toml"
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")  # RFC 5646 §2.1, near enough
# Tables to which a school, or a language, may add keys of its own, and the gaps that these may have.
_OPEN: Mapping[str, frozenset[str]] = {
    "place.parts": frozenset(),
    "decider.roles": frozenset({"addresses"}),
    "failure.codes": frozenset(),
}


@cache
def english() -> Phrases:
    """The shipped English ones: what is said in the shell, and on a page that is read in English."""
    phrases, _ = load_phrases(NOTICES / ENGLISH, None)
    return phrases


def load_phrases(directory: Path, fallback: Phrases | None) -> tuple[Phrases, tuple[str, ...]]:
    """The phrases of a folder, and what is wrong with those that could not be used.

    Raises OSError, UnicodeDecodeError, tomllib.TOMLDecodeError or ValueError where there is no fallback.
    """
    if fallback is None:
        return _read(directory), ()
    faults: list[str] = []
    own = _usable(_texts_of(directory / PHRASES, faults), fallback.texts, faults)
    texts = MappingProxyType({**fallback.texts, **own})
    sentences = _sentences_of(directory / SENTENCES, faults).over(fallback.sentences)
    return Phrases(texts["language"], texts, sentences), tuple(faults)


def _read(directory: Path) -> Phrases:
    texts = dict(_flat(tomllib.loads((directory / PHRASES).read_text(encoding="utf-8"))))
    for text in texts.values():
        gaps_of(text)
    return Phrases(texts["language"], MappingProxyType(texts))


def _texts_of(path: Path, faults: list[str]) -> Mapping[str, str]:
    """Nothing where there is no such file, or where it is no TOML, which is a fault."""
    try:
        return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError):
        faults.append(f"{path.name}: cannot be read as UTF-8 text")
    except tomllib.TOMLDecodeError as error:
        faults.append(f"{path.name}: not valid TOML: {error}")
    except TypeError as error:
        faults.append(f"{path.name}: {error}")
    return {}


def _sentences_of(path: Path, faults: list[str]) -> Sentences:
    try:
        return sentences_from(_texts_of(path, faults))
    except ValueError as error:
        faults.append(f"{path.name}: the gaps of “{error}” are not those of its translation")
        return NO_SENTENCES


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    """{"time": {"months": ["January"]}} → ("time.months.0", "January").

    Raises TypeError, with a few words for whoever wrote it, for what is no text.
    """
    for name, value in table.items():
        key = f"{prefix}{name}"
        match value:
            case str():
                yield key, value
            case dict():
                yield from _flat(value, f"{key}.")
            case list():
                yield from _flat({str(at): item for at, item in enumerate(value)}, f"{key}.")
            case _:
                raise TypeError(f"{key} must be text in quotes")


def _usable(own: Mapping[str, str], known: Mapping[str, str], faults: list[str]) -> dict[str, str]:
    usable: dict[str, str] = {}
    for key, text in own.items():
        if fault := _fault(key, text, known):
            faults.append(f"{PHRASES}: {key} {fault}")
        else:
            usable[key] = text
    return usable


def _fault(key: str, text: str, known: Mapping[str, str]) -> str:
    """What is wrong with a phrase, in half a sentence; empty where nothing is."""
    allowed = _gaps_allowed(key, known)
    if allowed is None:
        return "is not a phrase that notices use"
    try:
        unknown = gaps_of(text) - allowed
    except ValueError:
        return "has a brace that belongs to no gap such as {name}"
    if key == "language" and not _TAG.fullmatch(text):
        return 'is not a language tag such as "cy" or "en-GB"'
    if unknown:
        there_are = ", ".join(f"{{{gap}}}" for gap in sorted(allowed)) or "none"
        return f"has the gap {{{min(unknown)}}}, which is not known; there are: {there_are}"
    return ""


def _gaps_allowed(key: str, known: Mapping[str, str]) -> frozenset[str] | None:
    if key in known:
        return gaps_of(known[key]) | _number_of(key)
    stem, _, form = key.rpartition(".")
    if form in PLURAL_FORMS and f"{stem}.other" in known:
        return gaps_of(known[f"{stem}.other"])
    return next((gaps for table, gaps in _OPEN.items() if key.startswith(f"{table}.")), None)


def _number_of(key: str) -> frozenset[str]:
    """A form for one, or two, need not say the number, and may."""
    return frozenset({"number"}) if key.rpartition(".")[2] in PLURAL_FORMS else frozenset()

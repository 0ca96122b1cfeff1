"""The wording of notices: a school's own files, and the shipped ones of its language to fall back on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from jinja2 import ChoiceLoader, DictLoader, StrictUndefined, TemplateSyntaxError, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment

from gateway.actions.notices.phrasefile import load_phrases
from gateway.actions.notices.phrases import Phrases
from gateway.actions.quoting import one_line

_SUBJECT = "Subject: "
_GAP = re.compile(r"\n\s*\n")


class Kind(StrEnum):
    """The kinds of notice, as their files are called: `held.txt.j2` and `held.html.j2`."""

    HELD = "held"
    RETURNED = "returned"
    UNDELIVERABLE = "undeliverable"
    RELEASED = "released"
    CHANGED = "changed"
    MANY = "many"
    ALERT = "alert"
    ASKED = "asked"
    WAITING = "waiting"
    UNSEEN = "unseen"
    EXPIRED = "expired"
    OPENING = "opening"
    OPENED = "opened"
    DIGEST = "digest"
    BULK = "bulk"
    REMINDER = "reminder"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice in words: its subject, and the same text twice. `language` is the tag of RFC 5646."""

    language: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Templates:
    """The wording of every kind of notice. `broken` says what of it could not be used, and why."""

    environment: ImmutableSandboxedEnvironment
    phrases: Phrases
    fallback: Templates | None = None
    broken: tuple[str, ...] = ()

    def render(self, kind: Kind, notice: object) -> Letter:
        """The notice in words. Raises what Jinja2 raises only where there is no fallback."""
        if self.fallback is None:
            return self.attempt(kind, notice)
        try:
            return self.attempt(kind, notice)
        except Exception:  # a school's own file may fail in any way, and its people must hear all the same
            return self.fallback.render(kind, notice)

    def attempt(self, kind: Kind, notice: object) -> Letter:
        """The same without a fallback.

        Raises ValueError where the text does not open with its subject, and what Jinja2 raises.
        """
        text = self.environment.get_template(f"{kind}.txt.j2").render(notice=notice).lstrip()
        first, _, body = text.partition("\n")
        if not first.startswith(_SUBJECT):
            raise ValueError(f"{kind}.txt.j2 must begin with “{_SUBJECT}”")
        subject = one_line(first.removeprefix(_SUBJECT), 250)
        html = self.environment.get_template(f"{kind}.html.j2").render(notice=notice, subject=subject)
        return Letter(self.phrases.language, subject, _tidy(body), _tidy(html))


def load_templates(directory: Path, fallback: Templates | None = None) -> Templates:
    """Read the templates and phrases of a folder; what is missing or broken is taken from the fallback.

    Raises OSError, UnicodeDecodeError, jinja2.TemplateSyntaxError or what `load_phrases` does where there
    is no fallback.
    """
    sources: dict[str, str] = {}
    broken: list[str] = []
    for path in sorted(directory.glob("*.j2")):
        try:
            source = path.read_text(encoding="utf-8")
            _environment(DictLoader({})).parse(source)
        except (OSError, UnicodeDecodeError, TemplateSyntaxError) as error:
            if fallback is None:
                raise
            broken.append(f"{path.name}: {_fault(error)}")
        else:
            sources[path.name] = source
    loader: DictLoader | ChoiceLoader = DictLoader(sources)
    if fallback is not None and fallback.environment.loader is not None:
        loader = ChoiceLoader([loader, fallback.environment.loader])
    phrases, faults = load_phrases(directory, fallback.phrases if fallback else None)
    before = fallback.broken if fallback else ()
    return Templates(_environment(loader), phrases, fallback, (*before, *broken, *faults))


def _fault(error: Exception) -> str:
    if isinstance(error, TemplateSyntaxError):
        return f"line {error.lineno}: {error.message}"
    return "not UTF-8 text" if isinstance(error, UnicodeDecodeError) else "cannot be read"


def _environment(loader: DictLoader | ChoiceLoader) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=loader,
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # they are in memory
    )


def _tidy(text: str) -> str:
    """The text without the gaps that Jinja2's own lines leave behind."""
    return _GAP.sub("\n\n", text.strip()) + "\n"

"""How a look is shown: a mark, what was looked at, and its sentence."""

from __future__ import annotations

import shutil
import sys
import textwrap

import click

from gateway.cli.common import print_json, safe
from gateway.look import Grade, Look

MARKS = {
    Grade.GOOD: ("ok", "green"),
    Grade.WARNING: ("look", "yellow"),
    Grade.FAULT: ("FAULT", "red"),
}
_INDENT = " " * 7
_WIDEST = 100  # columns; longer lines are hard to read


def show(look: Look, *, as_json: bool) -> None:
    """One JSON object, or a line, which is broken only where somebody looks."""
    if as_json:
        print_json({"what": look.what, "grade": look.grade.value, "sentence": look.sentence, "id": look.id})
    else:
        say(look.grade, f"{look.what}: {look.sentence}")


def say(grade: Grade, sentence: str) -> None:
    mark, colour = MARKS[grade]
    click.echo(f"{click.style(f'{mark:5}', fg=colour)}  {_broken(safe(sentence))}")


def _broken(sentence: str) -> str:
    if not sys.stdout.isatty():
        return sentence
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    wrapped = textwrap.fill(
        sentence,
        width,
        initial_indent=_INDENT,
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapped.lstrip()

"""What all commands share: the configuration, exit statuses, and how errors are said."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gateway.errors import SetupError
from gateway.settings import Settings, SettingsError, load_settings

P = ParamSpec("P")
T = TypeVar("T")

CONFIG_READ = "schoolgate.config"  # in a context's meta: the file that its settings come from
PLACES = ("schoolgate.toml", "/etc/schoolgate/schoolgate.toml")


class CommandError(SetupError):
    """One sentence about why a command cannot do what it was asked."""


class Exit(IntEnum):
    """The exit statuses of every command."""

    FINE = 0
    NO = 1  # the answer is "no", or "not deliverable as it is"
    WRONG = 2  # wrong use or broken configuration


def config_path(named: str | None) -> Path:
    """--config, then $SCHOOLGATE_CONFIG, then the usual places. Raises SettingsError."""
    given = named or os.environ.get("SCHOOLGATE_CONFIG")
    if given:
        return Path(given)
    for place in PLACES:
        if Path(place).exists():
            return Path(place)
    raise SettingsError(
        f"no configuration: there is neither {PLACES[0]} here nor {PLACES[1]}; name one with --config FILE"
    )


def settings_of(context: click.Context) -> Settings:
    path = config_path(context.obj)
    context.meta[CONFIG_READ] = path
    return load_settings(path)


def speaking(command: Callable[P, T]) -> Callable[P, T]:
    """A configuration error is one line on standard error and exit status 2; nobody sees a traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except SettingsError as error:
            fail(_with_file(str(error)))
        except SetupError as error:
            fail(str(error))

    return run


def _with_file(sentence: str) -> str:
    """A value that turns out wrong only when it is used is named by its key alone; its file belongs to it."""
    path = click.get_current_context().meta.get(CONFIG_READ)
    return sentence if path is None or sentence.startswith(str(path)) else f"{path}: {sentence}"


def fail(sentence: str, status: Exit = Exit.WRONG) -> NoReturn:
    click.echo(f"schoolgate: {sentence}", err=True)
    raise SystemExit(status)


def print_json(value: Mapping[str, Any]) -> None:
    """One object a line."""
    click.echo(json.dumps(value, ensure_ascii=False))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> None:
    if not rows:
        click.echo(empty)
        return
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(safe(cell)) for cell in row))
    console().print(table)


def console() -> Console:
    """Wide where nobody looks, so that a script never gets a word broken."""
    return Console(width=None if sys.stdout.isatty() else 160, highlight=False)


def safe(text: str) -> str:
    """Without control characters: what mail says must not steer the terminal."""
    return "".join(
        each if each.isprintable() or each == "\n" else "\N{REPLACEMENT CHARACTER}" for each in text
    )


def actor() -> str:
    """Who gives a command, for the audit trail."""
    return f"{getpass.getuser()} (shell)"

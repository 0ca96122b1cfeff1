"""`schoolgate keys`: the keys by which everything that is stored is sealed, and their rotation."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from gateway.cli.common import CommandError, Exit, actor, fail, print_json, print_table, speaking
from gateway.cli.opened import Opened, open_store
from gateway.replay.journal import BELONGS_TO, STATE
from gateway.settings import Settings
from gateway.store.faults import StorageFaultError, storage_faults
from gateway.store.membership import LOOK_EVERY
from gateway.store.nodes import without_key
from gateway.store.rotation import (
    NotRetiredError,
    make_new_key,
    note_new_key,
    retire_key,
    seal_anew,
    values_by_key,
)
from gateway.store.rotation import Progress as Rotated
from gateway.store.sealed import IN_DATABASE, SealedFile, SealedPlace

_SECONDS, _PAUSE = 2.5 * LOOK_EVERY, 0.2  # in which a running gateway has seen a new file


@click.group()
def keys() -> None:
    """The keys to what is stored. No command shows one."""


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
@speaking
def list_(context: click.Context, as_json: bool) -> None:
    """Each key, when it was made, and how many values it has sealed. Reads the whole database."""
    opened = open_store(context, reads=True)
    with _storage():
        known = opened.seal.keys.current()
        counted = values_by_key(known, _places(opened.settings))
    if as_json:
        for key in known.each:
            made_at, in_use = key.made_at.isoformat(), key == known.in_use
            print_json({"id": key.name, "made_at": made_at, "in_use": in_use, "values": counted[key]})
    else:
        rows = [
            (key.name, _day(key.made_at), _use(in_use=key == known.in_use), str(counted[key]))
            for key in known.each
        ]
        print_table(("key", "made", "in use", "values sealed with it"), rows, "")
    if counted[None]:
        fail(
            f"{counted[None]} values are damaged, or sealed with a key that is not in"
            f" {opened.settings.key_file}; one that was retired is in the back-ups of that file",
            Exit.NO,
        )


@keys.command()
@click.option("--only-new", is_flag=True, help="Leave what is stored as it is, for --resume.")
@click.option("--resume", is_flag=True, help="Make no new key; seal anew what older ones sealed.")
@click.pass_context
@speaking
def rotate(context: click.Context, only_new: bool, resume: bool) -> None:
    """Make a new key, and seal everything with it that is stored. The gateway may run meanwhile."""
    if only_new and resume:
        raise CommandError("--only-new and --resume exclude each other: give one of them")
    opened = open_store(context)
    now = datetime.now(UTC)
    if resume:
        with _storage():
            note_new_key(opened.seal, actor(), now)
    else:
        with _storage("see schoolgate keys list, and go on with: schoolgate keys rotate --resume"):
            key = make_new_key(opened.seal, opened.settings.key_file, actor(), now)
        click.echo(f"Key {key.name} is in use. Make a back-up of {opened.settings.key_file} now.")
    if only_new:
        return
    _all_must_have_it(opened)
    done = _seal_anew(opened)
    click.echo(f"{done.sealed} values were sealed anew, {done.seen} are stored.")
    _say_what_may_go(opened)
    if done.unopened:
        fail(
            f"{done.unopened} values open with none of the keys and are as they were: they are damaged, or"
            " sealed with a key that was retired; a back-up may have them",
            Exit.NO,
        )


@keys.command()
@click.argument("key", metavar="ID")
@click.pass_context
@speaking
def retire(context: click.Context, key: str) -> None:
    """Delete a key that nothing needs any more. Exit status 1, and it stays, while something does.

    Back-ups of the database from before need a back-up of the key file from before.
    """
    opened = open_store(context)
    _all_must_have_it(opened)
    try:
        with _storage():
            gone = retire_key(
                opened.seal,
                opened.settings.key_file,
                key.lower(),
                _places(opened.settings),
                actor(),
                datetime.now(UTC),
            )
    except NotRetiredError as refused:
        fail(str(refused), Exit.NO)
    click.echo(
        f"Key {gone.name} is deleted. Restart the gateway when it suits: until then it lets sessions count"
        " that were begun with that key."
    )


@contextmanager
def _storage(what_to_do: str = "try again") -> Iterator[None]:
    """Raises CommandError where the database or the disk fails inside."""
    try:
        with storage_faults():
            yield
    except StorageFaultError as fault:
        raise CommandError(f"{_why(fault)}; {what_to_do}") from None


def _all_must_have_it(opened: Opened) -> None:
    """Waits for gateways that share the file, and ends the command where others lack the key."""
    directory, file = opened.settings.storage.directory, opened.settings.key_file
    deadline = time.monotonic() + _SECONDS
    with _storage():
        while others := without_key(opened.seal.keys.current().in_use, directory):
            if time.monotonic() > deadline:
                fail(
                    f"the key in use is missing on {', '.join(others)}; copy {file} there now, because until "
                    "then nothing is held and nothing that waits is sent there; then go on: "
                    "schoolgate keys rotate --resume",
                    Exit.NO,
                )
            time.sleep(_PAUSE)


def _seal_anew(opened: Opened) -> Rotated:
    """With a bar where somebody watches. Raises CommandError where the database fails."""
    steps = seal_anew(opened.seal, _places(opened.settings))
    done = Rotated(0, 0)
    bar = Progress(
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        TextColumn("{task.completed} of {task.total} values"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    try:
        with bar, storage_faults():
            task = bar.add_task("")
            for done in steps:
                bar.update(task, completed=done.seen, total=done.total)
    except StorageFaultError as fault:
        raise CommandError(
            f"{_why(fault)}; {done.seen} of {done.total} values are done, and everything opens as before; "
            "go on with: schoolgate keys rotate --resume"
        ) from None
    return done


def _why(fault: StorageFaultError) -> str:
    return "the disk is full" if fault.is_full else "the database does not answer in time"


def _say_what_may_go(opened: Opened) -> None:
    known = opened.seal.keys.current()
    for key in known.each[:-1]:
        click.echo(
            f"Key {key.name} can go, in a minute at the earliest: schoolgate keys retire {key.name}. Back-ups"
            " from before today need it: keep the key file from before as long as you keep them."
        )


def _places(settings: Settings) -> Iterator[SealedPlace]:
    yield from IN_DATABASE
    yield SealedFile(settings.storage.directory / STATE, BELONGS_TO)


def _use(*, in_use: bool) -> str:
    return "for all that is sealed now" if in_use else "to open what is older"


def _day(moment: datetime) -> str:
    age = datetime.now(UTC) - moment
    return f"{moment.astimezone():%d %b %Y} ({age // timedelta(days=1)} days ago)"

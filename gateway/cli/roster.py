"""`schoolgate roster`: the pupils who are looked for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from gateway.cli.common import Exit, fail, print_json, print_table, settings_of, speaking
from gateway.cli.opened import open_store
from gateway.cli.rosters import (
    Standing,
    Target,
    change_as_json,
    change_as_row,
    standing_as_json,
    standing_as_rows,
    standing_of,
    target_of,
)
from gateway.roster.formats import FORMATS
from gateway.roster.memory import hold_against, note_refusal, take_in
from gateway.roster.source import ReadList, read_list
from gateway.roster.taking import Fate, Taking, take
from gateway.settings import Settings
from gateway.store.connect import looking_into
from gateway.store.place import storage_of
from gateway.wiring import make_lists

SHOWN_PROBLEMS = 20
LIST_COLUMNS = ("list", "format", "pupils", "left", "contacts", "staff", "last read", "written")
CHANGE_COLUMNS = ("list", "format", "pupils", "added", "removed", "left", "renamed", "otherwise")
OUTCOMES = {
    Fate.TAKEN_IN: "Taken in. A gateway that runs looks for these pupils within a few seconds.",
    Fate.UNCHANGED: "The pupils are those that were taken in before.",
}
TRIED = "Nothing was written: without --dry-run the list would be taken in."


@click.group()
def roster() -> None:
    """The pupil lists."""


@roster.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--school", metavar="NAME", help="Whose pupils they are, where there are several schools.")
@click.option("--format", "format_name", metavar="NAME", help="What `roster formats` calls its format.")
@click.option("--force", is_flag=True, help="Take it in even if many pupils, or all, are gone.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
@speaking
def import_(
    context: click.Context,
    file: Path,
    school: str | None,
    format_name: str | None,
    force: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take a pupil list in, and say what changed.

    FILE is one of the lists in the configuration, or any other: that becomes the school's imported list,
    beside those, and takes the place of the one imported before. Exit status 1 when it is refused.
    """
    settings = settings_of(context)
    target = target_of(settings, file, school, format_name)
    read, now = read_list(target.source), datetime.now(UTC)
    if dry_run:
        taking = _tried(settings, target, read, now, force=force)
    else:
        seal = open_store(context).seal
        taking = take_in(seal, target.lists, read, now, source=target.key, force=force)
        if taking.fate is Fate.REFUSED and target.is_configured and taking.record is not None:
            note_refusal(seal, target.lists, target.source, taking.reason, now)
    if as_json:
        print_json(change_as_json(target, read, taking, dry_run=dry_run))
    else:
        print_table(CHANGE_COLUMNS, [change_as_row(read, taking)], "")
        _print_some(list(read.problems))
    if taking.fate is Fate.REFUSED:
        fail(taking.reason, Exit.NO)
    if not as_json:
        click.echo(TRIED if dry_run else OUTCOMES[taking.fate])


def _tried(settings: Settings, target: Target, read: ReadList, now: datetime, *, force: bool) -> Taking:
    with looking_into(storage_of(settings.storage), settings.key_file) as seal:
        if seal is None:
            return take(target.lists, read, None, now, source=target.key, force=force)
        return hold_against(seal, target.lists, read, now, source=target.key, force=force)


@roster.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for each school.")
@click.pass_context
@speaking
def status(context: click.Context, as_json: bool) -> None:
    """How many pupils each list has, when it was last read and written, and what is wrong with it."""
    settings, now = settings_of(context), datetime.now(UTC)
    with looking_into(storage_of(settings.storage), settings.key_file) as seal:
        standings = [standing_of(seal, make_lists(settings, school), now) for school in settings.school]
    if as_json:
        for each in standings:
            print_json(standing_as_json(each, now))
        return
    for each in standings:
        _print_standing(each, now)


def _print_standing(standing: Standing, now: datetime) -> None:
    click.echo(f"{standing.lists.school}: {standing.pupils} pupils, {standing.leavers} who left")
    print_table(LIST_COLUMNS, list(standing_as_rows(standing)), "")
    for complaint in standing.complaints(now):
        click.echo(f"  {complaint}")
    _print_some(standing.problems)


def _print_some(problems: list[str]) -> None:
    for problem in problems[:SHOWN_PROBLEMS]:
        click.echo(f"  {problem}")
    if len(problems) > SHOWN_PROBLEMS:
        click.echo(f"  and {len(problems) - SHOWN_PROBLEMS} more lines that could not be used")


@roster.command("formats")
@speaking
def formats_() -> None:
    """The formats that can be read, by the names that --format takes."""
    print_table(("name", "title"), [(each.name, each.title) for each in FORMATS], "There are none.")

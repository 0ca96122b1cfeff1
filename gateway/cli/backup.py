"""`schoolgate backup`: everything in one file, while the gateway runs."""

from __future__ import annotations

from pathlib import Path

import click

from gateway.cli.common import CommandError, Exit, fail, print_json, settings_of, speaking
from gateway.settings import Settings
from gateway.store.backup import Backup, back_up
from gateway.store.connect import looking_into
from gateway.store.manifest import Manifest, UnsoundError
from gateway.store.place import storage_of
from gateway.store.restore import verify_backup
from gateway.store.seal import KeyFileError

_MAKE = "make"  # what `backup` does when nothing else is said


class _Backups(click.Group):
    """`backup FILE` is `backup make FILE`."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        is_command = args and (args[0] in self.commands or args[0] in {"-h", "--help"})
        return super().parse_args(context, args if is_command or not args else [_MAKE, *args])


@click.group(cls=_Backups, subcommand_metavar="FILE | FOLDER | verify FILE")
def backup() -> None:
    """Back up database and record while the gateway runs, or verify a back-up.

    `schoolgate backup FOLDER` writes a new file there; see `schoolgate backup make --help`.
    """


@backup.command(_MAKE)
@click.argument("where", metavar="FILE_OR_FOLDER", type=click.Path(path_type=Path))
@click.option("--with-key", is_flag=True, help="Put the key in it: whoever has the file can read held mail.")
@click.option(
    "--keep", type=click.IntRange(min=1), metavar="N", help="Of the back-ups in the folder, the newest N."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
@speaking
def make(context: click.Context, where: Path, with_key: bool, keep: int | None, as_json: bool) -> None:
    """Write a back-up: to a new FILE, or under a name of its own into a FOLDER.

    The pupil lists that were taken in are in it; the configuration and the policy are files of yours.
    """
    settings = settings_of(context)
    must_be_ours(settings)
    if keep is not None and not where.is_dir():
        fail(f"--keep is about the back-ups in a folder, and {where} is none")
    made = back_up(settings.storage.directory, settings.key_file if with_key else None, where, keep)
    if as_json:
        print_json(_as_json(made))
    else:
        click.echo(_said(made, settings, with_key=with_key))
    _key_must_fit(settings)


def must_be_ours(settings: Settings) -> None:
    """Raises CommandError where the database is in PostgreSQL, which has better means than a copy of ours."""
    if settings.storage.database_url:
        raise CommandError(
            "the database is in PostgreSQL: back it up and restore it there, with pg_dump and pg_restore or "
            f"by continuous archiving, and keep a copy of the key file {settings.key_file} somewhere else"
        )


def _key_must_fit(settings: Settings) -> None:
    """A back-up that nobody can read has been made, but is none."""
    try:
        with looking_into(storage_of(settings.storage), settings.key_file):
            pass
    except KeyFileError as error:
        fail(f"the back-up was made, but as things are nobody can read it: {error}", Exit.NO)


@backup.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Try this key; else the one in the back-up, or the usual.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
@speaking
def verify(context: click.Context, file: Path, key: Path | None, as_json: bool) -> None:
    """Unpack a back-up in a private place, and see whether all is there and the key opens it.

    Exit status 1 if not.
    """
    usual = key or settings_of(context).key_file
    there = usual if usual.exists() else None
    try:
        manifest = verify_backup(file, there, key)
    except (UnsoundError, KeyFileError) as error:
        fail(str(error), Exit.NO)
    if as_json:
        print_json({"file": str(file), "sound": True, **manifest_as_json(manifest)})
        return
    without = "" if there or _has_key(manifest) else f" The key was not tried: {usual} is not there."
    click.echo(f"{file} is sound: {in_words(manifest)}.{without}")


def in_words(manifest: Manifest) -> str:
    contents = manifest.contents
    return (
        f"of {manifest.made_at.astimezone():%d %B %Y %H:%M}, with {contents.open_cases} open cases and "
        f"{contents.waiting} deliveries that waited"
    )


def manifest_as_json(manifest: Manifest) -> dict[str, object]:
    contents = manifest.contents
    return {
        "made_at": manifest.made_at.isoformat(),
        "version": manifest.version,
        "tables": contents.tables,
        "with_key": _has_key(manifest),
        "open_cases": contents.open_cases,
        "waiting": contents.waiting,
        "record_end": contents.record_end,
        "rows": dict(contents.rows),
    }


def _has_key(manifest: Manifest) -> bool:
    return len(manifest.files) > 1


def _as_json(made: Backup) -> dict[str, object]:
    return {
        "file": str(made.file),
        "size": made.size,
        "removed": [str(each) for each in made.removed],
        **manifest_as_json(made.manifest),
    }


def _said(made: Backup, settings: Settings, *, with_key: bool) -> str:
    key = (
        "The key is in it: whoever has this file can read held mail."
        if with_key
        else "Without the key it cannot be read, and the key is not in it: keep a copy of "
        f"{settings.key_file} somewhere else."
    )
    removed = f" Older ones removed: {len(made.removed)}." if made.removed else ""
    size = max(1, round(made.size / 1024**2))
    return f"{made.file} ({size} MB) has {made.manifest.contents.open_cases} open cases. {key}{removed}"

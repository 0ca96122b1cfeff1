"""`schoolgate restore`: a back-up becomes an installation again, in an empty place."""

from __future__ import annotations

from pathlib import Path

import click

from gateway.cli.backup import in_words, manifest_as_json, must_be_ours
from gateway.cli.common import Exit, fail, print_json, settings_of, speaking
from gateway.settings import Settings
from gateway.store.manifest import UnsoundError
from gateway.store.restore import Restored
from gateway.store.restore import restore as restore_backup


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "directory",
    type=click.Path(path_type=Path),
    metavar="DIRECTORY",
    help="An empty or new one; else storage.directory.",
)
@click.option("--key", type=click.Path(path_type=Path), metavar="FILE", help="Where the key is now.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
@speaking
def restore(
    context: click.Context, file: Path, directory: Path | None, key: Path | None, as_json: bool
) -> None:
    """Restore a back-up into an empty directory, while no gateway runs there.

    What waited to be sent when it was made may have gone since: it is held back, and no deadline ends, until
    `schoolgate outbox resume`. Mail that comes in is treated as usual. What was decided after the back-up is
    open again.
    """
    settings = settings_of(context)
    must_be_ours(settings)
    place = directory.absolute() if directory else settings.storage.directory
    try:
        restored = restore_backup(file, place, _key_file(settings, place), key)
    except UnsoundError as error:
        fail(f"{error}. Nothing was restored.", Exit.NO)
    if as_json:
        print_json(
            {
                "directory": str(place),
                "key_file": str(restored.key_file),
                "complaints": list(restored.complaints),
                **manifest_as_json(restored.manifest),
            }
        )
        return
    click.echo(_said(restored, place))


def _key_file(settings: Settings, place: Path) -> Path:
    """Where the key belongs: in the restored directory, unless the settings have another place for it."""
    return settings.storage.key_file or place / "key"


def _said(restored: Restored, place: Path) -> str:
    lines = [f"{place} is as it was in the back-up {in_words(restored.manifest)}."]
    lines += [f"In the back-up already: {each}." for each in restored.complaints]
    lines.append(
        "What waited is held back, because it may have gone since, and no deadline ends. See what it is with "
        "`schoolgate outbox list`, then run `schoolgate outbox resume`. What was decided since the back-up "
        "is open again."
    )
    return "\n".join(lines)

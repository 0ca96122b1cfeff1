"""`schoolgate replay`: what the policy would have done to mail that was sent long ago."""

from __future__ import annotations

import os
from pathlib import Path

import click

from gateway.cli.common import CONFIG_READ, CommandError, print_json, settings_of, speaking
from gateway.cli.dryrun import Options, dry_run
from gateway.cli.replayed import as_json, print_summary
from gateway.policy.load import PolicyError, load_policy, preset_path
from gateway.policy.rules import Policy
from gateway.replay.journal import STATE, write_private
from gateway.replay.page import as_page
from gateway.shipped import CONFIG


@click.command()
@click.option("--json", "as_json_", is_flag=True, help="The whole summary as one JSON object.")
@click.option("--against", metavar="POLICY", help="Compare with another policy: a file, or a preset's name.")
@click.option(
    "--html",
    "page",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write the summary as a page, too.",
)
@click.option("--all", "everything", is_flag=True, help="Judge mail of senders outside the school, too.")
@click.option(
    "--without-subjects", is_flag=True, help="Quote no message, for a report that others will read."
)
@click.option(
    "--state",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=f"Where to keep how far it has come; else {STATE} in the storage directory.",
)
@click.option("--restart", is_flag=True, help="Begin anew, even where an earlier run was broken off.")
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path))
@click.pass_context
@speaking
def replay(
    context: click.Context,
    as_json_: bool,
    against: str | None,
    page: Path | None,
    everything: bool,
    without_subjects: bool,
    state: Path | None,
    restart: bool,
    path: Path,
) -> None:
    """Say what the policy would have done to last term's mail. Nothing is sent, held or changed.

    PATH is a Maildir, an mbox file or a folder of .eml files. Only what the school sent is judged. A run
    that is broken off, with Ctrl-C for one, goes on where it was when the same command is given again.
    """
    settings = settings_of(context)
    other, files = _other_policy(against)
    files = (*files, context.meta[CONFIG_READ])
    _must_be_writable(page)
    journal = state or settings.storage.directory / STATE
    options = Options(path, everything, not without_subjects, journal, restart, files)
    with dry_run(settings, options, other) as summary:
        if page is not None:
            _write(page, as_page(summary))
        if as_json_:
            print_json(as_json(summary))
        else:
            print_summary(summary, page)


def _other_policy(named: str | None) -> tuple[Policy | None, tuple[Path, ...]]:
    """The policy to compare with, and its file. Raises PolicyError or CommandError."""
    if named is None:
        return None, ()
    path = Path(named)
    if not path.is_file():
        try:
            path = preset_path(CONFIG, named)
        except PolicyError as error:
            raise CommandError(f"--against: there is no file {named}, and as a {error}") from None
    return load_policy(path), (path,)


def _must_be_writable(page: Path | None) -> None:
    """Found out before an hour's work, not after it. Raises CommandError."""
    if page is not None and not _may_be_written(page):
        raise CommandError(
            f"--html: {page} cannot be written; name a file in a folder where this command's user may write"
        )


def _may_be_written(page: Path) -> bool:
    """As far as can be told beforehand. A folder that may not be entered cannot even be asked."""
    try:
        folder = page.absolute().parent
        return (
            not page.is_dir() and folder.is_dir() and os.access(folder, os.W_OK | os.X_OK, effective_ids=True)
        )
    except OSError:
        return False


def _write(page: Path, html: str) -> None:
    """For this user only: it may quote subjects. Raises CommandError."""
    try:
        write_private(page, html.encode())
    except OSError:
        raise CommandError(
            f"--html: {page} cannot be written; the run is kept: give the command again with another file"
        ) from None

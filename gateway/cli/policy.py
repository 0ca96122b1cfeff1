"""`schoolgate policy`: check it, read it, see which presets there are."""

from __future__ import annotations

from pathlib import Path

import click

from gateway.cli.common import print_table, settings_of, speaking
from gateway.policy.explain import describe
from gateway.policy.rules import Policy, load_policy, preset_path, presets
from gateway.shipped import CONFIG, policy_path


@click.group()
def policy() -> None:
    """The rules by which mail is judged."""


@policy.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.pass_context
@speaking
def check(context: click.Context, file: Path | None) -> None:
    """Say whether a policy file, or the one in force, can be used."""
    for path in [file] if file else _paths_in_force(context):
        loaded = load_policy(path)
        click.echo(f"{path}: fine, {len(loaded.rules)} rules")


@policy.command()
@click.option("--preset", metavar="NAME", help="A preset instead of the policy in force.")
@click.pass_context
@speaking
def show(context: click.Context, preset: str | None) -> None:
    """The rules as plain sentences."""
    paths = [preset_path(CONFIG, preset)] if preset else _paths_in_force(context)
    for path in paths:
        loaded: Policy = load_policy(path)
        click.echo("\n".join(describe(loaded)))


@policy.command("presets")
@speaking
def presets_() -> None:
    """The policies that come with Schoolgate."""
    rows = [(name, load_policy(preset_path(CONFIG, name)).title) for name in presets(CONFIG)]
    print_table(("name", "title"), rows, "There are none.")


def _paths_in_force(context: click.Context) -> list[Path]:
    settings = settings_of(context)
    return list(dict.fromkeys(policy_path(settings.policy_of(school)) for school in settings.school))

"""`schoolgate policy`: check it, read it, see which presets there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from gateway.cli.common import (
    CommandError,
    Exit,
    config_path,
    print_json,
    print_table,
    safe,
    settings_of,
    speaking,
)
from gateway.cli.policypage import as_json, page
from gateway.policy.advice.advice import Surroundings
from gateway.policy.advice.lint import advice_on
from gateway.policy.english.chapters import document_of
from gateway.policy.load import load_policy, preset_path, presets
from gateway.policy.people.directory import directory_on, line_managers_in, read_directory
from gateway.settings import SchoolSettings, Settings, SettingsError
from gateway.shipped import CONFIG, policy_path

_NOWHERE = Surroundings()


@dataclass(frozen=True, slots=True)
class _InForce:
    """A policy file and the schools that it is for; none where nobody knows."""

    path: Path
    schools: tuple[SchoolSettings, ...] = ()


@click.group()
def policy() -> None:
    """The rules by which mail is judged."""


@policy.command()
@click.option("--strict", is_flag=True, help="Exit status 1 where there is advice.")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.pass_context
@speaking
def check(context: click.Context, file: Path | None, strict: bool) -> None:
    """Say whether a policy file, or each school's own, can be used, and what to look at again.

    Groups, roles and secure mail are looked up in the configuration; for a FILE without one, they are not.
    """
    settings = settings_of(context) if file is None or _is_configured(context) else None
    advised = False
    for each in _to_check(settings, file):
        loaded = load_policy(each.path)
        number = len(loaded.rules)
        click.echo(f"{each.path}: fine, {number} rule{'s' * (number != 1)}")
        for line in _advice(each, settings):
            advised = True
            click.echo(safe(f"  {line}"))
    raise SystemExit(Exit.NO if advised and strict else Exit.FINE)


@policy.command()
@click.option("--preset", metavar="NAME", help="A preset instead of the policy in force.")
@click.option("--json", "as_json_", is_flag=True, help="One JSON object a line for each policy.")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.pass_context
@speaking
def show(context: click.Context, file: Path | None, preset: str | None, as_json_: bool) -> None:
    """The rules as plain sentences, by the sections of the document that they come from.

    Of a FILE, of a preset, or else of what is in force at each school.
    """
    for number, path in enumerate(_to_show(context, file, preset)):
        loaded = load_policy(path)
        if as_json_:
            print_json(as_json(loaded))
        else:
            click.echo("\n" * (2 * (number > 0)) + "\n".join(page(loaded)))


@policy.command("presets")
@click.option("--json", "as_json_", is_flag=True, help="One JSON object a line.")
@speaking
def presets_(as_json_: bool) -> None:
    """The policies that come with Schoolgate."""
    loaded = {name: load_policy(preset_path(CONFIG, name)) for name in presets(CONFIG)}
    if as_json_:
        for name, each in loaded.items():
            described = {"name": name, "title": each.title, "rules": len(each.rules)}
            print_json(described | {"document": document_of(each)})
        return
    rows = [(name, each.title, str(len(each.rules)), document_of(each)) for name, each in loaded.items()]
    print_table(("name", "title", "rules", "clauses of"), rows, "There are none.")


def _to_show(context: click.Context, file: Path | None, preset: str | None) -> list[Path]:
    if file and preset:
        raise CommandError("name a file or a preset, not both")
    if file:
        return [file]
    if preset:
        return [preset_path(CONFIG, preset)]
    return [each.path for each in _in_force(settings_of(context))]


def _is_configured(context: click.Context) -> bool:
    try:
        config_path(context.obj)
    except SettingsError:
        return False
    return True


def _to_check(settings: Settings | None, file: Path | None) -> Iterable[_InForce]:
    if file is not None:
        return (_InForce(file, settings.school if settings else ()),)
    return _in_force(settings) if settings else ()


def _in_force(settings: Settings) -> Iterable[_InForce]:
    """Each policy once, with the schools that have it."""
    schools: dict[Path, list[SchoolSettings]] = {}
    for school in settings.school:
        schools.setdefault(policy_path(settings.policy_of(school)), []).append(school)
    return [_InForce(path, tuple(those)) for path, those in schools.items()]


def _advice(checked: _InForce, settings: Settings | None) -> Iterator[str]:
    """Each sentence once; with the school's name where it does not hold for all that have the policy."""
    loaded = load_policy(checked.path)
    if settings is None:
        yield from map(str, advice_on(loaded, _NOWHERE))
        return
    schools: dict[str, list[str]] = {}
    for school in checked.schools:
        for each in advice_on(loaded, _surroundings(settings, school)):
            schools.setdefault(str(each), []).append(school.name)
    for sentence, names in schools.items():
        everywhere = len(names) == len(checked.schools)
        yield sentence if everywhere else f"{', '.join(names)}: {sentence}"


def _surroundings(settings: Settings, school: SchoolSettings) -> Surroundings:
    """Raises DirectoryError."""
    today = datetime.now(UTC).astimezone().date()
    file = read_directory(school.directory or CONFIG / "directory.toml")
    directory, managers = directory_on(file, today), line_managers_in(file)
    return Surroundings(
        groups=frozenset(group.name for group in directory.groups),
        roles=frozenset(name for name, _ in school.roles),
        secure_available=bool(settings.secure_mail),
        line_managers=bool(managers.by_sender or managers.of_others),
        today=today,
    )

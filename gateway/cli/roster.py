"""`schoolgate roster`: the pupils who are looked for."""

from __future__ import annotations

import click

from gateway.cli.common import print_json, print_table, settings_of, speaking
from gateway.roster.source import load_roster

SHOWN_PROBLEMS = 20


@click.group()
def roster() -> None:
    """The pupil lists."""


@roster.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
@speaking
def status(context: click.Context, as_json: bool) -> None:
    """How many pupils each school's lists have, and which of their lines could not be used."""
    settings = settings_of(context)
    rows = []
    problems: list[str] = []
    for school in settings.school:
        sources = settings.roster_of(school).sources
        loaded = load_roster(sources)
        problems += map(str, loaded.problems)
        rows.append((school.name, str(len(loaded.roster.pupils)), "\n".join(map(str, sources))))
        if as_json:
            print_json(
                {
                    "school": school.name,
                    "pupils": len(loaded.roster.pupils),
                    "sources": [str(source) for source in sources],
                    "problems": [str(problem) for problem in loaded.problems],
                }
            )
    if as_json:
        return
    print_table(("school", "pupils", "lists"), rows, "There is no school.")
    for problem in problems[:SHOWN_PROBLEMS]:
        click.echo(f"  {problem}")
    if len(problems) > SHOWN_PROBLEMS:
        click.echo(f"  and {len(problems) - SHOWN_PROBLEMS} more lines that could not be used")

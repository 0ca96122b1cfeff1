"""`schoolgate init`: six questions, and there is a configuration."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import TypeVar

import click

from gateway.cli import questions
from gateway.cli.common import PLACES, CommandError, speaking
from gateway.cli.looks import say
from gateway.cli.newfiles import NewFiles, compose, must_be_new, write
from gateway.cli.questions import Answers, PupilList, Question
from gateway.doctor.clients import is_wide
from gateway.look import Grade
from gateway.transport.endpoint import parse_endpoint
from gateway.transport.timeouts import Timeouts
from gateway.transport.trial import try_out

T = TypeVar("T")

QUESTIONS = 6
SOON = Timeouts(connect=5, greeting=10, command=10)
INDENT = " " * 7
PROMPT = f"{INDENT}>"


@click.command()
@click.option("--school", metavar="NAME", help="What the school is called.")
@click.option("--domain", "domains", metavar="DOMAIN", multiple=True, help="A mail domain. Can be repeated.")
@click.option("--lead", metavar="ADDRESS", help="Who answers for data protection.")
@click.option(
    "--next-hop",
    metavar="URL",
    help='Where mail goes on: smtp+starttls://HOST:PORT, "microsoft" or "google".',
)
@click.option("--pupils", metavar="FILE", help="The list of pupils, in any format of `roster formats`.")
@click.option(
    "--client", "clients", metavar="NETWORK", multiple=True, help="Who hands mail in. Can be repeated."
)
@click.option("--yes", is_flag=True, help="Ask nothing: what no option says is as the defaults have it.")
@click.option("--force", is_flag=True, help="Write over a configuration that is there.")
@click.pass_context
@speaking
def init(
    context: click.Context,
    school: str | None,
    domains: tuple[str, ...],
    lead: str | None,
    next_hop: str | None,
    pupils: str | None,
    clients: tuple[str, ...],
    yes: bool,
    force: bool,
) -> None:
    """Ask six questions, and write a configuration that only watches as yet.

    It goes to the file of --config, else to ./schoolgate.toml, with the rules beside it in policy.toml.
    """
    configuration = Path(context.obj or os.environ.get("SCHOOLGATE_CONFIG") or PLACES[0])
    if not force:
        must_be_new(configuration)
    given = Given(school, " ".join(domains), lead, next_hop, pupils, " ".join(clients))
    answers = _ask_all(Form(assume=yes), given, configuration.parent.resolve())
    files = compose(configuration, answers)
    write(files)
    _farewell(files, named=context.obj is not None)


@dataclass(frozen=True, slots=True)
class Given:
    """What the options say; empty or None where they say nothing."""

    school: str | None
    domains: str
    lead: str | None
    next_hop: str | None
    pupils: str | None
    clients: str


@dataclass(slots=True)
class Form:
    """Asks one question after another. `assume`: nobody is there to answer."""

    assume: bool
    asked: int = 0

    def ask(self, question: Question[T], given: str | None) -> T:
        """Asks until the answer can be used. Raises CommandError where an option or a default cannot."""
        self.asked += 1
        self._heading(question)
        if given or self.assume:
            return self._without_asking(question, given)
        while True:
            answer = click.prompt(
                PROMPT, default=question.default, show_default=bool(question.default), prompt_suffix=" "
            )
            try:
                return question.read(answer)
            except ValueError as error:
                say(Grade.WARNING, str(error))

    def _heading(self, question: Question[T]) -> None:
        number = click.style(f"{self.asked} of {QUESTIONS}", dim=True)
        click.echo(f"\n{number} {click.style(question.title, bold=True)}")
        if not self.assume:
            for line in question.help:
                click.echo(f"{INDENT}{click.style(line, dim=True)}")

    def _without_asking(self, question: Question[T], given: str | None) -> T:
        """Raises CommandError."""
        text = given or question.default
        if not text:
            raise CommandError(f"init --yes: there is no default for --{question.key}; name it")
        try:
            return question.read(text)
        except ValueError as error:
            raise CommandError(f"--{question.key}: {str(error).rstrip('.')}") from None


def _ask_all(form: Form, given: Given, folder: Path) -> Answers:
    click.echo(click.style("Schoolgate, set up in six questions", bold=True))
    if not form.assume:
        click.echo("Enter takes what stands in brackets. Nothing is written before the last answer.")
    school = form.ask(questions.about_school(), given.school)
    say(Grade.GOOD, school)
    domains = form.ask(questions.about_domains(socket.getfqdn()), given.domains)
    say(Grade.GOOD, ", ".join(f"@{domain}" for domain in domains))
    lead = form.ask(questions.about_lead(domains), given.lead)
    say(Grade.GOOD, lead)
    next_hop = form.ask(questions.about_next_hop(domains), given.next_hop)
    _try_next_hop(next_hop, domains[0])
    pupils = form.ask(questions.about_pupils(folder), given.pupils)
    _say_pupils(pupils)
    clients = form.ask(questions.about_clients(), given.clients)
    _say_clients(clients)
    return Answers(school, domains, lead, next_hop, pupils, clients)


def _try_next_hop(url: str, domain: str) -> None:
    """A server that is not there today may be there tomorrow: it is said, and not refused."""
    probe = asyncio.run(try_out(parse_endpoint(url), f"schoolgate.{domain}", (), SOON)).probe
    if probe.is_ready:
        say(Grade.GOOD, f"{url} answers, {probe.tls_version or 'without TLS'}")
        return
    said = f" It said: {probe.said.text}." if probe.said else ""
    say(Grade.WARNING, f"{url} stays as you wrote it, but: {probe.reply.text}.{said}")


def _say_pupils(found: PupilList) -> None:
    say(Grade.GOOD, f"{found.pupils} pupil{'s' * (found.pupils != 1)}, in {found.path}")
    if found.problems:
        say(Grade.WARNING, f"{found.problems} lines could not be used: schoolgate roster status says which")


def _say_clients(clients: Sequence[str]) -> None:
    say(
        Grade.GOOD, f"this machine, and {', '.join(clients)}" if clients else "this machine, and no other yet"
    )
    if wide := [client for client in clients if is_wide(ip_network(client))]:
        sentence = (
            f"{', '.join(wide)} is wider than any school's network; set relay.asked_field, or narrow it"
        )
        say(Grade.WARNING, sentence)


def _farewell(files: NewFiles, *, named: bool) -> None:
    command = f"schoolgate --config {files.configuration}" if named else "schoolgate"
    written = (
        (_shown(files.configuration), "the configuration"),
        (_shown(files.policy), f"{files.rules} rules, which all only watch as yet"),
        (_shown(files.settings.storage.directory), "for the database and its key"),
    )
    nexts = (
        (f"{command} doctor", "proves each step, and says what to mend"),
        (f"{command} replay FOLDER", "what the rules would do to old mail"),
        (f"{command} serve", "starts the gateway"),
        (f"{command} doctor --send-test YOU", "sends one message through it"),
        ("config/guides/README.md", "Microsoft 365, Google, Exchange, Postfix"),
        ("config/guides/go-live.md", "from watching to holding, rule by rule"),
    )
    _section("Written", written)
    _section("What comes next", nexts)


def _shown(path: Path) -> str:
    """As it is written from here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _section(title: str, rows: Sequence[tuple[str, str]]) -> None:
    """What is too long for its column has a line of its own."""
    click.echo(f"\n{click.style(title, bold=True)}")
    width = min(max(len(first) for first, _ in rows), 34)
    for first, second in rows:
        gap = " " * (width - len(first)) if len(first) <= width else "\n" + " " * (width + 2)
        click.echo(f"  {click.style(first, fg='cyan')}{gap}  {second}")

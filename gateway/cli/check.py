"""`schoolgate check`: judges message files as the relay would, with no side effect."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import getaddresses
from pathlib import Path

import click

from detectors.message import Envelope, Message
from detectors.mime.parse import parse
from gateway.actions.plan import Judged
from gateway.cli.common import CommandError, Exit, print_json, safe, settings_of, speaking
from gateway.cli.judgement import as_json, as_text
from gateway.inspection.judge import Judge, SchoolRules, setup_of
from gateway.inspection.pool import WorkerPool, WorkersUnavailableError
from gateway.policy.exceptions import Exceptions
from gateway.policy.verdict import Disposition
from gateway.settings import Settings
from gateway.smtp.access import Access
from gateway.wiring import known_exceptions, known_schools, make_access, worker_count

SOMEBODY_OUTSIDE = ("",)
NO_RECIPIENT = "The message names no recipient, so it was judged as for somebody outside; --to names one."


@dataclass(frozen=True, slots=True)
class Checked:
    """One file, and what the relay would make of it."""

    file: str
    envelope: Envelope
    judged: Judged
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What mail is judged by: the rules and the exceptions of each school."""

    rules: Mapping[str, SchoolRules]
    exceptions: Mapping[str, Exceptions]


@click.command()
@click.option("--json", "as_json_", is_flag=True, help="One JSON object a line.")
@click.option("--from", "sender", metavar="ADDR", help="The envelope sender; else the From field.")
@click.option(
    "--to", "recipients", metavar="ADDR", multiple=True, help="An envelope recipient; else To, Cc and Bcc."
)
@click.argument("files", metavar="FILE ...", nargs=-1, required=True)
@click.pass_context
@speaking
def check(
    context: click.Context,
    as_json_: bool,
    sender: str | None,
    recipients: tuple[str, ...],
    files: tuple[str, ...],
) -> None:
    """Judge message files ("-" for standard input) as the relay would, with no side effect.

    Exit status 0 when everything would be delivered unchanged to every recipient, else 1.
    """
    settings = settings_of(context)
    known = Known(
        {name: school.rules for name, school in known_schools(settings).items()}, known_exceptions(settings)
    )
    delivered = asyncio.run(_check_all(settings, known, files, sender, recipients, as_json_))
    raise SystemExit(Exit.FINE if delivered else Exit.NO)


async def _check_all(
    settings: Settings,
    known: Known,
    files: Sequence[str],
    sender: str | None,
    recipients: tuple[str, ...],
    as_json_: bool,
) -> bool:
    delivered = True
    async for each in _judge_all(settings, known, files, sender, recipients):
        delivered &= each.judged.verdict.disposition is Disposition.DELIVER
        if as_json_:
            print_json(as_json(each.file, each.envelope, each.judged, each.warnings))
        else:
            click.echo("\n".join(safe(line) for line in as_text(each.file, each.judged, each.warnings)))
    return delivered


async def _judge_all(
    settings: Settings,
    known: Known,
    files: Sequence[str],
    sender: str | None,
    recipients: tuple[str, ...],
) -> AsyncIterator[Checked]:
    """In the order of the files, several at once."""
    pool = WorkerPool(min(worker_count(settings), len(files)), setup_of(known.rules, settings.inspection))
    access = make_access(settings)
    try:
        await pool.start()
    except WorkersUnavailableError:
        raise CommandError("the inspection workers do not start; run `schoolgate doctor`") from None
    judge = Judge(pool, known.rules, settings.inspection)
    judge.replace_exceptions(known.exceptions)
    at_once = asyncio.Semaphore(2 * worker_count(settings))

    async def one(file: str) -> Checked:
        async with at_once:
            raw = as_sent(_read(file))
            envelope = _envelope(raw, sender, recipients)
            judged = await judge.judge(_school_of(access, envelope.sender), envelope, raw)
            warnings = (NO_RECIPIENT,) if envelope.recipients == SOMEBODY_OUTSIDE else ()
            return Checked(file, envelope, judged, warnings)

    try:
        for task in [asyncio.create_task(one(file)) for file in files]:
            yield await task
    finally:
        await pool.close()


def _read(file: str) -> bytes:
    """Raises CommandError."""
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except FileNotFoundError:
        raise CommandError(f"{file}: there is no such file") from None
    except IsADirectoryError:
        raise CommandError(f"{file}: is a folder; name the message files in it") from None
    except OSError:
        raise CommandError(f"{file}: cannot be read") from None


def as_sent(raw: bytes) -> bytes:
    """The bytes as a mail program would send them: a file with Unix line ends gets those of SMTP.

    Where CR and LF stand on their own beside CRLF, nothing is changed: that is what is to be judged.
    """
    return raw if b"\r" in raw else raw.replace(b"\n", b"\r\n")


def _envelope(raw: bytes, sender: str | None, recipients: tuple[str, ...]) -> Envelope:
    message = parse(raw)
    named = recipients or tuple(dict.fromkeys(_addresses(message, "To", "Cc", "Bcc")))
    from_field = next(iter(_addresses(message, "From")), "")
    return Envelope(sender if sender is not None else from_field, named or SOMEBODY_OUTSIDE)


def _addresses(message: Message, *names: str) -> list[str]:
    wanted = {name.lower() for name in names}
    values = [field.value for field in message.headers if field.name.lower() in wanted]
    return [address for _, address in getaddresses(values) if "@" in address]


def _school_of(access: Access, sender: str) -> str:
    """The first school's rules for a sender whom the relay would not serve at all."""
    return access.school_of(sender) or next(iter(access.schools.values()))

"""`schoolgate audit`: the record from a shell: read it, check it, take it away."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import IO

import click

from gateway.actions.plan import Action, AuditEntry
from gateway.cli.common import CommandError, Exit, actor, fail, print_json, print_table, speaking
from gateway.cli.opened import open_store
from gateway.review.record.written import as_csv, as_json_lines
from gateway.store.chain import Break, End, Flaw
from gateway.store.history import Entry, Extent, Reasons, Sought, all_of, note_down, page_of
from gateway.store.record import known_beginning, known_end, verify_record
from gateway.store.seal import BrokenSealError, Seal

SHOWN = 50  # entries, where nobody says how many
_HASH_DIGITS = 64
_EVERYTHING = Extent()
_NO_REASONS: frozenset[str] = frozenset()
_FLAWS = {
    Flaw.MISSING: "entry {number} is missing: somebody took it out",
    Flaw.CHANGED: "entry {number} is not as it was written: somebody changed it, or one before it",
    Flaw.SHORTENED: "entry {number} and all after it are missing: somebody cut the record off",
    Flaw.ADDED: "entry {number} was put at the end by somebody who does not have the key",
}


@click.group()
def audit() -> None:
    """The record: who did what, when."""


@audit.command()
@click.option("--noted", metavar="NUMBER:HASH", help="What `audit end` printed at some time.")
@click.pass_context
@speaking
def verify(context: click.Context, noted: str | None) -> None:
    """Check that nothing in the record was changed, taken out or cut off. Exit status 1 if it was."""
    seal = open_store(context, reads=True).seal
    known = _noted(noted) if noted else None
    if known:
        _must_be_there(seal, known)
    found = verify_record(seal, known)
    if found:
        fail(f"the record does not hold: {_in_words(found)}. All before it is as it was.", Exit.NO)
    end = known_end(seal)
    click.echo(f"The record holds: {_span(seal, end)}.")


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
@speaking
def end(context: click.Context, as_json: bool) -> None:
    """Number and hash of the last entry: note them down elsewhere, for `audit verify --noted`."""
    seal = open_store(context, reads=True).seal
    try:
        last = known_end(seal)
    except BrokenSealError:
        fail("where the record ends was changed in the database; run: schoolgate audit verify", Exit.NO)
    if as_json:
        print_json({"number": last.number, "hash": last.hash})
        return
    click.echo(f"{last.number}:{last.hash}")


@audit.command("list")
@click.option("--case", default="", metavar="ID", help="About this message.")
@click.option("--actor", "who", default="", metavar="TEXT", help="By somebody with this in their name.")
@click.option("--since", type=click.DateTime(("%Y-%m-%d",)), metavar="DAY", help="From this day on.")
@click.option("--until", type=click.DateTime(("%Y-%m-%d",)), metavar="DAY", help="Up to and with this day.")
@click.option("--most", default=SHOWN, type=click.IntRange(1, 100_000), help="So many, the newest.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
@speaking
def list_(
    context: click.Context,
    case: str,
    who: str,
    since: datetime | None,
    until: datetime | None,
    most: int,
    as_json: bool,
) -> None:
    """The newest entries, the last one at the bottom."""
    seal = open_store(context, reads=True).seal
    sought = Sought(who, case.upper(), since=_from(since), until=_before(until))
    entries = page_of(sought, _EVERYTHING, Reasons(seal, _NO_REASONS, installation=False), most)[::-1]
    if as_json:
        for entry in entries:
            print_json(_as_json(entry))
        return
    rows = [
        (str(each.number), _when(each.at), each.actor, each.action, each.message, each.note)
        for each in entries
    ]
    print_table(("number", "when", "who", "what", "message", "note"), rows, "Nothing is on record.")


@audit.command()
@click.argument("file", type=click.Path(dir_okay=False), required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(("csv", "jsonl")),
    default="csv",
    show_default=True,
    help="A table for a spreadsheet, or lines of JSON by which the chain can be checked.",
)
@click.option("--reasons", is_flag=True, help="With what people wrote; it may name pupils.")
@click.pass_context
@speaking
def export(context: click.Context, file: str | None, form: str, reasons: bool) -> None:
    """The whole record, the oldest entry first, to FILE or to standard output. It is noted in the record."""
    seal = open_store(context).seal
    note = f"record as {'CSV' if form == 'csv' else 'JSON Lines'}{', with reasons' if reasons else ''}"
    with _output(file) as output:
        note_down(seal, AuditEntry(actor(), Action.EXPORTED, note), datetime.now(UTC))
        opened = Reasons(seal) if reasons else Reasons(seal, _NO_REASONS, installation=False)
        entries = all_of(Sought(), _EVERYTHING, opened)
        pieces = as_csv(entries, _in_plain_words) if form == "csv" else as_json_lines(entries)
        for piece in pieces:
            output.write(piece.encode())


@contextmanager
def _output(file: str | None) -> Iterator[IO[bytes]]:
    """Raises CommandError."""
    if file is None:
        yield sys.stdout.buffer
        return
    try:
        with open(file, "xb") as output:
            yield output
    except FileExistsError:
        raise CommandError(f"{file}: is there already; name a new file") from None
    except OSError:
        raise CommandError(f"{file}: cannot be written") from None


def _in_plain_words(action: str) -> str:
    return action.replace("-", " ")


def _noted(text: str) -> End:
    """Raises CommandError."""
    number, _, digest = text.strip().partition(":")
    if not number.isdecimal() or len(digest) != _HASH_DIGITS:
        raise CommandError(
            f"--noted is {text!r}, and must be what `schoolgate audit end` printed: NUMBER:HASH"
        )
    return End(int(number), digest.lower())


def _must_be_there(seal: Seal, noted: End) -> None:
    """Nothing can be said of an entry that was deleted in time. Raises CommandError."""
    try:
        beginning = known_beginning(seal)
    except BrokenSealError:
        return  # then the whole record is looked at from its first entry, and does not hold
    if noted.number < beginning.number:
        raise CommandError(
            f"--noted: entry {noted.number} was deleted because its time was up, as the settings say "
            f"(retention.record_days); the record begins with entry {beginning.number + 1}"
        )


def _in_words(found: Break) -> str:
    return _FLAWS[found.flaw].format(number=found.number)


def _span(seal: Seal, last: End) -> str:
    beginning = known_beginning(seal).number
    if last.number == beginning:
        return "it has no entries"
    return f"entries {beginning + 1} to {last.number} are as they were written"


def _as_json(entry: Entry) -> dict[str, object]:
    return {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "school": entry.school,
        "message": entry.message,
        "actor": entry.actor,
        "action": entry.action,
        "note": entry.note,
        "hash": entry.hash,
    }


def _from(given: datetime | None) -> datetime | None:
    return _midnight(given.date()) if given else None


def _before(given: datetime | None) -> datetime | None:
    return _midnight(given.date() + timedelta(days=1)) if given else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time()).astimezone()


def _when(moment: datetime) -> str:
    return moment.astimezone().strftime("%a %d %b %Y %H:%M:%S")

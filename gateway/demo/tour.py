"""Runs the demo schools: sends their mail through the gateway's own port, and shows what became of it."""

from __future__ import annotations

import asyncio
import shutil
import signal
import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from detectors.message import Envelope
from gateway.actions.link import SenderLinks
from gateway.actions.plan import Judged
from gateway.demo import riverside
from gateway.demo.capture import CaptureServer
from gateway.demo.compare import Pair
from gateway.demo.samples import Sample, samples
from gateway.demo.school import MARK, Hops, write_school
from gateway.desks import sender_links
from gateway.errors import SetupError
from gateway.policy.verdict import Disposition
from gateway.review.accounts.first import first_file
from gateway.running import Listening, running
from gateway.service.orders import Orders
from gateway.settings import load_settings
from gateway.store.cases import stored_judgements
from gateway.store.figures import read_figures
from gateway.store.seal import Seal, read_key
from gateway.transport.endpoint import Endpoint, Scheme
from gateway.transport.outcome import Fate
from gateway.transport.pool import SmtpTransport

SMTP_PORT, REVIEW_PORT = 2525, 8025
OUTBOX_SECONDS = 30
FATES = {
    Disposition.DELIVER: ("delivered", "green"),
    Disposition.REWRITE: ("sent, changed", "magenta"),
    Disposition.SECURE: ("sent by secure mail", "cyan"),
    Disposition.HOLD: ("held", "yellow"),
    Disposition.RETURN: ("returned", "red"),
}
NO_RULE = "breaks no rule"
PAGE_SHOWN = "Football club"


class DemoError(SetupError):
    """One sentence about why the demo cannot run."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A sample as it was sent, its Message-ID, and whether the gateway took it."""

    sample: Sample
    message_id: str
    content: bytes
    accepted: bool


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A message that was stored: its id, and what was decided of it."""

    id: str
    judged: Judged


async def run_demo(folder: Path, *, stay: bool) -> None:
    """Raises DemoError, and what a gateway may raise when it starts."""
    _make_folder(folder)
    orders = Orders()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, orders.stop.set)
    async with _capture_servers(folder / "outgoing") as hops:
        configuration = write_school(folder, hops, _free(SMTP_PORT), _free(REVIEW_PORT))
        settings = load_settings(configuration)
        async with running(settings, orders, folder / "gateway.log") as listening:
            sent = await _send_all(listening)
            await _wait_for_outbox()
            seal = read_key(settings.key_file)
            on_record = await asyncio.to_thread(_on_record, seal)
            _show_table(sent, on_record)
            _show_changes(folder, sent, on_record)
            page = _page_of_one_held(sent, on_record, sender_links(settings, seal))
            first = first_file(settings).read_text(encoding="utf-8").splitlines()
            farewell = _farewell(folder, configuration, listening, page, first)
            Console(highlight=False).print(farewell, markup=False, soft_wrap=True)
            if stay:
                await orders.stop.wait()


def _make_folder(folder: Path) -> None:
    """Made anew each time; never over somebody's own files."""
    if folder.exists():
        if not (folder / MARK).exists():
            raise DemoError(f"{folder} exists and is not a demo of ours; name another with --directory")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, mode=0o700)
    (folder / MARK).touch()


@asynccontextmanager
async def _capture_servers(outgoing: Path) -> AsyncIterator[Hops]:
    servers = [CaptureServer(outgoing / name) for name in ("world", "school", "secure-mail")]
    try:
        yield Hops(*[await server.start() for server in servers])
    finally:
        for server in servers:
            await server.stop()


def _free(port: int) -> int:
    """The usual port, or another where somebody else has it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _send_all(listening: Listening) -> list[Sent]:
    endpoint = Endpoint(Scheme.SMTP, listening.smtp.host, listening.smtp.port)
    client = SmtpTransport(endpoint, ehlo_name="mail.oakfield.sch.uk")
    sent = []
    for sample in (*samples(), *riverside.samples()):
        message_id, content = sample.compose(datetime.now(UTC))
        outcome = await client.send(Envelope(sample.sender, sample.recipients, eight_bit=True), content)
        accepted = all(each.fate is Fate.TAKEN for each in outcome.recipients)
        sent.append(Sent(sample, message_id, content, accepted))
    await client.close()
    return sent


async def _wait_for_outbox() -> None:
    async with asyncio.timeout(OUTBOX_SECONDS):
        while (await asyncio.to_thread(read_figures)).waiting_deliveries:  # noqa: ASYNC110
            await asyncio.sleep(0.1)  # the outbox tells nobody when it is empty


def _on_record(seal: Seal) -> dict[str, OnRecord]:
    """By Message-ID."""
    return {judged.headline.message_id: OnRecord(case, judged) for case, judged in stored_judgements(seal)}


def _show_table(sent: list[Sent], on_record: Mapping[str, OnRecord]) -> None:
    console = Console(highlight=False)
    table = Table(box=box.SIMPLE_HEAD, show_lines=True, padding=(0, 1, 0, 0), pad_edge=False, expand=True)
    for column, share in (("Message", 14), ("To", 24), ("What became of it", 17), ("Why", 24)):
        table.add_column(column, ratio=share, overflow="fold")
    for each in sent:
        for row in _rows(each, on_record.get(each.message_id)):
            table.add_row(*row)
        table.add_section()
    console.print("\nWhat became of the demo schools' mail\n", style="bold")
    console.print(table)


def _show_changes(folder: Path, sent: list[Sent], on_record: Mapping[str, OnRecord]) -> None:
    """Each message that left otherwise than it was written, before and after."""
    console = Console(highlight=False)
    console.print("What was changed, before and after\n", style="bold")
    for number, pair in enumerate(_pairs(folder / "outgoing", sent, on_record), 1):
        pair.write(folder / "changed", number)
        table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), title=pair.subject, title_justify="left")
        table.add_column("before", ratio=1, overflow="fold")
        table.add_column(f"after, by {pair.route}", ratio=1, overflow="fold")
        for before, after, differs in pair.lines():
            style = "bold" if differs else "dim"
            table.add_row(Text(before, style), Text(after, style))
        console.print(table)


def _pairs(outgoing: Path, sent: list[Sent], on_record: Mapping[str, OnRecord]) -> Iterator[Pair]:
    captured = [(path.parent.name, path.read_bytes()) for path in sorted(outgoing.glob("*/*.eml"))]
    for each in sent:
        stored = on_record.get(each.message_id)
        dispositions = {one.disposition for one in stored.judged.verdict.recipients} if stored else set()
        if not dispositions & {Disposition.REWRITE, Disposition.SECURE}:
            continue
        copies = (
            (route, content)
            for route in ("secure-mail", "world", "school")
            for name, content in captured
            if name == route and f"Message-ID: {each.message_id}".encode() in content
        )
        if copy := next(copies, None):
            yield Pair(each.sample.subject, each.content, copy[1], copy[0])


def _page_of_one_held(sent: list[Sent], on_record: Mapping[str, OnRecord], links: SenderLinks) -> str:
    """The address of the sender's page of a message that names may be shortened in."""
    held = (
        (each, on_record[each.message_id])
        for each in sent
        if each.sample.subject == PAGE_SHOWN and each.message_id in on_record
    )
    each, stored = next(held)
    return links.url(stored.id, each.sample.sender, datetime.now(UTC))


def _rows(sent: Sent, stored: OnRecord | None) -> Iterator[tuple[str, str, str, str]]:
    """One for each recipient; the subject stands in the first."""
    subject = sent.sample.subject
    if stored is None:
        word, colour = FATES[Disposition.DELIVER] if sent.accepted else ("not taken", "red")
        why = NO_RULE if sent.accepted else "the gateway refused it"
        for address in sent.sample.recipients:
            yield subject, address, f"[{colour}]{word}[/]", why
            subject = ""
        return
    titles = {match.id: match.title for match in stored.judged.verdict.rules}
    for each in stored.judged.verdict.recipients:
        word, colour = FATES[each.disposition]
        if each.disposition is Disposition.HOLD:
            word = f"held as {stored.id}"
        why = "\n".join(titles[rule] for rule in each.rules) or NO_RULE
        yield subject, each.address, f"[{colour}]{word}[/]", why
        subject = ""


def _farewell(
    folder: Path, configuration: Path, listening: Listening, page: str, first: Sequence[str]
) -> str:
    """`first`: the address of each school's lead, and the link by which they get in for the first time."""
    command = f".venv/bin/schoolgate --config {configuration}"
    links = "\n".join(f"  {lead:23} {link}" for lead, _, link in (line.partition(" ") for line in first))
    return f"""
Review what is held, at http://{listening.review}/
Each school's data protection lead gets in for the first time by a link of their own, which works once:
{links}

Open what went out, in {folder}/outgoing
  world         to the outside, byte for byte as it came
  secure-mail   to the secure mail service
  school        inside the school: mail, the notices to senders, the alerts to the lead
Every changed message, before and after, is in {folder}/changed
What the gateway logged is in {folder}/gateway.log

Put “{PAGE_SHOWN}” right as its sender would, by the link in the notice
  {page}

The same from a shell
  {command} quarantine list
  {command} quarantine show ID
  {command} quarantine release ID

Send a message of your own, as anybody at oakfield.sch.uk or riverside.sch.uk, to {listening.smtp}

Ctrl-C ends it.
"""

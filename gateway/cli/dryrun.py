"""A dry run put together: mailbox, workers, journal, and a bar for whoever watches."""

from __future__ import annotations

import asyncio
import hashlib
import json
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from gateway.cli.check import as_sent
from gateway.cli.common import CommandError
from gateway.inspection.judge import Judge, SchoolRules, setup_of
from gateway.inspection.pool import WorkerPool, WorkersUnavailableError
from gateway.policy.rules import Policy
from gateway.policy.verdict import Mode
from gateway.replay.files import Mailbox, mailbox_at
from gateway.replay.journal import Checkpoint, Journal, Recorder
from gateway.replay.judging import PolicyJudging
from gateway.replay.leftout import LeftOut
from gateway.replay.outgoing import Outgoing, outgoing
from gateway.replay.run import run
from gateway.replay.stored import Stored, bytes_before, stored
from gateway.replay.summary import Asked, Summary, summarise
from gateway.replay.tally import Counting
from gateway.replay.words import counted
from gateway.settings import Settings
from gateway.shipped import CONFIG, policy_path
from gateway.store.connect import key_for, prepare_directory
from gateway.store.place import storage_of
from gateway.wiring import known_schools, make_access, worker_count

AT_ONCE = 4  # messages in hand for each worker: none waits while an earlier one takes long
INTERRUPTED = 128 + signal.SIGINT  # the exit status by which shells know it


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of a dry run.

    everything: mail of senders outside the school, too
    quoting: whether the summary has subjects
    rest_on: files that, when changed, make it another run
    """

    path: Path
    everything: bool
    quoting: bool
    state: Path
    restart: bool
    rest_on: tuple[Path, ...]


@contextmanager
def dry_run(settings: Settings, options: Options, other: Policy | None) -> Iterator[Summary]:
    """From the first message, or where an earlier run was broken off, to the last.

    When the body is through, the run is forgotten. Where it is broken off, what has been counted is kept.
    Raises SetupError of many kinds, and SystemExit where it was interrupted.
    """
    mailbox = mailbox_at(options.path)
    rules = {name: school.rules for name, school in known_schools(settings).items()}
    prepare_directory(settings.storage.directory)
    journal = Journal(options.state, key_for(storage_of(settings.storage), settings.key_file))
    begun = _begun(journal, _question(settings, options), options.restart)
    recorder = Recorder(journal, begun)
    recorder.write()  # that it cannot be written is better known now
    work = _Work(settings, options, rules, other, mailbox)
    try:
        asyncio.run(work.do(begun, recorder))
    except WorkersUnavailableError:
        raise CommandError("the inspection workers do not start; run `schoolgate doctor`") from None
    except asyncio.CancelledError:
        click.echo(
            f"schoolgate: stopped after {counted(recorder.counted, 'message')}; the same command goes on "
            "from there, with --restart it begins anew",
            err=True,
        )
        raise SystemExit(INTERRUPTED) from None
    finally:
        recorder.write()
    checkpoint = recorder.checkpoint
    yield summarise(_asked(options, rules, other), mailbox, checkpoint.tally, checkpoint.seconds)
    journal.forget()


@dataclass(frozen=True, slots=True)
class _Work:
    settings: Settings
    options: Options
    rules: Mapping[str, SchoolRules]
    other: Policy | None
    mailbox: Mailbox

    async def do(self, begun: Checkpoint, recorder: Recorder) -> None:
        """Raises WorkersUnavailableError, and asyncio.CancelledError where it is interrupted."""
        task = asyncio.current_task()
        assert task is not None, "a coroutine runs in a task"  # noqa: S101
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        pool = WorkerPool(worker_count(self.settings), setup_of(self.rules, self.settings.inspection))
        await pool.start()
        judge = Judge(pool, self.rules, self.settings.inspection)
        try:
            with _bar(self.mailbox, recorder) as take_note:
                await run(
                    stored(self.mailbox, self.settings.relay.max_message_size, begun.position),
                    self._prepare(),
                    PolicyJudging(judge, self.rules, self.other),
                    Counting(begun.tally, self.options.quoting),
                    AT_ONCE * worker_count(self.settings),
                    take_note,
                )
        finally:
            await pool.close()

    def _prepare(self) -> Callable[[bytes], Outgoing | LeftOut]:
        access = make_access(self.settings)
        first = next(iter(self.rules))

        def school_of(address: str) -> str | None:
            school = access.school_of(address) if address else None
            return school or (first if self.options.everything else None)

        return lambda content: outgoing(as_sent(content), school_of)


@contextmanager
def _bar(mailbox: Mailbox, recorder: Recorder) -> Iterator[Callable[[Stored], None]]:
    """What is told of each message: writes it down, and moves the bar where somebody watches.

    The bar goes by bytes, for nobody knows how many messages an mbox has before it has been read.
    """
    bar = Progress(
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        TextColumn("{task.description}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with bar:
        done = bytes_before(mailbox, recorder.checkpoint.position)
        task = bar.add_task(counted(recorder.counted, "message"), total=mailbox.size, completed=done)

        def take_note(each: Stored) -> None:
            recorder.add(each)
            bar.update(task, advance=each.size, description=counted(recorder.counted, "message"))

        yield take_note


def _begun(journal: Journal, question: str, restart: bool) -> Checkpoint:
    """Where an earlier run of the same kind was broken off, or the beginning. Raises JournalError."""
    earlier = None if restart else journal.read()
    if earlier is None:
        return Checkpoint(question)
    if earlier.question != question:
        click.echo("schoolgate: the run that was broken off was another one; this one begins anew", err=True)
        return Checkpoint(question)
    return earlier


def _question(settings: Settings, options: Options) -> str:
    """Names what a run is about: figures of different questions must not be added up."""
    files = [*options.rest_on, *map(policy_path, map(settings.policy_of, settings.school))]
    files += [school.directory or CONFIG / "directory.toml" for school in settings.school]
    asked = [str(options.path.resolve()), options.everything, options.quoting]
    digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    return hashlib.sha256(json.dumps([asked, digests]).encode()).hexdigest()


def _asked(options: Options, rules: Mapping[str, SchoolRules], other: Policy | None) -> Asked:
    policies = list(dict.fromkeys(each.policy for each in rules.values()))
    return Asked(
        source=str(options.path),
        schools=tuple(rules),
        policy=", ".join(dict.fromkeys(policy.title for policy in policies)),
        against=other.title if other else "",
        rules=tuple(
            dict.fromkeys(
                (rule.id, rule.title)
                for policy in policies
                for rule in policy.rules
                if rule.mode is not Mode.OFF
            )
        ),
        quoting=options.quoting,
    )

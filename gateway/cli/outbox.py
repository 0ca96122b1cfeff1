"""`schoolgate outbox`: what waits for delivery."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from gateway.cli.common import Exit, actor, fail, print_json, print_table, speaking
from gateway.cli.opened import open_store
from gateway.store import heldback
from gateway.store.heldback import HeldBack, held_back
from gateway.store.jobs import list_waiting, retry_now


@click.group()
def outbox() -> None:
    """What waits for delivery."""


@outbox.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
@speaking
def list_(context: click.Context, as_json: bool) -> None:
    """Each delivery that waits, when it is tried next, and what the server last said."""
    opened = open_store(context, reads=True)
    held = held_back(opened.settings.storage.directory)
    waiting = list_waiting(opened.seal)
    if as_json:
        for each in waiting:
            print_json(
                {
                    "id": each.id,
                    "message": each.message,
                    "route": each.route,
                    "purpose": each.purpose,
                    "recipients": list(each.recipients),
                    "attempts": each.attempts,
                    "next_attempt": each.due_at.isoformat(),
                    "last_reply": each.last_reply,
                    "held_back": _is_held(held, each.id),
                }
            )
        return
    rows = [
        (
            str(each.id),
            each.message,
            each.purpose,
            each.route,
            "\n".join(each.recipients),
            str(each.attempts),
            "held back" if _is_held(held, each.id) else each.due_at.astimezone().strftime("%a %H:%M:%S"),
            each.last_reply,
        )
        for each in waiting
    ]
    columns = ("id", "message", "what", "by", "to", "tries", "next", "the server said")
    print_table(columns, rows, "Nothing waits.")
    if held:
        click.echo(
            f"Held back are those from before {held.backup_at.astimezone():%d %B %Y %H:%M}, when the back-up "
            "was made that was restored here; they may have gone. To send them: schoolgate outbox resume"
        )


@outbox.command()
@click.argument("delivery", metavar="[ID]", type=int, required=False)
@click.pass_context
@speaking
def retry(context: click.Context, delivery: int | None) -> None:
    """Try one delivery, or all of them, now."""
    held = held_back(open_store(context).settings.storage.directory)
    if delivery is not None and _is_held(held, delivery):
        fail(f"delivery {delivery} is held back since the restore; see schoolgate outbox resume", Exit.NO)
    count = retry_now(datetime.now(UTC), delivery, held.last_delivery if held else 0)
    if delivery is not None and not count:
        fail(f"no delivery {delivery} waits", Exit.NO)
    click.echo(f"{count} to be tried now.")


@outbox.command()
@click.pass_context
@speaking
def resume(context: click.Context) -> None:
    """After a restore: send what waited when the back-up was made. Some of it may then arrive twice."""
    opened = open_store(context)
    directory = opened.settings.storage.directory
    held = held_back(directory)
    if held is None:
        fail("nothing is held back: no back-up was restored here, or it was resumed", Exit.NO)
    count = heldback.resume(opened.seal, directory, held, actor(), datetime.now(UTC))
    click.echo(f"{count} to be sent now, and deadlines end again. It is on record.")


def _is_held(held: HeldBack | None, delivery: int) -> bool:
    return held is not None and delivery <= held.last_delivery

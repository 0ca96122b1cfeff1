"""`schoolgate outbox`: what waits for delivery."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from gateway.cli.common import Exit, fail, print_json, print_table, speaking
from gateway.cli.opened import open_store
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
    open_store(context)
    waiting = list_waiting()
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
            each.due_at.astimezone().strftime("%a %H:%M:%S"),
            each.last_reply,
        )
        for each in waiting
    ]
    columns = ("id", "message", "what", "by", "to", "tries", "next", "the server said")
    print_table(columns, rows, "Nothing waits.")


@outbox.command()
@click.argument("delivery", metavar="[ID]", type=int, required=False)
@click.pass_context
@speaking
def retry(context: click.Context, delivery: int | None) -> None:
    """Try one delivery, or all of them, now."""
    open_store(context)
    count = retry_now(datetime.now(UTC), delivery)
    if delivery is not None and not count:
        fail(f"no delivery {delivery} waits", Exit.NO)
    click.echo(f"{count} to be tried now.")

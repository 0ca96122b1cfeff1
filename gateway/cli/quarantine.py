"""`schoolgate quarantine`: the reviewer's work from a shell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import click

from gateway.actions.desk import Desk
from gateway.actions.notices.phrasefile import english
from gateway.actions.places import in_words
from gateway.actions.plan import Case, CaseState, RulingPlan
from gateway.cli.common import Exit, actor, fail, print_json, print_table, safe, speaking
from gateway.cli.opened import Opened, open_store
from gateway.policy.verdict import Mode
from gateway.review import ruling
from gateway.review.shown import shown
from gateway.store.cases import (
    CaseSummary,
    NoSuchCaseError,
    StaleCaseError,
    audit_of,
    find_case,
    list_cases,
    look_at_case,
    write_ruling,
)


@click.group()
def quarantine() -> None:
    """Messages that are held: list, look, and rule."""


@quarantine.command("list")
@click.option("--all", "every", is_flag=True, help="Those already ruled on, too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
@speaking
def list_(context: click.Context, every: bool, as_json: bool) -> None:
    """What waits for a ruling, the oldest first."""
    opened = open_store(context, reads=True)
    cases = list_cases(opened.seal, None if every else CaseState.OPEN)
    if as_json:
        for case in cases:
            print_json(_summary(case))
        return
    rows = [
        (
            case.id,
            _when(case.opened_at),
            _when(case.deadline) if case.state is CaseState.OPEN else "",
            case.sender or "(empty sender)",
            str(len(case.held)),
            ", ".join(case.rules),
            case.state,
        )
        for case in cases
    ]
    print_table(("id", "since", "until", "from", "held for", "rules", "state"), rows, "Nothing is held.")


@quarantine.command()
@click.argument("case_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
@speaking
def show(context: click.Context, case_id: str, as_json: bool) -> None:
    """Why a message is held, for whom, and what was done with it. The look is on record."""
    opened = open_store(context)
    try:
        case = look_at_case(opened.seal, case_id.upper(), actor(), datetime.now(UTC))
    except NoSuchCaseError:
        fail(f"there is no held message {case_id}", Exit.NO)
    if as_json:
        print_json(_details(case))
        return
    click.echo(_described(case))


@quarantine.command()
@click.argument("case_id", metavar="ID")
@click.pass_context
@speaking
def release(context: click.Context, case_id: str) -> None:
    """Send the message as it came, to those for whom it was held; the sender is told."""
    _rule(context, case_id, lambda case, desk, now: ruling.release(case, desk, actor(), now))
    click.echo(
        f"{case_id.upper()} is released. It leaves as soon as the gateway runs, and the sender is told."
    )


@quarantine.command("return")
@click.argument("case_id", metavar="ID")
@click.option("--reason", metavar="TEXT", required=True, help="What the sender is told.")
@click.pass_context
@speaking
def return_(context: click.Context, case_id: str, reason: str) -> None:
    """Do not send the message; the sender is told the reason."""
    if not reason.strip():
        fail("--reason is empty; the sender needs to know why")
    _rule(
        context, case_id, lambda case, desk, now: ruling.give_back(case, desk, actor(), reason.strip(), now)
    )
    click.echo(f"{case_id.upper()} is returned. It is not sent, and the sender is told why.")


@quarantine.command()
@click.argument("case_id", metavar="ID")
@click.pass_context
@speaking
def delete(context: click.Context, case_id: str) -> None:
    """Do not send the message and delete its content; the sender is told that it was not sent."""
    _rule(context, case_id, lambda case, desk, now: ruling.delete(case, desk, actor(), now))
    click.echo(f"{case_id.upper()} is deleted. It was not sent; the record that it was held stays.")


def _rule(
    context: click.Context, case_id: str, plan_of: Callable[[Case, Desk, datetime], RulingPlan]
) -> None:
    opened = open_store(context)
    now = datetime.now(UTC)
    try:
        case = find_case(opened.seal, case_id.upper())
        if case.state is not CaseState.OPEN:
            fail(f"{case.id} is no longer held: it {_ENDED[case.state]}", Exit.NO)
        write_ruling(opened.seal, plan_of(case, _desk(opened, case), now), now)
    except NoSuchCaseError:
        fail(f"there is no held message {case_id}", Exit.NO)
    except StaleCaseError:
        fail(f"somebody else has just ruled on {case_id}; look again", Exit.NO)


_ENDED = {
    CaseState.RELEASED: "was released",
    CaseState.RETURNED: "was returned",
    CaseState.DELETED: "was deleted",
    CaseState.EXPIRED: "has expired, because nobody decided in time",
    CaseState.SENT: "was sent in another way by its sender",
    CaseState.WITHDRAWN: "was withdrawn by its sender",
}


def _desk(opened: Opened, case: Case) -> Desk:
    return opened.desks.get(case.school) or next(iter(opened.desks.values()))


def _summary(case: CaseSummary) -> dict[str, object]:
    return {
        "id": case.id,
        "school": case.school,
        "state": case.state,
        "sender": case.sender,
        "recipients": list(case.held),
        "since": case.opened_at.isoformat(),
        "deadline": case.deadline.isoformat(),
        "rules": list(case.rules),
    }


def _details(case: Case) -> dict[str, object]:
    judged = shown(case.judged)
    return {
        "id": case.id,
        "school": case.school,
        "state": case.state,
        "sender": case.envelope.sender,
        "recipients": list(case.held),
        "since": case.opened_at.isoformat(),
        "deadline": case.deadline.isoformat(),
        "subject": judged.headline.subject,
        "message_id": judged.headline.message_id,
        "rules": [
            {
                "id": match.id,
                "title": match.title,
                "clause": match.clause,
                "reason": match.reason,
                "sentence": match.sentence,
            }
            for match in judged.verdict.rules
            if match.mode is Mode.ENFORCE
        ],
        "asked": case.asked and {"at": case.asked.at.isoformat(), "reason": case.asked.reason},
        "findings": [
            {"detector": each.detector, "text": each.text, "where": str(each.location)}
            for each in judged.report.findings
        ],
        "audit": [
            {"at": line.at.isoformat(), "actor": line.actor, "action": line.action, "note": line.note}
            for line in audit_of(case.id)
        ],
    }


def _described(case: Case) -> str:
    judged = shown(case.judged)
    lines = [
        f"{case.id}  {case.state}  since {_when(case.opened_at)}  ({case.school})",
        f"from      {case.envelope.sender or '(empty sender)'}",
        *(f"{'held for' if not index else '':9} {address}" for index, address in enumerate(case.held)),
        *([f"until     {_when(case.deadline)}"] if case.state is CaseState.OPEN else []),
        f"subject   {judged.headline.subject or '(none)'}",
        *((f"asked     {_when(case.asked.at)}: “{case.asked.reason}”",) if case.asked else ()),
        "",
        "Why",
    ]
    for match in judged.verdict.rules:
        if match.mode is Mode.ENFORCE:
            lines += [f"  {match.title} ({match.clause}; {match.id})", f"    {match.reason}"]
            lines += [f"    In full: {match.sentence}"] if match.sentence else []
    lines += ["", "Found"]
    for finding in judged.report.findings:
        quoted = f"“{finding.text}” " if finding.text else ""
        place = in_words(finding.location, english())
        lines.append(f"  {quoted}{place}: {finding.detector} {finding.detail}".rstrip())
    lines += ["", "Record"]
    lines += [
        f"  {_when(line.at)}  {line.actor}  {line.action}  {line.note}".rstrip() for line in audit_of(case.id)
    ]
    return "\n".join(safe(line) for line in lines)


def _when(moment: datetime) -> str:
    return moment.astimezone().strftime("%a %d %b %Y %H:%M")

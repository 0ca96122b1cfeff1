"""A dry run as `replay` shows it: one JSON object, or tables for people."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from gateway.cli.common import print_table, safe
from gateway.policy.verdict import Disposition, Mode
from gateway.replay.comparison import Difference
from gateway.replay.summary import BUSIEST, Compared, Row, RuleRow, Summary
from gateway.replay.tally import Outcomes
from gateway.replay.words import OUTCOME_WORDS, counted, percent
from gateway.sizes import SIZE_UNITS

MEGABYTE = SIZE_UNITS["MB"]
MOST_ON_SCREEN = 40  # messages that differ; all that are kept are in the JSON object and on the page


def as_json(summary: Summary) -> dict[str, object]:
    """The object that the documentation describes, key by key. Days are ISO dates."""
    asked = summary.asked
    return {
        "path": asked.source,
        "schools": list(asked.schools),
        "policy": asked.policy,
        "messages": summary.messages,
        "first_day": _day_or_none(summary.first),
        "last_day": _day_or_none(summary.last),
        "days": summary.days,
        "outcomes": _outcomes(summary.outcomes),
        "recipients": _outcomes(summary.recipients),
        "rules": [_rule(row) for row in summary.rules],
        "rules_without_match": list(summary.silent),
        "groups": {row.id: _outcomes(row.outcomes) for row in summary.groups},
        "classes": {row.id: _outcomes(row.outcomes) for row in summary.classes},
        "left_out": dict(summary.left_out),
        "unreadable": list(summary.unreadable),
        "notes": list(summary.notes),
        "against": _compared(summary.compared) if summary.compared else None,
        "seconds": round(summary.seconds, 3),
        "messages_per_second": round(summary.speed, 1),
        "megabytes_per_second": round(summary.throughput / MEGABYTE, 3),
    }


def _outcomes(outcomes: Outcomes) -> dict[str, int]:
    return {str(each): outcomes[each] for each in Disposition}


def _rule(row: RuleRow) -> dict[str, object]:
    return {
        "id": row.id,
        "title": row.title,
        "action": row.action,
        "mode": row.mode,
        "messages": row.messages,
        "alone": row.alone,
        "outcomes": _outcomes(row.outcomes),
        "examples": [
            {"day": _day_or_none(each.day), "subject": each.subject, "where": each.place}
            for each in row.examples
        ],
    }


def _compared(compared: Compared) -> dict[str, object]:
    return {
        "policy": compared.policy,
        "outcomes": _outcomes(compared.outcomes),
        "changes": [
            {"old": str(each.old), "new": str(each.new), "messages": each.messages}
            for each in compared.changes
        ],
        "differing": compared.differing,
        "differences": [_difference(each) for each in compared.differences],
    }


def _difference(difference: Difference) -> dict[str, object]:
    return {
        "day": _day_or_none(difference.day),
        "subject": difference.subject,
        "where": difference.place,
        "old": str(difference.old),
        "new": str(difference.new),
        "recipients_changed": difference.changed,
        "recipients": difference.recipients,
        "old_rules": list(difference.old_rules),
        "new_rules": list(difference.new_rules),
    }


def _day_or_none(day: date | None) -> str | None:
    return day.isoformat() if day else None


def print_summary(summary: Summary, page: Path | None) -> None:
    """What became of the mail, why, and to whom; then what was not looked at, and how long it took."""
    _heading(f"{summary.asked.policy}, on {counted(summary.messages, 'message')}{_period(summary)}")
    _print_totals(summary)
    if summary.rules:
        _heading(f"The busiest of {counted(len(summary.rules), 'rule')} that matched")
        _print_rules(summary)
    _print_rows("By sender group, in messages", summary.groups)
    _print_rows("By kind of recipient, in recipients", summary.classes)
    if summary.compared:
        _print_compared(summary.compared, summary.asked.quoting)
    _print_rest(summary, page)


def _heading(text: str) -> None:
    click.echo(f"\n{text}" if text else "")


def _period(summary: Summary) -> str:
    return f", {summary.first} to {summary.last}" if summary.first else ""


def _print_totals(summary: Summary) -> None:
    compared = summary.compared
    columns = ["", "messages", "", *([f"with {compared.policy}", ""] if compared else [])]
    rows = [
        [
            OUTCOME_WORDS[each],
            *_share(summary.outcomes, each),
            *(_share(compared.outcomes, each) if compared else ()),
        ]
        for each in Disposition
    ]
    print_table(columns, rows, "")


def _share(outcomes: Outcomes, disposition: Disposition) -> tuple[str, str]:
    return f"{outcomes[disposition]:,}", percent(outcomes[disposition], outcomes.total())


def _print_rules(summary: Summary) -> None:
    columns = ("messages", "alone", "rule", "action", "for example")
    rows = [
        (
            f"{row.messages:,}",
            f"{row.alone:,}",
            row.id,
            row.action if row.mode is Mode.ENFORCE else f"{row.action} [{row.mode}]",
            "\n".join(f"{each.day or ''} {each.subject}".strip() for each in row.examples if each.subject),
        )
        for row in summary.rules[:BUSIEST]
    ]
    print_table(columns, rows, "")


def _print_rows(title: str, rows: tuple[Row, ...]) -> None:
    if rows:
        _heading(title)
        table = [(row.name, *(f"{row.outcomes[each]:,}" for each in Disposition)) for row in rows]
        print_table(("", *OUTCOME_WORDS.values()), table, "")


def _print_compared(compared: Compared, quoting: bool) -> None:
    _heading(f"With {compared.policy}, {counted(compared.differing, 'message')} would have fared otherwise")
    shown = compared.differences[:MOST_ON_SCREEN]
    columns = ("day", "old", "new", "rules", *(("subject",) if quoting else ()))
    rows = [
        (
            str(each.day or ""),
            OUTCOME_WORDS[each.old],
            OUTCOME_WORDS[each.new],
            _rules_changed(each),
            *((each.subject,) if quoting else ()),
        )
        for each in shown
    ]
    print_table(columns, rows, "There is no difference.")
    if compared.differing > len(shown):
        click.echo(f"and {compared.differing - len(shown):,} more; --json and --html list them")


def _rules_changed(difference: Difference) -> str:
    """`- no longer`, `+ newly`."""
    gone = [f"-{each}" for each in difference.old_rules if each not in difference.new_rules]
    come = [f"+{each}" for each in difference.new_rules if each not in difference.old_rules]
    return "\n".join(gone + come)


def _print_rest(summary: Summary, page: Path | None) -> None:
    if summary.silent:
        _heading("Rules that matched nothing: " + "; ".join(map(safe, summary.silent)))
    if summary.left_out:
        _heading("Not judged")
        print_table(("number", ""), [(f"{number:,}", words) for words, number in summary.left_out], "")
        for place in summary.unreadable:
            click.echo(f"  {safe(place)}")
    for note in summary.notes:
        _heading(note)
    _heading(
        f"{counted(summary.messages, 'message')} in {summary.seconds:.1f} s: "
        f"{summary.speed:,.0f} a second, {summary.throughput / MEGABYTE:,.1f} MB/s"
    )
    if page is not None:
        click.echo(f"The page is in {page}")

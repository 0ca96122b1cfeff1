"""A policy laid out to be read on a terminal, and as JSON."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator

import click

from gateway.policy.english.chapters import Chapter, chapters, document_of, reference
from gateway.policy.english.explain import provisions, sentence
from gateway.policy.rules import Policy, Rule

WIDEST = 100
NO_SECTION = "No clause of the school's policy"


def page(policy: Policy) -> Iterator[str]:
    """Title and document, the rules by section, and what holds for all of them."""
    document = document_of(policy)
    yield click.style(policy.title, bold=True)
    if document and document != policy.title:
        yield from _wrapped(f"Clauses of: {document}")
    for chapter in chapters(policy):
        yield ""
        yield click.style(_heading(chapter), bold=True, underline=True)
        for rule in chapter.rules:
            yield ""
            yield from _told(rule, document)
    yield ""
    yield click.style("For all rules", bold=True, underline=True)
    yield ""
    for each in provisions(policy):
        yield from _wrapped(each, "  ")


def _heading(chapter: Chapter) -> str:
    section = chapter.section or NO_SECTION
    return section[0].upper() + section[1:]


def _told(rule: Rule, document: str) -> Iterator[str]:
    """The title, the sentence, and by what the rule can be found: its id, and where it comes from."""
    yield from _wrapped(rule.title, "  ", bold=True)
    yield from _wrapped(sentence(rule), "    ")
    source = reference(rule, document)
    yield from _wrapped(f"{rule.id} · {source}" if source else rule.id, "    ", dim=True)


def _wrapped(text: str, indent: str = "", **style: bool) -> Iterator[str]:
    """Broken into lines for a terminal only: a script finds a sentence whole."""
    if not sys.stdout.isatty():
        yield indent + text
        return
    width = min(WIDEST, shutil.get_terminal_size().columns)
    for line in textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent):
        yield click.style(line, **style)


def as_json(policy: Policy) -> dict[str, object]:
    """The same for programs."""
    hours = policy.office_hours
    return {
        "title": policy.title,
        "document": document_of(policy),
        "private_mail": policy.private_mail,
        "private_mail_approver": policy.private_mail_approver or "",
        "fast_lane": sorted(policy.fast_lane),
        "release_reasons": list(policy.release_reasons),
        "office_hours": {
            "timezone": hours.timezone,
            "days": list(hours.days),
            "opens": f"{hours.opens:%H:%M}",
            "closes": f"{hours.closes:%H:%M}",
        },
        "rules": [_rule(rule) for rule in policy.rules],
        "for_all_rules": list(provisions(policy)),
    }


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "title": rule.title,
        "clause": rule.clause,
        "action": rule.action,
        "rewrites": list(rule.rewriting.rewrites),
        "otherwise": rule.otherwise if rule.rewriting else None,
        "mode": rule.mode,
        "sentence": sentence(rule),
        "reason": rule.reason_given,
        "advice": rule.advice,
        "sender_may": list(rule.sender_may),
        "approver": rule.approver or "",
    }

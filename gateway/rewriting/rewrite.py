"""Makes every change that a task asks for, one after the other, on the bytes of a message."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from detectors.context import Facts
from detectors.people.recipients import Recipients
from gateway.policy.rewriting import Visible
from gateway.rewriting.change import Step
from gateway.rewriting.locking.lock_attachments import lock_attachments
from gateway.rewriting.marks.footer import add_footer
from gateway.rewriting.marks.set_header import set_header
from gateway.rewriting.marks.subject_tag import tag_subject
from gateway.rewriting.mime.parts import take_apart
from gateway.rewriting.names.rewrite import shorten_names
from gateway.rewriting.recipients.colleague import copy_colleague
from gateway.rewriting.recipients.hidden import hidden_from_others
from gateway.rewriting.recipients.hide import hide_recipients, one_copy
from gateway.rewriting.take_off import take_off_attachments
from gateway.rewriting.task import Task

Rewriter = Callable[[bytes], Step]


def rewrite(raw: bytes, task: Task, facts: Facts) -> Step:
    """The message as the task asks for it; what is not the point of a change stays byte for byte.

    Raises CannotRewriteError where one change cannot be made exactly: then none is.
    """
    take_apart(raw)  # whatever is signed, encrypted or ambiguous stays as it is
    done = Step(raw)
    for make in _rewriters(task, facts):
        step = make(done.content)
        done = Step(step.content, done.changes + step.changes)
    return done


def _rewriters(task: Task, facts: Facts) -> Iterator[Rewriter]:
    """In the order of Rewriting.rewrites: names are shortened before the files they stand in are locked."""
    wanted = task.rewriting
    if wanted.take_off_attachments:
        yield partial(take_off_attachments, telling=task.telling)
    if wanted.names:
        yield partial(shorten_names, facts=facts, named=task.named, form=wanted.names)
    if wanted.lock_attachments:
        yield partial(lock_attachments, passphrase=task.passphrase, telling=task.telling)
    if wanted.visible:
        yield _hiding(task, facts)
    if task.copy_to:
        yield partial(copy_colleague, addresses=task.copy_to)
    for tag in sorted(wanted.subject_tags):
        yield partial(tag_subject, tag=tag)
    for name, value in sorted(wanted.headers):
        yield partial(set_header, name=name, value=value)
    for text in sorted(wanted.footers):
        yield partial(add_footer, text=text)


def _hiding(task: Task, facts: Facts) -> Rewriter:
    is_hidden = hidden_from_others(Recipients.of(facts), task.sender)
    if task.rewriting.visible is Visible.ONE_COPY_EACH and task.copy_for:
        return partial(one_copy, recipient=task.copy_for, is_hidden=is_hidden)
    return partial(hide_recipients, is_hidden=is_hidden, recipients=task.recipients)

"""A task says what a worker is to change in a message; what it made of it goes back as bytes and changes."""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway.policy.rewriting import Rewriting
from gateway.rewriting.change import Change


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be changed, and what that needs.

    recipients: all of the envelope's
    named: the ids of the pupils whom each name that was found may mean
    telling: paths of attachments whose very names name a pupil
    passphrase: locks the attachments
    copy_to: addresses of colleagues
    copy_for: the recipient whose own copy it is to be; empty unless each gets one
    """

    rewriting: Rewriting
    sender: str = ""
    recipients: tuple[str, ...] = ()
    named: tuple[tuple[str, ...], ...] = ()
    telling: tuple[str, ...] = ()
    passphrase: str = field(default="", repr=False)
    copy_to: tuple[str, ...] = ()
    copy_for: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a task, beside the bytes."""

    changes: tuple[Change, ...] = ()
    refused: str = ""  # why nothing was changed, one sentence

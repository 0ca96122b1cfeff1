"""The gateway is killed at random moments of a burst, three times; then every recipient is counted."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage

import pytest

from tests.crash.books import Books
from tests.crash.conftest import Trial
from tests.support.school import CLEAN_TEXT, COLLEAGUE, NAMED_TEXT, PARENT, SOCIAL_WORKER, message
from tests.support.waiting import wait_until

MESSAGES = 200
KILLS = 3
SENDERS = 20  # of whom none has as many held as an hour has notices for


@dataclass(frozen=True)
class Kind:
    """A kind of message: its text, who is sent it, and who waits for it in a case."""

    text: str
    sent: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


KINDS = (
    Kind(CLEAN_TEXT, sent=(PARENT,)),
    Kind(NAMED_TEXT, held=(PARENT,)),
    Kind(CLEAN_TEXT, sent=(PARENT, COLLEAGUE)),  # two ways out, straight on
    Kind(NAMED_TEXT, sent=(SOCIAL_WORKER,)),  # by secure mail, from the outbox
    Kind(NAMED_TEXT, sent=(COLLEAGUE,), held=(PARENT,)),
)


def complaints(books: Books, kind: Kind, mail: EmailMessage, sender: str) -> list[str]:
    """What is wrong with one message, in words."""
    found = []
    for recipient in (*kind.sent, *kind.held):
        where = books.of(mail["Message-ID"], recipient)
        if recipient in kind.held:
            is_right = (where.sent, where.held, where.waiting) == (0, 1, 0)
        else:
            is_right = 1 <= where.sent <= 1 + KILLS and (where.held, where.waiting) == (0, 0)
        if not is_right:
            found.append(f"{mail['Message-ID']} for {recipient}, of {kind}: {where}")
    notices = books.notices(mail["Message-ID"], sender)
    if kind.held and not 1 <= notices <= 1 + KILLS:
        found.append(f"{mail['Message-ID']}: {notices} notices")
    return found


@pytest.mark.timeout(300)
def test_nothing_is_lost_and_nothing_held_gets_out(start_trial: Callable[..., Trial]) -> None:
    seed = random.SystemRandom().randrange(10**6)
    draw = random.Random(seed)
    trial = start_trial(workers=2, connections=4)
    burst = [
        (kind, message(kind.text), f"teacher{number % SENDERS}@oakfield.sch.uk")
        for kind in KINDS
        for number in range(MESSAGES // len(KINDS))
    ]
    draw.shuffle(burst)
    for kind, mail, sender in burst:
        trial.server.submit(mail.as_bytes(), [*kind.sent, *kind.held], sender)

    for kill in range(KILLS):
        enough = (kill * MESSAGES + draw.randrange(MESSAGES)) // (KILLS + 1)
        wait_until(lambda enough=enough: len(trial.server.accepted) >= enough, f"{enough} messages", 120)  # type: ignore[misc]
        trial.gateway.kill()
        trial.gateway.start()
    trial.server.wait_until_done(120)
    trial.settle()

    assert not trial.server.refused
    wrong = [each for each_sent in burst for each in complaints(trial.books, *each_sent)]
    assert not wrong, f"seed {seed}: {wrong}"
    sent = len(trial.sink.taken)
    print(f"seed {seed}: {MESSAGES} messages, {KILLS} kills, {sent} deliveries and notices, none missing")

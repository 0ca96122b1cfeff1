"""A next hop that is down, hangs, or takes mail for some and not for others: nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from tests.support.process import GatewayProcess
from tests.support.school import COLLEAGUE, NAMED_TEXT, PARENT, TEACHER, message
from tests.support.sink import Sink, Taken
from tests.support.waiting import wait_until

CLEAN = message().as_bytes()
TAKEN, REFUSED, DEFERRED = "taken@example.com", "refused@example.com", "deferred@example.com"
REPLIES = {REFUSED: "550 5.1.1 No such person here", DEFERRED: "451 4.2.1 Come back later"}
IMPATIENT = "first_retry_seconds = 0.5\nlongest_retry_seconds = 1\n"


@pytest.fixture
def home() -> Iterator[Sink]:
    """The school's own server, where it is not the next hop."""
    running = Sink().start()
    yield running
    running.stop()


def is_notice(taken: Taken) -> bool:
    return taken.sender == "" and taken.recipients == (TEACHER,)


def test_down_then_up_again(gateway: GatewayProcess, sink: Sink) -> None:
    """The school's server keeps the mail, so we need not: nothing is stored."""
    sink.stop()
    assert gateway.send(TEACHER, [PARENT], CLEAN) == (451, "4.4.1 The next hop could not be reached")
    assert gateway.cases() == gateway.waiting() == []
    sink.start(sink.port)
    assert gateway.send(TEACHER, [PARENT], CLEAN)[0] == 250
    assert len(sink.taken) == 1


def test_held_mail_needs_no_next_hop(gateway: GatewayProcess, sink: Sink) -> None:
    """Its notices wait in the outbox, and leave when the next hop is back."""
    sink.stop()
    assert gateway.send(TEACHER, [PARENT], message(NAMED_TEXT).as_bytes())[0] == 250
    assert len(gateway.cases()) == 1
    notices = wait_until(
        lambda: [each for each in gateway.waiting() if each["last_reply"]], "a first attempt"
    )
    assert "could not be reached" in str(notices[0]["last_reply"])
    sink.start(sink.port)
    assert gateway.command("outbox", "retry").stdout == "2 to be tried now.\n"
    sink.wait_for(1, where=is_notice)
    wait_until(gateway.is_idle, "an empty outbox")


def test_a_hanging_next_hop_holds_up_its_own_mail_only(
    start_gateway: Callable[..., GatewayProcess], sink: Sink, home: Sink
) -> None:
    gateway = start_gateway(sink.url, relay=f'home_hop = "{home.url}"')
    sink.hang_in_data = True
    answers: list[tuple[int, str]] = []
    stuck = [
        threading.Thread(target=lambda: answers.append(gateway.send(TEACHER, [PARENT], CLEAN)))
        for _ in range(3)
    ]
    for each in stuck:
        each.start()
    for _ in range(5):
        assert gateway.send(TEACHER, [COLLEAGUE], CLEAN)[0] == 250
    assert gateway.send(TEACHER, [PARENT], message(NAMED_TEXT).as_bytes())[0] == 250
    assert gateway.get("/healthz") == (200, "working\n")
    assert answers == [], "250 was said before the next hop had the message"
    sink.hang_in_data = False
    for each in stuck:
        each.join(30)
    assert answers == [(250, "2.0.0 Ok: queued as SINK")] * 3
    assert len(sink.to(PARENT)) == 3


@pytest.mark.parametrize(
    "reply",
    [
        "450 4.2.0 Greylisted, come back in five minutes",
        "452 4.2.2 Mailbox full",
        "550 5.7.1 We do not like this",
        "554 5.6.0 Rejected",
        "550-5.7.26 This mail is not authenticated.\r\n550-5.7.26 Read more at\r\n550 5.7.26 example.com",
        "250-2.0.0 Taken\r\n250 2.0.0 with two lines",
    ],
)
def test_an_answer_to_the_dot_goes_back_as_it_is(gateway: GatewayProcess, sink: Sink, reply: str) -> None:
    sink.data = lambda taken: reply
    code, text = gateway.send(TEACHER, [PARENT], CLEAN)
    lines = text.split("\n")
    parts = [f"{code}-{line}" for line in lines[:-1]] + [f"{code} {lines[-1]}"]
    assert "\r\n".join(parts) == reply
    assert gateway.waiting() == []


@pytest.mark.parametrize("reply", ["550 5.1.1 No such person", "451 4.7.1 Not now", "452 4.5.3 Too many"])
def test_an_answer_to_the_only_recipient_goes_back_as_it_is(
    gateway: GatewayProcess, sink: Sink, reply: str
) -> None:
    sink.rcpt = lambda address: reply
    code, text = gateway.send(TEACHER, [PARENT], CLEAN)
    assert f"{code} {text}" == reply
    assert gateway.waiting() == []


def test_its_421_is_about_its_own_connection_not_about_ours(gateway: GatewayProcess, sink: Sink) -> None:
    sink.data = lambda taken: "421 4.3.2 Shutting down"
    with gateway.client() as client:
        client.ehlo()
        for _ in range(2):
            client.mail(TEACHER)
            client.rcpt(PARENT)
            assert client.data(CLEAN) == (451, b"4.3.2 Shutting down")
        assert client.noop()[0] == 250


def test_some_taken_some_refused_some_put_off(
    start_gateway: Callable[..., GatewayProcess], sink: Sink
) -> None:
    gateway = start_gateway(sink.url)
    sink.rcpt = REPLIES.get
    assert gateway.send(TEACHER, [TAKEN, REFUSED, DEFERRED], CLEAN)[0] == 250
    assert [each.recipients for each in sink.taken if not is_notice(each)] == [(TAKEN,)]
    notice = sink.wait_for(1, where=is_notice)[0].content.decode()
    assert f"Final-Recipient: rfc822; {REFUSED}" in notice
    assert "5.1.1 No such person here" in notice
    assert DEFERRED not in notice
    assert [each["recipients"] for each in gateway.waiting()] == [[DEFERRED]]

    gateway.stop()
    gateway.start()
    assert [each["recipients"] for each in gateway.waiting()] == [[DEFERRED]]
    sink.rcpt = lambda address: None
    assert gateway.command("outbox", "retry").returncode == 0
    (late,) = sink.wait_for(1, where=lambda taken: DEFERRED in taken.recipients)
    assert late.recipients == (DEFERRED,)
    assert late.content == next(each for each in sink.taken if TAKEN in each.recipients).content
    wait_until(gateway.is_idle, "an empty outbox")


def test_what_cannot_be_delivered_in_time_is_given_up_and_told(
    start_gateway: Callable[..., GatewayProcess], sink: Sink
) -> None:
    gateway = start_gateway(sink.url, outbox=f"{IMPATIENT}give_up_after_days = 0.00003")
    sink.rcpt = REPLIES.get
    assert gateway.send(TEACHER, [TAKEN, DEFERRED], CLEAN)[0] == 250
    notice = sink.wait_for(1, seconds=30, where=is_notice)[0].content.decode()
    assert f"Final-Recipient: rfc822; {DEFERRED}" in notice
    assert "Action: failed" in notice
    assert "4.2.1 Come back later" in notice
    wait_until(gateway.is_idle, "an empty outbox")


def test_a_notice_that_nobody_takes_is_told_to_nobody(
    start_gateway: Callable[..., GatewayProcess], sink: Sink, home: Sink
) -> None:
    """Notices never answer notices; the case is as it was."""
    gateway = start_gateway(sink.url, relay=f'home_hop = "{home.url}"')
    home.rcpt = lambda address: "550 5.2.1 Mailbox disabled"
    assert gateway.send(TEACHER, [PARENT], message(NAMED_TEXT).as_bytes())[0] == 250
    wait_until(gateway.is_idle, "an empty outbox")
    assert home.taken == sink.taken == []
    assert len(gateway.cases()) == 1

"""The bench runs and accounts for every message. How fast it finds the relay is not a test's business."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.policy.rewriting import Rewrite
from tests.bench.mail import clean_mails, held_mail
from tests.bench.pace import LostMailError
from tests.bench.rewriting import SIGNED, costs, large_message
from tests.bench.roster import NAMED_PUPIL, pupils
from tests.bench.rounds import QUICK, Bench
from tests.bench.source import OwnSource
from tests.bench.target import OwnTarget
from tests.support.process import GatewayProcess
from tests.support.sink import Sink
from tests.support.system import needs

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 300  # a few on an idle machine


def run_quickly(*options: str, bench: str = "tests.bench") -> str:
    """What a quick bench prints."""
    done = subprocess.run(
        [sys.executable, "-m", bench, "--quick", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        env={**os.environ, "NO_COLOR": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def check_printed(text: str) -> None:
    """A row for each kind of message, and as many messages arrived as were sent."""
    for label in ("2 KB text", "60 KB HTML", "300 KB docx", "2 KB, held"):
        assert label in text
    sent, arrived = text.partition(" messages sent, ")[::2]
    assert sent.split()[-1] == arrived.split()[0]
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.timeout(SECONDS)
def test_several_relays_on_one_database() -> None:
    printed = run_quickly("--own-load", "--most", "2", bench="tests.bench.nodes")
    rows = [line.split() for line in printed.splitlines()]
    assert [row[0] for row in rows if row and row[0].isdigit() and len(row) == 5] == ["1", "2"]


@pytest.mark.timeout(SECONDS)
def test_it_runs_with_the_load_of_postfix() -> None:
    needs("smtp-source", "postfix")
    needs("smtp-sink", "postfix")

    text = run_quickly()

    assert "smtp-source into smtp-sink" in text
    check_printed(text)


@pytest.mark.timeout(SECONDS)
def test_it_runs_with_a_load_of_its_own() -> None:
    text = run_quickly("--own-load")

    assert "our own client into our own sink" in text
    check_printed(text)


class ForgetfulTarget(OwnTarget):
    """Loses one message."""

    def count(self) -> int:
        return max(0, super().count() - 1)


def test_a_lost_message_fails_it(gateway: GatewayProcess, sink: Sink) -> None:
    bench = Bench(OwnSource(), ForgetfulTarget(sink), gateway, QUICK, patience_seconds=0.5)

    with pytest.raises(LostMailError, match="5 messages were accepted, 4 arrived"):
        bench.run(clean_mails(), held_mail())


def test_the_roster_has_1500_different_pupils() -> None:
    assert len(set(pupils())) == 1500


@pytest.mark.parametrize("size", [2, 60, 300])
def test_each_message_has_the_size_it_is_called_by(size: int) -> None:
    (mail,) = (mail for mail in clean_mails() if mail.label.startswith(f"{size} KB"))

    assert len(mail.content) == pytest.approx(size * 1000, rel=0.1)


def test_only_the_held_message_names_a_pupil() -> None:
    clean = b"".join(mail.content for mail in clean_mails())

    assert NAMED_PUPIL.encode() in held_mail().content
    assert not any(f"{forename} {surname}".encode() in clean for forename, surname in pupils())


@pytest.mark.timeout(SECONDS)
def test_it_says_what_each_rewrite_costs() -> None:
    measured = costs(large_message(), 1)

    assert [cost.label for cost in measured] == [*Rewrite, SIGNED]
    assert all(cost.rewriting > 0 for cost in measured)


def test_pages_are_timed() -> None:
    printed = run_quickly(bench="tests.bench.review")
    for page in ("held mail", "a case, 10 MB", "what it says", "figures", "record"):
        assert page in printed

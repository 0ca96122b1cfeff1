"""Pupil lists while the gateway runs: a new one counts, a broken one does not, each school has its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.process import GatewayProcess
from tests.support.school import LEAD, PARENT, PUPILS_CSV, TEACHER, message
from tests.support.sink import Sink
from tests.support.waiting import wait_until

ADA = message("Dear parent,\n\nAda Fairweather has lost a glove.\n").as_bytes()
GRACE = message("Dear parent,\n\nGrace Bishop has lost a glove.\n").as_bytes()


def _dispositions(gateway: GatewayProcess) -> list[str]:
    lines = gateway.log.read_text().splitlines()
    return [line.partition("disposition=")[2].split()[0] for line in lines if "disposition=" in line]


def test_a_new_pupil_is_looked_for_without_a_restart(gateway: GatewayProcess) -> None:
    assert gateway.send(TEACHER, [PARENT], ADA)[0] == 250
    assert _dispositions(gateway) == ["deliver"]

    roster = gateway.config.with_name("pupils.csv")
    roster.write_text(PUPILS_CSV + "2001,Ada,Fairweather,,7,\n", encoding="utf-8")
    wait_until(lambda: "roster-read" in gateway.log.read_text(), "the new pupil list")

    assert gateway.send(TEACHER, [PARENT], ADA)[0] == 250
    assert _dispositions(gateway) == ["deliver", "hold"]


def test_a_list_that_lost_its_pupils_is_refused_and_the_old_one_stays(gateway: GatewayProcess) -> None:
    roster = gateway.config.with_name("pupils.csv")
    roster.write_text("id,forename,surname\n1,Ada,Fairweather\n", encoding="utf-8")
    wait_until(lambda: "roster-refused" in gateway.log.read_text(), "its refusal")

    assert gateway.send(TEACHER, [PARENT], GRACE)[0] == 250
    assert _dispositions(gateway) == ["hold"]
    assert "would remove 4 of 4 pupils" in gateway.get("/healthz")[1]
    assert "Fairweather" not in gateway.log.read_text()


@pytest.fixture
def trust(tmp_path: Path, sink: Sink) -> Iterator[GatewayProcess]:
    """Two schools of a trust behind one gateway."""
    (tmp_path / "oakfield.csv").write_text("id,forename,surname\n1,Grace,Bishop\n", encoding="utf-8")
    (tmp_path / "elm.csv").write_text("id,forename,surname\n1,Ada,Fairweather\n", encoding="utf-8")
    schools = "".join(
        f'[[school]]\nname = "{name}"\ndomains = ["{name.lower()}.sch.uk"]\n'
        f'data_protection_lead = "{LEAD}"\nroster.sources = ["{name.lower()}.csv"]\n'
        for name in ("Oakfield", "Elm")
    )
    config = tmp_path / "schoolgate.toml"
    config.write_text(
        f'{schools}[relay]\nlisten = "127.0.0.1:0"\nnext_hop = "{sink.url}"\n'
        '[review]\nlisten = "127.0.0.1:0"\n[inspection]\nworkers = 1\n'
    )
    running = GatewayProcess(config).start()
    yield running
    running.stop()


def test_each_school_looks_for_its_own_pupils(trust: GatewayProcess) -> None:
    for sender, mail in (
        ("a@oakfield.sch.uk", GRACE),
        ("a@oakfield.sch.uk", ADA),
        ("a@elm.sch.uk", GRACE),
        ("a@elm.sch.uk", ADA),
    ):
        assert trust.send(sender, [PARENT], mail)[0] == 250

    assert _dispositions(trust) == ["hold", "deliver", "deliver", "hold"]
    assert [(case["school"], case["sender"]) for case in trust.cases()] == [
        ("Oakfield", "a@oakfield.sch.uk"),
        ("Elm", "a@elm.sch.uk"),
    ]

"""Each alert comes when it should and not otherwise, by Prometheus' own word."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from gateway.shipped import CONFIG
from tests.support.system import needs

MONITORING = CONFIG / "monitoring"
ALERTS = (MONITORING / "alerts.yml").read_text(encoding="utf-8")
TRIED = Path(__file__).with_name("alerts_test.yml")
NAMES = re.findall(r"- alert: (\w+)", ALERTS)


def promtool(*words: str) -> subprocess.CompletedProcess[str]:
    command = [needs("promtool", "prometheus"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_prometheus_takes_the_configuration_and_the_rules() -> None:
    checked = promtool("check", "config", str(MONITORING / "prometheus.yml"))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"SUCCESS: {len(NAMES)} rules found" in checked.stdout


def test_every_alert_comes_and_stays_away_as_it_should() -> None:
    tried = promtool("test", "rules", str(TRIED))
    assert tried.returncode == 0, tried.stdout + tried.stderr


def test_an_alert_that_never_comes_would_be_noticed(tmp_path: Path) -> None:
    (tmp_path / "alerts.yml").write_text(ALERTS.replace("up{", "down{"), encoding="utf-8")
    first, second, *_ = re.split(r"(?m)^(?=  - name: )", TRIED.read_text(encoding="utf-8"))
    tests = re.sub(r"(?m)^  - \.\./.*$", "  - alerts.yml", first + second)
    (tmp_path / "alerts_test.yml").write_text(tests, encoding="utf-8")
    tried = promtool("test", "rules", str(tmp_path / "alerts_test.yml"))
    assert tried.returncode == 1
    assert 'alertname="SchoolgateDown"' in tried.stdout + tried.stderr


@pytest.mark.parametrize("name", NAMES)
def test_every_alert_is_tried_both_ways(name: str) -> None:
    tests = re.split(r"(?m)^  - name: ", TRIED.read_text(encoding="utf-8"))
    mine = [each for each in tests if f'alertname="{name}"' in each]
    assert any("exp_samples:\n" in each for each in mine), "where it comes"
    assert any("good" in each for each in mine), "where it does not"


@pytest.mark.parametrize("name", NAMES)
def test_every_alert_says_what_happened_and_what_to_do(name: str) -> None:
    rule = re.split(r"(?m)^      - alert: ", ALERTS)[1 + NAMES.index(name)]
    assert re.search(r"severity: (critical|warning)}", rule)
    for what in ("summary", "description"):
        sentence = re.search(rf"(?m)^ +{what}: (.+)$", rule)
        assert sentence is not None, what
        assert sentence[1].rstrip('"').endswith("."), what


def test_no_name_is_given_twice() -> None:
    assert len(set(NAMES)) == len(NAMES)

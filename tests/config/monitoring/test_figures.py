"""What alerts, dashboard and README name is what a running gateway shows."""

from __future__ import annotations

import json
import os
import re
import signal
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pytest

from gateway.shipped import CONFIG
from tests.config.monitoring.test_alerts import ALERTS, MONITORING, TRIED, promtool
from tests.support.certificates import write_certificate
from tests.support.process import GatewayProcess, workers_of
from tests.support.school import PARENT, TEACHER, message, write_school
from tests.support.sink import Sink
from tests.support.waiting import wait_until

DASHBOARD: dict[str, Any] = json.loads((MONITORING / "grafana-dashboard.json").read_text(encoding="utf-8"))
PANELS: list[dict[str, Any]] = DASHBOARD["panels"]
EXPRESSIONS = [target["expr"] for panel in PANELS for target in panel.get("targets", ())]
FIGURE = re.compile(r"\b(?:schoolgate|process)_[a-z_]+\b")
ROW = re.compile(r"(?m)^\| `((?:schoolgate|process)_\w+)` \| (\w+) \|([^|]*)\| ([^|]+) \|$")
TABLE = ROW.findall((MONITORING / "README.md").read_text(encoding="utf-8"))
TLS = 'certificate = "server.pem"\nprivate_key = "server.key"\n'


@dataclass(frozen=True)
class Shown:
    """What /metrics says: the text, the kind of each figure, and its labels."""

    text: str
    kinds: dict[str, str]
    labels: dict[str, set[str]]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """Of a gateway with a certificate, which has held one message and lost one worker."""
    folder, sink = tmp_path_factory.mktemp("figures"), Sink().start()
    config = write_school(folder, sink.url, relay=TLS)
    write_certificate(folder)
    gateway = GatewayProcess(config).start()
    try:
        os.kill(workers_of(gateway.pid)[0], signal.SIGKILL)
        held = message("Grace Bishop has forgotten her PE kit.")
        assert gateway.send(TEACHER, [PARENT], held.as_bytes())[0] == 250
        assert gateway.send(TEACHER, [PARENT], message().as_bytes())[0] == 250
        wait_until(gateway.is_idle, "the notices")
        text = gateway.get("/metrics")[1]
    finally:
        gateway.stop()
        sink.stop()
    labels: dict[str, set[str]] = {}
    for name, said in re.findall(r"(?m)^(\w+?)(?:_bucket|_sum|_count)?(?:\{(.*)\})? \S+$", text):
        labels.setdefault(name, set()).update(re.findall(r'(\w+)="', said))
    kinds = dict(re.findall(r"(?m)^# TYPE (\w+) (\w+)$", text))
    return Shown(text, {name: kinds[name] for name in kinds if not name.endswith("_created")}, labels)


@pytest.mark.parametrize("where", ["alerts", "their tests", "dashboard"])
def test_every_figure_that_is_named_is_shown(shown: Shown, where: str) -> None:
    texts = {
        "alerts": ALERTS,
        "their tests": TRIED.read_text(encoding="utf-8"),
        "dashboard": " ".join(EXPRESSIONS),
    }
    named = {re.sub(r"_bucket$", "", name) for name in FIGURE.findall(texts[where])}
    assert len(named) > 10
    assert named - shown.kinds.keys() == set()


def test_the_readme_tells_of_every_figure_and_of_no_other(shown: Shown) -> None:
    assert {name: kind for name, kind, *_ in TABLE} == shown.kinds
    assert len({name for name, *_ in TABLE}) == len(TABLE)


def test_the_readme_knows_their_labels(shown: Shown) -> None:
    told = {name: set(re.findall(r"`(\w+)`", by)) for name, _, by, _ in TABLE}
    known = {
        name: told[name]
        for name in told
        if name not in {"schoolgate_exceptions_total", "schoolgate_unchecked_total"}
    }
    assert known == {name: shown.labels[name] - {"le"} for name in known}


def test_what_was_done_is_counted(shown: Shown) -> None:
    for line in (
        "schoolgate_working 1.0",
        'schoolgate_findings_total{detector="pupil-name"} 1.0',
        'schoolgate_findings_total{detector="bulk-forward"} 0.0',
        'schoolgate_next_hop_recipients_total{fate="taken",route="next-hop"} 1.0',
        'schoolgate_next_hop_recipients_total{fate="taken",route="home"} 2.0',
        'schoolgate_workers_lost_total{why="died"} 1.0',
        "schoolgate_workers 1.0",
        "schoolgate_workers_busy 0.0",
        "schoolgate_storage_writable 1.0",
        "schoolgate_unseen_cases 1.0",
        'schoolgate_roster_lists_refused{school="Oakfield Academy"} 0.0',
    ):
        assert f"\n{line}\n" in shown.text, line


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("schoolgate_child_memory_bytes", 10e6, 10e9),
        ("schoolgate_database_bytes", 10e3, 10e9),
        ("schoolgate_storage_free_bytes", 1e6, 1e18),
        ("schoolgate_certificate_left_seconds", 3600, 10 * 366 * 24 * 3600),
        ("schoolgate_key_age_limit_seconds", 365 * 24 * 3600, 365 * 24 * 3600),
        ("schoolgate_open_case_age_seconds", 0.001, 600),
    ],
)
def test_what_is_measured_can_be(shown: Shown, name: str, least: float, most: float) -> None:
    found = re.search(rf"(?m)^{name} (\S+)$", shown.text)
    assert found is not None
    assert least <= float(found[1]) <= most


def test_nobody_is_named(shown: Shown) -> None:
    for personal in ("Grace", "Bishop", TEACHER, PARENT, "PE kit", "Museum"):
        assert personal not in shown.text


def test_prometheus_can_work_out_what_the_dashboard_asks(tmp_path: Any) -> None:
    rules = tmp_path / "asked.yml"
    rules.write_text(
        json.dumps({"groups": [{"name": "asked", "rules": [*map(_as_rule, enumerate(EXPRESSIONS))]}]})
    )
    checked = promtool("check", "rules", str(rules))
    assert checked.returncode == 0, checked.stdout + checked.stderr


def _as_rule(numbered: tuple[int, str]) -> dict[str, str]:
    number, expression = numbered
    for name, value in (("$__rate_interval", "5m"), ("$__range", "1d"), ("$instance", ".*")):
        expression = expression.replace(name, value)
    assert "$" not in expression
    return {"record": f"asked:{number}", "expr": expression}


def test_the_dashboard_can_be_put_in_front_of_any_prometheus() -> None:
    variables = {each["name"]: each["type"] for each in DASHBOARD["templating"]["list"]}
    assert variables == {"datasource": "datasource", "instance": "query"}
    sources = {json.dumps(panel["datasource"]) for panel in PANELS if panel["type"] != "row"}
    assert sources == {'{"type": "prometheus", "uid": "${datasource}"}'}
    assert all('instance=~"$instance"' in expression for expression in EXPRESSIONS)
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)


def test_no_panel_lies_on_another() -> None:
    def places(panel: dict[str, Any]) -> set[tuple[int, int]]:
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= 24
        return {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}

    for one, other in combinations(PANELS, 2):
        assert not places(one) & places(other), (one["title"], other["title"])


def test_what_is_shipped_is_all_told_of() -> None:
    told = (MONITORING / "README.md").read_text(encoding="utf-8")
    shipped = [file.name for file in (CONFIG / "monitoring").iterdir() if file.name != "README.md"]
    assert len(shipped) == 3
    assert [name for name in shipped if f"`{name}`" not in told] == []

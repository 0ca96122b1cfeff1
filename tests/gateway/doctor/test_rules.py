"""What is said of a policy whose rules only watch."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway.cli.newfiles import watching
from gateway.doctor.rules import look_at_schools
from gateway.look import Grade
from gateway.policy.load import preset_path
from gateway.shipped import CONFIG
from gateway.wiring import schools_on_disk
from tests.gateway.doctor.conftest import MakeSettings

STARTER = preset_path(CONFIG, "starter").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("policy", "rules", "warned"),
    [
        (STARTER, "Starter policy, 18 rules, 4 of which only watch", False),
        (watching(STARTER), "Starter policy, 18 rules, 18 of which only watch", True),
        (
            watching(STARTER).replace('\nmode = "monitor"\n', "\n", 1),
            "18 rules, 17 of which only watch",
            False,
        ),
    ],
    ids=["as it comes", "all watch", "one acts"],
)
def test_monitoring_is_said(make_settings: MakeSettings, policy: str, rules: str, warned: bool) -> None:
    settings = make_settings(policy='file = "policy.toml"')
    (settings.storage.directory.parent / "policy.toml").write_text(policy, encoding="utf-8")
    looks = {look.id: look for look in look_at_schools(schools_on_disk(settings), datetime.now(UTC))}
    assert looks["roster"].sentence == "4 pupils"
    assert looks["policy"].sentence.endswith(rules)
    assert ("monitoring" in looks) is warned
    if warned:
        assert looks["monitoring"].grade is Grade.WARNING
        assert looks["monitoring"].what == "policy of Oakfield Academy"

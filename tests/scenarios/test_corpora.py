"""Real, hostile and broken mail through `check`: none crashes it, none that it cannot read is clean."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.support.process import run_command
from tests.support.school import TEACHER, write_school

SETS = ("mime-*", "evasion-noxxi", "evasion-tnefparse", "evasion-convert-tnef", "bomb-generated")
ABOUT_THE_SET = {".md", ".tsv", ".json"}
AT_ONCE = 1500  # files on one command line
CANNOT_BE_READ = {"uninspectable", "malformed-message"}


def _messages(corpora: Path) -> Iterator[Path]:
    for pattern in SETS:
        for folder in sorted(corpora.glob(pattern)):
            for path in sorted(folder.rglob("*")):
                is_about = path.suffix in ABOUT_THE_SET or path.name in {"LICENSE", "NOTICE", "COPYING"}
                if path.is_file() and not is_about:
                    yield path


@cache
def _verdicts(corpora: Path, directory: Path) -> dict[Path, dict[str, Any]]:
    """What `check` says of every message, on its way to an outside address."""
    config = write_school(directory, "smtp://127.0.0.1:9", inspection="")
    files = list(_messages(corpora))
    verdicts: dict[Path, dict[str, Any]] = {}
    for start in range(0, len(files), AT_ONCE):
        batch = [str(path) for path in files[start : start + AT_ONCE]]
        words = ("--config", str(config), "check", "--json", "--from", TEACHER, "--to", "parent@example.com")
        done = run_command(*words, *batch, seconds=600)
        assert done.stderr == ""
        assert done.returncode in {0, 1}
        for line in done.stdout.splitlines():
            verdict = json.loads(line)
            verdicts[Path(verdict["file"])] = verdict
    assert list(verdicts) == files, "every file gets one verdict, in order"
    return verdicts


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("school")


@pytest.mark.timeout(900)
def test_every_message_gets_a_verdict(corpora: Path, directory: Path) -> None:
    verdicts = _verdicts(corpora, directory)

    assert len(verdicts) > 4000
    assert {verdict["disposition"] for verdict in verdicts.values()} == {"deliver", "hold"}


@pytest.mark.timeout(900)
def test_what_cannot_be_read_is_never_called_clean(corpora: Path, directory: Path) -> None:
    for path, verdict in _verdicts(corpora, directory).items():
        unread = CANNOT_BE_READ & {finding["detector"] for finding in verdict["findings"]}
        unknown = any(each["protection"] == "unknown" for each in verdict["attachments"])
        if unread or unknown:
            assert verdict["disposition"] == "hold", path


@pytest.mark.timeout(900)
def test_an_attachment_that_is_hidden_from_some_readers_is_seen_or_the_message_is_held(
    corpora: Path, directory: Path
) -> None:
    hiding = {
        path: verdict
        for path, verdict in _verdicts(corpora, directory).items()
        if "hide-content.d" in path.parts and path.suffix != ".md"
    }

    assert len(hiding) > 300
    for path, verdict in hiding.items():
        seen = any("zip" in each["type"] for each in verdict["attachments"])
        assert seen or verdict["disposition"] == "hold", path


@pytest.mark.timeout(900)
def test_ordinary_mail_is_seldom_held(corpora: Path, directory: Path) -> None:
    """No pupil of the invented school is in it, so each hold is one without need."""
    ham = {
        path: verdict
        for path, verdict in _verdicts(corpora, directory).items()
        if any(part.startswith("easy") for part in path.parts)
    }
    held = [path for path, verdict in ham.items() if verdict["disposition"] != "deliver"]

    assert len(ham) > 2000
    assert len(held) / len(ham) < 0.01, held

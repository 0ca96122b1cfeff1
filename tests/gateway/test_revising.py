"""Changed rule files are taken in once they are written; what cannot be used is refused and said."""

from __future__ import annotations

import logging
import os
from datetime import date
from pathlib import Path

import pytest

from gateway.events import Events
from gateway.metrics import make_metrics
from gateway.revising import RuleFiles, RuleWatcher
from gateway.roster.process import ProcessDiedError
from gateway.schools import SchoolBasis
from gateway.settings import load_settings
from tests.support.school import write_school

RULE = 'title = "{title}"\n[[rule]]\nid = "a-rule"\ntitle = "A rule"\nclause = "1"\naction = "hold"\n'
SATURDAY, SUNDAY = date(2026, 11, 21), date(2026, 11, 22)


class Enforcer:
    """Remembers what it was given."""

    def __init__(self) -> None:
        self.titles: list[str] = []
        self.complaint = ""
        self.dies = False

    async def replace_rules(self, basis: SchoolBasis) -> None:
        if self.dies:
            raise ProcessDiedError
        self.titles.append(basis.policy.title)

    def refuse_rules(self, complaint: str) -> None:
        self.complaint = complaint


class School:
    """A school with a policy file, watched on a day that the test chooses."""

    def __init__(self, directory: Path) -> None:
        config = write_school(directory, "smtp://127.0.0.1:9", policy='file = "policy.toml"')
        self.policy = directory / "policy.toml"
        self.write("First")
        settings = load_settings(config)
        files = RuleFiles(settings, settings.school[0])
        self.enforcer, self.today = Enforcer(), SATURDAY
        events = Events(logging.getLogger("schoolgate"), make_metrics())
        self.watcher = RuleWatcher(files, files.stamps(), self.enforcer, events, lambda: self.today)

    def write(self, title: str) -> None:
        self.policy.write_text(RULE.format(title=title), encoding="utf-8")

    async def look(self, times: int = 2) -> None:
        for _ in range(times):
            await self.watcher.poll()


@pytest.fixture
def school(tmp_path: Path) -> School:
    return School(tmp_path)


async def test_nothing_is_read_again_while_nothing_changes(school: School) -> None:
    await school.look(5)
    assert school.enforcer.titles == []


async def test_a_file_that_is_being_written_waits(school: School) -> None:
    school.write("Half of")
    await school.look(1)
    school.write("Half of the second")
    await school.look(1)
    assert school.enforcer.titles == []
    await school.look(1)
    assert school.enforcer.titles == ["Half of the second"]
    await school.look(3)
    assert len(school.enforcer.titles) == 1


async def test_what_is_broken_is_refused_once_and_mended_later(
    school: School, caplog: pytest.LogCaptureFixture
) -> None:
    school.policy.write_text("title = 7", encoding="utf-8")
    with caplog.at_level(logging.INFO, "schoolgate"):
        await school.look(4)
    assert school.enforcer.titles == []
    assert "policy.toml: title: must be text in quotes. The rules of before" in school.enforcer.complaint
    assert caplog.text.count("rules-refused") == 1

    school.write("Third")
    await school.look()
    assert (school.enforcer.titles, school.enforcer.complaint) == (["Third"], "")


async def test_a_file_put_in_its_place_counts_though_size_and_time_are_the_same(school: School) -> None:
    before = school.policy.stat()
    other = school.policy.with_name("new.toml")
    other.write_text(RULE.format(title="Fresh"), encoding="utf-8")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(school.policy)
    await school.look()
    assert school.enforcer.titles == ["Fresh"]


async def test_a_file_that_is_gone_is_refused(school: School) -> None:
    school.policy.unlink()
    await school.look()
    assert "there is no file" in school.enforcer.complaint


async def test_a_new_day_reads_again_for_partners_expire(school: School) -> None:
    school.today = SUNDAY
    await school.look(3)
    assert school.enforcer.titles == ["First"]


async def test_where_the_process_dies_it_is_tried_again(school: School) -> None:
    school.enforcer.dies = True
    school.write("Second")
    await school.look(3)
    assert school.enforcer.titles == []
    school.enforcer.dies = False
    await school.look(1)
    assert school.enforcer.titles == ["Second"]

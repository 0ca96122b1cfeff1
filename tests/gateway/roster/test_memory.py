"""What was last taken in stays in force until something better is there, and leavers go in their time."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from detectors.roster import Roster
from gateway.roster.errors import RosterError
from gateway.roster.memory import bring_up_to_date, hold_against, records_of, remembered_roster, take_in
from gateway.roster.source import Source, read_list
from gateway.roster.taking import IMPORTED, Fate, SchoolLists
from gateway.settings import SettingsError
from gateway.store.rosters import ListRecord
from gateway.store.seal import Seal
from tests.gateway.roster.lists import HEADINGS, NOW, lists_of, write_list
from tests.support.databases import only_sqlite

HOUR = timedelta(hours=1)


@pytest.fixture
def pupils(tmp_path: Path) -> Path:
    """Ten, as they were taken in first."""
    return write_list(tmp_path / "pupils.csv")


@pytest.fixture
def lists(pupils: Path, seal: Seal) -> SchoolLists:
    lists = lists_of(pupils)
    bring_up_to_date(seal, lists, NOW)
    return lists


def names(roster: Roster) -> set[str]:
    return {f"{each.forename} {each.surname}" for each in roster.pupils}


def only(records: tuple[ListRecord, ...]) -> ListRecord:
    (record,) = records
    return record


class TestTakingIn:
    """Taken in, read again, refused, forced."""

    def test_the_first_time(self, seal: Seal, lists: SchoolLists, pupils: Path) -> None:
        record = only(records_of(seal, lists))
        assert (record.source, record.file, record.format) == (str(pupils), str(pupils), "csv")
        assert (record.counts.pupils, record.counts.leavers) == (10, 0)
        assert record.read_at == record.taken_at == NOW
        assert len(remembered_roster(seal, lists, NOW).pupils) == 10

    def test_written_again_with_the_same_contents(self, seal: Seal, lists: SchoolLists, pupils: Path) -> None:
        before = only(records_of(seal, lists))
        write_list(pupils)
        bring_up_to_date(seal, lists, NOW + HOUR)
        after = only(records_of(seal, lists))
        assert (after.read_at, after.taken_at) == (NOW + HOUR, NOW)
        assert after.written_at > before.written_at
        assert after.version == before.version

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (HEADINGS + "0,Ada,Bishop\n", "would remove 9 of 10 pupils and is not taken in"),
            (HEADINGS, "holds no pupil"),
            ("", "is empty"),
            (None, "does not exist"),
        ],
    )
    def test_what_cannot_be_right_is_refused_and_said_once(
        self, seal: Seal, lists: SchoolLists, pupils: Path, content: str | None, reason: str
    ) -> None:
        pupils.unlink()
        if content is not None:
            pupils.write_text(content)
        bring_up_to_date(seal, lists, NOW + HOUR)
        bring_up_to_date(seal, lists, NOW + 2 * HOUR)
        record = only(records_of(seal, lists))
        assert reason in record.refused
        assert str(pupils) in record.refused
        assert (record.refused_at, record.read_at) == (NOW + HOUR, NOW)
        assert len(remembered_roster(seal, lists, NOW).pupils) == 10

    def test_a_sound_list_takes_the_refusal_back(self, seal: Seal, lists: SchoolLists, pupils: Path) -> None:
        pupils.unlink()
        bring_up_to_date(seal, lists, NOW + HOUR)
        write_list(pupils)
        bring_up_to_date(seal, lists, NOW + 2 * HOUR)
        record = only(records_of(seal, lists))
        assert (record.refused, record.refused_at) == ("", None)

    def test_by_force(self, seal: Seal, lists: SchoolLists, pupils: Path) -> None:
        read = read_list(Source(write_list(pupils, 2)))
        refused = take_in(seal, lists, read, NOW + HOUR, source=str(pupils))
        assert (refused.fate, refused.changes.removed) == (Fate.REFUSED, 8)
        assert "--school" not in refused.reason
        tried = hold_against(seal, lists, read, NOW + HOUR, source=str(pupils), force=True)
        assert (tried.fate, only(records_of(seal, lists)).counts.pupils) == (Fate.TAKEN_IN, 10)
        assert take_in(seal, lists, read, NOW + HOUR, source=str(pupils), force=True).fate is Fate.TAKEN_IN
        bring_up_to_date(seal, lists, NOW + 2 * HOUR)
        record = only(records_of(seal, lists))
        assert (record.counts.pupils, record.counts.leavers, record.refused) == (2, 8, "")

    def test_a_fifth_may_go(self, seal: Seal, lists: SchoolLists, pupils: Path) -> None:
        write_list(pupils, 8)
        bring_up_to_date(seal, lists, NOW + HOUR)
        assert only(records_of(seal, lists)).counts.pupils == 8

    def test_nothing_is_remembered_of_what_never_could_be_read(self, seal: Seal, tmp_path: Path) -> None:
        with pytest.raises(RosterError, match="does not exist"):
            bring_up_to_date(seal, lists_of(tmp_path / "pupils.csv"), NOW)

    def test_neither_configured_nor_imported(self, seal: Seal) -> None:
        with pytest.raises(SettingsError, match=r"name one, or take one in with: schoolgate roster import"):
            remembered_roster(seal, lists_of(), NOW)

    def test_the_command_that_would_take_it_in_can_be_typed(self, seal: Seal, tmp_path: Path) -> None:
        path = write_list(tmp_path / "our pupils.csv")
        read = read_list(Source(path))
        take_in(seal, lists_of(), read, NOW, source=IMPORTED)
        few = read_list(Source(write_list(path, 1)))
        reason = take_in(seal, lists_of(), few, NOW, source=IMPORTED).reason
        assert reason.endswith(
            f"schoolgate roster import '{tmp_path}/our pupils.csv' --school 'Oakfield Academy' --force"
        )


class TestLeavers:
    """Matched for twelve months from the day on which they were gone."""

    def left(self, seal: Seal, lists: SchoolLists, now: datetime) -> dict[str, str]:
        return {each.forename: each.left for each in remembered_roster(seal, lists, now).pupils if each.left}

    def test_gone_and_back(self, seal: Seal, lists: SchoolLists, pupils: Path) -> None:
        write_list(pupils, 9)
        bring_up_to_date(seal, lists, NOW + HOUR)
        assert self.left(seal, lists, NOW) == {"Eve": "2026-11-02"}
        write_list(pupils)
        bring_up_to_date(seal, lists, NOW + 2 * HOUR)
        assert self.left(seal, lists, NOW) == {}
        assert len(remembered_roster(seal, lists, NOW).pupils) == 10

    def test_forgotten_after_twelve_months_and_a_new_export_does_not_start_anew(
        self, seal: Seal, lists: SchoolLists, pupils: Path
    ) -> None:
        write_list(pupils, 9)
        bring_up_to_date(seal, lists, NOW)
        write_list(pupils, 9, more="88,Ann,King\n")
        bring_up_to_date(seal, lists, NOW + timedelta(days=365))
        assert self.left(seal, lists, NOW + timedelta(days=365)) == {"Eve": "2026-11-02"}
        assert self.left(seal, lists, NOW + timedelta(days=366)) == {}
        assert only(records_of(seal, lists)).counts.leavers == 1
        bring_up_to_date(seal, lists, NOW + timedelta(days=366))
        assert only(records_of(seal, lists)).counts.leavers == 0

    def test_forgotten_in_their_time_even_where_the_list_is_missing(
        self, seal: Seal, lists: SchoolLists, pupils: Path
    ) -> None:
        write_list(pupils, 9)
        bring_up_to_date(seal, lists, NOW)
        pupils.unlink()
        bring_up_to_date(seal, lists, NOW + timedelta(days=400))
        record = only(records_of(seal, lists))
        assert (record.counts.pupils, record.counts.leavers) == (9, 0)
        assert "does not exist" in record.refused

    def test_a_list_that_is_named_no_longer(self, seal: Seal, lists: SchoolLists, tmp_path: Path) -> None:
        others = lists_of(write_list(tmp_path / "new.csv", 4))
        bring_up_to_date(seal, others, NOW + HOUR)
        assert set(self.left(seal, others, NOW)) == {"Eve", "Ada", "Ben", "Cy", "Di"}
        assert [record.counts.pupils for record in records_of(seal, others)] == [4, 0]
        bring_up_to_date(seal, others, NOW + timedelta(days=400))
        assert len(records_of(seal, others)) == 1


def test_an_imported_list_stands_beside_the_others(seal: Seal, lists: SchoolLists, tmp_path: Path) -> None:
    for more in ("70,Ann,King\n", "71,Ann,King\n72,Sue,King\n"):
        read = read_list(Source(write_list(tmp_path / "new.csv", 0, more=more)))
        taking = take_in(seal, lists, read, NOW, source=IMPORTED)
    assert (taking.changes.removed, taking.changes.added) == (0, 1)
    bring_up_to_date(seal, lists, NOW + HOUR)
    assert {"Ann King", "Sue King", "Ada Bishop"} <= names(remembered_roster(seal, lists, NOW))
    assert [record.source for record in records_of(seal, lists)] == [str(lists.sources[0].path), IMPORTED]


@only_sqlite
def test_nothing_of_a_pupil_is_legible_in_the_database(
    seal: Seal, lists: SchoolLists, tmp_path: Path
) -> None:
    write_list(lists.sources[0].path, more="88,Fairweather,Montgomery\n,Hannah,Fletcher\n")
    bring_up_to_date(seal, lists, NOW)
    stored = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    assert b"pupils.csv" in stored
    for secret in (b"Fairweather", b"Montgomery", b"Fletcher", b"no id"):
        assert secret not in stored
    assert "Montgomery" not in repr(records_of(seal, lists))

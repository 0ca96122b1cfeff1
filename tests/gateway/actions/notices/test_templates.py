from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import TemplateSyntaxError

from gateway.actions.notices.compose import held_notice
from gateway.actions.notices.templates import Kind, Templates, load_templates
from tests.gateway.actions.notices.reading import letter_of
from tests.gateway.actions.notices.samples import HELD, HOUSE, SHIPPED, STAMP, templates


def school_templates(directory: Path, **files: str) -> Templates:
    for name, source in files.items():
        (directory / f"{name.replace('_', '.')}.j2").write_text(source, encoding="utf-8")
    return load_templates(directory, templates())


def test_every_kind_is_shipped_in_both_forms() -> None:
    names = {path.name for path in SHIPPED.iterdir()}

    assert {f"{kind}.{form}.j2" for kind in Kind for form in ("txt", "html")} <= names


def test_a_school_may_change_one_file(tmp_path: Path) -> None:
    own = school_templates(tmp_path, held_txt="Subject: Wait: {{ notice.about.subject }}\n\nPlease wait.\n")

    letter = letter_of(held_notice(HELD, HOUSE, STAMP, own))

    assert letter.subject == "Wait: Trip letter"
    assert letter.text == "Please wait.\n"
    assert "<title>Wait: Trip letter</title>" in letter.html
    assert "Nobody outside the school has received it." in letter.html
    assert own.broken == ()


@pytest.mark.parametrize(
    "source",
    [
        "Subject: x\n{{ notice.about.no_such_thing }}",
        "No subject here.",
        "Subject: x\n{{ 1 / 0 }}",
        "Subject: x\n{{ notice.__class__.__mro__ }}",
        "Subject: x\n{% include 'missing.j2' %}",
    ],
)
def test_a_file_that_fails_gives_way_to_the_shipped_one(tmp_path: Path, source: str) -> None:
    own = school_templates(tmp_path, held_txt=source)

    assert held_notice(HELD, HOUSE, STAMP, own) == held_notice(HELD, HOUSE, STAMP, templates())


def test_a_file_that_cannot_be_read_as_a_template_is_named(tmp_path: Path) -> None:
    (tmp_path / "released.txt.j2").write_bytes(b"\xff\xfe")
    own = school_templates(tmp_path, held_txt="Subject: x\n{% if %}")

    assert [each.partition(":")[0] for each in own.broken] == ["held.txt.j2", "released.txt.j2"]
    assert held_notice(HELD, HOUSE, STAMP, own) == held_notice(HELD, HOUSE, STAMP, templates())


def test_without_a_fallback_a_broken_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "held.txt.j2").write_text("{% if %}", encoding="utf-8")

    with pytest.raises(TemplateSyntaxError):
        load_templates(tmp_path)

"""config/schoolgate.toml names every setting that there is, with the default that the code has."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from gateway.settings import Settings, parse_settings
from gateway.settings.tables import TABLES
from gateway.shipped import CONFIG

TEXT = (CONFIG / "schoolgate.toml").read_text(encoding="utf-8")
LINES = TEXT.splitlines()
SETTING = re.compile(r"# (\[.*\]|\w+ = .*)")  # one that is commented out
KEYS = [(table, key) for table, model in TABLES.items() for key in model.model_fields]
NOTHING = (None, "", ())


def with_everything() -> str:
    """The file with every setting in it in force."""
    return "\n".join(match[1] if (match := SETTING.fullmatch(line)) else line for line in LINES)


def settings_in(text: str, directory: Path) -> Settings:
    return parse_settings(text, "schoolgate.toml", directory)


def value(settings: Settings, table: str, key: str) -> Any:
    of_table = getattr(settings, table)
    return getattr(of_table[0] if isinstance(of_table, tuple) else of_table, key)


def test_it_can_be_used_as_it_is(tmp_path: Path) -> None:
    settings = settings_in(TEXT, tmp_path)
    assert settings.school[0].name == "Oakfield Academy"
    assert settings.secure_mail == ()


def test_every_table_of_the_code_is_looked_at_here() -> None:
    assert set(TABLES) == set(Settings.model_fields)


@pytest.mark.parametrize(("table", "key"), KEYS, ids=lambda part: part)
def test_every_setting_stands_in_it(table: str, key: str) -> None:
    assert key in tomllib.loads(with_everything())[table]


@pytest.mark.parametrize(("table", "key"), KEYS, ids=lambda part: part)
def test_what_is_required_is_set_and_what_is_not_is_commented_out(table: str, key: str) -> None:
    live = tomllib.loads(TEXT).get(table, {})
    required = TABLES[table].model_fields[key].is_required() and table in tomllib.loads(TEXT)
    assert (key in live) is (required or (table, key) == ("roster", "sources"))


def test_the_defaults_are_those_of_the_code(tmp_path: Path) -> None:
    stated = settings_in(with_everything(), tmp_path)
    required_only = settings_in(
        TEXT + '\n[secure_mail]\nnext_hop = "smtp+starttls://secure.example:587"\n', tmp_path
    )
    for table, key in KEYS:
        default = value(required_only, table, key)
        if not TABLES[table].model_fields[key].is_required() and default not in NOTHING:
            assert value(stated, table, key) == default, f"{table}.{key}"


@pytest.mark.parametrize(("table", "key"), KEYS, ids=lambda part: part)
def test_where_there_is_no_default_value_words_say_what_happens(table: str, key: str) -> None:
    field = TABLES[table].model_fields[key]
    if not field.is_required() and field.get_default(call_default_factory=True) in NOTHING:
        assert "Default: " in comment_of(table, key)


def comment_of(table: str, key: str) -> str:
    """The prose above a setting; settings that stand together share it."""
    header = next(at for at, line in enumerate(LINES) if line.removeprefix("# ") == f"[{table}]")
    place = next(
        at for at in range(header, len(LINES)) if LINES[at].removeprefix("# ").startswith(f"{key} =")
    )
    above = LINES[header + 1 : place]
    while above and SETTING.fullmatch(above[-1]):
        above.pop()
    prose = []
    while above and above[-1].startswith("# ") and not SETTING.fullmatch(above[-1]):
        prose.insert(0, above.pop().removeprefix("# "))
    return " ".join(prose)

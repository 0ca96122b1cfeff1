"""Each promise and each threat names the test that tries to break it; these tests are really there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("SECURITY.md", "gateway/PROMISES.md")
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?(?:::(\w+))?`")
ROW = re.compile(r"^\|(?!\s*(?:---|promise|who|what))(.+)\|$", re.MULTILINE | re.IGNORECASE)


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of its tests and of its classes."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    names = (each.name for each in ast.walk(tree) if isinstance(each, kinds))
    return frozenset(name for name in names if name.startswith(("test_", "Test")))


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_is_named_is_there(page: str) -> None:
    named = NAMED.findall((ROOT / page).read_text(encoding="utf-8"))
    assert len(named) > 20
    for path, *names in named:
        assert (ROOT / path).is_file(), path
        assert names_in(path), path
        assert {name for name in names if name} <= names_in(path), (path, names)


@pytest.mark.parametrize("page", PAGES)
def test_every_row_names_a_test_or_says_that_there_is_none(page: str) -> None:
    rows = ROW.findall((ROOT / page).read_text(encoding="utf-8"))
    assert len(rows) > 15
    assert [row for row in rows if not NAMED.search(row) and "no test" not in row] == []

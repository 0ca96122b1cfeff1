"""The catalogue of translations: all that the pages say is in it, whole, and compiled."""

from __future__ import annotations

import gettext
import re
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from django.utils.formats import date_format
from django.utils.translation import ngettext, override

from tests.support.catalogue import Entry, entries_of

REVIEW = Path(__file__).resolve().parents[3] / "gateway" / "review"
WELSH = Path("locale", "cy", "LC_MESSAGES", "django.po")
ENTRIES = entries_of(REVIEW / WELSH)
COUNTED = tuple(each for each in ENTRIES if each.plural)
GAP = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w+\}")
TAG = re.compile(r"<[^>]+>")
FORMS = 6  # of Welsh: zero, one, two, few (3), many (6), other
GATHER = ("makemessages", "--locale", "cy", "--no-location", "--no-wrap", "--no-obsolete")


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext's programs are not installed")
def test_everything_that_is_said_is_in_the_catalogue_and_nothing_else(tmp_path: Path) -> None:
    copy = tmp_path / "review"
    shutil.copytree(REVIEW, copy, ignore=shutil.ignore_patterns("__pycache__", "assets", "*.mo"))
    subprocess.run([sys.executable, "-P", "-m", "django", *GATHER], cwd=copy, check=True, capture_output=True)
    said, known = ({each.key for each in some} for some in (entries_of(copy / WELSH), ENTRIES))
    new, gone = sorted(said - known), sorted(known - said)
    assert new == [], "not translated yet: run `make messages`, and translate what is new"
    assert gone == [], "nobody says this any more: run `make messages`"


def test_everything_is_translated_in_all_its_forms() -> None:
    wanting = [
        each.english
        for each in ENTRIES
        if each.fuzzy or not all(each.forms) or len(each.forms) != (FORMS if each.plural else 1)
    ]
    assert len(ENTRIES) > 1000
    assert not wanting


def _gaps_differ(entry: Entry) -> bool:
    """The number itself may be left out where it is said in words."""
    wanted = set(GAP.findall(entry.source))
    allowed = wanted | set(GAP.findall(entry.english))
    *counted, whole = (set(GAP.findall(form)) for form in entry.forms)
    return whole != wanted or any(not gaps <= allowed for gaps in counted)


def test_the_same_gaps_and_the_same_markup_in_both_languages() -> None:
    assert not [each.english for each in ENTRIES if _gaps_differ(each)]
    marked = [each for each in ENTRIES if TAG.search(each.source)]
    assert marked
    for each in marked:
        for form in each.forms:
            assert TAG.findall(form) == TAG.findall(each.source)


def test_a_sentence_ends_as_it_does_in_english_and_has_no_straight_apostrophe() -> None:
    for each in ENTRIES:
        for form in each.forms:
            assert "'" not in TAG.sub("", form)
            assert (form[-1] in "?…") == (each.source[-1] in "?…"), form
            assert form != form.strip() or each.source == each.source.strip(), form


def test_it_is_compiled() -> None:
    with (REVIEW / WELSH).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # the only way to all of it
    expected: dict[object, str] = {}
    for each in ENTRIES:
        key = f"{each.context}\x04{each.english}" if each.context else each.english
        expected |= (
            {(key, n): form for n, form in enumerate(each.forms)} if each.plural else {key: each.forms[0]}
        )
    compiled.pop("")
    assert compiled == expected, "run `make messages`"


@pytest.mark.parametrize("number", [0, 1, 2, 3, 4, 6, 7, 11, 12, 100])
def test_numbers_take_the_forms_of_welsh(number: int) -> None:
    """Unicode CLDR, plural rules: cy. Django's own catalogue has other forms."""
    form = {0: 0, 1: 1, 2: 2, 3: 3, 6: 4}.get(number, 5)
    with override("cy"):
        for each in (each for each in COUNTED if not each.context):
            assert ngettext(each.english, each.plural, number) == each.forms[form]


def test_days_and_months_are_written_as_in_a_sentence() -> None:
    with override("cy"):
        assert date_format(datetime(2026, 7, 14, 15, 40), "l j F, D j M, H:i") == (
            "dydd Mawrth 14 Gorffennaf, Maw 14 Gorff, 15:40"
        )

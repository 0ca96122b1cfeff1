"""No regular expression of the product can be made slow by what it is given."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

import pytest

from tests.fuzz.patterns.ambiguity import is_exponential
from tests.fuzz.patterns.attack import slow_on
from tests.fuzz.patterns.built import ANCHORED, BUILT, built_at
from tests.fuzz.patterns.gather import Found, Gathered, gather

# What only ever sees a short text, and who sees to that.
SHORT: Mapping[str, str] = MappingProxyType(
    {
        "detectors.auto_forward:_REWRITINGS": "SMTP takes no sender of more than 320 characters",
        "detectors.extract.text.html:_META_CHARSET": "the first 4,096 bytes",
        "detectors.names.context.": "150 characters to either side of a name, or of a display name",
        "detectors.names.records:_LABEL": "40 characters before a label",
        "detectors.protection.passwords.candidates:_MARKED_WORD": "words of at most 64 characters",
        "gateway.actions.notices.sentences:_pattern": "sentences of our own",
        "detectors.people.greeting:_AND": "whom a greeting names, 62 characters",
        "gateway.policy.": "files that the school itself writes",
        "gateway.settings.": "files that the school itself writes",
        "gateway.replay.mbox:_DATED": "the first 1,000 bytes of a line",
        "gateway.rewriting.names.spots:": "the span of one name",
        "gateway.roster.formats.": "lists that the school itself hands over",
    }
)


def is_short(where: str) -> bool:
    return where.startswith(tuple(SHORT))


@cache
def gathered() -> Gathered:
    return gather()


def every() -> tuple[Found, ...]:
    built = (Found(place, pattern, place in ANCHORED) for place in BUILT for pattern in built_at(place))
    return tuple(dict.fromkeys((*gathered().found, *built)))


@pytest.fixture
def no_collector() -> Iterator[None]:
    """The garbage collector takes longer than what is measured here."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_every_expression_is_known() -> None:
    assert gathered().built == set(BUILT)
    assert len(gathered().found) > 500


def test_none_is_exponential() -> None:
    slow = [each.where for each in every() if is_exponential(each.pattern, to_the_end=each.to_the_end)]
    assert not slow


@pytest.mark.usefixtures("no_collector")
def test_none_takes_quadratic_time() -> None:
    long = [each for each in every() if not is_short(each.where)]
    slow = {each.where: slow_on(each.pattern, anchored=each.anchored) for each in long}
    assert not {where: attack for where, attack in slow.items() if attack}


def test_what_is_short_is_there() -> None:
    assert all(any(each.where.startswith(place) for each in every()) for place in SHORT)


@pytest.mark.parametrize(
    "written",
    [r"(a+)+b", r"(a*)*b", r"(a|ab|b)*c", r"(?:a?b?)*c", r"([\w.]+)*@", r"x(?=(y+)+z)", r"^(\w+\s?)*$"],
)
def test_what_is_exponential_is_seen(written: str) -> None:
    assert is_exponential(re.compile(written))


@pytest.mark.parametrize(
    "written",
    [r"(a+b)+c", r"(?:[;#][^\n]*\n)*x", r"(?:a++)+b", r"(?>a+)+b", r'"(?:[^"\\]|\\.)*"', r"(?:\w+,)*\w+$"],
)
def test_what_is_not_is_let_be(written: str) -> None:
    assert not is_exponential(re.compile(written))


@pytest.mark.parametrize(
    "written", [r"<a[^>]*>", r"\s+$", r"[^@]*@", r"\w+,\w+!", rb"begin.*?end.*?x", r"(a+)+b"]
)
@pytest.mark.usefixtures("no_collector")
def test_what_is_quadratic_is_seen(written: str | bytes) -> None:
    pattern = re.compile(written, re.DOTALL)
    assert slow_on(pattern, anchored=False)


@pytest.mark.parametrize(
    "written", [r"<a[^<>]*>", r"(?<!\s)\s++$", r"\A[^@]*@", r"[a-z]+\d?", r"[^\W\d]{2,40}x"]
)
@pytest.mark.usefixtures("no_collector")
def test_what_is_linear_is_let_be(written: str) -> None:
    pattern = re.compile(written)
    assert slow_on(pattern, anchored=False) is None

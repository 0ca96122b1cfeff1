"""Hypothesis on every parser: damaged inputs of each target, and hostile ones that have the right form."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import shapes
from tests.fuzz.inputs import corpus_of
from tests.fuzz.target import Target
from tests.fuzz.targets import BY_NAME, TARGETS

# An example costs milliseconds, and there are many targets.
_FEW = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
_SHAPED = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_damaged_inputs(target: Target) -> None:
    @_FEW
    @given(shapes.damaged(corpus_of(target.name)))
    def holds(data: bytes) -> None:
        target.check(data)

    holds()


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_any_bytes(target: Target) -> None:
    @_FEW
    @given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
    def holds(data: bytes) -> None:
        target.check(data)

    holds()


@pytest.mark.parametrize(
    "name",
    [
        "mime",
        "inspection",
        "rewriting-names",
        "rewriting-marks",
        "rewriting-recipients",
        "signing",
        "mail-files",
    ],
)
def test_trees_of_parts(name: str) -> None:
    _holds(name, shapes.mails)


def test_zip_archives_that_lie() -> None:
    _holds("zip", shapes.zips)


def test_office_documents_of_odd_xml() -> None:
    _holds("ooxml", shapes.offices)


def test_rtf_of_odd_groups() -> None:
    _holds("rtf", shapes.rtfs)


def _holds(name: str, strategy: st.SearchStrategy[bytes]) -> None:
    @_SHAPED
    @given(strategy)
    def holds(data: bytes) -> None:
        BY_NAME[name].check(data)

    holds()

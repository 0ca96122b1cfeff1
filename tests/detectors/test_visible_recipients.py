"""Who sees whose address: families and organisations, each counted once."""

from __future__ import annotations

import time
from collections.abc import Iterable

import pytest

from detectors.extract.budget import Budget
from detectors.finding import DetectorId
from detectors.inspect import inspect
from detectors.visible_recipients import find
from tests.detectors.matters import FACTS, matter_of

GRACES_MOTHER, GRACES_FATHER = "ruth.bishop@gmail.com", "t.bishop@yahoo.co.uk"
HENRYS_MOTHER, ZOES_FATHER = "jane.tudor@btinternet.com", "oneill@firm.example"
STRANGERS = [f"stranger{number}@gmail.com" for number in range(1, 7)]
OFFICES = ["a@leeds.gov.uk", "b@leeds.nhs.uk", "c@wyp.police.uk", "d@elmwood.leeds.sch.uk", "e@leeds.ac.uk"]


def found(
    to: Iterable[str], cc: Iterable[str] = (), envelope: Iterable[str] | None = None
) -> list[tuple[str, str]]:
    to, cc = list(to), list(cc)
    fields = [("To", ", ".join(to)), ("Cc", ", ".join(cc))]
    matter = matter_of("Hello", fields=fields, recipients=to + cc if envelope is None else envelope)
    findings = list(find(matter))
    assert all(each.detector is DetectorId.VISIBLE_RECIPIENTS for each in findings)
    return [(each.kind, each.detail.split()[0]) for each in findings]


@pytest.mark.parametrize(
    ("to", "cc", "expected"),
    [
        ([GRACES_MOTHER, HENRYS_MOTHER], [], [("families", "2")]),
        ([GRACES_MOTHER], [HENRYS_MOTHER, ZOES_FATHER], [("families", "3")]),
        (["Ruth <Ruth.Bishop+x@googlemail.com>", f"'{HENRYS_MOTHER}'"], [], [("families", "2")]),
        ([f"Parents: {GRACES_MOTHER}, {HENRYS_MOTHER};"], [], [("families", "2")]),
        (STRANGERS[:5], [], [("outside", "5")]),
        (STRANGERS[:3], ["x@firm.example", "y@club.example"], [("outside", "5")]),
        ([GRACES_MOTHER, HENRYS_MOTHER, *STRANGERS[:3]], [], [("families", "2"), ("outside", "5")]),
        (OFFICES, [], [("outside", "5")]),
        # the same family, the same organisation, the school's own
        ([GRACES_MOTHER, GRACES_FATHER], [], []),
        ([GRACES_MOTHER, "office@oakfield.sch.uk"], [], []),
        ([f"{name}@firm.example" for name in "abcdefg"], [], []),
        ([f"{name}@oakfield.sch.uk" for name in "abcdefg"], STRANGERS[:2], []),
        (STRANGERS[:4], [], []),
        (STRANGERS[:4], [STRANGERS[0].upper()], []),
        (OFFICES[:4], [], []),
        ([GRACES_MOTHER], [], []),
        (["undisclosed-recipients:;"], [], []),
        ([], [], []),
    ],
)
def test_what_recipients_see(to: list[str], cc: list[str], expected: list[tuple[str, str]]) -> None:
    assert found(to, cc) == expected


def test_the_header_may_list_more_than_the_envelope() -> None:
    assert found([GRACES_MOTHER, HENRYS_MOTHER], envelope=[GRACES_MOTHER]) == [("families", "2")]


def test_blind_copies_are_not_seen() -> None:
    assert found(["office@oakfield.sch.uk"], envelope=[GRACES_MOTHER, HENRYS_MOTHER, *STRANGERS]) == []


def test_a_meeting_of_professionals_is_less_sure() -> None:
    def confidence(addresses: list[str]) -> float:
        (finding,) = find(matter_of("Hello", fields=[("To", ", ".join(addresses))]))
        return finding.confidence

    assert confidence(OFFICES) < confidence(STRANGERS)


def test_it_is_one_of_the_detectors() -> None:
    raw = f"To: {GRACES_MOTHER}, {HENRYS_MOTHER}\r\nSubject: Trip\r\n\r\nHello".encode()
    (finding,) = inspect(raw, FACTS, Budget()).of(DetectorId.VISIBLE_RECIPIENTS)
    assert finding.kind == "families"


@pytest.mark.parametrize("field", ["a@b.example, " * 500_000, "@" * 1_000_000, "<" * 1_000_000])
def test_vast_fields_take_a_moment(field: str) -> None:
    matter = matter_of("Hello", fields=[("To", field)])
    start = time.process_time()
    assert list(find(matter)) == []
    assert time.process_time() - start < 1

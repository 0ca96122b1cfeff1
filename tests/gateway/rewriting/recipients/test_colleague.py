from pathlib import Path

import pytest
from hypothesis import given

from detectors.finding import Location, Place
from gateway.policy.rewriting import Rewrite
from gateway.rewriting.change import CannotRewriteError, Change
from gateway.rewriting.recipients.colleague import copy_colleague
from tests.gateway.rewriting.letters import address_values, letter, lines_of, real_mail, untouched

OFFICE = "office@oakfield.sch.uk"


@pytest.mark.parametrize(
    ("cc", "after"),
    [
        (b"Cc: grace@family.example", b"Cc: grace@family.example,\r\n office@oakfield.sch.uk\r\n"),
        (b"Cc: grace@family.example, ", b"Cc: grace@family.example, office@oakfield.sch.uk\r\n"),
        (b"CC:", b"CC: office@oakfield.sch.uk\r\n"),
        (b"Cc: undisclosed-recipients:;", b"Cc: office@oakfield.sch.uk\r\n"),
        (b"Cc: 8B: a@family.example;", b"Cc: 8B: a@family.example;,\r\n office@oakfield.sch.uk\r\n"),
    ],
)
def test_one_more_in_cc(cc: bytes, after: bytes) -> None:
    step = copy_colleague(letter(b"To: pupil@oakfield.sch.uk", cc), [OFFICE])
    assert step.content == letter(b"To: pupil@oakfield.sch.uk", after.removesuffix(b"\r\n"))
    assert step.changes == (Change(Rewrite.COPY_COLLEAGUE, (Location(Place.HEADER, "Cc"),), detail=OFFICE),)


def test_a_cc_of_its_own() -> None:
    raw = letter(b"To: pupil@oakfield.sch.uk")
    assert copy_colleague(raw, [OFFICE]).content == b"Cc: office@oakfield.sch.uk\r\n" + raw


def test_several_and_each_once() -> None:
    raw = letter(b"To: pupil@oakfield.sch.uk", line_end=b"\n")
    step = copy_colleague(raw, [OFFICE, "head@oakfield.sch.uk", "Office@Oakfield.sch.uk"])
    assert step.content == b"Cc: office@oakfield.sch.uk,\n head@oakfield.sch.uk\n" + raw
    assert [change.detail for change in step.changes] == [OFFICE, "head@oakfield.sch.uk"]


@pytest.mark.parametrize(
    "line",
    [
        b"To: The Office <OFFICE@oakfield.sch.uk>, pupil@oakfield.sch.uk",
        b'Cc: 8B: "office" @ oakfield.sch.uk;',
    ],
)
def test_not_twice(line: bytes) -> None:
    assert copy_colleague(letter(line), [OFFICE]).content == letter(line)


@pytest.mark.parametrize(
    "address",
    [
        "zoë@oakfield.sch.uk",
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "office",
        "a@b\n",
        "",
    ],
)
def test_what_is_no_plain_address_is_not_written(address: str) -> None:
    with pytest.raises(CannotRewriteError):
        copy_colleague(letter(b"To: pupil@oakfield.sch.uk"), [address])


def test_a_field_in_doubt_is_not_added_to() -> None:
    with pytest.raises(CannotRewriteError):
        copy_colleague(letter(b"Cc: a@family.example; b@home.example"), [OFFICE])


@given(address_values())
def test_the_rest_stays(made: tuple[bytes, list[str]]) -> None:
    raw = letter(b"To: pupil@oakfield.sch.uk", b"Cc:" + made[0])
    step = copy_colleague(raw, ["colleague@oakfield.sch.uk"])
    assert untouched(step.content, "cc") == untouched(raw, "cc")
    [before], [after] = lines_of(raw, b"Cc"), lines_of(step.content, b"Cc")
    assert after.startswith(before.rstrip())
    assert after.endswith(b"colleague@oakfield.sch.uk\r\n")


def test_real_mail(corpora: Path) -> None:
    copied = 0
    for raw in real_mail(corpora, every=10):
        try:
            step = copy_colleague(raw, [OFFICE])
        except CannotRewriteError:
            continue
        copied += 1
        assert untouched(step.content, "cc") == untouched(raw, "cc")
        assert copy_colleague(step.content, [OFFICE]).content == step.content
    assert copied > 200

"""Other readings add what is new, within bounds, and doubts that make no difference are forgiven."""

import pytest

from detectors.mime.flaws import Flaw
from detectors.mime.leaves import BODY, Leaves


def leaves() -> Leaves:
    made = Leaves(size=1000)
    made.body(b"Grace Bishop\r\n of Oakfield")
    return made


@pytest.mark.parametrize(
    ("content", "news"),
    [
        (b"Grace Bishop\r\n of Oakfield", False),
        (b"Grace  Bishop of\tOakfield\n", False),
        (b"Bishop of", False),
        (b"", False),
        (b" \r\n", False),
        (b"GraceBishop", True),
        (b"Grace Bishop of Oakfield Academy", True),
        (b"Henry Tudor", True),
    ],
)
def test_news_is_what_no_reading_had_before(content: bytes, news: bool) -> None:
    gathered = leaves()
    assert gathered.is_news(content) is news
    assert gathered.differ is news
    assert not gathered.is_news(content)


def test_a_doubt_about_the_form_is_forgiven_where_nothing_differs() -> None:
    gathered = leaves()
    gathered.flaw(BODY, Flaw.BOUNDARY_SHARED, Flaw.BASE64_BROKEN)
    assert [defect.what for defect in gathered.settle()] == [Flaw.BASE64_BROKEN]


def test_it_is_not_forgiven_where_something_differs() -> None:
    gathered = leaves()
    gathered.flaw(BODY, Flaw.BOUNDARY_SHARED)
    assert gathered.is_news(b"Henry Tudor")
    assert [defect.what for defect in gathered.settle()] == [Flaw.BOUNDARY_SHARED]


def test_too_many_bytes_in_other_readings_are_said() -> None:
    gathered = leaves()
    assert gathered.afford(90_000)
    assert not gathered.afford(20_000)
    assert not gathered.afford(1)
    assert not gathered.is_news(b"Henry Tudor")
    gathered.flaw(BODY, Flaw.BOUNDARY_SHARED)
    assert {defect.what for defect in gathered.settle()} == {Flaw.BOUNDARY_SHARED, Flaw.TOO_MANY_READINGS}


def test_too_many_leaves_of_other_readings_are_said() -> None:
    gathered = leaves()
    assert sum(gathered.is_news(b"number %d" % number) for number in range(100)) == 64
    assert [defect.what for defect in gathered.settle()] == [Flaw.TOO_MANY_READINGS]

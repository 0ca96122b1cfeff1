"""Groups as they are written: addresses, patterns, domains, and one inside another."""

from __future__ import annotations

from datetime import date

import pytest

from detectors.people.groups import Groups
from gateway.policy.people.directory import DirectoryError, directory_on, parse_directory


def groups(text: str) -> Groups:
    return directory_on(parse_directory(f"[groups]\n{text}", "directory.toml"), date(2026, 9, 1)).groups


def test_every_way_to_name_somebody() -> None:
    made = groups(
        'office = ["Office@Oakfield.sch.uk", "*@office.oakfield.sch.uk"]\n'
        'outside = ["police.uk", "Élm.example"]\n'
        'everybody = ["@office", "@outside", "head@oakfield.sch.uk"]\n'
        "empty = []"
    )
    assert [group.name for group in made] == ["office", "outside", "everybody", "empty"]
    assert made.of("office@oakfield.sch.uk") == {"office", "everybody"}
    assert made.of("ann@office.oakfield.sch.uk") == {"office", "everybody"}
    assert made.of("pc@kent.police.uk") == {"outside", "everybody"}
    assert made.of("a@élm.example") == {"outside", "everybody"}
    assert made.of("head@oakfield.sch.uk") == {"everybody"}
    assert made.of("deputy@oakfield.sch.uk") == set()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('a = ["@b"]\nb = ["@c"]\nc = ["@a"]', "groups contain one another: a → b → c → a; take one out"),
        ('a = ["@a"]', "groups contain one another: a → a; take one out"),
        (
            'office = []\na = ["@ofice"]',
            'in a, "ofice" is not known here; allowed: office, a; did you mean "of',
        ),
        ('"Senior Leaders" = []', '"Senior Leaders" is no name for a group; use lower case and hyphens'),
        ('a = ["*.police.uk"]', 'groups.a: write "police.uk"; what is below a domain is always meant too'),
        ('a = ["*"]', "groups.a: write "),
        ('a = ["org.uk"]', 'groups.a: "org.uk" is open to anybody'),
        ('a = ["head"]', 'groups.a: "head" is not a domain such as'),
        ('a = ["@relay.example:head@oakfield.sch.uk"]', "in a, "),
        ('a = ["head%oakfield.sch.uk@relay.example"]', "groups.a: "),
        ('a = ["*@"]', 'groups.a: "*@" is not a pattern such as "*@office.oakfield.sch.uk"'),
        ("a = [3]", "groups.a: must be text in quotes"),
        ('a = "head@oakfield.sch.uk"', "groups.a: must be a list in square brackets"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(text: str, complaint: str) -> None:
    with pytest.raises(DirectoryError) as caught:
        groups(text)
    assert str(caught.value).startswith("directory.toml: ")
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_long_chain_of_groups_is_no_circle() -> None:
    links = "\n".join(f'g{number} = ["@g{number + 1}"]' for number in range(100))
    made = groups(f'{links}\ng100 = ["head@oakfield.sch.uk"]')
    assert len(made.of("head@oakfield.sch.uk")) == 101

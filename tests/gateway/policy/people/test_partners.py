"""Partners count while their agreement lasts, and somebody is told before it ends."""

from __future__ import annotations

from datetime import date

import pytest

from gateway.policy.people.directory import DirectoryError, DirectoryFile, directory_on, parse_directory
from gateway.policy.people.partners import warnings_on

THERAPY = """
[[partner]]
name = "Elmwood Speech Therapy"
class = "professional"
domains = ["elmwood-therapy.example"]
addresses = ["J.Frost@gmail.com"]
purpose = "speech therapy"
agreed_by = "Sarah Jones"
agreed = 2026-09-01
expires = 2027-08-31
"""
LUNCH = """
[[partner]]
name = "Caterlunch"
class = "supplier"
domains = ["caterlunch.example", "gmx.de"]
purpose = "dietary needs"
agreed_by = "the bursar"
agreed = 2026-09-01
expires = 2026-12-31
"""


def parsed(text: str) -> DirectoryFile:
    return parse_directory(text, "directory.toml")


@pytest.mark.parametrize(
    ("today", "professional", "supplier"),
    [
        (date(2026, 8, 31), False, False),
        (date(2026, 9, 1), True, True),
        (date(2026, 12, 31), True, True),
        (date(2027, 1, 1), True, False),
        (date(2027, 9, 1), False, False),
    ],
)
def test_a_partner_counts_from_the_first_day_to_the_last(
    today: date, professional: bool, supplier: bool
) -> None:
    directory = directory_on(parsed(THERAPY + LUNCH), today)
    assert ("elmwood-therapy.example" in directory.professional_domains) is professional
    assert ("j.frost@gmail.com" in directory.professional_addresses) is professional
    assert ("caterlunch.example" in directory.supplier_domains) is supplier
    assert ("gmx.de" in directory.consumer_domains) is not supplier  # a partner is no consumer provider


@pytest.mark.parametrize(
    ("today", "begins"),
    [
        (date(2026, 12, 1), ['the agreement with "Caterlunch" expires on 31 December 2026; ask the bursar']),
        (date(2026, 11, 30), []),
        (
            date(2027, 1, 1),
            ['"Caterlunch" counts as outside since its agreement expired on 31 December 2026'],
        ),
        (
            date(2027, 8, 15),
            ['"Caterlunch" counts as outside', 'the agreement with "Elmwood Speech Therapy"'],
        ),
    ],
)
def test_who_must_be_told(today: date, begins: list[str]) -> None:
    sentences = list(warnings_on(parsed(THERAPY + LUNCH).partner, today))
    assert len(sentences) == len(begins)
    assert all(map(str.startswith, sentences, begins))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('name = "Elmwood Speech Therapy"\n', "", "partner.name: is missing"),
        ('agreed_by = "Sarah Jones"\n', "", "partner.agreed_by: is missing"),
        ('purpose = "speech therapy"', 'purpose = ""', "partner.purpose: must not be empty"),
        (
            '"professional"',
            '"proffessional"',
            'partner.class: "proffessional" is not known here; allowed: prof',
        ),
        ("2027-08-31", '"2027-08-31"', "partner.expires: must be a date without quotes, such as"),
        ("2027-08-31", "2027-08-31T00:00:00", "partner.expires: must be a date without quotes, such as"),
        ("2027-08-31", "2026-08-31", 'partner: "Elmwood Speech Therapy" expires before it was agreed'),
        ('"elmwood-therapy.example"', '"co.uk"', 'partner.domains: "co.uk" is open to anybody'),
        ("expires =", "expiry =", 'partner: "expiry" is not known here; allowed: name, class, domains,'),
        (
            'domains = ["elmwood-therapy.example"]\naddresses = ["J.Frost@gmail.com"]\n',
            "",
            'partner: "Elmwood Speech Therapy" has neither domains nor addresses',
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(old: str, new: str, complaint: str) -> None:
    with pytest.raises(DirectoryError) as caught:
        parsed(THERAPY.replace(old, new))
    assert str(caught.value).startswith(f"directory.toml: {complaint}")
    assert "\n" not in str(caught.value)


def test_a_partner_is_no_provider_of_private_mailboxes() -> None:
    with pytest.raises(DirectoryError, match=r"stands in consumer\.domains and in partner"):
        parsed(LUNCH + '[consumer]\ndomains = ["caterlunch.example"]')

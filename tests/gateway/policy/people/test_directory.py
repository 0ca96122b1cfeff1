from datetime import date
from pathlib import Path

import pytest

from detectors.context import Directory
from detectors.roster import StaffMember
from gateway.policy.people.directory import DirectoryError, directory_on, load_directory, parse_directory
from tests.gateway.policy.parts import CONFIG

TODAY = date(2026, 9, 1)


def parsed(text: str) -> Directory:
    return directory_on(parse_directory(text, "directory.toml"), TODAY)


@pytest.fixture(scope="module")
def shipped() -> Directory:
    return load_directory(CONFIG / "directory.toml", TODAY)


@pytest.mark.parametrize(
    "domain",
    ["gov.uk", "gov.scot", "gov.wales", "nhs.uk", "nhs.net", "police.uk", "cjsm.net", "sch.uk", "ac.uk"],
)
def test_partners_that_ship(shipped: Directory, domain: str) -> None:
    assert domain in shipped.professional_domains


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "hotmail.co.uk",
        "btinternet.com",
        "plus.com",
        "tuta.com",
        "duck.com",
        "wp.pl",
        "yandex.ru",
    ],
)
def test_providers_that_ship(shipped: Directory, domain: str) -> None:
    assert domain in shipped.consumer_domains


@pytest.mark.parametrize(
    "domain",
    [
        "bt.com",
        "btconnect.com",
        "o2.co.uk",
        "waitrose.com",
        "tesco.net",
        "mail.org.uk",
        "pearson.com",
        "nhs.net",
    ],
)
def test_no_providers_of_private_mailboxes_alone(shipped: Directory, domain: str) -> None:
    assert domain not in shipped.consumer_domains


def test_nobody_is_both_partner_and_provider(shipped: Directory) -> None:
    ends = tuple(f".{domain}" for domain in shipped.professional_domains)
    assert not [domain for domain in shipped.consumer_domains if f".{domain}".endswith(ends)]


def test_groups_that_ship_are_there_to_be_filled(shipped: Directory) -> None:
    assert {group.name for group in shipped.groups} >= {"safeguarding", "senior-leaders", "office"}
    assert shipped.groups.of("head@oakfield.sch.uk") == frozenset()


def test_a_school_adds_its_own() -> None:
    directory = parsed(
        '[professional]\ndomains = ["Élm.example."]\naddresses = ["Jo.Frost@Gmail.com"]\n'
        '[consumer]\ndomains = ["mail.org.uk"]\nmixed = ["gmx.de"]\n[staff]\nnames = ["Sarah Jones"]\n'
        '[staff.private_addresses]\n"S.Jones@oakfield.sch.uk" = ["sarah82@gmail.com", "Jo@Family.example"]\n'
        '[supplier]\ndomains = ["caterlunch.example"]\naddresses = ["payroll@gmail.com"]'
    )
    assert directory.professional_domains == {"xn--lm-9ia.example"}
    assert directory.professional_addresses == {"jo.frost@gmail.com"}
    assert directory.staff == (StaffMember("Sarah Jones"),)
    assert directory.private_accounts == (
        StaffMember("", ("s.jones@oakfield.sch.uk", "jo@family.example", "sarah82@gmail.com")),
    )
    assert directory.supplier_domains == {"caterlunch.example"}
    assert directory.supplier_addresses == {"payroll@gmail.com"}
    assert "mail.org.uk" in directory.consumer_domains
    assert "gmx.de" not in directory.consumer_domains
    assert "gmail.com" in directory.consumer_domains


def test_services_that_the_school_has_agreed_on() -> None:
    file = parse_directory('[file_sharing]\napproved = ["google-drive"]', "directory.toml")
    assert directory_on(file, TODAY).approved_services == {"google-drive"}


def test_an_empty_file_has_the_well_known_providers() -> None:
    directory = parsed("")
    assert directory.staff == ()
    assert not directory.professional_domains
    assert len(directory.consumer_domains) > 4000


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[profesional]", '"profesional" is not known here; allowed: professional, supplier, partner, staff'),
        ("[consumer]\ndomain = []", 'consumer: "domain" is not known here; allowed: domains, mixed; did you'),
        ("[professional]\ndomains = 3", "professional.domains: must be a list in square brackets"),
        ("[professional]\ndomains = [3]", "professional.domains: must be text in quotes"),
        ('[professional]\ndomains = ["a@b.example"]', 'professional.domains: "a@b.example" is an address'),
        ('[professional]\ndomains = [".gov.uk"]', 'professional.domains: write "gov.uk"; what is below'),
        ('[professional]\ndomains = ["*.gov.uk"]', 'professional.domains: write "gov.uk"; what is below'),
        ('[professional]\ndomains = ["uk"]', 'professional.domains: "uk" is not a domain such as'),
        ('[professional]\ndomains = ["org.uk"]', 'professional.domains: "org.uk" is open to anybody'),
        ('[professional]\naddresses = ["gov.uk"]', 'professional.addresses: "gov.uk" is not an address such'),
        (
            '[professional]\ndomains = ["a.example"]\n[consumer]\ndomains = ["a.example"]',
            '"a.example" stands in consumer.domains and in professional.domains; choose one',
        ),
        (
            '[supplier]\ndomains = ["a.example"]\n[consumer]\ndomains = ["a.example"]',
            '"a.example" stands in consumer.domains and in supplier.domains; choose one',
        ),
        (
            '[staff.private_addresses]\nsarah = ["a@b.example"]',
            'staff.private_addresses.sarah: "sarah" is not',
        ),
        (
            '[staff.private_addresses]\n"a@oakfield.sch.uk" = ["gmail.com"]',
            'staff.private_addresses.a@oakfield.sch.uk: "gmail.com" is not an address such as',
        ),
        (
            '[file_sharing]\napproved = ["wetransfr"]',
            'file_sharing.approved: "wetransfr" is not known here; allowed: 4shared, bittorrent, box,',
        ),
        ('[staff]\nnames = ["Sarah"]', 'staff.names: "Sarah" is not a forename and a surname, such as'),
        ("professional =", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(text: str, complaint: str) -> None:
    with pytest.raises(DirectoryError) as caught:
        parse_directory(text, "directory.toml")
    assert str(caught.value).startswith(f"directory.toml: {complaint}")
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DirectoryError, match="there is no such file"):
        load_directory(tmp_path / "directory.toml", TODAY)
    (tmp_path / "directory.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DirectoryError, match="UTF-8 text file"):
        load_directory(tmp_path / "directory.toml", TODAY)

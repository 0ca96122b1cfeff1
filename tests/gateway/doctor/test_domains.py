"""What is said of MX, SPF, DKIM and DMARC, as a real DNS server knows them."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from gateway.doctor.domains import SILENT, UNASKED, look_at_domains
from gateway.doctor.resolver import DnsServerError, SystemDns
from gateway.look import Grade, Look
from gateway.settings import Settings
from tests.gateway.doctor.conftest import MakeSettings
from tests.gateway.doctor.nameserver import Zone, nameserver
from tests.support.certificates import write_secret
from tests.support.process import run_command
from tests.support.school import write_school

DOMAIN = "oakfield.sch.uk"
TENANT = "smtp+starttls://oakfield-sch-uk.mail.protection.outlook.com:25"
GOOGLE = "smtp+starttls://smtp-relay.gmail.com:587"
WHOLE = {
    (DOMAIN, "MX"): ["20 backup.example.", "10 mx.example."],
    (DOMAIN, "TXT"): ['"v=spf1 include:spf.protection.outlook.com -all"', '"some-verification=1234"'],
    ("spf.protection.outlook.com", "TXT"): ['"v=spf1 ip4:192.0.2.0/24 -all"'],
    (f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=reject; rua=mailto:dmarc@oakfield.sch.uk"'],
}


async def looks_by_id(settings: Settings, zone: Zone) -> dict[str, Look]:
    with nameserver(zone) as address:
        return {look.id: look async for look in look_at_domains(settings, SystemDns(address))}


async def test_all_is_as_it_should_be(make_settings: MakeSettings) -> None:
    looks = await looks_by_id(make_settings(TENANT), WHOLE)
    assert {each: look.grade for each, look in looks.items()} == dict.fromkeys(
        ("mx", "spf", "dmarc"), Grade.GOOD
    )
    assert looks["mx"].sentence == "mail comes in by mx.example, backup.example"
    assert looks["spf"].sentence == "includes spf.protection.outlook.com, by which the next hop sends"
    assert looks["dmarc"].sentence == "p=reject"


async def test_a_domain_that_has_nothing(make_settings: MakeSettings) -> None:
    looks = await looks_by_id(make_settings(TENANT), {})
    assert {each: look.grade for each, look in looks.items()} == dict.fromkeys(
        ("mx", "spf", "dmarc"), Grade.WARNING
    )
    assert f'_dmarc.{DOMAIN}: "v=DMARC1; p=none' in looks["dmarc"].sentence


@pytest.mark.parametrize(
    ("next_hop", "record", "grade", "says"),
    [
        (TENANT, "v=spf1 include:_spf.google.com -all", Grade.WARNING, "lacks include:spf.protection"),
        (GOOGLE, "v=spf1 include:_spf.google.com -all", Grade.GOOD, "includes _spf.google.com"),
        ("smtp://198.51.100.7", "v=spf1 ip4:198.51.100.7 -all", Grade.GOOD, "inside"),
        ("smtp://9.9.9.9", "v=spf1 ip4:9.9.9.0/24 ~all", Grade.GOOD, "lets the next hop send, 9.9.9.9"),
        ("smtp://9.9.9.9", "v=spf1 mx -all", Grade.WARNING, "does not name the next hop, 9.9.9.9"),
        ("smtp://9.9.9.9", "v=spf1 exists:%{i}.example -all", Grade.GOOD, "lets the next hop send"),
        ("smtp://10.1.0.25", "v=spf1 mx -all", Grade.GOOD, "is there; the next hop is inside"),
        ("smtp://out.example", "v=spf1 a:out.example -all", Grade.GOOD, "lets the next hop send, out"),
        ("smtp://9.9.9.9", "v=spf1 +all", Grade.FAULT, 'ends with "+all"'),
        ("smtp://9.9.9.9", "v=spf1 include:loop.example -all", Grade.FAULT, "takes more than 10 look-ups"),
    ],
)
async def test_whether_spf_lets_the_next_hop_send(
    make_settings: MakeSettings, next_hop: str, record: str, grade: Grade, says: str
) -> None:
    zone = {
        (DOMAIN, "TXT"): [f'"{record}"'],
        ("_spf.google.com", "TXT"): ['"v=spf1 ip4:192.0.2.0/24 ~all"'],
        ("out.example", "A"): ["9.9.9.10"],
        ("loop.example", "TXT"): ['"v=spf1 include:loop.example -all"'],
    }
    look = (await looks_by_id(make_settings(next_hop), zone))["spf"]
    assert (look.grade, look.what) == (grade, f"SPF of {DOMAIN}")
    assert says in look.sentence


async def test_two_spf_records_are_none(make_settings: MakeSettings) -> None:
    zone = {(DOMAIN, "TXT"): ['"v=spf1 -all"', '"V=SPF1 mx -all"', '"v=spf10 is something else"']}
    look = (await looks_by_id(make_settings(), zone))["spf"]
    assert (look.grade, look.sentence) == (
        Grade.FAULT,
        "there are 2 records, so receivers take none of them; make one of them",
    )


@pytest.mark.parametrize(
    ("zone", "grade", "sentence"),
    [
        ({("_dmarc.oakfield.sch.uk", "TXT"): ['"v=DMARC1; p=none"']}, Grade.WARNING, "p=none: receivers let"),
        ({("_dmarc.sch.uk", "TXT"): ['"v=DMARC1;p=quarantine"']}, Grade.GOOD, "p=quarantine, by sch.uk"),
        ({("_dmarc.oakfield.sch.uk", "TXT"): ['"v=spf1 -all"']}, Grade.WARNING, "there is none"),
    ],
)
async def test_dmarc(make_settings: MakeSettings, zone: Zone, grade: Grade, sentence: str) -> None:
    look = (await looks_by_id(make_settings(), zone))["dmarc"]
    assert look.grade is grade
    assert look.sentence.startswith(sentence)


def keys(folder: Path, kind: str) -> str:
    """Writes the private key to dkim.key; the p= tag that belongs to it."""
    if kind == "rsa":
        key = rsa.generate_private_key(65537, 2048)
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    else:
        edwards = ed25519.Ed25519PrivateKey.generate()
        public = edwards.public_key().public_bytes_raw()
        private = edwards.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_secret(folder / "dkim.key", private)
    return base64.b64encode(public).decode()


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
async def test_the_key_that_signs_is_the_one_in_the_dns(
    make_settings: MakeSettings, tmp_path: Path, kind: str
) -> None:
    published = keys(tmp_path, kind)
    settings = make_settings(school='dkim = { selector = "gate", key_file = "dkim.key" }')
    name = (f"gate._domainkey.{DOMAIN}", "TXT")
    strings = f'"v=DKIM1; k={kind}; p={published[:30]}" "{published[30:230]}" "{published[230:]}"'
    assert (await looks_by_id(settings, {name: [strings]}))["dkim"].grade is Grade.GOOD
    other = (await looks_by_id(settings, {name: [f'"v=DKIM1; p={published[:28]}"']}))["dkim"]
    assert (other.grade, f"p={published}" in other.sentence) == (Grade.FAULT, True)
    none = (await looks_by_id(settings, {}))["dkim"]
    assert (none.grade, f"p={published}" in none.sentence) == (Grade.WARNING, True)


async def test_nobody_answers(make_settings: MakeSettings) -> None:
    with nameserver({}, broken=True) as address:
        looks = [look async for look in look_at_domains(make_settings(), SystemDns(address))]
    assert [(look.what, look.grade, look.sentence) for look in looks] == [("DNS", Grade.WARNING, SILENT)]
    looks = [look async for look in look_at_domains(make_settings(), None)]
    assert [(look.what, look.grade, look.sentence) for look in looks] == [("DNS", Grade.WARNING, UNASKED)]


@pytest.mark.parametrize("server", ["nobody", "192.0.2.300", "192.0.2.1:x", "[::1"])
def test_what_is_no_dns_server(server: str) -> None:
    with pytest.raises(DnsServerError, match="is not the address of a DNS server"):
        SystemDns(server)


def test_a_command_that_names_no_dns_server(tmp_path: Path) -> None:
    config = write_school(tmp_path, "smtp://127.0.0.1:9", new=True)
    done = run_command("--config", str(config), "doctor", "--dns", "nobody")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith('schoolgate: --dns: "nobody" is not the address of a DNS server')

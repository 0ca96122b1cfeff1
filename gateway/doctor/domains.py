"""What the DNS says of the school's domains: MX, SPF, DKIM and DMARC, held against where mail leaves."""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from collections.abc import AsyncIterator, Iterator
from ipaddress import ip_address

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from gateway.doctor.certificate import MICROSOFT
from gateway.doctor.resolver import Dns, SilentError
from gateway.doctor.spf import MOST_LOOKUPS, Address, Spf, read_spf
from gateway.look import Grade, Look
from gateway.rewriting.dkim.key import DkimKey
from gateway.settings import SchoolSettings, Settings, SettingsError
from gateway.transport.endpoint import parse_endpoint
from gateway.wiring import make_dkim_key

# They send from other addresses than they take mail at; which, a name says that the record includes.
WAYS_OUT = {
    MICROSOFT: "spf.protection.outlook.com",
    "smtp.office365.com": "spf.protection.outlook.com",
    "smtp-relay.gmail.com": "_spf.google.com",
}
UNASKED = "nobody was asked (--dns none), so MX, SPF, DKIM and DMARC were not looked at"
SILENT = (
    "no DNS server answers, so MX, SPF, DKIM and DMARC were not looked at; is this machine on the network? "
    "--dns ADDRESS asks another server"
)


async def look_at_domains(settings: Settings, dns: Dns | None) -> AsyncIterator[Look]:
    """Some for each domain of each school, up to the first that no DNS server answers for."""
    if dns is None:
        yield Look("DNS", Grade.WARNING, UNASKED)
        return
    for school in settings.school:
        for domain in school.domains:
            try:
                looks = await asyncio.to_thread(_looks_at, domain, school, settings, dns)
            except SilentError:
                yield Look("DNS", Grade.WARNING, SILENT)
                return
            for look in looks:
                yield look


def _looks_at(domain: str, school: SchoolSettings, settings: Settings, dns: Dns) -> tuple[Look, ...]:
    """Blocks. Raises SilentError."""
    return (
        _look_at_mx(domain, dns),
        _look_at_spf(domain, settings, dns),
        *_look_at_dkim(domain, school, dns),
        _look_at_dmarc(domain, dns),
    )


def _look_at_mx(domain: str, dns: Dns) -> Look:
    what, hosts = f"MX of {domain}", dns.exchanges(domain)
    if not hosts:
        sentence = "there is none here, so answers to the school's mail, and its own notices, may find no way"
        return Look(what, Grade.WARNING, sentence, "mx")
    return Look(what, Grade.GOOD, f"mail comes in by {', '.join(hosts)}", "mx")


def _look_at_spf(domain: str, settings: Settings, dns: Dns) -> Look:
    what, spf = f"SPF of {domain}", read_spf(domain, dns)
    wrong = _wrong_with(spf)
    if wrong:
        return Look(what, Grade.WARNING if spf.records == 0 else Grade.FAULT, wrong, "spf")
    host = parse_endpoint(settings.relay.next_hop).host.lower()
    needed = next((name for end, name in WAYS_OUT.items() if host.endswith(end)), "")
    if needed:
        if needed in spf.includes:
            return Look(what, Grade.GOOD, f"includes {needed}, by which the next hop sends", "spf")
        return Look(
            what, Grade.WARNING, f"lacks include:{needed}, by which the next hop sends; add it", "spf"
        )
    outside = tuple(each for each in _addresses_of(host, dns) if each.is_global)
    if not outside:
        sentence = "is there; the next hop is inside, so see that it has the address by which mail leaves"
        return Look(what, Grade.GOOD, sentence, "spf")
    missing = ", ".join(str(each) for each in outside if not spf.lets(each))
    if not missing or spf.unclear:
        return Look(what, Grade.GOOD, f"lets the next hop send, {host}", "spf")
    sentence = f"does not name the next hop, {missing}; add it, unless mail leaves from another address there"
    return Look(what, Grade.WARNING, sentence, "spf")


def _wrong_with(spf: Spf) -> str:
    """What makes a record useless, whatever it says; empty where nothing does."""
    if spf.records == 0:
        return (
            "there is none, so nobody can tell the school's mail from forged mail; add a TXT record: "
            "v=spf1, then who sends for the school, then -all"
        )
    if spf.records > 1:
        return f"there are {spf.records} records, so receivers take none of them; make one of them"
    if spf.lookups > MOST_LOOKUPS:
        return f"takes more than {MOST_LOOKUPS} look-ups, so receivers give it up; take includes out of it"
    if spf.everybody:
        return 'ends with "+all", so that anybody may send as the school; write -all'
    return ""


def _addresses_of(host: str, dns: Dns) -> tuple[Address, ...]:
    try:
        return (ip_address(host),)
    except ValueError:
        return dns.addresses(host)


def _look_at_dkim(domain: str, school: SchoolSettings, dns: Dns) -> Iterator[Look]:
    """The public half of the key that signs changed mail. No look where none signs for this domain."""
    try:
        key = make_dkim_key(school)
    except SettingsError:  # said with the schools
        return
    if key is None or key.domain != domain:
        return
    what, name = f"DKIM of {domain}", f"{key.selector}._domainkey.{domain}"
    records = dns.texts(name)
    if not records:
        sentence = f"there is no TXT record {name}, so signatures made here are none; publish {_record(key)}"
        yield Look(what, Grade.WARNING, sentence, "dkim")
    elif any(_published(record) == public_key(key) for record in records):
        yield Look(what, Grade.GOOD, f"{name} has the key by which changed mail is signed", "dkim")
    else:
        sentence = f"{name} has another key, so signatures made here are broken; publish {_record(key)}"
        yield Look(what, Grade.FAULT, sentence, "dkim")


def public_key(key: DkimKey) -> bytes:
    """As the p= tag has it (RFC 6376 §3.6.1, RFC 8463 §4): RSA as SubjectPublicKeyInfo, Ed25519 bare."""
    if key.algorithm == "ed25519-sha256":
        private = Ed25519PrivateKey.from_private_bytes(base64.b64decode(key.private_key))
        return private.public_key().public_bytes_raw()
    public = load_pem_private_key(key.private_key, None).public_key()
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _record(key: DkimKey) -> str:
    kind = key.algorithm.partition("-")[0]
    return f'"v=DKIM1; k={kind}; p={base64.b64encode(public_key(key)).decode()}"'


def _published(record: str) -> bytes:
    try:
        return base64.b64decode(re.sub(r"\s", "", _tags(record).get("p", "")), validate=True)
    except binascii.Error:
        return b""


def _look_at_dmarc(domain: str, dns: Dns) -> Look:
    """Its own, or that of the nearest domain above (RFC 7489 §6.6.3, more simply)."""
    what, labels = f"DMARC of {domain}", domain.split(".")
    above = (".".join(labels[start:]) for start in range(len(labels) - 1))
    policy, asked = next(
        ((tags.get("p", "none").lower(), each) for each in above for tags in _dmarc(each, dns)), ("", "")
    )
    if not policy:
        sentence = f'there is none; begin with a TXT record _dmarc.{domain}: "v=DMARC1; p=none; rua=mailto:…"'
        return Look(what, Grade.WARNING, sentence, "dmarc")
    if policy == "none":
        sentence = "p=none: receivers let forged mail pass; tighten it once the reports are clean"
        return Look(what, Grade.WARNING, sentence, "dmarc")
    return Look(what, Grade.GOOD, f"p={policy}" + (f", by {asked}" if asked != domain else ""), "dmarc")


def _dmarc(domain: str, dns: Dns) -> list[dict[str, str]]:
    """The tags of each DMARC record that stands there."""
    found = map(_tags, dns.texts(f"_dmarc.{domain}"))
    return [tags for tags in found if tags.get("v", "").upper() == "DMARC1"]


def _tags(record: str) -> dict[str, str]:
    """A tag list (RFC 6376 §3.2)."""
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs if name.strip()}

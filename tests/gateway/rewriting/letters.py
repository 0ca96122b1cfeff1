"""Short messages, addresses in all their spellings, and real mail to change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hypothesis import strategies as st

from gateway.rewriting.mime.own_header import body_start, own_fields

FROM = b"From: Henry Tudor <h.tudor@oakfield.sch.uk>"
BODY = b"Dear all,\r\n\r\nthe trip is on Friday.\r\n"


def letter(*lines: bytes, body: bytes = BODY, line_end: bytes = b"\r\n") -> bytes:
    """A message from Henry Tudor with these lines in its header."""
    raw = b"\r\n".join((FROM, *lines, b"Subject: Trip", b"", body))
    return raw.replace(b"\r\n", line_end)


def is_outside(address: str) -> bool:
    return not address.lower().endswith("@oakfield.sch.uk")


def untouched(raw: bytes, *names: str) -> tuple[list[tuple[str, bytes]], bytes]:
    """All fields but those of these (lower-case) names, and the body."""
    fields = [(field.name, field.value) for field in own_fields(raw) if not field.is_called(*names)]
    return fields, raw[body_start(raw) :]


def lines_of(raw: bytes, name: bytes) -> list[bytes]:
    """The fields of that name as they stand."""
    return [raw[field.start : field.end] for field in own_fields(raw) if field.name.encode() == name]


def real_mail(corpora: Path, every: int) -> Iterator[bytes]:
    """One in so many messages, without the line that a mailbox puts in front of each."""
    files = sorted(file for folder in corpora.glob("mime-*") for file in folder.rglob("*") if file.is_file())
    for file in files[::every]:
        raw = file.read_bytes()
        yield raw[raw.index(b"\n") + 1 :] if raw.startswith(b"From ") else raw


_LOCALS = ("grace.bishop", "zoe", "o'neill+trip", '"grace bishop"', '"a\\"b"', "H-T_8", "office")
_DOMAINS = ("oakfield.sch.uk", "family.example", "home.example", "[192.0.2.1]", "Nhs.example")
_NAMES = (
    "",
    "Grace Bishop ",
    '"Bishop, Grace" ',
    '"O\\"Neill; Zoë" ',
    "=?utf-8?q?Zo=C3=AB_O=27Neill=2C?= ",
    "H. B. Tudor ",
    '"the office, really" ',
)
_COMMENTS = ("", "", "", " (mum)", " (a (nested, one) \\) here)")
_GAPS = ("", " ", "\r\n ", "\r\n\t", "  ")

plain_addresses = st.builds("{}@{}".format, st.sampled_from(_LOCALS), st.sampled_from(_DOMAINS))


@st.composite
def mailboxes(draw: st.DrawFn) -> tuple[str, str]:
    """As it is written, and the address."""
    address = draw(plain_addresses)
    name, comment = draw(st.sampled_from(_NAMES)), draw(st.sampled_from(_COMMENTS))
    form = draw(st.sampled_from(("plain", "brackets", "route", "spaced", "repeated")))
    local, _, domain = address.rpartition("@")
    written = {
        "plain": address,
        "brackets": f"{name}<{address}>",
        "route": f"{name}<@relay.example:{address}>",
        "spaced": f"{local} @ {domain}",
        "repeated": f"{address} <{address}>",
    }[form]
    return written + comment, address


@st.composite
def address_values(draw: st.DrawFn) -> tuple[bytes, list[str]]:
    """What follows the colon of To or Cc, and the addresses in it in their order."""
    entries: list[str] = []
    addresses: list[str] = []
    for _ in range(draw(st.integers(1, 6))):
        members = draw(st.lists(mailboxes(), min_size=0, max_size=3))
        if draw(st.integers(0, 3)) == 0:
            entries.append("Parents of 8B: " + ", ".join(written for written, _ in members) + ";")
            addresses += [address for _, address in members]
        else:
            written, address = draw(mailboxes())
            entries.append(written)
            addresses.append(address)
    gap = draw(st.sampled_from(_GAPS))
    return (" " + f",{gap}".join(entries)).encode(), addresses

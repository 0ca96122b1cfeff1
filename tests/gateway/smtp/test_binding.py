"""Whoever signs in speaks for themselves: which addresses are theirs, and what a header may say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.smtp.access import Access
from gateway.smtp.binding import addresses_of, may_send_as, speaks_for_others
from gateway.smtp.logins import Login
from tests.support.timing import quickest

ACCESS = Access((), {"oakfield.sch.uk": "Oakfield Academy"})
OWN = "grace.teacher@oakfield.sch.uk"
ALLOWED = (OWN, "*@clubs.oakfield.sch.uk")


@pytest.mark.parametrize(
    ("login", "addresses"),
    [
        (Login(OWN), (OWN,)),
        (Login(OWN, ("office@oakfield.sch.uk",)), (OWN, "office@oakfield.sch.uk")),
        (Login("g@pupils.oakfield.sch.uk"), ("g@pupils.oakfield.sch.uk",)),
        (Login("library"), ()),
        (Login("library@vendor.example"), ()),
        (Login("library@vendor.example", ("*@oakfield.sch.uk",)), ("*@oakfield.sch.uk",)),
    ],
)
def test_the_addresses_of_a_login(login: Login, addresses: tuple[str, ...]) -> None:
    assert addresses_of(login, ACCESS) == addresses


@pytest.mark.parametrize(
    ("address", "may"),
    [
        (OWN, True),
        ("Grace.Teacher@OAKFIELD.sch.uk.", True),
        ("chess@clubs.oakfield.sch.uk", True),
        ("chess@sub.clubs.oakfield.sch.uk", False),
        ("head@oakfield.sch.uk", False),
        ("grace.teacher@oakfield.sch.uk.example.com", False),
        ("grace.teacher+x@oakfield.sch.uk", False),
        ("*@oakfield.sch.uk", False),
        ("oakfield.sch.uk", False),
        ("", False),
    ],
)
def test_only_as_what_is_theirs(address: str, may: bool) -> None:
    assert may_send_as(address, ALLOWED) is may


@pytest.mark.parametrize(
    "header",
    [
        f"From: {OWN}",
        f"From: Grace Teacher <{OWN}>",
        f'from: "Teacher, Grace" <{OWN.upper()}>',
        f"From: =?utf-8?q?Gr=C3=A2ce?= <{OWN}>\r\nSender: chess@clubs.oakfield.sch.uk",
        f"From: Zoë O'Neill <{OWN}>, chess@clubs.oakfield.sch.uk",
        f"From: [Oakfield] Trips (8B) < {OWN} > (Grace \\( Teacher)\r\nResent-From: {OWN}",
        f"Subject: head@oakfield.sch.uk\r\nReply-To: head@oakfield.sch.uk\r\nFrom:\r\n {OWN}",
    ],
)
def test_a_header_that_is_theirs(header: str) -> None:
    assert not speaks_for_others(header.encode(), ALLOWED)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Subject: no From",
        f"Sender: {OWN}",
        "From:",
        "From: head",
        "From: head@oakfield.sch.uk",
        f"From: {OWN}, head@oakfield.sch.uk",
        f"From: {OWN}\r\nFrom: head@oakfield.sch.uk",
        f"From: {OWN}\r\nSENDER: head@oakfield.sch.uk",
        f"From: {OWN}\r\nSender : head@oakfield.sch.uk",
        f'From: "head@oakfield.sch.uk" <{OWN}>',
        f"From: head@oakfield.sch.uk <{OWN}>",
        f"From: {OWN} (head@oakfield.sch.uk)",
        f"From: =?us-ascii?b?aGVhZEBvYWtmaWVsZC5zY2gudWs=?= <{OWN}>",
        f"From: <@{OWN}:head@oakfield.sch.uk>",
        "From: head (of) @oakfield.sch.uk",
        'From: "head"@oakfield.sch.uk',
        "From: head @ oakfield.sch.uk",
        f"From: Teachers: {OWN}, head@oakfield.sch.uk;",
        f"From: <{OWN}><head@oakfield.sch.uk>",
        f"From: {OWN}\r\n ,head@oakfield.sch.uk",
        f"From: {OWN}@oakfield.sch.uk",
        f"From: {OWN} <head>",
        f'From: "{OWN}" <head>',
        f"From: head ({OWN})",
        f"From: <head> ({OWN})",
        f"From: head, {OWN}",
        f"From: {OWN}, <>",
        f"From: Head: ;, {OWN}",
        f"From: {OWN}\r\nResent-From: head@oakfield.sch.uk",
        f"From: {OWN}\r\nResent-Sender: head@oakfield.sch.uk",
        f"From: {OWN}\r\n\0From: head@oakfield.sch.uk",
        f"From: {OWN}\r\nFr\0om: head@oakfield.sch.uk",
        f"From: {OWN}\r\nFrom\v: head@oakfield.sch.uk",
    ],
)
def test_a_header_that_speaks_for_somebody_else_or_cannot_be_read(header: str) -> None:
    assert speaks_for_others(header.encode(), ALLOWED)


@given(st.text(st.sampled_from('ab@ <>(),"\\:;.=?\t\r\n'), max_size=30), st.text(max_size=20))
def test_another_address_is_never_overlooked(before: str, after: str) -> None:
    """However it is surrounded, as long as it stands in the field at all."""
    text = f"{before} head@oakfield.sch.uk {after}".replace("\r", "").replace("\n", "")
    assert speaks_for_others(f"From: {text}, {OWN}".encode(), ALLOWED)


@pytest.mark.parametrize(
    "piece", ["a", "a@b ", '"', '""', "(", "()", "\\", "<", "a@b<", "a@b,", "=?utf-8?q?a?= ", "@", ",a@b"]
)
def test_time_grows_with_the_size_alone(piece: str) -> None:
    def seconds(size: int) -> float:
        header = f"From: {piece * (size // len(piece))}".encode()
        return quickest(lambda: speaks_for_others(header, ALLOWED))

    assert seconds(160_000) < 10 * seconds(40_000) + 0.05

"""What a part says of itself is understood, doubts are noted, and harmless slips are not."""

import pytest

from detectors.mime.entity import Entity, describe
from detectors.mime.flaws import Flaw
from detectors.mime.header import read_header


def entity(*lines: str) -> Entity:
    raw = "\n".join([*lines, "", ""]).encode()
    return describe(read_header(raw, 0, len(raw)), "text/plain")


def test_a_plain_attachment() -> None:
    found = entity(
        'Content-Type: APPLICATION/PDF; name="trip.pdf"',
        'Content-Disposition: Attachment; filename="trip.pdf"',
        "Content-Transfer-Encoding: Base64",
    )
    assert (found.media_type, found.disposition, found.filename) == (
        "application/pdf",
        "attachment",
        "trip.pdf",
    )
    assert found.encodings == ("base64",)
    assert found.flaws == ()


def test_nothing_stated_is_plain_text() -> None:
    found = entity("Subject: x")
    assert (found.media_type, found.declared, found.encodings, found.charsets) == (
        "text/plain",
        False,
        ("",),
        ("",),
    )


@pytest.mark.parametrize(
    "lines",
    [
        ["Content-Type: text"],
        ["Content-Type: text/plain charset=us-ascii"],
        ["Content-Type: text/plain; charset = utf-8"],
        ["Content-Type: text/plain; charset=utf-8; (Unix)"],
        ["Content-Type: text/plain", "Content-Type: text/plain"],
        ["Content-Type: application/pdf; name=Multiplication and boundaries.pdf"],
        ['Content-Type: application/pdf; name="Multi-academy trust, boundary walk.pdf"'],
        ['Content-Type: application/pdf; name="=?utf-8?q?Multi_boundary=2Epdf?="'],
        ["Content-Disposition: inline;"],
        ["Content-Transfer-Encoding: 7BIT"],
        ['Content-Type: multipart/mixed; boundary="----=_Part (1) x"; charset=utf-8'],
        ["Content-Type: multipart/mixed; boundary=----=_Next/Part?1"],
        [
            'Content-Type: a/b; name="Zoe.pdf"',
            "Content-Disposition: attachment; filename*=utf-8''Zo%C3%AB.pdf",
        ],
    ],
)
def test_harmless_slips(lines: list[str]) -> None:
    assert entity(*lines).flaws == ()


@pytest.mark.parametrize(
    ("flaw", "lines"),
    [
        (Flaw.TYPE_CONTRADICTED, ["Content-Type: text/plain", "Content-Type: text/html"]),
        (Flaw.TYPE_CONTRADICTED, ["Content-Type: text/plain; charset=utf-8; charset=utf-7"]),
        (Flaw.TYPE_UNCLEAR, ["Content-Type: multipart; boundary=b"]),
        (Flaw.TYPE_UNCLEAR, ["Content-Type: text/plain; boundary=b"]),
        (Flaw.TYPE_UNCLEAR, ["Content-Type: multipart/mixed (comment); boundary=b"]),
        (Flaw.TYPE_UNCLEAR, ["Content-Type: =?utf-8?q?multipart?=/mixed; boundary=b"]),
        (Flaw.TYPE_UNCLEAR, ['Content-Type: text/plain; "boundary=b"']),
        (Flaw.BOUNDARY_CONTRADICTED, ["Content-Type: multipart/mixed; boundary=a; boundary=b"]),
        (Flaw.BOUNDARY_CONTRADICTED, ["Content-Type: multipart/mixed; boundary=a; boundary*=''b"]),
        (Flaw.BOUNDARY_UNCLEAR, ["Content-Type: multipart/mixed; boundary*=''b"]),
        (Flaw.BOUNDARY_UNCLEAR, ["Content-Type: multipart/mixed; boundary*0=a; boundary*1=b"]),
        (Flaw.BOUNDARY_UNCLEAR, ["Content-Type: multipart/mixed; boundary==?utf-8?q?b?="]),
        (Flaw.BOUNDARY_UNCLEAR, ["Content-Type: multipart/mixed; boundary='b'"]),
        (Flaw.BOUNDARY_UNCLEAR, ["Content-Type: multipart/mixed; boundary=a b"]),
        (
            Flaw.ENCODING_CONTRADICTED,
            ["Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: 7bit"],
        ),
        (Flaw.ENCODING_UNCLEAR, ["Content-Transfer-Encoding: base64 (comment)"]),
        (Flaw.ENCODING_UNCLEAR, ["Content-Transfer-Encoding: =?utf-8?q?base64?="]),
        (Flaw.NAME_UNCLEAR, ['Content-Disposition: attachment; filename="a.zip']),
        (Flaw.NAME_UNCLEAR, ["Content-Type: application/zip; na(x)me=a.zip"]),
    ],
)
def test_flaws(flaw: Flaw, lines: list[str]) -> None:
    assert flaw in entity(*lines).flaws


def test_every_reading_is_kept() -> None:
    found = entity(
        "Content-Type: text/plain; boundary=a",
        "Content-Type: multipart/mixed; boundary=b",
        "Content-Transfer-Encoding: x (base64)",
        "Content-Transfer-Encoding: 8bit",
    )
    assert found.media_type == "multipart/mixed"
    assert found.boundaries == ("a", "b")
    assert found.encodings == ("base64", "", "8bit")


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("base64 (comment)", ("base64",)),
        ("bas(e)e64", ("base64",)),
        ("base\\64", ("base64",)),
        ("x-base64", ("base64",)),
        ("=?utf-8?b?YmFzZTY0?=", ("base64",)),
        ("quoted-print", ("quoted-printable",)),
        ("base64, quoted-printable", ("base64", "quoted-printable")),
        ("x-uu", ("uuencode",)),
        ("x-yencode", ("yenc",)),
        ("mac-binhex40", ("binhex",)),
        ("7bit, or so", ()),
    ],
)
def test_an_encoding_that_is_written_badly_may_be_none_or_what_it_resembles(
    value: str, meant: tuple[str, ...]
) -> None:
    found = entity(f"Content-Transfer-Encoding: {value}")
    assert found.encodings == (*meant, "")
    assert found.flaws == (Flaw.ENCODING_UNCLEAR,)


def test_an_encoding_that_is_unheard_of_stays_as_it_is() -> None:
    assert entity("Content-Transfer-Encoding: x-odd").encodings == ("x-odd",)


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (['Content-Disposition: attachment; filename="a.txt"; filename="a.zip"'], ("a.txt", "a.zip")),
        (["Content-Disposition: attachment; filename=a.txt; filename*=''a.zip"], ("a.zip", "a.txt")),
        (
            ["Content-Type: a/b; name=Grace.pdf", "Content-Disposition: attachment; filename=trip.pdf"],
            ("trip.pdf", "Grace.pdf"),
        ),
        (
            [
                'Content-Type: a/b; name="Zoe.pdf"',
                "Content-Disposition: attachment; filename*=utf-8''Zo%C3%AB.pdf",
            ],
            ("Zoë.pdf",),
        ),
        (["Content-Disposition: attachment; filename*1=file.; filename*0=zip"], ("zipfile.", "file.zip")),
        (["Content-Disposition: attachment; filename=(x)file.(y)zip"], ("(x)file.(y)zip", "file.zip")),
        (["Content-Disposition: attachment; file(x)name=file.zip"], ("file.zip",)),
        (["Content-Disposition: attachment; filename=file;.zip"], ("file", "file;.zip")),
        (['Content-Disposition: attachment; filename="file".zip'], ("file", "file.zip")),
    ],
)
def test_every_name_is_a_name_unless_it_says_nothing_new(lines: list[str], names: tuple[str, ...]) -> None:
    assert entity(*lines).filenames == names


@pytest.mark.parametrize(
    "lines",
    [
        ['Content-Disposition: attachment; filename="a.txt"; filename="a.zip"'],
        ["Content-Disposition: inline", "Content-Disposition: attachment"],
    ],
)
def test_what_is_read_in_each_of_its_ways_is_no_flaw(lines: list[str]) -> None:
    assert entity(*lines).flaws == ()

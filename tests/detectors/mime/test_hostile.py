"""Messages made to exhaust a parser take time in proportion to their size, and nothing is lost in silence."""

import time

import pytest

from detectors.mime.flaws import Flaw
from detectors.mime.parse import parse

HEADER = b"From: g.bishop@oakfield.sch.uk\r\n"
MULTIPART = HEADER + b"Content-Type: multipart/mixed; boundary=b0;\r\n\r\n"


def nested(levels: int) -> bytes:
    level = b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d;\r\n\r\n"
    return MULTIPART + b"".join(level % (number, number + 1) for number in range(levels))


HOSTILE = {
    "addresses": HEADER + b"To: " + b",\r\n ".join([b"Grace <g@oakfield.sch.uk>"] * 50_000) + b"\r\n\r\n",
    "pieces of a name": HEADER
    + b"Content-Type: text/plain"
    + b"".join(b";\r\n name*%d*=a%%20" % number for number in range(20_000))
    + b"\r\n\r\n",
    "semicolons": HEADER + b"Content-Type: text/plain" + b";" * 24_000 + b"\r\n\r\n",
    "quotes": HEADER + b"Content-Type: text/plain; a=" + b'"' * 1_000_000 + b"\r\n\r\n",
    "backslashes": HEADER + b'Content-Type: text/plain; a="' + b"\\" * 1_000_001 + b"\r\n\r\n",
    "encoded words": HEADER + b"Subject: " + b"=?utf-8?q?a?= " * 70_000 + b"\r\n\r\n",
    "unfinished words": HEADER + b"Subject: " + b"=?a?q?" * 200_000 + b"\r\n\r\n",
    "blank lines": HEADER + b"Subject: a\r\n" + b" \r\n" * 500_000 + b"\r\n",
    "a long line": HEADER + b"\r\n" + b"a" * 20_000_000,
    "a long header line": HEADER + b"Subject: " + b" " * 5_000_000 + b"\r\n\r\n",
    "parts": MULTIPART + b"--b0\r\n\r\nx\r\n" * 100_000 + b"--b0--\r\n",
    "levels": nested(10_000),
    "levels and a large core": nested(60) + b"\r\n--" * 1_000_000,
    "lookalikes": MULTIPART + b"--b0x\r\n" * 500_000,
    "padding": HEADER + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"AB==\r\n" * 300_000,
    "short lines": HEADER + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"A\r\n" * 500_000,
    "soft breaks": HEADER + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"= \r\n" * 500_000,
    "begins": HEADER + b"\r\n" + b"begin 644 x\r\n" * 200_000,
    "files": HEADER + b"\r\n" + b"begin 644 x\r\n#86)C\r\nend\r\n" * 50_000,
    "doubtful headers": MULTIPART + b"--b0\r\nX: y\r\nz\r\n \r\nContent-Type: a/b\r\n\r\nQUJD\r\n" * 30_000,
    "marks": MULTIPART + b"".join(b"--m%d\r\nA: b\r\n\r\nx\r\n" % number for number in range(100_000)),
    "one mark": MULTIPART + b"".join(b"--m\r\nA: b\r\n\r\n%d\r\n" % number for number in range(100_000)),
    "dashes": MULTIPART + b"--\r\n" * 1_000_000,
    "bare line ends": HEADER + b"\r\n" + b"a a a a\r\n" * 1_000_000 + b"\r\0\n",
    "addresses of data": HEADER + b"Content-Type: text/html\r\n\r\n" + b"data:a/b;base64,QUJD " * 100_000,
    "unfinished addresses": HEADER + b"Content-Type: text/html\r\n\r\n64," + b"data:;a=b;" * 300_000,
    "yEnc": HEADER + b"\r\n" + b"=ybegin size=3 name=a\r\nabc\r\n=yend size=3\r\n" * 50_000,
    "escapes": HEADER + b"\r\n=ybegin x\r\n" + b"=}" * 2_000_000,
    "BinHex": HEADER + b"\r\n" + b"(This file must be converted with BinHex 4.0)\r\n:" * 100_000,
    "bad escapes": HEADER + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=XX" * 1_000_000,
    "names": HEADER
    + b"Content-Disposition: attachment"
    + b"".join(b"; filename=a%d" % number for number in range(20_000))
    + b"\r\n\r\n"
    + b"x" * 1_000_000,
    "comments": HEADER + b"Content-Type: x;;=;" + b"(" * 500_000 + b"name=x\r\n\r\nx",
    "types": HEADER + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n" % n for n in range(3_000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_takes_no_longer_than_it_should(name: str) -> None:
    start = time.process_time()
    parsed = parse(HOSTILE[name])
    assert time.process_time() - start < 3
    assert len(parsed.parts) <= 10_000


def test_what_is_too_deep_is_said() -> None:
    assert Flaw.TOO_DEEP in {defect.what for defect in parse(nested(60)).defects}


def test_fifty_levels_are_read() -> None:
    parsed = parse(nested(49) + b"--b49\r\n\r\nGrace Bishop")
    assert parsed.parts[-1].content == b"Grace Bishop"


@pytest.mark.parametrize("name", ["parts", "files"])
def test_too_many_parts_are_said(name: str) -> None:
    assert Flaw.TOO_MANY_PARTS in {defect.what for defect in parse(HOSTILE[name]).defects}

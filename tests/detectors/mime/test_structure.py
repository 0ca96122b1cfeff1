"""Multipart bodies are cut at their boundaries and nowhere else."""

import pytest

from detectors.mime.flaws import Flaw
from detectors.mime.structure import Multipart, Span, hides_mime, holds_parts, split_multipart


def split(body: bytes, boundary: bytes = b"b", most: int = 100) -> tuple[list[bytes], Multipart]:
    multipart = split_multipart(body, Span(0, len(body)), boundary, most)
    assert multipart is not None
    return [body[span.start : span.end] for span in multipart.parts], multipart


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_parts_preamble_and_epilogue(line_end: bytes) -> None:
    body = line_end.join([b"before", b"--b", b"one", b"--b  ", b"two", b"", b"--b--\t", b"after"])
    parts, multipart = split(body)
    assert parts == [b"one", b"two" + line_end]
    assert body[multipart.preamble.start : multipart.preamble.end] == b"before"
    assert body[multipart.epilogue.start : multipart.epilogue.end] == b"after"
    assert multipart.flaws == ()


@pytest.mark.parametrize(
    ("body", "parts", "flaws"),
    [
        (b"--b\none\n--b--", [b"one"], ()),
        (b"--b\n--b\n--b--", [b"", b""], ()),
        (b"--b\none --b two\n --b\n--b--", [b"one --b two\n --b"], ()),
        (b"--b\none", [b"one"], ()),
        (b"--b\none\n--bx\ntwo\n--b--", [b"one\n--bx\ntwo"], (Flaw.BOUNDARY_LOOKALIKE,)),
        (b"--b\none\n--b--x\n--b--", [b"one\n--b--x"], (Flaw.BOUNDARY_LOOKALIKE,)),
    ],
)
def test_edges(body: bytes, parts: list[bytes], flaws: tuple[Flaw, ...]) -> None:
    found, multipart = split(body)
    assert (found, multipart.flaws) == (parts, flaws)


@pytest.mark.parametrize("body", [b"", b"no boundary", b"--c\n\n--c--", b"text --b\n", b"--b--\n"])
def test_without_an_opening_boundary_there_are_no_parts(body: bytes) -> None:
    assert split_multipart(body, Span(0, len(body)), b"b", 100) is None


def test_only_the_body_is_searched() -> None:
    raw = b"--b\nouter\n--b\ninner\n--b--"
    multipart = split_multipart(raw, Span(10, len(raw)), b"b", 100)
    assert multipart is not None
    assert multipart.parts == (Span(14, 19),)


def test_there_is_an_end_to_cutting() -> None:
    parts, _ = split(b"--b\n\n" * 1000, most=5)
    assert len(parts) == 6


@pytest.mark.parametrize(
    ("text", "parts", "mime"),
    [
        (b"--x\nContent-Type: text/plain\n\n", True, True),
        (b"\nContent-Transfer-Encoding: base64\n\nUEsD", True, True),
        (b"Look:\nContent-Type: text/plain\n", False, True),
        ((b"A" * 76 + b"\r\n") * 2, False, True),
        (b"This is a multi-part message in MIME format.\n", False, False),
        (b"-- \nGrace Bishop\nOakfield Academy\n", False, False),
        (b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n", False, False),
    ],
)
def test_text_that_looks_like_mime(text: bytes, parts: bool, mime: bool) -> None:
    assert (holds_parts(text), hides_mime(text)) == (parts, mime)

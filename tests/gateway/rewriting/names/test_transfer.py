"""Changes in a body as it is encoded: what was not changed keeps its letters, and lines stay short."""

from __future__ import annotations

import base64
import quopri
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.mime.transfer import decode_transfer
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.edits import Edit, apply
from gateway.rewriting.names.transfer import in_body
from tests.support.timing import quickest


def made(encoded: bytes, encoding: str, *edits: Edit) -> bytes:
    content = decode_transfer(encoded, encoding).content
    return apply(encoded, in_body(encoded, encoding, content, edits))


def named(encoded: bytes, encoding: str, name: bytes, new: bytes) -> bytes:
    """With `new` in place of each `name` of the content."""
    content = decode_transfer(encoded, encoding).content
    return made(
        encoded, encoding, *(Edit(*found.span(), new) for found in re.finditer(re.escape(name), content))
    )


@pytest.mark.parametrize("encoding", ["", "7bit", "8bit", "binary"])
def test_what_is_not_encoded_changes_in_place(encoding: str) -> None:
    assert named(b"a Grace Bishop b", encoding, b"Grace Bishop", b"G.B.") == b"a G.B. b"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a Grace Bishop b\r\n", b"a G.B. b\r\n"),
        (b"=E2=80=93 Gra=\r\nce Bishop=20\r\nb=3D", b"=E2=80=93 G.B.=\r\n=20\r\nb=3D"),
        (b"Gr=61ce=20Bishop", b"G.B."),
        (b"Grace B=\nish=\nop x\n", b"G.B.=\n=\n x\n"),
        (b"a \t\r\nGrace Bishop  \r\nb", b"a \t\r\nG.B.  \r\nb"),  # what was added on the way stays
        (b"a=  \r\nGrace Bishop", b"a=  \r\nG.B."),
        (b"=c3=a9 Grace Bishop", b"=c3=a9 G.B."),
    ],
)
def test_quoted_printable(before: bytes, after: bytes) -> None:
    assert named(before, "quoted-printable", b"Grace Bishop", b"G.B.") == after


def test_a_blank_before_nothing_is_still_read() -> None:
    assert named(b"a Bishop\r\nb Bishop", "quoted-printable", b"Bishop", b"") == b"a=20\r\nb=20"


def test_a_line_that_grows_too_long_is_broken() -> None:
    line = b"x" * 70 + b" Li Wu\r\ny\r\n"
    after = named(line, "quoted-printable", b"Li Wu", "Élodie W. (2)".encode())
    assert after == b"x" * 70 + b" =\r\n=C3=89lodie W. (2)=\r\n\r\ny\r\n"
    twice = named(b"x" * 64 + b" Li, Li, Li", "quoted-printable", b"Li", b"L.W.")
    assert max(map(len, twice.split(b"\n"))) <= 76


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
@pytest.mark.parametrize("width", [76, 60, 72])
def test_base64_changes_from_the_first_group_on(line_end: bytes, width: int) -> None:
    content = bytes(range(256)) + b"Grace Bishop" + bytes(range(256))
    letters = base64.b64encode(content)
    lines = line_end.join(letters[at : at + width] for at in range(0, len(letters), width)) + line_end
    after = named(lines, "base64", b"Grace Bishop", b"G.B.")
    whole = base64.b64encode(content.replace(b"Grace Bishop", b"G.B."))
    assert after == line_end.join(whole[at : at + width] for at in range(0, len(whole), width)) + line_end


def test_base64_in_lines_of_any_length_keeps_those_before() -> None:
    content = b"abc" * 30 + b"Grace Bishop" + b"abc" * 20
    letters = base64.b64encode(content)
    lines = b"\r\n".join((letters[:40], letters[40:44], letters[44:100], letters[100:]))
    after = named(lines, "base64", b"Grace Bishop", b"G.B.")
    assert after.startswith(lines[: 40 + 2 + 4 + 2 + 56])
    assert base64.b64decode(after) == content.replace(b"Grace Bishop", b"G.B.")


def test_base64_without_padding() -> None:
    assert named(b"R3JhY2UgQmlzaG9wIQ", "base64", b"Grace Bishop", b"G.B.") == b"Ry5CLiE="


@pytest.mark.parametrize(
    ("encoded", "encoding"),
    [
        (b"R3Jh*Y2UgQmlzaG9w", "base64"),
        (b"begin 644 a.txt\n,1W)A8V4@0FES:&]P\n`\nend\n", "x-uuencode"),
        (b"Grace Bishop", "rot13"),
    ],
)
def test_what_is_encoded_otherwise_is_refused(encoded: bytes, encoding: str) -> None:
    content = decode_transfer(encoded, encoding).content
    with pytest.raises(CannotRewriteError, match="encoded in a way"):
        in_body(encoded, encoding, content, [Edit(0, min(5, len(content)), b"G.")])


def test_nothing_to_change_is_nothing_to_read() -> None:
    assert in_body(b"no base64 at all *", "base64", b"", []) == []


@st.composite
def _changed(draw: st.DrawFn) -> tuple[bytes, list[Edit]]:
    letters = st.sampled_from([b"a", b" ", b"\r\n", "é".encode(), b"=", b"\t", b".", b"word " * 9, b"x" * 30])
    content = b"".join(draw(st.lists(letters, max_size=60)))
    cuts = sorted(draw(st.lists(st.integers(0, len(content)), unique=True, max_size=8)))
    new = st.sampled_from([b"", b"G.B.", "É.B. (12)".encode()])
    return content, [Edit(start, end, draw(new)) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]


@given(_changed())
def test_quoted_printable_is_read_as_meant_and_its_lines_stay_short(
    changed: tuple[bytes, list[Edit]],
) -> None:
    content, edits = changed
    encoded = quopri.encodestring(content, quotetabs=False).replace(b"=\n", b"=\r\n")
    if decode_transfer(encoded, "quoted-printable").content != content:
        return
    after = made(encoded, "quoted-printable", *edits)
    assert quopri.decodestring(after) == apply(content, edits)
    longest = max(map(len, encoded.replace(b"\r", b"").split(b"\n")))
    assert max(map(len, after.replace(b"\r", b"").split(b"\n"))) <= max(76, longest)


@given(_changed(), st.sampled_from([4, 60, 76]), st.booleans())
def test_base64_is_read_as_meant(changed: tuple[bytes, list[Edit]], width: int, crlf: bool) -> None:
    content, edits = changed
    letters = base64.b64encode(content)
    encoded = (b"\r\n" if crlf else b"\n").join(
        letters[at : at + width] for at in range(0, len(letters), width)
    )
    after = made(encoded, "base64", *edits)
    assert base64.b64decode(after, validate=False) == apply(content, edits)
    if edits:
        first = 4 * (edits[0].start // 3)
        assert re.sub(rb"\s", b"", after)[:first] == letters[:first]


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_time_is_in_proportion_to_size(encoding: str) -> None:
    line = b"The minutes =\r\nof the meeting =E2=80=93 with Grace Bishop \r\n" * 2

    def seconds(many: int) -> float:
        body = line * many if encoding == "quoted-printable" else base64.encodebytes(line * many)
        return quickest(lambda: named(body, encoding, b"Grace Bishop", b"G.B."))

    assert seconds(16_000) < 8 * seconds(4_000) + 0.3

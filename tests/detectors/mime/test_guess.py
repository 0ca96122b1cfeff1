"""Parts are guessed from the text where what was declared does not tell them apart."""

import time

import pytest

from detectors.mime.guess import guess_parts

ZIP = b"Content-Type: application/zip\n\nPK"


def parts(*lines: bytes, boundaries: tuple[bytes, ...] = ()) -> list[bytes]:
    raw = b"\n".join(lines)
    return [raw[span.start : span.end].rstrip(b"\n") for span in guess_parts(raw, boundaries)]


@pytest.mark.parametrize("mark", [b"b", b"b y", b"=_?()/", b"-b", b"b--", b"", b"b\r", b" b\t"])
def test_a_line_of_dashes_with_a_field_behind_it_begins_a_part(mark: bytes) -> None:
    found = parts(
        b"Dear all,", b"--" + mark, ZIP, b"--" + mark, b"plain text", b"--" + mark + b"--", b"after"
    )
    assert found == [ZIP, b"plain text", b"after"]


def test_parts_inside_parts_come_out_flat() -> None:
    outer = b"Content-Type: multipart/mixed; boundary=b"
    assert parts(b"--a", outer, b"", b"--b", ZIP, b"--b--", b"--a", ZIP, b"--a--") == [outer, ZIP, ZIP]


@pytest.mark.parametrize("first", [b"\rA: b", b"\v A: b", b":\nA: b", b"\nA: b", b"Content-Type text/plain"])
def test_the_field_may_be_written_badly(first: bytes) -> None:
    assert len(parts(b"--b", first, b"", b"x")) == 1


def test_what_was_declared_is_a_mark_in_any_case() -> None:
    assert parts(b"--b", b"no field", b"--c", ZIP, boundaries=(b"b",)) == [b"no field", ZIP]


@pytest.mark.parametrize(
    "lines",
    [
        (b"Dear all,", b"-- ", b"Grace Bishop"),
        (b"--b", b"UEsDBBQ="),
        (b"x --b", ZIP),
        (b"",),
        tuple(b"--%d\nA: b\n" % number for number in range(2000)),
    ],
)
def test_other_text_has_no_parts(lines: tuple[bytes, ...]) -> None:
    assert parts(*lines) == []


def test_time_and_number_are_bounded() -> None:
    start = time.process_time()
    assert len(guess_parts(b"--b\nA: b\n" * 300_000, ())) == 20_000
    assert time.process_time() - start < 3
